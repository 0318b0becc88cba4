"""Measures of strengthening, and the fragility of the classes after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.fragility.sets import FragilitySet, MatrixSet
from models.seismic.tables import table_rows

HEIGHTS = "LMH"
"""Letters of the height of a type: low, middle, high."""


@dataclass(frozen=True)
class Measure:
    """A row of `tables/measures.csv`.

    Parameters
    ----------
    name, zh, en
        Name, and what it is called.
    before, levels
        Type without its letter of height, and code levels, that it is for.
    after, level
        Type without its letter of height, and code level, of the building afterwards.
    cost
        Cost per floor area [CNY/m2].
    status, reason
        "verified" or "unverified", and why this class.
    """

    name: str
    zh: str
    en: str
    before: str
    levels: tuple[str, ...]
    after: str
    level: str
    cost: float
    status: str
    reason: str

    def class_after(self, name: str) -> str | None:
        """Class of a building of some class ("URML-Pre") afterwards; None where the measure is not for it."""
        kind, _, level = name.partition("-")
        base, height = (kind[:-1], kind[-1]) if kind[-1] in HEIGHTS else (kind, "")
        if base != self.before or level not in self.levels:
            return None
        return f"{self.after}{height}-{self.level}"


@cache
def retrofit_measures() -> tuple[Measure, ...]:
    """All measures of the table."""
    return tuple(
        Measure(
            row["measure"], row["zh"], row["en"], row["from"], tuple(row["levels"].split()), row["to"],
            row["level"], float(row["cost_cny_m2"]), row["status"], row["reason"],
        )
        for row in table_rows("models.seismic.retrofit", "measures")
    )  # fmt: skip


def strengthened(
    curves: FragilitySet | MatrixSet, classes: tuple[str, ...], measure: Measure
) -> tuple[FragilitySet | MatrixSet, NDArray[np.bool_]]:
    """Fragility of the classes after a measure.

    Parameters
    ----------
    curves
        Set that holds the classes before and after.
    classes
        Classes of the buildings, shape (c,).
    measure
        The measure.

    Returns
    -------
    FragilitySet or MatrixSet, ndarray
        The set by the classes, and those the measure changes, shape (c,). A class stays as it is where the
        measure is not for it, and where the set has no curve for the class afterwards or one that hangs on
        another measure of shaking.

    Notes
    -----
    Rows keep their places, so that the random numbers of a class do too. A median rises to that of the class
    afterwards where that is greater; of matrices the share that reaches a grade falls to that of the class
    afterwards where that is smaller. The scatter stays that of the class before: under the same numbers no
    building is damaged more than without the measure.
    """
    before = curves.select(classes)
    after = [measure.class_after(one) for one in classes]
    changed = np.array([one is not None and _held(curves, one) for one in after])
    for row in np.flatnonzero(changed).tolist():
        target = curves.select((str(after[row]),))
        changed[row] = target.measure[0] == before.measure[row]
    target_names = tuple(
        str(new) if yes else old for old, new, yes in zip(classes, after, changed, strict=True)
    )
    target = curves.select(target_names)
    if isinstance(before, FragilitySet) and isinstance(target, FragilitySet):
        return replace(before, ln_median=np.maximum(before.ln_median, target.ln_median)), changed
    if isinstance(before, MatrixSet) and isinstance(target, MatrixSet):
        reached = np.minimum(_reached(before.share), _reached(target.share))
        share = reached - np.concatenate([reached[:, :, 1:], np.zeros_like(reached[:, :, :1])], axis=2)
        return replace(before, share=share), changed
    raise InputError(f"fragility set {curves.name!r} is neither of curves nor of matrices")


def together(
    curves: FragilitySet | MatrixSet, classes: tuple[str, ...], measures: Sequence[Measure]
) -> list[tuple[FragilitySet | MatrixSet, dict[int, NDArray[np.bool_]]]]:
    """Sets in which several measures are taken at once, each class by one of them.

    Parameters
    ----------
    curves, classes
        As for `strengthened`.
    measures
        The measures.

    Returns
    -------
    list of tuple
        As few sets as hold every measure for every class it changes; of each set the numbers of its measures
        with the classes they change, shape (c,).
    """
    rounds: list[tuple[FragilitySet | MatrixSet, dict[int, NDArray[np.bool_]]]] = []
    for number, measure in enumerate(measures):
        after, changed = strengthened(curves, classes, measure)
        if not changed.any():
            continue
        for at, (held, taken) in enumerate(rounds):
            if not any((changed & other).any() for other in taken.values()):
                rounds[at] = (_merged(held, after, changed), taken | {number: changed})
                break
        else:
            rounds.append((after, {number: changed}))
    return rounds


def _merged(
    held: FragilitySet | MatrixSet, after: FragilitySet | MatrixSet, changed: NDArray[np.bool_]
) -> FragilitySet | MatrixSet:
    """A set with the changed classes of another."""
    if isinstance(held, FragilitySet) and isinstance(after, FragilitySet):
        return replace(held, ln_median=np.where(changed[:, None], after.ln_median, held.ln_median))
    if isinstance(held, MatrixSet) and isinstance(after, MatrixSet):
        return replace(held, share=np.where(changed[:, None, None], after.share, held.share))
    raise InputError(f"fragility set {held.name!r} is neither of curves nor of matrices")


def _held(curves: FragilitySet | MatrixSet, name: str) -> bool:
    """Whether the set has a curve for a class, its own or that of its type."""
    return name in curves.classes or name.partition("-")[0] in curves.classes


def _reached(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share that reaches each grade or more, shape (c, p, 5); the first is 1."""
    return np.asarray(np.cumsum(share[:, :, ::-1], axis=2)[:, :, ::-1], np.float64)
