"""Dangerous buildings: those that the house survey graded C or D."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.survey.base import Base, Frames
from census.twin.survey.persons import person_ids

_TIMBER = frozenset({"brick_timber", "timber"})

_YEARS_TO_TREAT = {"C": 3.0, "D": 1.0}
"""Years from the appraisal to the end of the treatment; assumption."""


def dangerous_buildings(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Rows of the table of dangerous buildings, in the order of the buildings."""
    buildings = made["buildings"]
    mine = buildings[buildings["safety_grade"].isin(["C", "D"])].reset_index(drop=True)
    place = shapely.point_on_surface(mine.geometry.to_numpy())
    x, y = np.rint(shapely.get_coordinates(place)).astype(np.int64).reshape(-1, 2).T
    lot = dice.uniform(base.seed, "dangers/appraisal", x, y)
    grade = mine["safety_grade"].to_numpy(dtype=object)
    people = mine["people"].to_numpy(dtype=np.int64)
    day = np.datetime64("2022-01-01") + np.floor(1600.0 * lot).astype("timedelta64[D]")
    years = np.array([_YEARS_TO_TREAT[name] for name in grade], dtype=float)
    due = day + np.floor(365.0 * years).astype("timedelta64[D]")
    columns: dict[str, Any] = {
        "building_id": mine["building_id"],
        "street_code": mine["street_code"],
        "community_code": mine["community_code"],
        "appraisal_grade": grade,
        "appraisal_date": day.astype(str).astype(object),
        "cause": _cause(mine, dice.uniform(base.seed, "dangers/cause", x, y)),
        "residents": people,
        "treatment": _treatment(grade, people, dice.uniform(base.seed, "dangers/treatment", x, y)),
        "treatment_due": due.astype(str).astype(object),
        "move_in_typhoon": people > 0,
        "person_id": person_ids("dangerous_buildings", len(mine)),
        "status": np.full(len(mine), "synthetic", dtype=object),
    }
    return gpd.GeoDataFrame(columns, geometry=place, crs=DISTRICT_CRS)


def _cause(mine: gpd.GeoDataFrame, lot: NDArray[np.float64]) -> NDArray[np.object_]:
    """Main defect: what the house survey saw; else decay of timber, missing ties or settlement."""
    timber = mine["structure"].isin(_TIMBER).to_numpy()
    seen = [
        mine["tilted"].to_numpy(dtype=bool),
        mine["cracked"].to_numpy(dtype=bool),
        (mine["alteration"] != "none").to_numpy() & (lot < 0.4),
        timber & (lot < 0.85),
        ~timber & ~mine["ring_beams"].fillna(True).to_numpy(dtype=bool),
    ]
    names = ["tilt", "cracks", "alteration", "timber_decay", "no_ties"]
    return np.select(seen, names, "settlement").astype(object)


def _treatment(
    grade: NDArray[np.object_], people: NDArray[np.int64], lot: NDArray[np.float64]
) -> NDArray[np.object_]:
    """C is watched or repaired; D is vacated, and pulled down once nobody lives there."""
    partly = np.where(lot < 0.45, "watch", "repair")
    whole = np.where((people == 0) & (lot < 0.5), "demolish", "vacate")
    return np.where(grade == "D", whole, partly).astype(object)
