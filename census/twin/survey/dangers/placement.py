"""Which shelter keeps room for whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.twin.linework import Geometries
from census.twin.survey.base import Frames

REACH = 5000.0
"""Farthest shelter to which people are sent [m]; assumption."""

_WORSE = 600.0
"""Detour that a unit takes to stay in its own street, which keeps the place for it [m]; assumption."""

USABLE = {"typhoon": "usable_typhoon", "flood": "usable_flood", "geological": "usable_typhoon"}
"""Flag of the shelters that serve a hazard; all come with rain, so only indoor shelters are used."""


@dataclass(frozen=True)
class Placement:
    """Row of the shelter of each unit (-1: none) and the distance to it [m] (NaN: none), shape (n,)."""

    row: NDArray[np.int64]
    distance: NDArray[np.float64]


def place_units(made: Frames, units: pd.DataFrame, hazard: NDArray[np.object_]) -> Placement:
    """Send each unit, in the order given, to the nearest shelter for its hazard that has room left.

    Parameters
    ----------
    made
        Tables made before; `shelters` is read.
    units
        Rows with `people`, `street_code` and `geometry`, the most urgent first.
    hazard
        Hazard from which each unit moves.
    """
    shelters = made["shelters"]
    room = shelters["capacity_persons"].to_numpy(dtype=np.int64).copy()
    shapes = shelters.geometry.to_numpy()
    street = shelters["street_code"].to_numpy(dtype=object)
    inside = (shelters["space"] == "indoor").to_numpy()
    fit = {name: inside & shelters[flag].to_numpy(dtype=bool) for name, flag in USABLE.items()}
    row = np.full(len(units), -1, dtype=np.int64)
    distance = np.full(len(units), np.nan)
    for number, (people, code, point, kind) in enumerate(
        zip(units["people"], units["street_code"], units["geometry"], hazard, strict=True)
    ):
        best, away = _best(shapes, point, (fit[str(kind)] & (room >= people)), street != code)
        if best >= 0:
            row[number], distance[number] = best, round(away, 1)
            room[best] -= int(people)
    return Placement(row, distance)


def _best(
    shapes: Geometries, point: shapely.Point, open_to: NDArray[np.bool_], elsewhere: NDArray[np.bool_]
) -> tuple[int, float]:
    rows = np.flatnonzero(open_to)
    if not len(rows):
        return -1, np.nan
    away = shapely.distance(shapes[rows], point)
    best = int(np.argmin(away + _WORSE * elsewhere[rows]))
    return (int(rows[best]), float(away[best])) if away[best] <= REACH else (-1, np.nan)
