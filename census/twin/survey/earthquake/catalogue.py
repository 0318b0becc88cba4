"""What is told of earthquakes around the district: faults, source zones, past events, zonation."""

from __future__ import annotations

import csv
from importlib.resources import files

import geopandas as gpd
import numpy as np
import shapely

from census.coordinates import to_district
from census.grid import DISTRICT_CRS
from census.twin.extent import district
from census.twin.survey.base import Frames

PGA, TG, GROUP, INTENSITY = 0.10, 0.35, 1, 7
"""Basic peak acceleration [g], characteristic period [s], design group and fortification intensity of the
streets on class II ground (GB 18306-2015, GB 50011-2010); status unverified, a named value to be replaced."""

FREQUENT, RARE, VERY_RARE = 1.0 / 3.0, 1.9, 2.9
"""Ratio of the frequent, rare and very rare to the basic acceleration; GB 18306-2015, 6.2."""


def faults() -> gpd.GeoDataFrame:
    """Regional faults, approximate."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in _rows("assumptions", "earthquake_faults.csv"):
        groups.setdefault(row["name"], []).append(row)
    heads = [rows[0] for rows in groups.values()]
    lines = [_line(rows) for rows in groups.values()]
    return gpd.GeoDataFrame(
        {
            "fault_id": [f"FT{i + 1:02d}" for i in range(len(lines))],
            "name": list(groups),
            "activity": [row["activity"] for row in heads],
            "sense": [row["sense"] for row in heads],
            "strike_deg": [float(row["strike_deg"]) for row in heads],
            "dip_deg": [float(row["dip_deg"]) for row in heads],
            "slip_rate_mm_a": np.nan,
            "distance_km": [round(line.distance(district()) / 1000.0, 2) for line in lines],
            "status": "unverified",
            "confidence": "low",
        },
        geometry=lines,
        crs=DISTRICT_CRS,
    )


def source_zones(lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Source zones: polygons, or the ground along a fault."""
    rows = _rows("assumptions", "earthquake_source_zones.csv")
    trace = dict(zip(lines["name"], lines.geometry, strict=True))
    shapes = []
    for row in rows:
        if row["fault"]:
            shapes.append(trace[row["fault"]].buffer(1000.0 * float(row["half_width_km"]), quad_segs=6))
        else:
            corners = np.array([[float(part) for part in pair.split()] for pair in row["corners"].split(";")])
            shapes.append(shapely.Polygon(np.column_stack(to_district(corners[:, 0], corners[:, 1]))))
    numbers = ("magnitude_upper", "magnitude_lower", "annual_rate", "b_value", "depth_km", "strike_deg")
    return gpd.GeoDataFrame(
        {
            "source_zone_id": [f"SZ{i + 1:02d}" for i in range(len(rows))],
            "name": [row["name"] for row in rows],
            "kind": [row["kind"] for row in rows],
        }
        | {name: [_number(row[name]) for row in rows] for name in numbers}
        | {"status": "unverified", "confidence": "low"},
        geometry=shapes,
        crs=DISTRICT_CRS,
    )


def past_earthquakes() -> gpd.GeoDataFrame:
    """Earthquakes that the records name."""
    rows = _rows("facts", "past_earthquakes.csv")
    x, y = to_district([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    texts = ("date_text", "place", "effects", "source_text", "status")
    numbers = ("magnitude", "magnitude_other", "epicentral_intensity", "depth_km", "place_precision_km")
    sure = [row["status"] == "published" for row in rows]
    return gpd.GeoDataFrame(
        {"earthquake_id": [f"EQ{i + 1:04d}" for i in range(len(rows))]}
        | {name: [row[name] or None for row in rows] for name in texts}
        | {name: [_number(row[name]) for row in rows] for name in numbers}
        | {
            "source_id": "earthquake-records",
            "method": "compiled from published records",
            "confidence": np.where(sure, "published", "low"),
        },
        geometry=shapely.points(np.round(x, 1), np.round(y, 1)),
        crs=DISTRICT_CRS,
    )


def zonation(made: Frames) -> gpd.GeoDataFrame:
    """Zonation values of the streets."""
    streets = made["streets"]
    return gpd.GeoDataFrame(
        {
            "zone_id": ["Z" + str(code) for code in streets["code"]],
            "street_code": streets["code"].to_numpy(dtype=object),
            "pga_g": PGA,
            "pga_frequent_g": round(PGA * FREQUENT, 4),
            "pga_rare_g": round(PGA * RARE, 4),
            "pga_very_rare_g": round(PGA * VERY_RARE, 4),
            "tg_s": TG,
            "design_group": GROUP,
            "intensity": INTENSITY,
            "status": "unverified",
            "confidence": "low",
        },
        geometry=streets.geometry.to_numpy(),
        crs=DISTRICT_CRS,
    )


def _rows(folder: str, name: str) -> list[dict[str, str]]:
    text = (files("census.twin") / folder / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def _line(rows: list[dict[str, str]]) -> shapely.LineString:
    ordered = sorted(rows, key=lambda row: int(row["order"]))
    x, y = to_district([float(row["lon"]) for row in ordered], [float(row["lat"]) for row in ordered])
    return shapely.LineString(np.round(np.column_stack([x, y]), 1))
