"""The places of a study, their thresholds, and what a published run says of each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from census.columns import require_columns
from census.errors import InputError
from census.grid import Grid
from census.snapshot import Snapshot
from outputs.fields import open_fields
from outputs.place_depth import depth_over_area
from scenarios.critical_rain.study import Places

COLUMNS = {
    "underground_spaces": (
        "space_id",
        "name",
        "kind",
        "street_code",
        "sill_m",
        "ground_m",
        "threshold_depth_m",
    ),
    "waterlogging_points": ("waterlogging_point_id", "name", "street_code", "geometry"),
    "streets": ("code", "name", "name_en"),
}
"""Columns of the census that a study reads."""

POINT = "waterlogging_point"

MEASURES = {
    POINT: ("水深（面积大于规定值）", "depth over the area"),
    "underpass": ("内部水深", "depth inside"),
}
SILL = ("门槛以上水位", "level above the sill")


def places_of(section: Places, snapshot: Snapshot) -> pd.DataFrame:
    """Places of the census that a study asks for.

    Parameters
    ----------
    section
        Which places, and their thresholds.
    snapshot
        The district.

    Returns
    -------
    pandas.DataFrame
        place_id, place (name), place_kind, street_code, street, street_en, x, y [m], threshold [m],
        measure_zh, measure_en, dry_value (what is read where the street is dry) [m].

    Raises
    ------
    InputError
        If the district has none of them.
    """
    require_columns(snapshot, COLUMNS)
    rows = [*(_points(section, snapshot) if section.points else []), *_spaces(section, snapshot)]
    if not rows:
        raise InputError(
            f"places: the district {snapshot.folder} has no waterlogging point and none of the spaces "
            f"{', '.join(section.spaces) or '(none asked for)'}"
        )
    table = pd.DataFrame(rows)
    streets = snapshot.table("streets")
    names = streets.set_index(streets["code"].astype(str))
    for column, source in (("street", "name"), ("street_en", "name_en")):
        table[column] = [str(names[source].get(code, "")) for code in table["street_code"]]
    order = ["place_id", "place", "place_kind", "street_code", "street", "street_en", "x", "y", "threshold",
             "measure_zh", "measure_en", "dry_value"]  # fmt: skip
    return table[order]


def check_places(places: pd.DataFrame, grid: Grid) -> None:
    """Refuse a place that lies outside the runs, before they are made.

    Parameters
    ----------
    places
        From `places_of`.
    grid
        Grid of the runs.

    Raises
    ------
    InputError
        Naming the place.
    """
    for name, place, x, y in places[["place_id", "place", "x", "y"]].itertuples(index=False, name=None):
        try:
            grid.cell_of(float(x), float(y))
        except ValueError as error:
            raise InputError(
                f"places: {name} ({place}) at ({x:.1f}, {y:.1f}) lies outside the runs "
                f"({error}); mend the census, or state a domain that holds it"
            ) from None


def readings(folder: Path, places: pd.DataFrame, section: Places) -> pd.Series:
    """What a published run says of each place, by its key [m].

    Raises
    ------
    InputError
        If the run holds no spaces below ground, or not those of the study.
    """
    value = pd.Series(np.nan, index=places["place_id"].to_numpy(), name="value")
    point = (places["place_kind"] == POINT).to_numpy()
    with open_fields(folder / "fields.nc") as ds:
        at = places[point]
        value[at["place_id"].to_numpy()] = depth_over_area(
            ds,
            at["x"].to_numpy(),
            at["y"].to_numpy(),
            area=section.point_area_m2,
            reach=section.reach_m,
        )
        if not point.all():
            _read_spaces(ds, places[~point], value, folder)
    return value


def _read_spaces(ds: object, spaces: pd.DataFrame, value: pd.Series, folder: Path) -> None:
    import xarray as xr

    assert isinstance(ds, xr.Dataset)
    held = {str(name): k for k, name in enumerate(ds["space"].values)} if "space" in ds.coords else {}
    lacking = [name for name in spaces["place_id"] if name not in held]
    if lacking:
        raise InputError(
            f"{folder} holds no underground space {lacking[0]} ({len(lacking)} lacking); the base of the "
            "study must take its kinds in [underground]"
        )
    index = [held[name] for name in spaces["place_id"]]
    inside = ds["underground_maximum_depth"].to_numpy()[index]
    head = ds["underground_maximum_head"].to_numpy()[index]
    dry = spaces["dry_value"].to_numpy(np.float64)
    underpass = (spaces["place_kind"] == "underpass").to_numpy()
    value[spaces["place_id"].to_numpy()] = np.where(underpass, inside, np.where(np.isfinite(head), head, dry))


def _points(section: Places, snapshot: Snapshot) -> list[dict[str, object]]:
    """Known waterlogging points."""
    table = snapshot.table("waterlogging_points")
    return [
        {
            "place_id": str(row.waterlogging_point_id), "place": str(row.name_), "place_kind": POINT,
            "street_code": str(row.street_code), "x": row.geometry.x, "y": row.geometry.y,
            "threshold": section.point_depth_m, "measure_zh": MEASURES[POINT][0],
            "measure_en": MEASURES[POINT][1], "dry_value": 0.0,
        }
        for row in table.rename(columns={"name": "name_"}).itertuples(index=False)
    ]  # fmt: skip


def _spaces(section: Places, snapshot: Snapshot) -> list[dict[str, object]]:
    """Spaces below ground: an underpass by its closing depth, any other by its sill."""
    table = snapshot.table("underground_spaces")
    table = table[table["kind"].isin(section.spaces).to_numpy()].rename(columns={"name": "name_"})
    rows: list[dict[str, object]] = []
    for row in table.itertuples(index=False):
        underpass = row.kind == "underpass"
        measure = MEASURES["underpass"] if underpass else SILL
        rows.append(
            {
                "place_id": str(row.space_id), "place": str(row.name_), "place_kind": str(row.kind),
                "street_code": str(row.street_code), "x": row.geometry.x, "y": row.geometry.y,
                "threshold": section.closing_depth(float(row.threshold_depth_m)) if underpass else 0.0,
                "measure_zh": measure[0], "measure_en": measure[1],
                "dry_value": 0.0 if underpass else float(row.ground_m) - float(row.sill_m),
            }
        )  # fmt: skip
    return rows
