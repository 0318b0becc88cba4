"""Small sound tables in which one fault at a time is planted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from census.grid import DISTRICT_CRS
from census.quality.held import Held, hold
from census.schema import TABLES
from census.schema.column import Column
from census.schema.frames import with_provenance

Tables = Mapping[str, pd.DataFrame]
Rows = set[tuple[str, str, str]]
"""Table, row and field of findings."""


@dataclass(frozen=True)
class Fault:
    """A value that cannot be, in the first row that meets `where`.

    A callable `value` makes the value from the row. `told` is the table and field of the finding where they
    are not those of the fault; `rows` its number of findings where more than one row is concerned.
    """

    table: str
    field: str
    value: object
    rule: str
    where: str = ""
    told: tuple[str, str] | None = None
    rows: int = 1
    also: Mapping[str, Any] | None = None


def planted(fault: Fault, tables: Tables) -> tuple[pd.DataFrame, int]:
    """The table with the fault, and the position of the row it stands in."""
    frame = tables[fault.table].copy()
    at = int(frame.query(fault.where).index.tolist()[0]) if fault.where else 0
    row: Any = frame.loc[at].copy()
    values: dict[str, Any] = {fault.field: fault.value, **(fault.also or {})}
    for name, value in values.items():
        new: Any = value(row) if isinstance(value, FunctionType) else value
        if isinstance(new, shapely.Geometry):
            shapes = frame["geometry"].to_numpy().copy()
            shapes[at] = new
            frame = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
            continue
        kept: Any = frame[name]
        if not (new is None or isinstance(new, str | bool)) and kept.dtype == "int64" and int(new) != new:
            frame[name] = kept.astype("float64")
        frame.loc[at, name] = new
    return frame, at


def with_table(base: Held, name: str, frame: pd.DataFrame) -> Held:
    """A sound census with one table in place of its own; only that one's schema is checked."""
    one = hold({name: frame})
    return Held({**base.raw, **one.raw}, {**base.clean, **one.clean}, one.failures, base.rasters)


def row_name(table: str, row: Any) -> str:
    """The key of a row as reports show it."""
    key = TABLES[table].key
    if len(key) == 1:
        return str(row[key[0]])
    return ", ".join(f"{k}={row[k]:g}" if isinstance(row[k], float) else f"{k}={row[k]}" for k in key)


def sound(small: Tables) -> dict[str, pd.DataFrame]:
    """The small twin with two storms of hourly values, and a row in tables that are empty there."""
    tables = {name: frame.reset_index(drop=True) for name, frame in small.items()}
    hours = tables["hourly_observations"]
    tables["hourly_observations"] = hours[hours["time"] < "2014"].reset_index(drop=True)
    street = tables["streets"].iloc[0]
    place = shapely.point_on_surface(street["geometry"].intersection(tables["district"]["geometry"].iloc[0]))
    code = street["code"]
    tables.update(_hills(place, code))
    level = {"datum": "1985 national", "start_stage_m": 1.6, "stop_stage_m": 1.2}
    tables["construction_sites"] = _site(tables["communities"], place, code)
    tables["pump_stations"] = _row(
        "pump_stations", place, pump_station_id="PS001", street_code=code, capacity_m3_s=1.0, pumps=2,
        to_canal_id=tables["canals"]["canal_id"].iloc[0], since="2010-01-01", **level,
    )  # fmt: skip
    return tables


def _site(communities: pd.DataFrame, place: Any, code: str) -> pd.DataFrame:
    ground = shapely.buffer(place, 20.0)
    community = communities[shapely.contains(communities["geometry"].to_numpy(), place)].iloc[0]
    return _row(
        "construction_sites", ground, site_id="CS0001", street_code=code,
        community_code=community["community_code"], phase="pit", area_m2=ground.area, pit_depth_m=6.0,
        pit_area_m2=800.0, tower_cranes=1, crane_height_m=40.0, scaffold="none", workers=30,
        hut_residents=20, start_year=2025,
    )  # fmt: skip


def _hills(place: Any, code: str) -> dict[str, pd.DataFrame]:
    ground = shapely.buffer(place, 20.0, quad_segs=16)
    unit = {"slope_unit_id": "SU0001", "street_code": code, "area_m2": ground.area, "datum": "1985 national"}
    plot = {"forest_plot_id": "FP0001", "area_m2": ground.area, "datum": "1985 national"}
    return {
        "slope_units": _row(
            "slope_units", ground, slope_deg=20.0, slope_max_deg=35.0, top_m=90.0, foot_m=30.0, relief_m=60.0,
            **unit,
        ),
        "geohazard_points": _row(
            "geohazard_points", place, geohazard_id="330105010001", slope_unit_id="SU0001", street_code=code,
            people_threatened=12, property_threatened_yuan=1e6, danger_grade="small", disaster_grade=None,
            deaths=0, direct_loss_yuan=0.0, datum="1985 national",
        ),
        "forest_plots": _row("forest_plots", ground, street_code=code, **plot),
        "fire_incidents": _row(
            "fire_incidents", place, fire_id="FF001", street_code=code, forest_plot_id="FP0001",
            begin="2012-04-04T10:00", burnt_area_ha=0.4, grade="general",
        ),
        "pest_plots": _row(
            "pest_plots", place, pest_plot_id="PP001", forest_plot_id="FP0001", survey_date="2020-09-10",
            pest="pine_wood_nematode", trees_surveyed=50, trees_affected=3,
        ),
    }  # fmt: skip


def _row(name: str, place: Any, **values: Any) -> pd.DataFrame:
    table = TABLES[name]
    data = {column.name: [values.get(column.name, _usual(column))] for column in table.columns}
    frame = gpd.GeoDataFrame(data, geometry=[place], crs=DISTRICT_CRS)
    return with_provenance(
        table, frame, source_id="test", source_date="2020-01-01", method="made", confidence="synthetic",
        ingested_at="2020-01-02T00:00", run_id="test",
    )  # fmt: skip


def _usual(column: Column) -> Any:
    if not column.required:
        return None
    if column.codes:
        return next(iter(column.codes))
    least = max(column.minimum or 0.0, 0.0)
    usual: Mapping[str, Any] = {
        "text": "text", "flag": False, "date": "2019-01-01", "time": "2019-01-01T00:00",
        "integer": int(least), "real": least,
    }  # fmt: skip
    return usual[column.kind]
