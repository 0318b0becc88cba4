"""Every member read and checked before anything starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census.errors import InputError
from scenarios.batch.costs import cost_of, read_costs
from scenarios.batch.members import Member, Members
from scenarios.batch.sizes import Size, size_of
from scenarios.estimate import duration_text
from scenarios.hazards import check_files, load
from scenarios.identity import Hashes, identity_of
from scenarios.loaded import Loaded

SHOWN = 3
"""Members that are named in a message, of many with a fault."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Checked:
    """A member that can be run.

    Parameters
    ----------
    member
        The member.
    run_id
        Name of its run.
    hazard
        Its hazard.
    size
        How much there is to compute.
    """

    member: Member
    run_id: str
    hazard: str
    size: Size


def check_members(members: Members, *, cache: Path, progress: Progress | None = None) -> list[Checked]:
    """Load every member as its run will.

    Parameters
    ----------
    members
        The members.
    cache
        Folder in which is kept what members took on this machine.
    progress
        Called with the share done and a message.

    Raises
    ------
    InputError
        If there are more members than may be, if one cannot be run or two are the same run.
    """
    count = check_count(members, cache=cache)
    known: Hashes = {}
    checked: list[Checked] = []
    faults: list[tuple[Member, str]] = []
    for member in members:
        if progress is not None:
            progress(member.index / count, f"checking the members: {member.label}")
        try:
            checked.append(_checked(member, known))
        except InputError as error:
            faults.append((member, _without_origin(str(error))))
    if faults:
        raise _invalid(members, faults, count)
    _check_distinct(members, checked)
    return checked


def check_count(members: Members, *, cache: Path) -> int:
    """Number of members; too many are refused with what they would take, and not one is made but the first.

    Raises
    ------
    InputError
        With the count and the estimate.
    """
    count, most = len(members), members.batch.values.batch.most_members
    if count > most:
        raise InputError(
            f"{members.batch.file}: the batch has {count:,} members{_product(members)}"
            f"{_burden(members, cache)}; at most {most:,} are run (batch.most_members). Leave out values of "
            "the axes, or take an [ensemble] of fewer draws"
        )
    return count


def _product(members: Members) -> str:
    axes = members.batch.values.matrix
    return f" ({' x '.join(f'{len(v):,} {axis}' for axis, v in axes.items())})" if axes else ""


def _burden(members: Members, cache: Path) -> str:
    """What so many members would take, judged by the first."""
    try:
        first = next(iter(members))
        cost = cost_of(size_of(load(first.base, first.overrides)), read_costs(cache))
    except InputError:
        return ""
    count = len(members)
    return (
        f" and would take about {duration_text(cost.seconds * count)} of one core and "
        f"{cost.disk * count / 1e9:,.0f} GB, judged by the first"
    )


def _checked(member: Member, known: Hashes) -> Checked:
    loaded: Loaded[Any] = load(member.base, member.overrides)
    heading = loaded.spec.scenario
    if heading.template and not member.own:
        raise InputError(
            f"{heading.name} is a base for variants and not run as it stands; state in [set], [matrix] or "
            "the member's own set what it is to be, or choose of `fangzai scenario list`"
        )
    check_files(loaded)
    return Checked(member, identity_of(loaded, known=known).run_id, heading.hazard, size_of(loaded))


def _without_origin(text: str) -> str:
    """A message about an override without the word for the command line."""
    lines = (line.removeprefix("--set: ").removeprefix("--set ") for line in text.splitlines())
    return "; ".join(lines)


def _invalid(members: Members, faults: list[tuple[Member, str]], count: int) -> InputError:
    """The members that cannot be run; a fault that many share is told once."""
    first_of: dict[str, list[Member]] = {}
    for member, text in faults:
        first_of.setdefault(text, []).append(member)
    lines = [
        f"{sharers[0]}{_others(len(sharers))}: {text}" for text, sharers in list(first_of.items())[:SHOWN]
    ]
    more = [f"... and {len(first_of) - SHOWN} other faults"] if len(first_of) > SHOWN else []
    head = f"{members.batch.file}: {len(faults):,} of {count:,} members cannot be run; nothing was started"
    return InputError("\n".join([head, *lines, *more]))


def _others(sharers: int) -> str:
    return f" and {sharers - 1:,} more" if sharers > 1 else ""


def _check_distinct(members: Members, checked: Iterable[Checked]) -> None:
    """Refuse two members of one run."""
    held: dict[str, Member] = {}
    for item in checked:
        twin = held.setdefault(item.run_id, item.member)
        if twin is not item.member:
            raise InputError(
                f"{members.batch.file}: {twin} and {item.member} are the same run, {item.run_id}: what they "
                "state comes to the same scenario. Leave one of them out"
            )
