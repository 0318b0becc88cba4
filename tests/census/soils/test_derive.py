"""The step from boreholes to maps, on a tiny district with a hill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from census.soils.derive import derive

GRID = Grid(DISTRICT_CRS, 0.0, 3000.0, 20.0, 150, 150)


@dataclass(frozen=True)
class Made:
    """Boreholes in soft soil but for those on the hill in the north-east."""

    count: int
    synthetic: bool = True

    def rows(self, name: str) -> pd.DataFrame:
        x, y = np.random.default_rng(2).uniform(50.0, 2950.0, (2, self.count))
        names = [f"BH{i:04d}" for i in range(self.count)]
        if name == "boreholes":
            made: pd.DataFrame = gpd.GeoDataFrame(
                {"borehole_id": names}, geometry=shapely.points(x, y), crs=DISTRICT_CRS
            )
            return made
        rock = np.hypot(x - 2500.0, y - 2500.0) < 700.0
        cover = np.where(rock, 1.0, 40.0)
        upper = pd.DataFrame(
            {"borehole_id": names, "layer": 1, "top_m": 0.0, "bottom_m": cover, "vs_m_s": 140.0}
        )
        lower = upper.assign(layer=2, top_m=cover, bottom_m=cover + 5.0, vs_m_s=900.0)
        return pd.concat([upper, lower]).assign(soil_type="clay")

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        assert name == "terrain"
        x, y = np.meshgrid(GRID.x, GRID.y)
        return np.where(np.hypot(x - 2500.0, y - 2500.0) < 700.0, 120.0, 5.0), GRID


def test_hills_stay_rock_and_the_plain_stays_soft() -> None:
    made = derive(Made(120), lambda share, message: None)
    vs30, grid = made.rasters["vs30"]
    classes, _ = made.rasters["site_class"]
    hill, plain = grid.cell_of(2500.0, 2500.0), grid.cell_of(500.0, 500.0)
    assert vs30[plain] == pytest.approx(140.0, rel=0.02)
    assert vs30[hill] > 600.0
    assert (classes[plain], classes[hill]) == (4, 2)
    assert len(made.tables["borehole_sites"]) == 120
    assert (made.rasters["vs30_ln_error"][0] >= 0.0).all()


def test_few_boreholes_still_give_a_map() -> None:
    made = derive(Made(3), lambda share, message: None)
    assert np.isfinite(made.rasters["vs30"][0]).all()


def test_no_borehole_is_refused() -> None:
    with pytest.raises(InputError, match="boreholes"):
        derive(Made(0), lambda share, message: None)
