"""Metro lines below main streets, and their stations."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice
from census.twin.frame import Frame, smooth_line, street_frame
from census.twin.layout import neighbourhoods
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.assumptions import assumptions
from census.twin.survey.regions.ownership import community_of

_SNAP = 400.0
"""A leg this near to a main street runs below it [m]."""

_CURVE = 70.0
"""Standard deviation of the smoothing of corners along the line [m]."""

_SHORTEST = 250.0
"""Shorter pieces of a line inside the district are left out [m]."""

_APART = 650.0
"""Least distance of two stations of a line [m]."""

_OFF_WATER = 40.0
"""Least distance of a station's middle from open water [m]."""


@dataclass(frozen=True)
class _Course:
    """A line and the chainages of its stations [m]."""

    row: dict[str, str]
    line: shapely.LineString
    stations: NDArray[np.float64]
    crossing: NDArray[np.bool_]


def metro(base: Base, made: Frames) -> Frames:
    """Tables `metro_lines` and `metro_stations`."""
    courses = _courses(base.seed)
    lines = [_inside(course.line, base.part.area) for course in courses]
    kept = [(c, line) for c, line in zip(courses, lines, strict=True) if line is not None]
    water = made["canals"].geometry.to_numpy()
    stations = _stations(base.seed, kept, water, made)
    count = [int((stations["metro_line_id"] == c.row["line_id"]).sum()) for c, _ in kept]
    table = {
        "metro_line_id": [c.row["line_id"] for c, _ in kept],
        "name": [c.row["name"] for c, _ in kept],
        "phase": [c.row["phase"] for c, _ in kept],
        "opened_year": np.array([float(c.row["opened_year"] or "nan") for c, _ in kept]),
        "tunnel_depth_m": [17.0 if c.row["line_id"] != "M19" else 24.0 for c, _ in kept],
        "tunnel_diameter_m": [6.2 if c.row["line_id"] != "M19" else 6.9 for c, _ in kept],
        "tunnel_method": ["shield"] * len(kept),
        "stations_count": count,
        "status": ["unverified"] * len(kept),
    }
    geometry = np.array([line for _, line in kept], dtype=object)
    return {
        "metro_lines": gpd.GeoDataFrame(table, geometry=geometry, crs=DISTRICT_CRS),
        "metro_stations": stations,
    }


@cache
def _courses(seed: int) -> tuple[_Course, ...]:
    rows = assumptions("exposure_metro_courses.csv")
    names = list(dict.fromkeys(row["line_id"] for row in rows))
    frame = street_frame(seed)
    layout, _ = neighbourhoods(frame, seed)
    main = [_main_lines(layout.lines, axis) for axis in (0, 1)]
    own = {name: [row for row in rows if row["line_id"] == name] for name in names}
    lines = {name: _line(own[name], frame, main) for name in names}
    courses = []
    for name in names:
        others = [lines[other] for other in names if other != name]
        chainage, crossing = _places(lines[name], others, float(own[name][0]["spacing_m"]))
        courses.append(_Course(own[name][0], lines[name], chainage, crossing))
    return tuple(courses)


def _main_lines(lines: NDArray[np.int64], axis: int) -> NDArray[np.int64]:
    """Constants of the main streets of one direction."""
    return np.unique(lines[(lines[:, 0] == axis) & (lines[:, 4] == 0), 1])


def _line(rows: list[dict[str, str]], frame: Frame, main: list[NDArray[np.int64]]) -> shapely.LineString:
    """Course in the plane: legs along the sheet's axes, below main streets where these are near."""
    offset = float(rows[0]["offset_m"])
    corner = np.array([[float(row["u"]), float(row["v"])] for row in rows])
    for axis in (0, 1):
        leg = np.abs(np.diff(corner[:, axis])) < 1.0
        for value in np.unique(corner[:-1][leg, axis]):
            nearest = float(main[axis][np.argmin(np.abs(main[axis] - value))])
            if abs(nearest - value) <= _SNAP:
                corner[corner[:, axis] == value, axis] = nearest
    corner += offset
    length = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(corner, axis=0)).sum(axis=1))])
    at = np.linspace(0.0, length[-1], round(length[-1] / 25.0) + 1)
    u, v = (np.interp(at, length, corner[:, axis]) for axis in (0, 1))
    plane = np.column_stack(frame.to_plane(u, v))
    return shapely.LineString(np.round(smooth_line(plane, radius=_CURVE), 2))


def _places(
    line: shapely.LineString, others: list[shapely.LineString], spacing: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Chainages of the stations: where lines cross, and evenly between."""
    points = shapely.centroid(shapely.get_parts(shapely.intersection(line, np.array(others, dtype=object))))
    points = points[~shapely.is_empty(points)]
    marks = np.sort(shapely.line_locate_point(line, points)).tolist()
    fixed: list[float] = []
    for mark in marks:
        if not fixed or mark - fixed[-1] > _APART:
            fixed.append(mark)
    length = float(line.length)
    knots = [0.5 * spacing, *fixed, length - 0.5 * spacing] if fixed else [0.5 * spacing, length]
    chainage = list(fixed)
    for start, end in pairwise(knots):
        between = max(round((end - start) / spacing), 1)
        inner = [start + (end - start) * step / between for step in range(between)]
        chainage += [c for c in inner if all(abs(c - f) > _APART for f in fixed)]
    result = np.array(sorted(chainage))
    crossing = np.isin(result, np.array(fixed))
    return result, crossing


def _inside(line: shapely.LineString, area: Any) -> shapely.LineString | None:
    """Longest piece of a line in the area."""
    parts = shapely.get_parts(shapely.intersection(line, area))
    parts = parts[shapely.get_type_id(parts) == 1]
    if not len(parts):
        return None
    longest = parts[int(np.argmax(shapely.length(parts)))]
    return longest if shapely.length(longest) >= _SHORTEST else None


def _stations(
    seed: int, kept: list[tuple[_Course, shapely.LineString]], water: NDArray[Any], made: Frames
) -> gpd.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    points = []
    for course, inside in kept:
        for number, (chainage, crossing) in enumerate(zip(course.stations, course.crossing, strict=True), 1):
            at = _off_water(course.line, float(chainage), water)
            point = shapely.line_interpolate_point(course.line, at)
            if not shapely.dwithin(inside, point, 1.0) or not shapely.dwithin(
                inside, shapely.line_interpolate_point(course.line, at + 5.0), 1.0
            ):
                continue
            ahead = shapely.line_interpolate_point(course.line, at + 20.0)
            bearing = np.degrees(np.arctan2(ahead.x - point.x, ahead.y - point.y)) % 180.0
            points.append(point)
            rows.append(
                {
                    "metro_station_id": f"MS{course.row['line_id'][1:]}{number:02d}",
                    "name": f"{course.row['name']}第{number}站",
                    "metro_line_id": course.row["line_id"],
                    "chainage_m": round(at, 1),
                    "interchange": bool(crossing),
                    "bearing_deg": round(float(bearing), 1),
                }
            )
    return _described(seed, rows, np.array(points, dtype=object), made)


def _off_water(line: shapely.LineString, chainage: float, water: NDArray[Any]) -> float:
    """The nearest chainage whose place keeps its distance from open water."""
    steps = np.arange(0.0, 400.0, 20.0)
    tried = np.clip(chainage + np.column_stack([steps, -steps]).ravel(), 0.0, line.length)
    points = shapely.line_interpolate_point(line, tried)
    wet, _ = shapely.STRtree(water).query(points, predicate="dwithin", distance=_OFF_WATER)
    dry = np.setdiff1d(np.arange(len(tried)), wet)
    return float(tried[dry[0]]) if len(dry) else chainage


def _described(seed: int, rows: list[dict[str, Any]], points: NDArray[Any], made: Frames) -> gpd.GeoDataFrame:
    names = ("metro_station_id", "name", "metro_line_id", "chainage_m", "interchange", "bearing_deg")
    table: dict[str, Any] = {name: [row[name] for row in rows] for name in names}
    streets, communities = made["streets"], made["communities"]
    keys = np.rint(shapely.get_coordinates(points)).astype(np.int64).reshape(-1, 2)
    code = streets["code"].to_numpy(dtype=object)[
        shapely.STRtree(streets.geometry.to_numpy()).nearest(points)
    ]
    mine = community_of(
        points, code, communities.geometry.to_numpy(), communities["street_code"].to_numpy(dtype=object)
    )
    change = np.array(table["interchange"], dtype=bool)
    draw = [dice.uniform(seed, f"metro/{name}", *keys.T) for name in ("entrances", "depth", "passengers")]
    table |= {
        "street_code": code,
        "community_code": communities["community_code"].to_numpy(dtype=object)[mine],
        "entrances": np.rint(3 + 2 * draw[0] + 3 * change * draw[1]).astype(np.int64),
        "platform_depth_m": np.round(14.5 + 5.0 * draw[1] + 5.0 * change, 1),
        "length_m": np.round(180.0 + 40.0 * draw[0] + 60.0 * change, 0),
        "passengers_day": (100 * np.rint(80 + 220 * draw[2] + 350 * change)).astype(np.int64),
        "status": ["unverified"] * len(rows),
    }
    return gpd.GeoDataFrame(table, geometry=points, crs=DISTRICT_CRS)
