"""Buildings: rows of footprints packed into the blocks by the use of each block."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import dice
from census.twin.blocks import USES, Blocks
from census.twin.linework import Geometries

SETBACK = 3.5
"""Least distance of a building from the edge of its block [m]."""


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


@dataclass(frozen=True)
class _Plots:
    """Blocks to be built on: setback polygons, angles and one draw for each pattern value."""

    geometry: Geometries
    index: NDArray[np.int64]
    key: NDArray[np.int64]
    angle: NDArray[np.float64]
    rows: NDArray[np.int64]


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
    footprint, owner, places = footprint[keep], owner[keep], places[keep]
    return _described(footprint, plots, owner, places, seed)


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
    length, depth, along, across = (
        _drawn(plots, seed, name) for name in ("length", "depth", "gap_along", "gap_across")
    )
    centre, size = _local_bounds(plots)
    pitch = np.column_stack([length + along, depth + across])
    count = np.maximum(np.floor((size + np.column_stack([along, across]) + 1.0) / pitch), 1).astype(np.int64)
    number = count[:, 0] * count[:, 1]
    owner = np.repeat(np.arange(len(number)), number)
    place = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
    cell = np.column_stack([place % count[owner, 0], place // count[owner, 0]])
    middle = centre[owner] + (cell - 0.5 * (count[owner] - 1)) * pitch[owner]
    # Neighbours in a row are not quite aligned, nor all of one length.
    shift = dice.uniform(seed, "buildings/shift", *plots.key[owner].T, place) - 0.5
    middle[:, 1] += np.minimum(0.25 * across[owner], 1.6) * shift
    half = 0.5 * np.column_stack([length, depth])[owner]
    half[:, 0] *= 0.86 + 0.14 * dice.uniform(seed, "buildings/length", *plots.key[owner].T, place)
    shapely.prepare(plots.geometry)
    whole = _rectangles(middle, half, plots.angle[owner])
    fits = shapely.covers(plots.geometry[owner], whole)
    found, owners = [whole[fits]], [owner[fits]]
    # What does not fit whole may fit with half its length, on either side.
    rest, long_enough = ~fits, half[:, 0] > 8.0
    for side in (-1.0, 1.0):
        retry = rest & long_enough
        part_half = half[retry] * [0.46, 1.0]
        part_middle = middle[retry] + np.column_stack([side * 0.54 * half[retry, 0], np.zeros(retry.sum())])
        part = _rectangles(part_middle, part_half, plots.angle[owner[retry]])
        fits = shapely.covers(plots.geometry[owner[retry]], part)
        found.append(part[fits])
        owners.append(owner[retry][fits])
    return np.concatenate(found), np.concatenate(owners)


def _drawn(plots: _Plots, seed: int, name: str) -> NDArray[np.float64]:
    low, high = _column(f"{name}_min")[plots.rows], _column(f"{name}_max")[plots.rows]
    return np.asarray(low + (high - low) * dice.uniform(seed, f"buildings/{name}", *plots.key.T))


def _local_bounds(plots: _Plots) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Middle and size of each plot's bounding box in axes turned by its angle."""
    points, owner = shapely.get_coordinates(plots.geometry, return_index=True)
    turned = _turned(points, -plots.angle[owner])
    starts = np.searchsorted(owner, np.arange(len(plots.geometry)))
    low, high = np.minimum.reduceat(turned, starts), np.maximum.reduceat(turned, starts)
    return 0.5 * (low + high), high - low


def _turned(points: NDArray[np.float64], angle: NDArray[np.float64]) -> NDArray[np.float64]:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.column_stack(
        [points[:, 0] * cosine - points[:, 1] * sine, points[:, 0] * sine + points[:, 1] * cosine]
    )


def _rectangles(
    middle: NDArray[np.float64], half: NDArray[np.float64], angle: NDArray[np.float64]
) -> Geometries:
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], dtype=np.float64)
    local = middle[:, None, :] + corners[None] * half[:, None, :]
    world = _turned(local.reshape(-1, 2), np.repeat(angle, 4)).reshape(-1, 4, 2)
    return np.asarray(shapely.polygons(world))


def _described(
    footprint: Geometries, plots: _Plots, owner: NDArray[np.int64], places: NDArray[np.int64], seed: int
) -> Buildings:
    rows, key = plots.rows[owner], plots.key[owner]
    # Height and age are mostly those of the block, with some spread among its buildings.
    of_block = dice.uniform(seed, "buildings/storeys", *key.T)
    own = dice.uniform(seed, "buildings/own", *places.T)
    low, high = _column("storeys_min")[rows], _column("storeys_max")[rows]
    storeys = np.rint(low + (high - low) * np.clip(0.8 * of_block + 0.3 * own - 0.05, 0.0, 1.0)).astype(np.int64)
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
    result[np.isin(kind, ["school", "hospital", "office", "factory"]) & (storeys <= 5) & (year < 1995)] = "masonry"
    result[(kind == "masonry_estate") & (draw < 0.18)] = "bottom_frame_masonry"
    result[(kind == "old_lane_house") & (draw < 0.55)] = "brick_timber"
    result[np.isin(kind, ["shed"]) | ((kind == "factory") & (year > 1992))] = "steel"
    return result
