"""Whether the parts of a batch file fit each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from census.errors import InputError
from scenarios.batch.keys import told

if TYPE_CHECKING:
    from scenarios.batch.spec import BatchFile, Rates

TOLERANCE = 1e-6


def check_axes(values: BatchFile, *, file: Path) -> None:
    """Refuse words, rates and lists that name what is not there.

    Raises
    ------
    InputError
        Naming file, key, value and what would be right.
    """
    if not (values.members or values.matrix or values.ensemble):
        raise InputError(
            f"{file}: the batch has no members; state [matrix], [[members]] or [ensemble], e.g. "
            '[matrix] "rain.return_period_yr" = [2, 5, 10]'
        )
    _check_words(values, file)
    _check_values(values, file)
    _check_labels(values, file)
    if values.rates is not None:
        _check_rates(values.rates, values.matrix, file)


def _check_words(values: BatchFile, file: Path) -> None:
    """Each word of an axis with states is one of them."""
    for axis, states in values.states.items():
        if axis not in values.matrix:
            raise InputError(
                f"{file}: states.{axis} belongs to no axis of [matrix]; its axes are "
                f"{', '.join(values.matrix) or 'none'}"
            )
        for word in values.matrix[axis]:
            if word not in states:
                raise InputError(
                    f"{file}: matrix.{axis} holds {word!r}; [states.{axis}] knows {', '.join(states)}"
                )


def _check_values(values: BatchFile, file: Path) -> None:
    """No axis states a value twice, and none is stated in [set] too."""
    for axis, items in values.matrix.items():
        seen: list[Any] = []
        for item in items:
            if item in seen and type(item) is type(seen[seen.index(item)]):
                raise InputError(f"{file}: matrix.{axis} holds {told(item)!r} twice; state each value once")
            seen.append(item)
        if axis in values.set:
            raise InputError(f"{file}: {axis} stands in [set] and in [matrix]; leave it out of one of them")


def _check_labels(values: BatchFile, file: Path) -> None:
    """Each listed member has a label of its own."""
    seen: dict[str, int] = {}
    for number, member in enumerate(values.members):
        if member.label in seen:
            raise InputError(
                f"{file}: members.{number}.label = {member.label!r} is that of members."
                f"{seen[member.label]} too; each member needs its own"
            )
        seen[member.label] = number


def _check_rates(rates: Rates, matrix: dict[str, tuple[Any, ...]], file: Path) -> None:
    """Rates are of axes that are there, one for each value, and joint where several vary."""
    for table in ("exceedance", "share", "at"):
        for axis, given in getattr(rates, table).items():
            if axis not in matrix:
                raise InputError(
                    f"{file}: rates.{table}.{axis} is no axis of [matrix]; its axes are "
                    f"{', '.join(matrix) or 'none'}"
                )
            if table == "at" and given not in matrix[axis]:
                raise InputError(
                    f"{file}: rates.at.{axis} = {given!r} is no value of the axis: {list(matrix[axis])}"
                )
            if table != "at" and len(given) != len(matrix[axis]):
                raise InputError(
                    f"{file}: rates.{table}.{axis} has {len(given)} numbers for {len(matrix[axis])} values "
                    "of the axis; one each is needed"
                )
    if rates.file is None:
        _check_joint(rates, matrix, file)
    elif rates.exceedance or rates.share:
        raise InputError(f"{file}: rates.file states the joint rates; leave out exceedance and share")


def _check_joint(rates: Rates, matrix: dict[str, tuple[Any, ...]], file: Path) -> None:
    """Every axis that varies has its part in the rates."""
    if len(rates.exceedance) != 1:
        raise InputError(
            f"{file}: rates.exceedance has {len(rates.exceedance)} axes; the annual rates of one axis are "
            "needed, or a table of joint rates in rates.file"
        )
    for axis, shares in rates.share.items():
        if abs(sum(shares) - 1.0) > TOLERANCE:
            raise InputError(f"{file}: rates.share.{axis} sum to {sum(shares):g}; shares sum to 1")
    if rates.share and not rates.independent:
        raise InputError(
            f"{file}: rates.share states {', '.join(rates.share)} apart from {next(iter(rates.exceedance))}; "
            "that holds only if they do not depend on each other: state rates.independent = true, or their "
            "joint rates in rates.file"
        )
    known = {*rates.exceedance, *rates.share, *rates.at}
    missing = [axis for axis, items in matrix.items() if axis not in known and len(items) > 1]
    if missing:
        raise InputError(
            f"{file}: rates says nothing of {', '.join(missing)}, which varies too; state its share and "
            "independent = true, the value to take in rates.at, or joint rates in rates.file"
        )
