"""Whole numbers of people in every building at an hour.

Residents are at home by the profile of their building, exactly as many in each street as the profile
says of all its residents. Those who are away are outside the district, in the open, or in its other
buildings; people from outside come in. Who is in the other buildings is spread over them by floor area
and profile. Every total is met exactly by largest remainders.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from census.twin.streets import apportion

HOURS = (2, 8, 10, 14, 18, 20)
"""Hours of a working day for which people are placed."""

COUNTS = ("at_home", "workers", "visitors")
"""Who is inside: residents, workers and pupils, visitors (customers, patients, guests)."""


@cache
def commuting() -> Mapping[int, dict[str, float]]:
    """Shares by hour of `commuting.csv`."""
    text = (files("census.people") / "commuting.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    names = ("away_outside", "away_outdoors", "inbound")
    return {int(row["hour"]): {name: float(row[name]) for name in names} for row in rows}


def people_by_hour(
    buildings: pd.DataFrame, profiles: pd.DataFrame, *, hours: Sequence[int] = HOURS
) -> pd.DataFrame:
    """People in every building at some hours.

    Parameters
    ----------
    buildings
        Table `buildings`.
    profiles
        Table `occupancy_profiles`.
    hours
        Hours of the day, 0-23.

    Returns
    -------
    DataFrame
        building_id, street_code, hour, `COUNTS` and `people`, their sum; by hour, then as `buildings`.

    Raises
    ------
    InputError
        If a profile is missing, naming type and hour.
    """
    kind = buildings["type"].to_numpy(dtype=object)
    street = buildings["street_code"].to_numpy(dtype=object)
    people = buildings["people"].to_numpy(dtype=np.int64)
    floor = buildings["floor_area_m2"].to_numpy(dtype=np.float64)
    frames = []
    for hour in hours:
        of = _profile(profiles, kind, hour)
        home = _at_home(people, street, of["resident_share"])
        demand = [_demand(floor, of, "worker"), _demand(floor, of, "visitor")]
        indoors = _elsewhere_indoors(int(people.sum()), int(home.sum()), hour)
        both = np.concatenate(demand)
        placed = apportion(both, indoors) if both.sum() > 0.0 else np.zeros(len(both), dtype=np.int64)
        workers, visitors = placed[: len(kind)], placed[len(kind) :]
        frames.append(
            pd.DataFrame(
                {
                    "building_id": buildings["building_id"].to_numpy(dtype=object),
                    "street_code": street,
                    "hour": np.full(len(kind), hour, dtype=np.int64),
                    "at_home": home,
                    "workers": workers,
                    "visitors": visitors,
                    "people": home + workers + visitors,
                }
            )
        )
    return pd.concat(frames, ignore_index=True).astype({"building_id": "str", "street_code": "str"})


def _profile(profiles: pd.DataFrame, kind: NDArray[np.object_], hour: int) -> dict[str, NDArray[np.float64]]:
    """Profile of each building at one hour."""
    rows = profiles[profiles["hour"] == hour].set_index("building_type")
    lacking = sorted({str(one) for one in kind} - set(rows.index.astype(str)))
    if lacking:
        raise InputError(
            f"table 'occupancy_profiles' has no row for building_type {lacking[0]!r} at hour {hour}; "
            "every type of the table 'buildings' needs one for each hour"
        )
    names = (
        "resident_share", "worker_share", "visitor_share", "floor_per_worker_m2", "floor_per_visitor_m2",
    )  # fmt: skip
    return {name: rows[name].reindex(kind).to_numpy(dtype=np.float64) for name in names}


def _at_home(
    people: NDArray[np.int64], street: NDArray[np.object_], share: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Residents at home: in each street exactly the rounded sum of its profiles."""
    # Where nobody is said to live but somebody does, they are at home as everywhere else.
    share = np.where((share == 0.0) & (people > 0), share.max(initial=0.0), share)
    wanted = people * share
    result = np.zeros(len(people), dtype=np.int64)
    for code in np.unique(street.astype(str)):
        mine = np.flatnonzero((street == code) & (wanted > 0.0))
        if len(mine):
            result[mine] = apportion(wanted[mine], round(float(wanted[mine].sum())))
    return result


def _demand(floor: NDArray[np.float64], of: dict[str, NDArray[np.float64]], who: str) -> NDArray[np.float64]:
    """People a building would hold by floor area and profile."""
    per = of[f"floor_per_{who}_m2"]
    most = np.divide(floor, per, out=np.zeros(len(floor)), where=np.isfinite(per) & (per > 0.0))
    return np.asarray(most * of[f"{who}_share"])


def _elsewhere_indoors(residents: int, at_home: int, hour: int) -> int:
    """People inside buildings that are not their homes, by the assumption on commuting."""
    share = commuting()[hour]
    away = residents - at_home
    inside = away * (1.0 - share["away_outside"] - share["away_outdoors"])
    return round(inside + residents * share["inbound"])
