"""Buildings: rows of footprints packed into the blocks by the use of each block."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import dice
from census.twin import outbuildings as yards
from census.twin.blocks import USES, Blocks
from census.twin.linework import Geometries
from census.twin.outbuildings import rectangles, turned

SETBACK = 2.5
"""Least distance of a building from the edge of its block [m]."""


_FILL = 0.97
"""Share of a block's length and width that rows take up: its corners are not quite square."""


@dataclass(frozen=True)
class Buildings:
    """Buildings without residents.

    Parameters
    ----------
    geometry
        Footprints, shape (n,).
    block
        Index of the block each stands in, shape (n,).
    type, structure
        Names, shape (n,).
    storeys, year
        Shape (n,).
    height
        Above ground, shape (n,) [m].
    residential
        Share of the floor area that is lived in, shape (n,) [-].
    """

    geometry: Geometries
    block: NDArray[np.int64]
    type: NDArray[Any]
    structure: NDArray[Any]
    storeys: NDArray[np.int64]
    year: NDArray[np.int64]
    height: NDArray[np.float64]
    residential: NDArray[np.float64]

    @property
    def floor_area(self) -> NDArray[np.float64]:
        """Footprint times storeys, shape (n,) [m2]."""
        return np.asarray(shapely.area(self.geometry) * self.storeys)

    def chosen(self, which: NDArray[np.bool_]) -> Buildings:
        """The chosen buildings only."""
        return Buildings(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


@dataclass(frozen=True)
class _Plots:
    """Blocks to be built on: setback polygons, angles and one draw for each pattern value."""

    geometry: Geometries
    index: NDArray[np.int64]
    key: NDArray[np.int64]
    angle: NDArray[np.float64]
    rows: NDArray[np.int64]


@dataclass(frozen=True)
class _Rows:
    """Rows across the plots in axes turned by each plot's angle; lengths in metres."""

    plot: NDArray[np.int64]
    count: NDArray[np.int64]
    middle: NDArray[np.float64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    length: NDArray[np.float64]
    depth: NDArray[np.float64]
    across: NDArray[np.float64]


def buildings(blocks: Blocks, angle: NDArray[np.float64], seed: int) -> Buildings:
    """Buildings of all blocks.

    Parameters
    ----------
    blocks
        The blocks.
    angle
        Direction of the west-east streets at each block, shape (n,) [rad].
    seed
        Seed of the district.
    """
    plots = _plots(blocks, angle)
    footprint, owner = _pack(plots, seed)
    places = np.rint(shapely.get_coordinates(shapely.centroid(footprint)) * 2.0).astype(np.int64)
    keep = dice.uniform(seed, "buildings/keep", *places.T) < _column("keep")[plots.rows[owner]]
    footprint, owner = footprint[keep], owner[keep]
    wanted = _column("outbuildings")[plots.rows] * np.sqrt(shapely.area(plots.geometry) / 10_000.0)
    small, small_owner = yards.outbuildings(
        plots.geometry, plots.angle, plots.key, np.ceil(wanted).astype(np.int64), footprint, seed
    )
    main = _described(footprint, plots, owner, seed)
    return _joined(main, _minor(main, small, small_owner, plots))


@cache
def building_types() -> tuple[dict[str, str], ...]:
    """Rows of `assumptions/building_types.csv`."""
    text = (files("census.twin") / "assumptions" / "building_types.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _column(name: str) -> NDArray[np.float64]:
    return np.array([float(row[name]) for row in building_types()])


def _plots(blocks: Blocks, angle: NDArray[np.float64]) -> _Plots:
    by_use = {row["use"]: number for number, row in enumerate(building_types())}
    rows = np.array([by_use.get(use, -1) for use in USES])[blocks.use]
    inner = shapely.buffer(blocks.geometry, -SETBACK, join_style="mitre")
    parts, owner = shapely.get_parts(inner, return_index=True)
    good = (rows[owner] >= 0) & (shapely.area(parts) > 120.0)
    parts, owner = parts[good], owner[good]
    return _Plots(parts, owner, blocks.key[owner], angle[owner], rows[owner])


def _pack(plots: _Plots, seed: int) -> tuple[Geometries, NDArray[np.int64]]:
    """Rectangles in rows within each plot, and the plot of each."""
    row = _rows(plots, seed)
    owner, number = row.plot, row.count
    index = np.repeat(np.arange(len(owner)), number)
    place = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    plot = owner[index]
    share = np.where(number[index] > 1, place / np.maximum(number[index] - 1, 1), 0.5)
    half = 0.5 * np.column_stack([row.length, row.depth])[index]
    key = (*plots.key[plot].T, index - np.searchsorted(owner, plot), place)
    half[:, 0] *= 0.88 + 0.12 * dice.uniform(seed, "buildings/length", *key)
    slack = np.maximum(row.end[index] - row.start[index] - row.length[index], 0.0)
    along = row.start[index] + 0.5 * row.length[index] + share * slack
    # Neighbours in a row are not quite aligned.
    shift = np.minimum(0.2 * row.across[index], 1.4) * (dice.uniform(seed, "buildings/shift", *key) - 0.5)
    angle = plots.angle[plot]
    middle = turned(np.column_stack([along, row.middle[index] + shift]), angle)
    shapely.prepare(plots.geometry)
    whole = rectangles(middle, half, angle)
    fits = shapely.covers(plots.geometry[plot], whole)
    found, owners = [whole[fits]], [plot[fits]]
    # What does not fit whole may fit with half its length, on either side.
    rest = np.flatnonzero(~fits & (half[:, 0] > 8.0))
    for side in (-1.0, 1.0):
        step = np.column_stack([side * 0.54 * half[rest, 0], np.zeros(len(rest))])
        part = rectangles(middle[rest] + turned(step, angle[rest]), half[rest] * [0.46, 1.0], angle[rest])
        fits = shapely.covers(plots.geometry[plot[rest]], part)
        found.append(part[fits])
        owners.append(plot[rest][fits])
    return np.concatenate(found), np.concatenate(owners)


def _rows(plots: _Plots, seed: int) -> _Rows:
    """Rows of buildings across each plot, each as long as the plot is there."""
    length, depth, along, across = (
        _drawn(plots, seed, name) for name in ("length", "depth", "gap_along", "gap_across")
    )
    points, owner = shapely.get_coordinates(plots.geometry, return_index=True)
    local = shapely.set_coordinates(plots.geometry.copy(), turned(points, -plots.angle[owner]))
    west, south, east, north = shapely.bounds(local).T
    room = _FILL * (north - south)
    count = np.maximum(np.rint((room + across) / (depth + across)), 1).astype(np.int64)
    # Rows are fitted to the plot: spaces and lengths give way, depths hardly.
    pitch = (room + across) / count
    depth = np.clip(pitch - across, 0.88 * depth, 1.15 * depth)
    pitch = np.maximum(pitch, depth + 0.75 * across)
    plot = np.repeat(np.arange(len(local)), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    middle = 0.5 * (south + north)[plot] + (place - 0.5 * (count[plot] - 1)) * pitch[plot]
    spans = []
    for side in (-0.5, 0.5):
        y = middle + side * depth[plot]
        ends = np.column_stack([west[plot], y, east[plot], y]).reshape(-1, 2, 2)
        spans.append(shapely.bounds(shapely.intersection(shapely.linestrings(ends), local[plot])))
    start, end = np.fmax(spans[0][:, 0], spans[1][:, 0]), np.fmin(spans[0][:, 2], spans[1][:, 2])
    span = np.nan_to_num(end - start, nan=0.0)
    number = np.rint((span + along[plot]) / (length[plot] + along[plot])).astype(np.int64)
    number = np.where(span > 0.6 * length[plot], np.maximum(number, 1), 0)
    fitted = (span + along[plot]) / np.maximum(number, 1) - along[plot]
    return _Rows(
        plot=plot,
        count=number,
        middle=middle,
        start=start,
        end=end,
        length=np.clip(fitted, 0.6 * length[plot], 1.25 * length[plot]),
        depth=depth[plot],
        across=across[plot],
    )


def _drawn(plots: _Plots, seed: int, name: str) -> NDArray[np.float64]:
    low, high = _column(f"{name}_min")[plots.rows], _column(f"{name}_max")[plots.rows]
    return np.asarray(low + (high - low) * dice.uniform(seed, f"buildings/{name}", *plots.key.T))


def _described(footprint: Geometries, plots: _Plots, owner: NDArray[np.int64], seed: int) -> Buildings:
    places = np.rint(shapely.get_coordinates(shapely.centroid(footprint)) * 2.0).astype(np.int64)
    rows, key = plots.rows[owner], plots.key[owner]
    # Height and age are mostly those of the block, with some spread among its buildings.
    of_block = dice.uniform(seed, "buildings/storeys", *key.T)
    own = dice.uniform(seed, "buildings/own", *places.T)
    low, high = _column("storeys_min")[rows], _column("storeys_max")[rows]
    share = np.clip(0.8 * of_block + 0.3 * own - 0.05, 0.0, 1.0)
    storeys = np.rint(low + (high - low) * share).astype(np.int64)
    first, last = _column("year_min")[rows], _column("year_max")[rows]
    age = np.clip(dice.uniform(seed, "buildings/year", *key.T) + 0.12 * (own - 0.5), 0.0, 1.0)
    year = np.rint(first + (last - first) * age).astype(np.int64)
    kind = np.array([row["type"] for row in building_types()], dtype=object)[rows]
    return Buildings(
        geometry=footprint,
        block=plots.index[owner],
        type=kind,
        structure=_structure(kind, storeys, year, own),
        storeys=storeys,
        year=year,
        height=np.round(storeys * _column("storey_height")[rows] + 0.6, 1),
        residential=_column("residential")[rows],
    )


def _structure(
    kind: NDArray[Any], storeys: NDArray[np.int64], year: NDArray[np.int64], draw: NDArray[np.float64]
) -> NDArray[Any]:
    """Structure by type, height and age."""
    result = np.full(len(kind), "rc_frame", dtype=object)
    result[storeys >= 12] = "rc_shear_wall"
    low = np.isin(kind, ["old_lane_house", "masonry_estate", "village_house"])
    result[low] = "masonry"
    old_and_low = (storeys <= 5) & (year < 1995)
    result[np.isin(kind, ["school", "hospital", "office", "factory"]) & old_and_low] = "masonry"
    result[(kind == "masonry_estate") & (draw < 0.18)] = "bottom_frame_masonry"
    result[(kind == "old_lane_house") & (draw < 0.55)] = "brick_timber"
    result[np.isin(kind, ["shed"]) | ((kind == "factory") & (year > 1992))] = "steel"
    return result


def _minor(main: Buildings, footprint: Geometries, owner: NDArray[np.int64], plots: _Plots) -> Buildings:
    """Outbuildings: one storey, of the age of the buildings of their block."""
    count = len(footprint)
    year = np.full(int(plots.index.max(initial=0)) + 1, 1995, dtype=np.int64)
    year[main.block] = main.year
    return Buildings(
        geometry=footprint,
        block=plots.index[owner],
        type=np.full(count, yards.TYPE, dtype=object),
        structure=np.full(count, "masonry", dtype=object),
        storeys=np.ones(count, dtype=np.int64),
        year=year[plots.index[owner]],
        height=np.full(count, yards.STOREY_HEIGHT),
        residential=np.zeros(count),
    )


def _joined(first: Buildings, second: Buildings) -> Buildings:
    names = [field.name for field in fields(first)]
    return Buildings(
        **{name: np.concatenate([getattr(first, name), getattr(second, name)]) for name in names}
    )
