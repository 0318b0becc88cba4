"""Local inertia with a step of its own for every tile, from one stop to the next."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.waterlogging import kernels
from models.waterlogging.hllc.advance import Advanced
from models.waterlogging.threads import available_threads
from models.waterlogging.tiles import kernels as tile_kernels

ROW_BITS = 4
COLUMN_BITS = 6
"""A tile has 2^4 x 2^6 cells: it stands apart from the next pool, and vector loops are worth their start."""

MOST_STEPS = 8
"""Steps of the slowest tiles in an interval; tried from 1, the cheapest is taken."""

MOST_LEVELS = 25
"""Levels there can be: `choose_levels` halves a step no more often than this less one."""

CALL = 3e4
"""Cells whose update costs as much as one call of the compiled loops."""

SHALLOW = 0.045
"""Depth that the step of a tile allows for where all its water is shallower [m]: 5 s on cells of 5 m."""

SWIFTNESS = 5.0 / 3.0
"""Speed of a wave of a film over the speed of its flow by Manning's equation (kinematic wave) [-].

Films count up to the wave of the least depth of the step, as with one step for all: what is faster falls
over single steps of the ground, where no wave runs on.
"""

SAME = 1e-6
"""Change of depth over `LOOK` that counts as none [m]: some units in the last place of a level."""

LOOK = 60.0
"""Time between two looks for tiles at rest [s]."""

LOST = 1e4
"""Depth of a run that lost its stability [m]."""

STILL = 1e-5
"""Face discharge that counts as none [m2/s]: rounding moves a pool of 3 m by half of it."""

Grid = NDArray[Any]


@dataclass(frozen=True)
class Places:
    """Free outer faces, faces of prescribed cells, and inflow cells of a run, by the level of their tile."""

    edge: tile_kernels.ByLevel
    exchange: tile_kernels.ByLevel
    sources: tile_kernels.ByLevel


@dataclass
class Tiling:
    """The tiles of a run and what is known of each.

    Parameters
    ----------
    tiles
        As the kernels take them.
    cells
        Computed cells of each tile, shape (bands, tiles across); 0 where none is.
    still
        Tiles that did not change at the last look.
    reference
        Depths at the last look, of tiles at rest when they came to it, halo array [m].
    since
        Time since the last look, shape (1,) [s].
    faces
        Room for the faces between levels.
    seen
        Room for looks.
    speed
        Room for wave speeds.
    updates
        Cells stepped so far, shape (1,).
    """

    tiles: kernels.Tiles
    cells: Grid
    still: Grid
    reference: Grid
    since: Grid
    faces: tile_kernels.Interfaces
    seen: tile_kernels.Seen
    speed: Grid
    updates: Grid

    def memory(self) -> dict[str, Grid]:
        """What must be known to go on from a stop."""
        return {"still": self.still, "reference": self.reference, "since": self.since}

    @classmethod
    def of(
        cls, ground: kernels.Ground, flow: kernels.Flow, *, row_bits: int = ROW_BITS,
        column_bits: int = COLUMN_BITS,
    ) -> Tiling:  # fmt: skip
        """Tiles of 2^row_bits x 2^column_bits cells over the whole of a surface; none of them still."""
        rows, columns = (n - 2 for n in ground.bed.shape)
        high, wide = 2**row_bits, 2**column_bits
        bands, across = -(-rows // high), -(-columns // wide)
        padded = np.zeros((bands * high, across * wide), np.int64)
        padded[:rows, :columns] = ground.inverse_storage[1:-1, 1:-1] > 0.0
        cells = padded.reshape(bands, high, across, wide).sum(axis=(1, 3))
        threads = available_threads()
        plane = np.zeros((bands, across), np.float32)
        ring = np.zeros((threads, 2, columns + 2), np.float32)
        most = bands * across * (high + wide)
        long, short = np.zeros(most, np.int64), np.zeros(most, np.int8)
        return cls(
            tiles=kernels.Tiles(
                high, wide, row_bits, column_bits,
                np.full((bands + 2, across + 2), kernels.OUTSIDE, np.int8),
                np.zeros(bands, np.int64), np.zeros(threads + 1, np.int64), ring, ring.copy(),
            ),
            cells=cells,
            still=np.zeros((bands, across), bool),
            reference=flow.depth.copy(),
            since=np.zeros(1),
            faces=tile_kernels.Interfaces(long, long.copy(), short, short.copy(), short.copy()),
            seen=tile_kernels.Seen(plane.copy(), plane.copy(), plane.copy(), plane.copy()),
            speed=plane.astype(np.float64),
            updates=np.zeros(1),
        )  # fmt: skip


def advance(
    tiling: Tiling,
    ground: kernels.Ground,
    flow: kernels.Flow,
    work: kernels.Work,
    edge: kernels.Edge,
    sources: kernels.Sources,
    exchange: kernels.Exchange,
    step: kernels.Step,
    *,
    interval: float,
    threads: int,
    volumes: NDArray[np.float64],
) -> Advanced:
    """Step through one interval, in place.

    Parameters
    ----------
    tiling
        Tiles of the run.
    ground, flow, work, edge, sources, exchange
        State and static arrays; see the kernels.
    step
        Numbers of the scheme.
    interval
        Length [s].
    threads
        Threads of the compiled loops.
    volumes
        Receives what entered the prescribed cells, by group [m3].

    Returns
    -------
    Advanced
        Figures; the steps are those of the finest tiles.
    """
    pace = Pace(tiling, ground, flow, work, edge, sources, exchange, step, threads, volumes)
    awake = _awake(tiling, ground, flow, exchange, sources, interval)
    turns = _turns(tiling, awake, step, interval)
    longest = interval / turns
    finest, cost = _choose(tiling, awake, step, longest)
    for turn in range(turns):
        if turn and (pace.outgrown or pace.woken):
            tile_kernels.look(
                ground, flow, tiling.reference, tiling.tiles.rows, tiling.tiles.columns, False, tiling.seen
            )
            if pace.woken:
                tiling.still &= ~pace.awoke
                awake |= _with_ring(tiling, pace.awoke)
            finest, cost = _choose(tiling, awake, step, longest)
        pace.turn(longest, finest)
        tiling.updates += cost
        if not pace.deepest < LOST:
            return Advanced(math.inf, pace.steps, pace.scaled, pace.lost)
    return Advanced(max(pace.deepest, float(tiling.seen.deepest.max())), pace.steps, pace.scaled, pace.lost)


@dataclass
class Pace:
    """The arrays of a run, the order in which its tiles step, and what came of it in an interval."""

    tiling: Tiling
    ground: kernels.Ground
    flow: kernels.Flow
    work: kernels.Work
    edge: kernels.Edge
    sources: kernels.Sources
    exchange: kernels.Exchange
    step: kernels.Step
    threads: int
    volumes: NDArray[np.float64]
    steps: int = 0
    scaled: int = 0
    lost: float = 0.0
    deepest: float = 0.0
    outgrown: bool = False
    woken: bool = False
    awoke: Grid = field(init=False)

    def turn(self, seconds: float, finest: int) -> None:
        """Step tiles of level 0 once, others as often as their level asks.

        The finest tiles step first, looking at water of coarser ones that stands still meanwhile; those
        follow with the volumes that passed between them.
        """
        tiles = self.tiling.tiles
        count = tile_kernels.find_interfaces(
            self.ground, tiles.level, tiles.rows, tiles.columns, self.tiling.faces
        )
        places = self._places()
        present = [bool((tiles.level == level).any()) for level in range(finest + 1)]
        self.outgrown = False
        for small in range(1, 2**finest + 1):
            for level in range(finest, -1, -1):
                if present[level] and small % 2 ** (finest - level) == 0:
                    self._pass(level, seconds / 2**level, count, places)
            if not self.deepest < LOST:
                return
        self.steps += 2**finest
        self.awoke = np.zeros(self.tiling.cells.shape, bool)
        self.woken = bool(
            tile_kernels.wake_banks(
                self.flow,
                tiles,
                self.tiling.faces,
                count,
                self.tiling.reference,
                np.float32(SAME),
                self.awoke,
            )
        )

    def _places(self) -> Places:
        """All single faces and cells by level."""
        edge, exchange, sources = self.edge, self.exchange, self.sources
        cells = np.full(max(edge.row.size, sources.row.size), 2, np.int64)
        return Places(
            edge=self._by_level(edge.row, edge.column, cells),
            exchange=self._by_level(exchange.row, exchange.column, exchange.axis),
            sources=self._by_level(sources.row, sources.column, cells),
        )

    def _by_level(self, row: Grid, column: Grid, axis: Grid) -> tile_kernels.ByLevel:
        found = tile_kernels.ByLevel(np.empty(row.size, np.int64), np.zeros(MOST_LEVELS + 1, np.int64))
        tile_kernels.sort_by_level(self.tiling.tiles, row, column, axis, found)
        return found

    def _pass(self, level: int, dt: float, count: int, places: Places) -> None:
        tiles, step = self.tiling.tiles, self.step
        share = tiles.share[: self.threads + 1]
        tile_kernels.share_bands(tiles.level, level, self.tiling.cells, tiles.band, share)
        tiles = tiles._replace(share=share)
        dt_dx = np.float32(dt / step.cell)
        factors = (
            np.float32(dt), kernels.GRAVITY * dt_dx, dt_dx, np.float32(step.constant_mixing),
            np.float32(step.local_mixing) * dt_dx,
        )  # fmt: skip
        kernels.sweep_tiles(level, self.ground, self.flow, self.work, tiles, factors)
        scaled, deepest = tile_kernels.settle(
            level, self.ground, self.flow, self.work, tiles, self.tiling.faces, count,
            _of_level(places.exchange, level), self.exchange, _of_level(places.sources, level), self.sources,
            (dt, step.cell), self.volumes,
        )  # fmt: skip
        self.scaled += int(scaled)
        self.deepest = max(self.deepest, float(deepest)) if deepest < LOST else math.inf
        # Beyond this depth the Courant number of the settings is exceeded by a fifth.
        limit = (1.2 * step.courant * step.cell / dt) ** 2 / float(kernels.GRAVITY)
        self.outgrown = self.outgrown or bool(deepest > limit)
        leaving = _of_level(places.edge, level)
        if leaving.size:
            self.lost += float(
                kernels.free_outflow(
                    leaving, self.ground.inverse_storage, self.work.depth, self.flow.depth, self.flow.pending,
                    self.flow.discharge_x, self.flow.discharge_y, self.edge, np.float32(dt),
                    np.float32(step.cell),
                )
            )  # fmt: skip


def _of_level(places: tile_kernels.ByLevel, level: int) -> Grid:
    return places.order[places.start[level] : places.start[level + 1]]


def _choose(tiling: Tiling, awake: Grid, step: kernels.Step, longest: float) -> tuple[int, float]:
    """Set the level of every tile from the last look; returns the finest, and cells stepped in a turn."""
    deepest = np.maximum(tiling.seen.deepest.astype(np.float64), SHALLOW)
    waves = np.sqrt(float(kernels.GRAVITY) * deepest)
    films = np.minimum(
        SWIFTNESS * tiling.seen.speed.astype(np.float64), np.sqrt(float(kernels.GRAVITY) * step.least_depth)
    )
    tile_kernels.ring_maximum(np.maximum(waves, films), tiling.speed)
    finest, cost = tile_kernels.choose_levels(
        tiling.speed, awake, tiling.cells, longest, step.courant * step.cell, tiling.tiles.level
    )
    return int(finest), float(cost)


def _turns(tiling: Tiling, awake: Grid, step: kernels.Step, interval: float) -> int:
    """Steps of level 0 in an interval that make it cheapest."""
    best, least = 1, math.inf
    for turns in range(1, MOST_STEPS + 1):
        finest, cost = _choose(tiling, awake, step, interval / turns)
        total = turns * (cost + CALL * 2 ** (finest + 1))
        if total < least:
            best, least = turns, total
    return best


def _awake(
    tiling: Tiling, ground: kernels.Ground, flow: kernels.Flow, exchange: kernels.Exchange,
    sources: kernels.Sources, interval: float,
) -> Grid:  # fmt: skip
    """Tiles that move or lie beside one that does, from a look at all of them."""
    tiles, seen = tiling.tiles, tiling.seen
    due = bool(tiling.since[0] >= LOOK)
    tile_kernels.look(ground, flow, tiling.reference, tiles.rows, tiles.columns, due, seen)
    if tiling.since[0] == 0.0:
        seen.speed[...] = np.inf  # before its first step a run knows of no speed: all films may be fast
    dry = seen.deepest <= kernels.WET
    moved = seen.change > SAME
    if due:
        resting = tiling.still.copy()
        tiling.still[...] = ~moved & (seen.discharge <= STILL)
        # What rests keeps the reference it came to rest with, so that slow changes add up.
        tile_kernels.keep_reference(
            flow, tiling.reference, tiles.rows, tiles.columns, ~(resting & tiling.still)
        )
        tiling.since[0] = 0.0
    else:
        tiling.still &= ~moved
    tiling.since += interval
    moving = ~(tiling.still | dry)
    if sources.row.size:
        pouring = sources.rate != 0.0
        row, column = sources.row[pouring] - 1, sources.column[pouring] - 1
        moving[row // tiles.rows, column // tiles.columns] = True
    if exchange.row.size:
        over = np.zeros_like(seen.deepest)
        tile_kernels.bank_depths(ground, flow.depth, exchange, tiles.rows, tiles.columns, over)
        moving |= over > 0.0
        np.maximum(seen.deepest, over, out=seen.deepest)
    return _with_ring(tiling, moving)


def _with_ring(tiling: Tiling, moving: Grid) -> Grid:
    """Tiles that move, and those beside them."""
    around = np.zeros((moving.shape[0] + 2, moving.shape[1] + 2), bool)
    around[1:-1, 1:-1] = moving & (tiling.cells > 0)
    wide = around[:, :-2] | around[:, 1:-1] | around[:, 2:]
    awake: Grid = (wide[:-2] | wide[1:-1] | wide[2:]) & (tiling.cells > 0)
    return awake
