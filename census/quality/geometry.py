"""Geometries: kind, validity, coordinate system, inside the district, in the street they name, no doubles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.quality.held import Held, places
from census.quality.lookup import by_key, numbers_by, places_by
from census.quality.rule import Found, Rule, marked, whole
from census.schema import TABLES

OUTLINE_TOLERANCE = 2.0
"""Distance by which a geometry may reach beyond the district's outline [m]."""

STREET_TOLERANCE = 60.0
"""Distance at which a thing may stand from the street or community that it names [m]: a road and a plot."""

OVERLAP_SHARE = 0.3
"""Share of the smaller of two buildings that may lie within the other: above it one is a double."""

_TAKES = {
    "Point": ("Point",),
    "LineString": ("LineString",),
    "Polygon": ("Polygon",),
    "MultiPolygon": ("Polygon", "MultiPolygon"),
}

_REGIONS = {"street_code": ("streets", "code"), "community_code": ("communities", "community_code")}


SHARED_PLACES = frozenset({"supplies", "equipment", "mobile_pumps", "teams", "metro_stations"})
"""Tables whose rows share places by nature: a store holds many supplies, an interchange two stations."""

APART_BY: Mapping[str, tuple[str, ...]] = {
    "stage_gauges": ("datum",),
    "control_points": ("hazard", "subject_table", "subject_id"),
}
"""Fields by table that tell two rows of one place apart: a gauge has a row for each datum, a control point
stands where its subject does."""


def kinds(held: Held) -> Iterator[Found]:
    """Geometries that are missing, empty or of another kind than the table's."""
    for name, frame in held.raw.items():
        wanted = TABLES[name].geometry if name in TABLES else None
        if wanted is None:
            continue
        if "geometry" not in frame.columns or not hasattr(frame, "crs"):
            yield whole(name, "geometry", f"the table has no geometry; each row needs a {wanted}")
            continue
        shapes = frame["geometry"].to_numpy().astype(object)
        kind = np.array([shape.geom_type if shape is not None else "" for shape in shapes], dtype=object)
        told = pd.DataFrame({"kind": kind}, index=frame.index)
        absent = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        yield marked(
            name, told, absent, "geometry", f"the geometry is missing or empty; a {wanted} is needed"
        )
        wrong = ~absent & ~np.isin(kind, _TAKES[wanted])
        yield marked(name, told, wrong, "geometry", f"the geometry is a {{kind}}; a {wanted} is needed")


def valid(held: Held) -> Iterator[Found]:
    """Geometries that cross themselves, or have a coordinate that is no number."""
    for name, frame in _with_geometry(held):
        shapes = frame["geometry"].to_numpy().astype(object)
        there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
        bad = np.flatnonzero(there & ~shapely.is_valid(shapes))
        reasons = pd.DataFrame({"reason": shapely.is_valid_reason(shapes[bad])}, index=bad)
        text = "the geometry is not valid ({reason}); draw it again without crossing itself"
        yield marked(name, reasons, np.ones(len(bad), dtype=bool), "geometry", text)


def coordinate_system(held: Held) -> Iterator[Found]:
    """Tables in another coordinate system than the district's, or in none."""
    for name, frame in _with_geometry(held):
        if frame.crs is None:
            text = f"the table does not say its coordinate system; {DISTRICT_CRS} is needed"
            yield whole(name, "geometry", text)
        elif frame.crs != DISTRICT_CRS:
            text = f"the coordinate system is {frame.crs.to_string()}; transform it to {DISTRICT_CRS}"
            yield whole(name, "geometry", text, value=frame.crs.to_string())


def inside(held: Held) -> Iterator[Found]:
    """Geometries that reach beyond the district."""
    if held.outline is None:
        return
    grown = shapely.buffer(held.outline, OUTLINE_TOLERANCE)
    shapely.prepare(grown)
    for name, frame in held.clean.items():
        if TABLES[name].beyond or "geometry" not in frame.columns or name == "district":
            continue
        shapes = places(frame)
        out = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.covers(grown, shapes))
        far = shapely.hausdorff_distance(shapes[out], shapely.intersection(shapes[out], held.outline))
        apart = np.where(np.isfinite(far), far, shapely.distance(shapes[out], held.outline))
        told = frame.iloc[out].assign(_far=apart)
        text = (
            "the geometry reaches {_far:.1f} m beyond the district outline "
            f"({OUTLINE_TOLERANCE:g} m are allowed); correct the place or leave the row out"
        )
        yield marked(name, told, np.ones(len(out), dtype=bool), "geometry", text)


def in_named_region(held: Held) -> Iterator[Found]:
    """Things that stand away from the street or community they name."""
    for name, frame in held.clean.items():
        for column, (target, key) in _REGIONS.items():
            own = name == target or TABLES[name].beyond
            if own or not {"geometry", column} <= set(frame.columns) or not held.has(target, key, "geometry"):
                continue
            yield _away(name, frame, column, by_key(held, target, key, "geometry"))


def _away(name: str, frame: pd.DataFrame, column: str, regions: pd.Series[Any]) -> Found:
    apart = shapely.distance(places(frame), places_by(frame[column], regions))
    told = frame.assign(_apart=apart)
    text = f"the place lies {{_apart:.0f}} m from {column} {{{column}}}; correct the code or the place"
    return marked(name, told, apart > STREET_TOLERANCE, column, text)


def same_place(held: Held) -> Iterator[Found]:
    """Rows of one table whose geometry another row has to the bit."""
    for name, frame in held.clean.items():
        if "geometry" not in frame.columns or not len(frame) or name in SHARED_PLACES:
            continue
        shapes = places(frame)
        thing = pd.Series(shapely.to_wkb(shapes, hex=True), index=frame.index)
        for column in APART_BY.get(name, ()):
            if column in frame.columns:
                thing = thing + "|" + frame[column].fillna("").astype("str")
        known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        twice = thing.duplicated(keep="first").to_numpy() & known
        first = thing[known].drop_duplicates()
        rows = pd.Series(first.index + 1, index=first.to_numpy(dtype=object))
        bad = frame[twice].assign(_first=numbers_by(thing[twice], rows))
        text = (
            "the geometry is the same as in row {_first:.0f}; one of the two is a double, or its place "
            "is wrong"
        )
        yield marked(name, bad, np.ones(len(bad), dtype=bool), "geometry", text)


def overlapping_buildings(held: Held) -> Iterator[Found]:
    """Buildings of which a good share lies within another."""
    frame = held["buildings"]
    first, second, share = overlaps(places(frame))
    bad = share > OVERLAP_SHARE
    ids = frame["building_id"].to_numpy(dtype=object)
    told = frame.iloc[np.maximum(first[bad], second[bad])].assign(
        _other=ids[np.minimum(first[bad], second[bad])], _share=100.0 * share[bad]
    )
    text = (
        "{_share:.0f} % of the footprint of one lie within that of building {_other}; "
        f"at most {OVERLAP_SHARE:.0%} may: one is a double or drawn in a wrong place"
    )
    yield marked("buildings", told, np.ones(len(told), dtype=bool), "geometry", text)


def overlaps(shapes: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of polygons that overlap, and the shared area as a share of the smaller one."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    smaller = np.minimum(shapely.area(shapes[first]), shapely.area(shapes[second]))
    return first, second, shared / np.maximum(smaller, 1e-9)


def _with_geometry(held: Held) -> Iterator[tuple[str, Any]]:
    for name, frame in held.raw.items():
        known = name in TABLES and TABLES[name].geometry is not None
        if known and "geometry" in frame.columns and hasattr(frame, "crs"):
            yield name, frame


RULES: Mapping[str, Rule] = {
    "geometry_kind": Rule(
        must="Every row of a table with geometry has one, of the table's kind.", source="census schema",
        severity="error", check=kinds,
    ),
    "geometry_valid": Rule(
        must="A geometry is valid: no ring crosses itself, every coordinate is a number.",
        source="OGC Simple Feature Access", severity="error", check=valid,
    ),
    "geometry_crs": Rule(
        must=f"Geometries are in {DISTRICT_CRS} (CGCS2000, 3 degree Gauss-Kruger, central meridian 120 E).",
        source="census schema", severity="error", check=coordinate_system,
    ),
    "geometry_inside": Rule(
        must=(
            f"A geometry lies within the district, to {OUTLINE_TOLERANCE:g} m, unless its table may reach "
            "beyond."
        ),
        source="district outline", severity="error", check=inside,
    ),
    "region_of_place": Rule(
        must=f"A thing stands in the street and community it names, to {STREET_TOLERANCE:g} m.",
        source="GB/T 10114 street codes and their polygons", severity="error", check=in_named_region,
    ),
    "same_place": Rule(
        must="No two rows of a table have the same geometry, but for things kept in one store or yard.",
        source="one row stands for one thing",
        severity="warning", check=same_place,
    ),
    "buildings_overlap": Rule(
        must=f"No building covers more than {OVERLAP_SHARE:.0%} of another.",
        source="two buildings cannot stand in one place",
        severity="error", check=overlapping_buildings, needs={"buildings": ("building_id", "geometry")},
    ),
}  # fmt: skip
