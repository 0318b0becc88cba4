"""Tables of the group `subsidence`."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.snapshot import DATUM
from census.twin import dice, tables
from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake.ground import apart, level_at
from census.twin.survey.subsidence import settlement

FIRST_YEAR, LAST_YEAR = 2015, 2024
_MARK_SPACING, _SCATTERER_SPACING = 480.0, 110.0
_INCIDENTS, _INCIDENT_SPACING = 9, 1500.0
_METRO_BUFFER, _METRO_YEARS = 50.0, 5
"""Control zone beside a metro line [m] and years from the first works to its opening; status unverified."""

_PIT_BUFFER, _LEAST_DEPTH = 35.0, 5.0
"""Control zone around a deep pit, and depth from which works count as deep [m]; status unverified."""


def survey(base: Base, made: Frames) -> Frames:
    """Levelling points with records, InSAR points, collapses and excavation buffers."""
    points, records = _levelling(base, made)
    return {
        "levelling_points": points,
        "levelling_records": records,
        "insar_points": _insar(base, made),
        "collapse_incidents": _collapses(base, made),
        "excavation_buffers": _excavations(base, made),
    }


def _keys(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)


def _on_roads(
    base: Base, made: Frames, subject: str, spacing: float, classes: tuple[str, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places on roads, kept apart, from north to south."""
    roads = made["roads"]
    lines = roads.geometry.to_numpy()[roads["class"].isin(classes).to_numpy()]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.37, normalized=True))
    middle = np.round(middle.reshape(-1, 2), 1)
    x, y = middle[shapely.contains_xy(base.part.area, middle[:, 0], middle[:, 1])].T
    kept = apart(x, y, np.full(len(x), spacing), dice.uniform(base.seed, subject, *_keys(x, y)))
    kept = kept[np.lexsort((x[kept], -y[kept]))]
    return x[kept], y[kept]


def _levelling(base: Base, made: Frames) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    x, y = _on_roads(base, made, "levelling/order", _MARK_SPACING, ("arterial", "secondary", "collector"))
    lines = settlement.metro(made)
    rate, soft = settlement.rate(base, lines, x, y)
    points = shapely.points(x, y)
    near = np.zeros(len(x), dtype=bool) if lines.is_empty else shapely.distance(points, lines) < 60.0
    streets = made["streets"]
    level = np.round(level_at(base, x, y) + 0.1, 4)
    names = np.array([f"LP{i + 1:04d}" for i in range(len(x))], dtype=object)
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    passed = (years - FIRST_YEAR).astype(np.float64)
    # Soft ground settles ever slower: the rate falls by 1/e in 14 years.
    mean = 14.0 * (1.0 - np.exp(-passed / 14.0))
    key = tuple(part[:, None] for part in _keys(x, y))
    noise = 0.5 * dice.normal(base.seed, "levelling/error", *key, years[None, :])
    sunk = np.round(rate[:, None] * mean + np.where(passed > 0.0, noise, 0.0), 1)
    marks = gpd.GeoDataFrame(
        {
            "levelling_point_id": names,
            "street_code": tables.codes_at(points, streets.geometry.to_numpy(), streets["code"].to_numpy()),
            "placed_on": np.select([soft < 0.5, near], ["rock", "metro"], default="road").astype(object),
            "built_year": FIRST_YEAR,
            "level_m": level,
            "datum": DATUM,
            "soft_soil_thickness_m": np.round(soft, 1),
            "rate_mm_a": np.round(sunk[:, -1] / passed[-1], 2),
            "status": "synthetic",
        },
        geometry=points,
        crs=DISTRICT_CRS,
    )
    records = pd.DataFrame(
        {
            "levelling_point_id": np.repeat(names, len(years)),
            "survey_date": np.tile([f"{year}-11-15" for year in years], len(names)),
            "level_m": np.round(level[:, None] - sunk / 1000.0, 4).ravel(),
            "datum": DATUM,
            "settlement_mm": sunk.ravel(),
            "error_mm": 0.5,
        }
    )
    return marks, records


def _insar(base: Base, made: Frames) -> gpd.GeoDataFrame:
    at = shapely.get_coordinates(shapely.centroid(made["buildings"].geometry.to_numpy())).reshape(-1, 2)
    x, y = np.round(at, 1).T
    key = _keys(x, y)
    # One strong scatterer in each cell of a rough net: the building with the lowest draw.
    draw = dice.uniform(base.seed, "insar/order", *key)
    net = np.floor(x / _SCATTERER_SPACING), np.floor(y / _SCATTERER_SPACING)
    order = np.lexsort((draw, net[0], -net[1]))
    _, first = np.unique(np.column_stack(net)[order], axis=0, return_index=True)
    kept = order[np.sort(first)]
    kept = kept[draw[kept] < 0.75]
    x, y = x[kept], y[kept]
    key = _keys(x, y)
    rate, _ = settlement.rate(base, settlement.metro(made), x, y)
    error = 0.4 + 0.8 * dice.uniform(base.seed, "insar/error", *key)
    return gpd.GeoDataFrame(
        {
            "insar_point_id": [f"IS{i + 1:05d}" for i in range(len(x))],
            "velocity_mm_a": np.round(error * dice.normal(base.seed, "insar/noise", *key) - 0.75 * rate, 1),
            "velocity_error_mm_a": np.round(error, 1),
            "coherence": np.round(0.98 - 0.3 * (error - 0.4), 2),
            "first_date": "2017-03-12",
            "last_date": "2024-10-28",
            "scenes": 212,
        },
        geometry=shapely.points(x, y),
        crs=DISTRICT_CRS,
    )


def _collapses(base: Base, made: Frames) -> gpd.GeoDataFrame:
    x, y = _on_roads(base, made, "collapse/order", _INCIDENT_SPACING, ("secondary", "collector", "lane"))
    key = _keys(x, y)
    draw = dice.uniform(base.seed, "collapse/chosen", *key)
    limit = 0.2 if base.whole else 0.0
    kept = np.flatnonzero(draw < limit)[:_INCIDENTS]
    x, y = x[kept], y[kept]
    key = _keys(x, y)
    points = shapely.points(x, y)
    streets = made["streets"]
    time = dice.uniform(base.seed, "collapse/time", *key)
    # Most holes open in the rains of June to September.
    dates = [f"{2012 + int(12 * t)}-{6 + int(48 * t) % 4:02d}-{1 + int(336 * t) % 28:02d}" for t in time]
    cause = dice.choose(
        np.tile([0.5, 0.25, 0.15, 0.1], (len(x), 1)), dice.uniform(base.seed, "collapse/cause", *key)
    )
    width = np.exp(0.5 * dice.normal(base.seed, "collapse/size", *key))
    return gpd.GeoDataFrame(
        {
            "collapse_id": [f"CO{i + 1:03d}" for i in range(len(x))],
            "street_code": tables.codes_at(points, streets.geometry.to_numpy(), streets["code"].to_numpy()),
            "date": dates,
            "cause": np.array(["sewer", "water_main", "metro_works", "pit_works"], dtype=object)[cause],
            "diameter_m": np.round(3.0 * width, 1),
            "depth_m": np.round(1.8 * np.sqrt(width), 1),
            "deaths": 0,
            "closed_hours": np.round(30.0 * width, 0),
            "status": "synthetic",
        },
        geometry=points,
        crs=DISTRICT_CRS,
    )


def _excavations(base: Base, made: Frames) -> gpd.GeoDataFrame:
    """Control zones of the metro lines and of the sites with a deep pit."""
    parts = [_zones(made, "metro_lines", "metro", "tunnel_depth_m", "opened_year", _METRO_BUFFER)]
    parts.append(_zones(made, "construction_sites", "deep_pit", "pit_depth_m", "start_year", _PIT_BUFFER))
    zones = pd.concat(parts, ignore_index=True)
    zones["shape"] = shapely.intersection(
        shapely.buffer(zones["shape"].to_numpy(dtype=object), zones["buffer_m"].to_numpy(np.float64)),
        base.part.area,
    )
    zones = zones[shapely.area(zones["shape"].to_numpy(dtype=object)) > 1.0]
    year, metro = zones["year"].astype("Int64"), zones["kind"] == "metro"
    return gpd.GeoDataFrame(
        {
            "excavation_id": [f"EX{i + 1:03d}" for i in range(len(zones))],
            "kind": zones["kind"].to_numpy(dtype=object),
            "name": zones["name"].to_numpy(dtype=object),
            "depth_m": zones["depth_m"].to_numpy(np.float64),
            "buffer_m": zones["buffer_m"].to_numpy(np.float64),
            "year_begin": year.where(~metro, year - _METRO_YEARS).array,
            "year_end": year.where(metro).array,
            "status": "unverified",
        },
        geometry=zones["shape"].to_numpy(dtype=object),
        crs=DISTRICT_CRS,
    )


def _zones(made: Frames, table: str, kind: str, depth: str, year: str, width: float) -> pd.DataFrame:
    """Works of one table that go deep; none where the table is not made."""
    columns = ["kind", "name", "depth_m", "buffer_m", "year", "shape"]
    if table not in made:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
    rows = made[table]
    rows = rows[rows[depth] >= _LEAST_DEPTH]
    data = {"kind": kind, "name": rows["name"], "depth_m": rows[depth], "buffer_m": width, "year": rows[year]}
    zones = pd.DataFrame(data, index=rows.index)
    return zones.assign(shape=rows.geometry.to_numpy()).astype(object)
