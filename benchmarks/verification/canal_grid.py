"""A made-up town on a grid of canals, with sluices, a station and many events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.verification.ground import constant, rough_terrain, surface_of
from models.waterlogging.canals import Canals, Channel, Curve, Network, Outside, Pump, Reach, Sluice
from models.waterlogging.inputs import Series, Surface
from models.waterlogging.mobile_pumps import MobilePump, MobilePumps

CELL = 20.0
CANAL_BED, FIRST_STAGE = 1.0, 3.0
SUMP = 3
"""Cells on a side of the square a mobile pump draws from."""


@dataclass(frozen=True)
class Town:
    """A surface with its works."""

    surface: Surface
    works: tuple[MobilePumps, Canals]


def town(*, size: int, spacing: int, events: int, duration: float, seed: int = 7) -> Town:
    """A town of size x size cells with canals every so many cells.

    Parameters
    ----------
    size, spacing
        Cells on a side, and between canals; `size` is a multiple of `spacing`.
    events
        Mobile pumps and orders to sluices together.
    duration
        Time over which they are spread [s].
    seed
        Of places and times.
    """
    random = np.random.default_rng(seed)
    bed = rough_terrain(size, size, relief=0.3, fall=1.0, seed=seed)
    group = np.full(bed.shape, -1, np.int16)
    lines = range(spacing // 2, size, spacing)
    names: list[str] = []
    for line in lines:
        for part in range(size // spacing):
            along = slice(part * spacing, (part + 1) * spacing)
            group[line, along] = len(names)
            names.append(f"row{line}-{part}")
    for line in lines:
        for part in range(size // spacing):
            rows = np.arange(part * spacing, (part + 1) * spacing)
            free = rows[group[rows, line] < 0]
            group[free, line] = len(names)
            names.append(f"column{line}-{part}")
    bed[group >= 0] = CANAL_BED
    surface = surface_of(bed, cell_size=CELL, manning=0.03, stage_group=group, stage_groups=tuple(names))
    network = _network(names, group, spacing=spacing, events=events // 2, duration=duration, random=random)
    pumps = _pumps(surface, events=events - events // 2, duration=duration, random=random)
    return Town(surface, (MobilePumps(pumps), Canals(network)))


def _network(
    names: list[str],
    group: np.ndarray,
    *,
    spacing: int,
    events: int,
    duration: float,
    random: np.random.Generator,
) -> Network:
    area = np.bincount(group[group >= 0]) * CELL**2
    reaches = [
        Reach(
            name,
            Curve(np.array([CANAL_BED, 8.0]), np.full(2, area[k])),
            FIRST_STAGE,
            cell_area=float(area[k]),
        )
        for k, name in enumerate(names)
    ]
    rows = [name for name in names if name.startswith("row")]
    parts = int(np.sqrt(len(rows)))
    length = spacing * CELL
    channels = [
        Channel(name, rows[k + 1], length, CELL, 0.0, CANAL_BED, 9.0)
        for k, name in enumerate(rows)
        if (k + 1) % parts
    ]
    # Each column of canals crosses each row behind a sluice.
    crossings = []
    for name in (n for n in names if n.startswith("column")):
        line, part = (int(v) for v in name.removeprefix("column").split("-"))
        crossings.append((name, f"row{part * spacing + spacing // 2}-{line // spacing}"))
    orders = _orders(len(crossings), events=events, duration=duration, random=random)
    sluices = [
        Sluice(f"sluice{k}", a, b, 6.0, 1.5, 3.0, close_stage=3.6, open_stage=3.2, table=orders.get(k))
        for k, (a, b) in enumerate(crossings)
    ]
    station = Pump(
        "station", rows[-1], "river", np.array([0.0, 6.0]), np.array([4.0, 2.0]), 3.1, 2.8, units=3
    )
    return Network(
        tuple(reaches), (Outside("river", constant(5.0)),), tuple(channels), tuple(sluices), (station,)
    )


def _orders(sluices: int, *, events: int, duration: float, random: np.random.Generator) -> dict[int, Series]:
    """Openings by sluice, each event one opening from a time on."""
    chosen = random.integers(0, sluices, events)
    found = {}
    for k in np.unique(chosen):
        count = int((chosen == k).sum())
        times = np.sort(random.choice(int(duration // 60.0), count, replace=False)) * 60.0
        found[int(k)] = Series(np.asarray(times, np.float64), random.choice([0.0, 0.3, 1.0, np.nan], count))
    return found


def _pumps(
    surface: Surface, *, events: int, duration: float, random: np.random.Generator
) -> tuple[MobilePump, ...]:
    """Pumps on squares apart from each other, on open ground."""
    assert surface.stage_group is not None
    open_ground = surface.stage_group < 0
    count = surface.grid.rows // SUMP
    places = [divmod(int(k), count) for k in random.permutation(count**2)]
    found: list[MobilePump] = []
    for row, column in places:
        rows, columns = np.meshgrid(
            np.arange(SUMP * row, SUMP * (row + 1)),
            np.arange(SUMP * column, SUMP * (column + 1)),
            indexing="ij",
        )
        if len(found) == events:
            break
        if not open_ground[rows, columns].all():
            continue
        begin = float(random.uniform(0.0, 0.8 * duration))
        where = len(found) % 3
        found.append(
            MobilePump(
                f"pump{len(found)}", (rows.ravel(), columns.ravel()), float(random.uniform(0.05, 0.8)),
                begin, begin + float(random.uniform(0.1, 0.5)) * duration,
                canal=str(random.choice(surface.stage_groups)) if where == 0 else "",
                target=None if where != 1 else (rows.ravel()[:1], columns.ravel()[-1:]),
                start_depth=0.03, stop_depth=0.01,
            )
        )  # fmt: skip
    return tuple(found)
