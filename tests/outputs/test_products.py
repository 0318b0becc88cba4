"""All products of a run in one folder, with figures that agree with each other."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio
import xarray as xr

from outputs.fields import open_fields
from outputs.products import RASTERS, estimated_bytes, write_products
from outputs.publish import PublishError, check_run, publish, read_manifest

TITLES: dict[str, Any] = {"title_zh": "测试暴雨", "title_en": "Test storm"}
MAPS = ("arrival_time", "maximum_depth", "maximum_hazard", "maximum_speed")
TABLES = ("ledger", "streets", "waterlogging_points")


UNVERIFIED: list[str | tuple[str, str]] = [("公式A", "formula A"), "r = 0.4"]
START = dt.datetime(2021, 7, 30, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass(frozen=True)
class Published:
    """A run published once for all tests of this file, and the progress it told."""

    folder: Path
    shares: list[float]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, run: xr.Dataset, district: Any) -> Published:
    shares: list[float] = []

    def write(folder: Path) -> dict[str, Any]:
        figures = write_products(
            folder,
            run,
            snapshot=district,
            language="both",
            synthetic=True,
            unverified=UNVERIFIED,
            start=START,
            progress=lambda share, message: shares.append(share),
            **TITLES,
        )
        return {"key_figures": figures}

    runs = tmp_path_factory.mktemp("runs")
    return Published(publish(runs, "a", write, manifest={}, needed_bytes=estimated_bytes(run)), shares)


def test_everything_is_written_in_both_languages(published: Published) -> None:
    expected = {"README.txt", "fields.nc", "manifest.json", *(f"{name}.tif" for name in RASTERS)}
    for end in ("", "_en"):
        expected |= {f"{name}{end}.png" for name in MAPS} | {f"{name}{end}.csv" for name in TABLES}
    assert {path.name for path in published.folder.iterdir()} == expected | {f"{t}.parquet" for t in TABLES}


def test_the_published_run_is_whole_and_no_larger_than_estimated(
    published: Published, run: xr.Dataset
) -> None:
    assert check_run(published.folder).whole
    assert sum(path.stat().st_size for path in published.folder.iterdir()) < estimated_bytes(run)


def test_key_figures_agree_with_the_hand_count(published: Published) -> None:
    assert read_manifest(published.folder)["key_figures"] == {
        "domain_area_m2": 1900.0,
        "wet_area_m2": 700.0,
        "maximum_depth_m": pytest.approx(0.6),
        "waterlogging_points": 2,
        "buildings_touched": 3,
        "people_touched": 15,
        "rain_m3": 190.0,
        "inflow_m3": 10.0,
        "ledger_residual_m3": 1e-5,
        "ledger_relative_residual": pytest.approx(5e-8),
    }


def test_tables_rasters_and_fields_agree(published: Published) -> None:
    folder = published.folder
    streets = pd.read_parquet(folder / "streets.parquet")
    assert streets["area_above_015cm_m2"].iloc[-1] == 700.0
    with open_fields(folder / "fields.nc") as fields, rasterio.open(folder / "maximum_depth.tif") as raster:
        np.testing.assert_array_equal(raster.read(1), fields["maximum_depth"].values)
        assert fields.attrs["title_zh"] == "测试暴雨"
        assert fields.attrs["unverified_parameters"] == "formula A; r = 0.4"


def test_tables_open_in_excel_with_headers_people_read(published: Published) -> None:
    folder = published.folder
    # The byte-order mark of UTF-8, by which Excel knows the encoding.
    assert (folder / "streets.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    chinese = pd.read_csv(folder / "streets.csv", dtype={"街道代码": str})
    assert chinese["街道"].tolist() == ["甲街道", "乙街道", "区外", "合计"]
    assert chinese["水深≥0.15 m 面积（公顷）"].tolist() == [0.04, 0.01, 0.02, 0.07]
    assert chinese["积水占面积（%）"].tolist() == [36.36, 25.0, 50.0, 36.84]
    assert chinese["受积水影响建筑内居民（人）"].tolist() == [5, 7, 3, 15]
    english = pd.read_csv(folder / "waterlogging_points_en.csv")
    assert english["area (m2)"].tolist() == [300.0, 200.0]
    assert english["longest duration (h)"].tolist() == [1.39, 1.94]
    ledger = pd.read_csv(folder / "ledger.csv")
    assert ledger.to_numpy()[0].tolist() == ["降雨", 190.0, 100.0]


def test_the_readme_has_a_line_for_each_file_and_says_what_is_uncertain(published: Published) -> None:
    readme = (published.folder / "README.txt").read_text(encoding="utf-8")
    for path in published.folder.iterdir():
        assert path.name in readme or path.name == "README.txt"
    for words in ("公式A", "formula A", "合成数据", "2021-07-30 14:00 +0800", "100.0 mm"):
        assert words in readme
    chinese, english = readme.split("Test storm")
    assert "maximum_depth_en.png" not in chinese and "maximum_depth.png" not in english


def test_progress_only_grows(published: Published) -> None:
    assert published.shares == sorted(published.shares)
    assert published.shares[0] == 0.0 and published.shares[-1] < 1.0


def test_rasters_alone_get_maps_and_one_row(tmp_path: Path, run: xr.Dataset) -> None:
    figures = write_products(tmp_path, run, language="en", **TITLES)
    assert figures["people_touched"] is None
    assert pd.read_csv(tmp_path / "streets.csv")["street"].tolist() == ["total"]
    assert (tmp_path / "maximum_depth.png").is_file()


def test_a_run_with_an_open_balance_is_not_published(tmp_path: Path, run: xr.Dataset) -> None:
    leaking = run.assign(ledger=run["ledger"].where(run["ledger_term"] != "residual", 1.0))
    with pytest.raises(PublishError, match="water balance"):
        publish(tmp_path, "a", lambda folder: write_products(folder, leaking, **TITLES), manifest={})
    assert list(tmp_path.iterdir()) == []


def test_depth_classes_a_few_millimetres_apart_are_written_side_by_side(
    tmp_path: Path, run: xr.Dataset
) -> None:
    close = run.assign_coords(depth_class=[0.15, 0.153, 0.1534])
    write_products(tmp_path, close, language="en", **TITLES)
    table = pd.read_csv(tmp_path / "streets.csv")
    # 700 m2 in all, 100 m2 of them exactly 0.15 m deep.
    assert table["area at least 0.15 m deep (ha)"].tolist() == [0.07]
    assert table["area at least 0.153 m deep (ha)"].tolist() == [0.06]
    assert table["area at least 0.153400 m deep (ha)"].tolist() == [0.06]


def test_the_stated_residual_is_the_models(tmp_path: Path, run: xr.Dataset) -> None:
    standing = run.assign_attrs(ledger_relative_residual=1e-8)
    figures = write_products(tmp_path, standing, language="en", **TITLES)
    assert figures["ledger_relative_residual"] == 1e-8
    with open_fields(tmp_path / "fields.nc") as fields:
        assert fields.attrs["ledger_relative_residual"] == 1e-8
