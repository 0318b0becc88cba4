"""Usual levels of canals on a raster."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from census.derive.canals import canal_stages
from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid

GRID = Grid(DISTRICT_CRS, 0.0, 50.0, 5.0, 10, 10)


def canals(**values: object) -> pd.DataFrame:
    """One canal along the western edge."""
    row = {"canal_id": ["C01"], "normal_stage_m": [1.2], "datum": ["1985 national"]} | values
    table: pd.DataFrame = gpd.GeoDataFrame(row, geometry=[shapely.box(0, 0, 10, 50)], crs=DISTRICT_CRS)
    return table


def test_cells_of_a_canal_get_its_usual_level_and_others_none() -> None:
    found = canal_stages(canals(), GRID)
    np.testing.assert_allclose(found[:, :2], 1.2, rtol=1e-6)
    assert np.isnan(found[:, 2:]).all()


def test_without_canals_no_cell_has_a_level() -> None:
    assert np.isnan(canal_stages(canals().iloc[:0], GRID)).all()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"datum": ["Wusong"]}, "row 1: normal_stage_m is 1.2 above 'Wusong'.*'1985 national'"),
        ({"normal_stage_m": [np.nan]}, "row 1: normal_stage_m is nan"),
    ],
)
def test_a_level_that_cannot_be_used_is_named(values: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        canal_stages(canals(**values), GRID)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="'normal_stage_m' is missing"):
        canal_stages(canals().drop(columns="normal_stage_m"), GRID)
