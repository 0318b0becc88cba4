"""The building stock as arrays, with the random numbers of each building and of its block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.twin import dice, facts
from census.twin.blocks import BANK
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.assumptions import assumptions

Texts = NDArray[Any]
Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

_REACH = 80.0
"""Distance within which higher ground counts as above a building [m]."""


@dataclass(frozen=True)
class Stock:
    """Buildings; all arrays of shape (n,) unless said otherwise.

    Parameters
    ----------
    seed
        Seed of the district.
    kind, structure, street
        Type, structure and street code.
    storeys, year, people
        Storeys above ground, year of completion, residents.
    floor, footprint, perimeter, height
        Floor area and footprint [m2], perimeter and height [m].
    geometry, middle
        Footprints and their middles.
    block
        Number of the block each stands in.
    key, block_key
        Whole numbers that key the draws of a building and of its block, shape (n, 2).
    ground, rise
        Level of the ground [m, 1985 national], and how much higher the highest ground nearby is [m]; NaN
        where unknown.
    fringe
        Whether the street lies at the edge of the city.
    """

    seed: int
    kind: Texts
    structure: Texts
    street: Texts
    storeys: Whole
    year: Whole
    people: Whole
    floor: Reals
    footprint: Reals
    perimeter: Reals
    height: Reals
    geometry: Texts
    middle: Texts
    block: Whole
    key: Whole
    block_key: Whole
    ground: Reals
    rise: Reals
    fringe: Flags

    def of(self, *kinds: str) -> Flags:
        """Buildings of some types."""
        return np.asarray(np.isin(self.kind.astype(str), kinds))

    def own(self, subject: str) -> Reals:
        """A uniform number for each building."""
        return dice.uniform(self.seed, f"stock/{subject}", *self.key.T)

    def shared(self, subject: str) -> Reals:
        """A uniform number for each block, the same for all its buildings."""
        return dice.uniform(self.seed, f"stock/block/{subject}", *self.block_key.T)

    def practice(self, name: str) -> Reals:
        """A figure of `exposure_building_practice.csv` for each building."""
        table = {row["type"]: float(row[name]) for row in assumptions("exposure_building_practice.csv")}
        return np.array([table[kind] for kind in self.kind], dtype=np.float64)

    def pick(self, names: Sequence[str], draw: Reals) -> Texts:
        """One of some names for each building, by the shares the practice table gives them."""
        weights = np.column_stack([self.practice(name) for name in names])
        return np.array(names, dtype=object)[dice.choose(weights, draw)]


def stock(base: Base, made: Frames) -> Stock:
    """The stock of the twin's buildings."""
    table = made["buildings"]
    geometry = table.geometry.to_numpy()
    middle = shapely.centroid(geometry)
    points = shapely.get_coordinates(middle)
    block = _blocks(base, middle)
    block_middle = shapely.get_coordinates(shapely.centroid(base.block_geometry))
    ground, rise = _ground(base, points)
    street = table["street_code"].to_numpy(dtype=object)
    return Stock(
        seed=base.seed,
        kind=table["type"].to_numpy(dtype=object),
        structure=table["structure"].to_numpy(dtype=object),
        street=street,
        storeys=table["storeys"].to_numpy(dtype=np.int64),
        year=table["year_built"].to_numpy(dtype=np.int64),
        people=table["people"].to_numpy(dtype=np.int64),
        floor=table["floor_area_m2"].to_numpy(dtype=np.float64),
        footprint=shapely.area(geometry),
        perimeter=shapely.length(geometry),
        height=table["height_m"].to_numpy(dtype=np.float64),
        geometry=geometry,
        middle=middle,
        block=block,
        key=np.rint(points * 2.0).astype(np.int64),
        block_key=np.rint(block_middle[block]).astype(np.int64).reshape(-1, 2),
        ground=ground,
        rise=rise,
        fringe=np.isin(street.astype(str), _fringe_streets()),
    )


def _blocks(base: Base, middle: Texts) -> Whole:
    """Block of each building: every one stands in one, or within the bank beside it."""
    found, distance = shapely.STRtree(base.block_geometry).query_nearest(
        middle, all_matches=False, return_distance=True
    )
    if len(distance) and float(distance.max()) > BANK:
        raise ValueError(f"a building stands {distance.max():.1f} m outside every block")
    return np.asarray(found[1], dtype=np.int64)


def _fringe_streets() -> list[str]:
    """Streets whose assumed character is that of the city's edge."""
    rows = {row["code9"]: row["character"] for row in assumptions("street_characters.csv")}
    return [street.code for street in facts.streets() if rows[street.code] == "fringe"]


def _ground(base: Base, points: Reals) -> tuple[Reals, Reals]:
    """Level of the ground, and how much higher the highest ground within 80 m is."""
    here = level_at(base, points)
    turn = np.linspace(0.0, 2.0 * np.pi, 8, endpoint=False)
    around = [level_at(base, points + _REACH * np.array([np.cos(a), np.sin(a)])) - here for a in turn]
    return here, np.fmax.reduce(around)


def level_at(base: Base, points: Reals) -> Reals:
    """Ground level at points [m, 1985 national]; NaN outside the raster."""
    grid = base.grid
    column = np.floor((points[:, 0] - grid.west) / grid.cell_size).astype(np.int64)
    row = np.floor((grid.north - points[:, 1]) / grid.cell_size).astype(np.int64)
    known = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    value = np.full(len(points), np.nan)
    value[known] = base.terrain[row[known], column[known]]
    return value


def where_known(values: NDArray[Any], known: Flags) -> Any:
    """Whole numbers or truth values that are missing where they are not known."""
    if values.dtype == np.bool_:
        return pd.arrays.BooleanArray(values, ~known)
    return pd.arrays.IntegerArray(values.astype(np.int64), ~known)
