"""What the tables of the group share: streets of places, frames without rows, crossings of canals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.schema.column import Table
from census.twin import tables
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood.streets import ground_at


def street_codes(geometry: NDArray[Any], made: Frames) -> NDArray[Any]:
    """Code of the street in which each place lies."""
    if not len(geometry):
        return np.empty(0, dtype=object)
    streets = made["streets"]
    return tables.codes_at(geometry, streets.geometry.to_numpy(), streets["code"].to_numpy(dtype=object))


def points_xy(geometry: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Eastings and northings of points [m]."""
    x, y = shapely.get_coordinates(geometry).reshape(-1, 2).T
    return x, y


def ground(base: Base, geometry: NDArray[Any]) -> NDArray[np.float64]:
    """Ground level at points [m, 1985 national]."""
    return ground_at(base.terrain, base.grid, *points_xy(geometry))


def as_frame(table: Table, rows: Sequence[dict[str, Any]] | pd.DataFrame, geometry: Any) -> gpd.GeoDataFrame:
    """Rows of a table as a frame, also where there are none; fields not told are missing."""
    frame = pd.DataFrame(rows)
    for column in table.columns:
        if column.name not in frame.columns:
            frame[column.name] = np.nan if column.kind == "real" else None
    return gpd.GeoDataFrame(frame, geometry=np.asarray(geometry, dtype=object), crs=DISTRICT_CRS)
