"""Slope units: the hills tiled by slopes of one aspect."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from census.grid import DISTRICT_CRS
from census.schema import table_named
from census.snapshot import DATUM
from census.twin import tables
from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake import strata
from census.twin.survey.earthquake.noise import smooth
from census.twin.survey.geological.partition import patches, tiles
from census.twin.survey.geological.relief import CELL, Relief

LEAST_AREA = 12_000.0
"""Least area of a slope unit [m2]; synthetic."""

NEAR = 40.0
"""Distance from a unit within which buildings count as threatened [m]; synthetic."""

_STRAIGHT = 6e-4
"""Curvature below which a slope counts as straight [1/m]; synthetic."""


def slope_units(base: Base, made: Frames, ground: Relief) -> gpd.GeoDataFrame:
    """Table of the slope units."""
    octant = (np.floor((ground.broad_aspect + 22.5) / 45.0) % 8).astype(np.int64)
    label = patches(octant, ground.inside, round(LEAST_AREA / CELL**2))
    shapes, numbers = tiles(label, ground.grid, ground.hill, tolerance=45.0, least_area=LEAST_AREA)
    if not len(shapes):
        empty: dict[str, list[object]] = {column.name: [] for column in table_named("slope_units").columns}
        return gpd.GeoDataFrame(empty, geometry=[], crs=DISTRICT_CRS)
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    order = np.lexsort((middle[:, 0], -np.round(middle[:, 1])))
    shapes, numbers, middle = shapes[order], numbers[order], middle[order]
    top, foot = (_by_unit(kind, ground.height, label, numbers) for kind in ("maximum", "minimum"))
    streets = made["streets"]
    return gpd.GeoDataFrame(
        {
            "slope_unit_id": [f"SU{i + 1:04d}" for i in range(len(shapes))],
            "street_code": tables.codes_at(shapes, streets.geometry.to_numpy(), streets["code"].to_numpy()),
            "area_m2": np.round(shapely.area(shapes), 0),
            "slope_deg": np.round(_by_unit("mean", ground.slope, label, numbers), 1),
            "slope_max_deg": np.round(_by_unit("maximum", ground.slope, label, numbers), 1),
            "aspect_deg": np.round(mean_aspect(ground.aspect, ground.slope, label, numbers), 0),
            "top_m": np.round(top, 1),
            "foot_m": np.round(foot, 1),
            "datum": DATUM,
            "relief_m": np.round(top, 1) - np.round(foot, 1),
            "shape": _shapes(_by_unit("mean", ground.curvature, label, numbers)),
            "lithology": lithology(base.seed, middle[:, 0], middle[:, 1]),
            "soil_depth_m": np.round(_soil(base, ground, label, numbers), 1),
            "vegetation_share": np.round(_by_unit("mean", ground.forest, label, numbers), 2),
            "people_threatened": _people(shapes, made),
            "status": "synthetic",
        },
        geometry=shapes,
        crs=DISTRICT_CRS,
    )


def mean_aspect(
    aspect: NDArray[np.float64],
    slope: NDArray[np.float64],
    label: NDArray[np.int64],
    numbers: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Direction of the mean fall of patches, steep cells counting more [degree]."""
    size = np.tan(np.radians(slope))
    north, east = (
        _by_unit("mean", size * turn(np.radians(aspect)), label, numbers) for turn in (np.cos, np.sin)
    )
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0)


def lithology(seed: int, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.object_]:
    """Rock of the hills: sandstone in the south-west, tuff in the north-east, siltstone between."""
    along = ((x - 518_300.0) + (y - 3_362_000.0)) / 1800.0 + 0.5 * smooth(seed, "rock/kind", x, y, 900.0)
    return np.select([along > 0.15, along > -0.1], ["tuff", "siltstone"], default="quartz_sandstone").astype(
        object
    )


def _by_unit(
    kind: str, values: NDArray[np.float64], label: NDArray[np.int64], numbers: NDArray[np.int64]
) -> NDArray[np.float64]:
    return np.asarray(getattr(ndimage, kind)(values, label, numbers), dtype=np.float64)


def _shapes(curvature: NDArray[np.float64]) -> NDArray[np.object_]:
    bent = [curvature > _STRAIGHT, curvature < -_STRAIGHT]
    return np.select(bent, ["concave", "convex"], default="straight").astype(object)


def _soil(
    base: Base, ground: Relief, label: NDArray[np.int64], numbers: NDArray[np.int64]
) -> NDArray[np.float64]:
    row, column = np.nonzero(label >= 0)
    depth = strata.rock_depth(base.seed, strata.place(base.seed, ground.grid.x[column], ground.grid.y[row]))
    spread = np.zeros(label.shape)
    spread[row, column] = np.minimum(depth, 12.0)
    return _by_unit("mean", spread, label, numbers)


def _people(shapes: NDArray[np.object_], made: Frames) -> NDArray[np.int64]:
    """Residents of the buildings on or near each unit; one near two units counts for both."""
    built = made["buildings"]
    tree = shapely.STRtree(built.geometry.to_numpy())
    unit, building = tree.query(shapes, predicate="dwithin", distance=NEAR)
    people = built["people"].to_numpy(np.int64)[building]
    return np.bincount(unit, people, minlength=len(shapes)).astype(np.int64)
