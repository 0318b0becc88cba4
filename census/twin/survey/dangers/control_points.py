"""The table of control points: key areas that someone watches, closes or clears."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.grid import DISTRICT_CRS
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.places import community_at, street_at
from census.twin.survey.dangers.assumptions import assumption
from census.twin.survey.persons import person_ids

_POINT_KINDS = {"underpass": "underpass", "low_spot": "low_street", "street_dip": "waterlogging"}
_LOW_BANKS = 30
_BANKS_APART = 500.0
_LOW_STAGE = 0.6
"""Banks lower than this over the usual stage are a landing or a slip, not a wall [m]."""

_FIRE_RISK = 4
_FIRE_ROWS = 16
_OLD_PEOPLE = 20
"""Old houses with fewer people are watched with their community only; assumption."""


def control_points(base: Base, made: Frames, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of the control list, kind after kind.

    Parameters
    ----------
    base, made
        The city and the tables made before.
    units
        The table of evacuee units.
    """
    del base
    found = pd.concat([*_water(made), *_ground(made), *_people(made, units)], ignore_index=True)
    said = assumption("control").loc[found["kind"]]
    place = shapely.point_on_surface(found["geometry"].to_numpy(dtype=object))
    street = street_at(made, place)
    names = dict(zip(made["streets"]["code"], made["streets"]["name"], strict=True))
    columns: dict[str, Any] = {
        "control_point_id": [f"CP{number:04d}" for number in range(1, len(found) + 1)],
        "name": _names(found, said, street, names),
        "kind": found["kind"],
        "street_code": street,
        "community_code": community_at(made, place),
    }
    for name in ("hazard", "register_level", "trigger", "trigger_quantity"):
        columns[name] = said[name].to_numpy(dtype=object)
    threshold = found["threshold"].to_numpy(dtype=float)
    columns |= {
        "trigger_value": np.where(np.isnan(threshold), said["trigger_value"].to_numpy(dtype=float),
                                  threshold),
        "window_h": said["window_h"].to_numpy(dtype=float),
        "measures": said["measures"].to_numpy(dtype=object),
        "deadline_min": said["deadline_min"].to_numpy(dtype=float),
        "responsible_role": said["responsible_role"].to_numpy(dtype=object),
        "responsible_unit": [
            unit if unit.startswith(("区", "地铁")) else f"{names[code]}{unit[2:]}"
            for unit, code in zip(said["unit"], street, strict=True)
        ],
        "subject_table": found["subject_table"],
        "subject_id": found["subject_id"],
        "person_id": person_ids("control_points", len(found)),
        "status": np.full(len(found), "synthetic", dtype=object),
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=place, crs=DISTRICT_CRS)


def _names(found: pd.DataFrame, said: pd.DataFrame, street: Any, names: dict[str, str]) -> list[str]:
    turn = pd.DataFrame({"kind": found["kind"], "street": street}).groupby(["kind", "street"]).cumcount() + 1
    return [
        f"{names[code].removesuffix('街道')}{number}号{label}"
        for code, number, label in zip(street, turn, said["label"], strict=True)
    ]


def _water(made: Frames) -> list[pd.DataFrame]:
    """Waterlogging points, low banks and pump stations."""
    points = made["waterlogging_points"]
    kinds = points["kind"].map(_POINT_KINDS).to_numpy(dtype=object)
    banks = made["embankments"]
    usual = made["canals"].set_index("canal_id")["normal_stage_m"]
    over = banks["lowest_crest_m"] - banks["canal_id"].map(usual)
    # The lowest of the walls: canals whose stage is kept high stand near to their banks.
    low = banks[over > _LOW_STAGE].assign(over=over).sort_values(["over", "embankment_id"])
    low = low.iloc[_apart(low, min(_LOW_BANKS, int(np.ceil(0.15 * len(banks)))))]
    pumps = made["pump_stations"]
    pumps = pumps[pumps["street_code"].notna()]
    middle = shapely.line_interpolate_point(low.geometry.to_numpy(), 0.5, normalized=True)
    return [
        _rows(points, "waterlogging_points", kinds, points.geometry.to_numpy(), points["warning_depth_m"]),
        _rows(low, "embankments", "canal_bank", middle),
        _rows(pumps, "pump_stations", "pump_station", pumps.geometry.to_numpy()),
    ]


def _apart(banks: Any, most: int) -> list[int]:
    """The first banks that lie apart from each other, in the order of their places."""
    shapes = banks.geometry.to_numpy()
    taken: list[int] = []
    for row in range(len(shapes)):
        if len(taken) == most:
            break
        if not taken or shapely.distance(shapes[taken], shapes[row]).min() > _BANKS_APART:
            taken.append(row)
    return sorted(taken)


def _ground(made: Frames) -> list[pd.DataFrame]:
    """Geohazard points, the edge of the forest where fires are likeliest, sites and metro stations."""
    hazards, sites, stations = (
        made[name] for name in ("geohazard_points", "construction_sites", "metro_stations")
    )
    plots = made["forest_plots"]
    plots = plots[plots["fire_risk"] >= _FIRE_RISK]
    plots = plots.sort_values(["fire_risk", "forest_plot_id"], ascending=[False, True]).head(_FIRE_ROWS)
    plots = plots.sort_values("forest_plot_id")
    return [
        _rows(hazards, "geohazard_points", "geohazard", hazards.geometry.to_numpy()),
        _rows(plots, "forest_plots", "forest_edge", plots.geometry.to_numpy()),
        _rows(sites, "construction_sites", "construction_site", sites.geometry.to_numpy()),
        _rows(stations, "metro_stations", "metro_entrance", stations.geometry.to_numpy()),
    ]


def _people(made: Frames, units: gpd.GeoDataFrame) -> list[pd.DataFrame]:
    """Malls and garages that are cleared, hill feet, and the larger groups of old houses."""
    spaces = made["underground_spaces"]
    cleared = units.loc[units["kind"] == "underground", "subject_id"]
    spaces = spaces[spaces["space_id"].isin(cleared)]
    hill = units[units["kind"] == "hill_foot"]
    old = units[(units["kind"] == "old_houses") & (units["people"] >= _OLD_PEOPLE)]
    return [
        _rows(spaces, "underground_spaces", "underground_space", spaces.geometry.to_numpy()),
        _rows(hill, "evacuee_units", "hill_foot", hill.geometry.to_numpy()),
        _rows(old, "evacuee_units", "old_houses", old.geometry.to_numpy()),
    ]


_KEYS = {
    "waterlogging_points": "waterlogging_point_id", "embankments": "embankment_id",
    "pump_stations": "pump_station_id", "geohazard_points": "geohazard_id",
    "forest_plots": "forest_plot_id", "construction_sites": "site_id",
    "metro_stations": "metro_station_id", "underground_spaces": "space_id",
    "evacuee_units": "evacuee_unit_id",
}  # fmt: skip


def _rows(frame: Any, table: str, kind: Any, geometry: Any, threshold: Any = np.nan) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "kind": np.broadcast_to(np.asarray(kind, dtype=object), (len(frame),)),
            "subject_table": np.full(len(frame), table, dtype=object),
            "subject_id": frame[_KEYS[table]].to_numpy(dtype=object),
            "threshold": np.broadcast_to(np.asarray(threshold, dtype=float), (len(frame),)),
            "geometry": np.asarray(geometry, dtype=object),
        }
    )
