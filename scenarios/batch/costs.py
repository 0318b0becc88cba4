"""What members cost on this machine: a guess until some were run, then what those took."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import NamedTuple

from census.durable import locked
from scenarios.batch.sizes import Size

RECORD = "batch-costs.json"
KEPT = 60
"""Members of each kind that are remembered, the latest."""

NEAREST = 9
"""Members of the most similar size that tell what the next will take."""


class Guess(NamedTuple):
    """What a kind of member takes before any was run here.

    Parameters
    ----------
    fixed, rate
        Time besides the work [s], and work done in a second on one thread.
    base, each
        Memory of a worker besides the fields, and for each cell [bytes].
    disk, layer
        Size on disk besides the fields, and of each cell of a layer [bytes].
    """

    fixed: float
    rate: float
    base: float
    each: float
    disk: float
    layer: float


GUESSES: Mapping[str, Guess] = MappingProxyType(
    {
        "waterlogging": Guess(10.0, 1.4e8, 5.0e8, 1000.0, 2.0e5, 1.8),
        "seismic": Guess(6.0, 1.0e7, 9.0e8, 1000.0, 5.2e7, 1.5),
        "typhoon": Guess(5.0, 5.0e4, 4.5e8, 2800.0, 1.0e6, 0.7),
    }
)
"""By hazard; of a machine of two cores at 2.5 GHz."""


@dataclass(frozen=True)
class Cost:
    """What a member takes.

    Parameters
    ----------
    seconds
        Wall time on one thread [s].
    memory
        Greatest memory of its worker [bytes].
    disk
        Size of its run [bytes].
    """

    seconds: float
    memory: float
    disk: float


class Taken(NamedTuple):
    """What a member took: its work, and time [s], memory and disk [bytes] as shares of the guess."""

    work: float
    seconds: float
    memory: float
    disk: float


Records = Mapping[str, tuple[Taken, ...]]
"""What was taken by kind of member."""


def cost_of(size: Size, records: Records) -> Cost:
    """What a member will take.

    Notes
    -----
    The guess of its hazard, times the median share of it that the members of the most similar work took on
    this machine.
    """
    guess = guess_of(size)
    near = sorted(records.get(size.kind, ()), key=lambda taken: _apart(taken.work, size.work))[:NEAREST]
    if not near:
        return guess
    return Cost(
        seconds=guess.seconds * median(taken.seconds for taken in near),
        memory=guess.memory * max(taken.memory for taken in near),
        disk=guess.disk * median(taken.disk for taken in near),
    )


def guess_of(size: Size) -> Cost:
    """What a member takes as long as nothing is known of this machine."""
    guess = GUESSES[size.kind.partition(" ")[0]]
    return Cost(
        seconds=guess.fixed + size.work / guess.rate,
        memory=guess.base + guess.each * size.cells,
        disk=guess.disk + guess.layer * size.cells * size.layers,
    )


def read_costs(cache: Path) -> Records:
    """What members took on this machine; nothing where nothing can be read."""
    try:
        held = json.loads((cache / RECORD).read_text(encoding="utf-8"))
        return {kind: tuple(Taken(*map(float, row)) for row in rows) for kind, rows in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_costs(cache: Path, taken: Iterable[tuple[Size, Cost]]) -> None:
    """Keep what members took for the next estimate.

    Parameters
    ----------
    cache
        Folder for what can be made again.
    taken
        Sizes of members and what they took; a figure that is not known is NaN or 0.
    """
    rows = [(size.kind, _shares(size, cost)) for size, cost in taken if _known(cost.seconds)]
    if not rows:
        return
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with locked(cache / f".{RECORD}.lock"):
            held = {kind: list(old) for kind, old in read_costs(cache).items()}
            for kind, row in rows:
                held[kind] = [*held.get(kind, []), row][-KEPT:]
            part = cache / f".{RECORD}.part"
            part.write_text(json.dumps(held), encoding="utf-8")
            part.replace(cache / RECORD)
    except OSError:
        # Only the next estimate is the worse for it.
        return


def _shares(size: Size, cost: Cost) -> Taken:
    guess = guess_of(size)
    return Taken(
        size.work,
        cost.seconds / guess.seconds,
        cost.memory / guess.memory if _known(cost.memory) else 1.0,
        cost.disk / guess.disk if _known(cost.disk) else 1.0,
    )


def _known(value: float) -> bool:
    return math.isfinite(value) and value > 0.0


def _apart(one: float, other: float) -> float:
    return abs(math.log(max(one, 1.0)) - math.log(max(other, 1.0)))
