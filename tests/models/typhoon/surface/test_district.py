"""The surface of a small made-up district: roughness, edges, the kept file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from census.snapshot import Snapshot
from models.typhoon.surface import (
    SurfaceSettings,
    district,
    factor_at_height,
    ground,
    level_surface,
    surface_of,
)

GRID = Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, 20.0, 60, 80)
FINE = Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, 10.0, 120, 160)
WATER, CROP = 7, 6


@dataclass(frozen=True)
class Land(Snapshot):
    """A district with water in the west and crops in the east, level but for one hill, without buildings."""

    folder: Path = Path("land")
    manifest: Mapping[str, Any] = field(default_factory=lambda: {"content_hash": "a" * 64})
    hill: float = 0.0

    def rows(self, name: str) -> pd.DataFrame:
        if name == "buildings":
            none: pd.DataFrame = gpd.GeoDataFrame({"height_m": np.zeros(0)}, geometry=[], crs=DISTRICT_CRS)
            return none
        west, south, east, north = FINE.bounds
        area = [shapely.box(west + 200.0, south, east, north)]
        street: pd.DataFrame = gpd.GeoDataFrame(geometry=area, crs=DISTRICT_CRS)
        return street

    def raster(self, name: str) -> tuple[np.ndarray, Grid]:
        column = np.arange(FINE.columns)
        if name == "landcover":
            return np.broadcast_to(np.where(column < 80, WATER, CROP), FINE.shape).astype(np.uint8), FINE
        level = np.zeros(FINE.shape, np.float32)
        level += np.float32(self.hill) * np.exp(-(((column - 120.0) / 20.0) ** 2)).astype(np.float32)
        level[:, :20] = np.nan
        return level, FINE


def test_water_crops_and_the_wind_across_their_border() -> None:
    found = surface_of(Land(), GRID, settings=SurfaceSettings(fetch=300.0, decay=100.0))
    assert found.sectors == 16 and found.mean_factor.shape == (16, 60, 80)
    assert np.isfinite(found.mean_factor).all() and np.isfinite(found.gust_factor).all()
    over_crop = float(factor_at_height(10.0, 0.10, 0.2))
    east, west = found.mean_factor[4], found.mean_factor[12]
    # Over the crops far from the water, and for wind that comes over crops only, the code's own factor.
    assert east[30, 60] == pytest.approx(over_crop, abs=0.03)
    # Just behind the shore wind from the water is the faster one and the less gusty.
    assert west[30, 43] > east[30, 43] + 0.02
    assert found.gust_factor[12, 30, 43] < found.gust_factor[4, 30, 43]
    assert found.notes["status"].startswith("unverified")


def test_a_hill_speeds_the_wind_up_across_it_and_not_along_it() -> None:
    flat, hilly = surface_of(Land(), GRID), surface_of(Land(hill=60.0), GRID)
    ratio = hilly.mean_factor / flat.mean_factor
    assert np.allclose(ratio, hilly.hill, rtol=1e-5)
    assert ratio[4, 30, 60] > 1.2
    assert ratio[0, 30, 60] == pytest.approx(1.0, abs=0.05)
    assert hilly.gust_factor[4, 30, 60] < flat.gust_factor[4, 30, 60]


def test_no_seam_shows_where_the_district_ends() -> None:
    found = surface_of(Land(hill=60.0), GRID).mean_factor
    assert np.abs(np.diff(found[:, :, :30], axis=2)).max() < 0.03


def test_level_open_country_has_the_factors_of_the_code_everywhere() -> None:
    found = level_surface(GRID, 8)
    # EN 1991-1-4 for 0.03 m against 0.003 m; gusts of 1 + 0.42 Iu ln(3600 / t).
    mean = (0.03 / 0.003) ** 0.07 * math.log(10.0 / 0.03) / math.log(10.0 / 0.003)
    intensity = 1.0 / math.log(10.0 / 0.03)
    gust = (1.0 + 0.42 * intensity * math.log(1200.0)) / (1.0 + 0.42 * intensity * math.log(6.0))
    assert np.allclose(found.mean_factor, mean, rtol=1e-6)
    assert np.allclose(found.gust_factor, gust, rtol=1e-6)


def test_fetch_beyond_the_edge_counts_as_the_ground_around() -> None:
    local = np.full((30, 30), 1.0)
    local[:, 29] = 0.01
    upwind = np.repeat(local[None], 4, axis=0)
    found = ground.beyond_the_edge(upwind, local, 100.0, SurfaceSettings(sectors=4))
    # Wind from east at the eastern edge: little but the cell itself is known.
    assert 0.1 < found[1, 15, 29] < 1.0
    assert found[3, 15, 29] == pytest.approx(0.01, rel=0.05)
    assert found[:, 15, 15] == pytest.approx(1.0, rel=0.05)


def test_the_analysis_is_made_once_and_kept_by_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = surface_of(Land(), GRID, cache=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1

    def refuse(*_: object) -> None:
        raise AssertionError("analysed again")

    with monkeypatch.context() as patch:
        patch.setattr(district, "ground_of", refuse)
        again = surface_of(Land(), GRID, cache=tmp_path)
        assert np.array_equal(made.mean_factor, again.mean_factor)
        assert np.array_equal(made.gust_factor, again.gust_factor)
        for other in (Land(manifest={"content_hash": "b" * 64}), Land()):
            settings = SurfaceSettings(sectors=8) if other.content_hash[0] == "a" else None
            with pytest.raises(AssertionError, match="analysed again"):
                surface_of(other, GRID, settings=settings, cache=tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(kept.read_bytes()[:1000])
    assert np.array_equal(surface_of(Land(), GRID, cache=tmp_path).mean_factor, made.mean_factor)


@pytest.mark.parametrize(
    ("choice", "message"),
    [({"hills": "steep"}, "hills is 'steep'; one of as-nzs-1170, gb-50009, none"),
     ({"height": 0.0}, "height is 0.0; a positive"),
     ({"shelter": "trees"}, "shelter is 'trees'"), ({"sectors": 7}, "sectors is 7; one of 4, 8, 16")],
)  # fmt: skip
def test_choices_that_are_not_known_are_refused(choice: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SurfaceSettings(**choice)  # type: ignore[arg-type]
