"""Products of a typhoon: tables by street, times on the clock, maps, files and their words."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from outputs.fields import open_fields
from outputs.map_style import Bilingual
from outputs.typhoon.columns import columns_of
from outputs.typhoon.figures import shown_wind_figures, wind_figures
from outputs.typhoon.inset import Way
from outputs.typhoon.maps import timed
from outputs.typhoon.products import WindProducts, WindWords, write_wind_products
from outputs.typhoon.series import PointSeries, series_table, windiest
from outputs.typhoon.themes import FIRST_GUST_8, SINGLE_PAGES
from outputs.typhoon.zones import wind_table, zone_heads
from tests.outputs.seismic.hand import District
from tests.outputs.typhoon.hand import FIRST_8, clock, storm

WORDS = WindWords(
    title=Bilingual("试算台风", "Trial typhoon"),
    event=[(Bilingual("台风", "storm"), Bilingual("甲", "A"))],
    unverified=[Bilingual("测试参数", "a trial parameter")],
    synthetic=True,
    start=clock().origin,
)


def way() -> Way:
    time = np.linspace(0.0, 36000.0, 50)
    return Way(np.linspace(2e5, -2e5, 50), np.linspace(-1e5, 2e5, 50), time, clock())


def series() -> PointSeries:
    time = np.linspace(0.0, 3000.0, 6)
    mean = np.column_stack([np.full(6, 8.0), np.linspace(5.0, 20.0, 6)]).astype(np.float64)
    return PointSeries(["甲街", "乙站"], time, mean, 1.5 * mean, np.full((6, 2), 45.0), np.full((6, 2), 99e3))


def street_table() -> pd.DataFrame:
    streets = District().table("streets")
    return wind_table(storm(), streets, zone_heads(streets, "code"), clock())


def test_a_street_has_the_winds_of_its_own_cells() -> None:
    table = street_table().set_index("code")
    assert list(table.index) == ["330105001", "330105002", "total"]
    total = table.loc["total"]
    assert (total["mean_wind_greatest_m_s"], total["gust_greatest_m_s"]) == (21.0, 30.0)
    assert total["mean_wind_median_m_s"] == 15.0
    assert table["area_m2"].iloc[:-1].sum() == total["area_m2"] == 5 * 100.0**2
    assert total["share_gust_force_8"] == pytest.approx(4 / 5)
    assert total["beaufort_force_of_gust"] == 11


def test_times_of_a_street_stand_on_its_clock() -> None:
    total = street_table().iloc[-1]
    # 5400 s after 14:30.
    assert total["first_gust_force_8_local"] == "2019-08-09 16:00"
    # 20 000 s after 14:30 is 20:03:20: the minute is told that was reached.
    assert total["last_gust_force_8_local"] == "2019-08-09 20:03"
    assert total["time_of_greatest_local"] == "2019-08-09 18:00"


def test_a_force_never_reached_has_no_time_and_no_map() -> None:
    figures = wind_figures(storm(), clock())
    assert figures["first_gust_force_8_local"] == "2019-08-09 16:00"
    assert "first_gust_force_12_local" not in figures
    labels = [label.en for label, _ in shown_wind_figures(figures)]
    assert "gusts of force 8" in labels and "gusts of force 10" not in labels


def test_a_map_of_times_counts_from_a_whole_hour_of_the_clock() -> None:
    theme, hours = timed(FIRST_GUST_8, FIRST_8 / np.float32(3600.0), clock())
    # First at 16:00, 1.5 h after the origin; the last cell an hour later.
    assert np.nanmin(hours) == pytest.approx(0.0)
    assert np.nanmax(hours) == pytest.approx(1.0)
    assert theme.words[0][1].en == "from 08-09 16:00"
    # Five cells within an hour: classes of a quarter of an hour.
    assert theme.edges == (0.0, 0.25, 0.5, 0.75)


def test_places_stand_one_after_the_other_in_the_series() -> None:
    table = series_table(series(), clock())
    assert len(table) == 12
    assert table["point"].tolist() == ["甲街"] * 6 + ["乙站"] * 6
    assert table.loc[table["point"] == "乙站", "mean_wind_m_s"].max() == 20.0
    assert table["time_local"].iloc[0] == "2019-08-09 14:30"
    assert windiest(series()) == [0, 1]


def test_every_column_of_the_tables_has_a_header_or_a_local_time() -> None:
    table = street_table()
    names = [str(name) for name in table.columns]
    shown = columns_of(names)
    told = {"name", "name_en", "warning_zh", "warning_en"}
    hidden = {name for name in names if name not in shown and name not in told}
    assert all(name.endswith("_s") and not name.endswith("_m_s") for name in hidden)


def test_all_products_are_written_and_say_what_they_are(tmp_path: Path) -> None:
    figures = wind_figures(storm(), clock())
    products = WindProducts(
        ds=storm(),
        pages=SINGLE_PAGES,
        tables={"streets": street_table()},
        figures=figures,
        shown=shown_wind_figures(figures),
        way=way(),
        series=series(),
    )
    write_wind_products(tmp_path, products, WORDS, snapshot=District(), language="both")  # type: ignore[arg-type]
    stems = [page.stem for page in SINGLE_PAGES]
    assert {path.name for path in tmp_path.iterdir()} == {
        "README.txt", "fields.nc", "series.png", "series_en.png",
        *(f"{stem}{end}" for stem in stems for end in (".tif", ".png", "_en.png")),
        *(f"{stem}{end}" for stem in ("streets", "series") for end in (".parquet", ".csv", "_en.csv")),
    }  # fmt: skip
    with open_fields(tmp_path / "fields.nc") as fields:
        assert fields["maximum_gust"].attrs["units"] == "m s-1"
        assert fields.attrs["synthetic"] == 1
        assert "a trial parameter" in fields.attrs["unverified_parameters"]
        assert fields.attrs["time_origin"].startswith("2019-08-09T06:30")
    text = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert all(part in text for part in ("测试参数", "GB/T 28591", "Synthetic data", "10-minute"))


def test_a_storm_without_effect_is_told_in_one_row(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"storm": ["A"], "closest_m": [8e5], "time_local": ["2019-08-09 18:00"], "reach_m": [5e5]}
    )
    products = WindProducts(None, (), {"no_effect": table}, {"effect": "none"}, [])
    write_wind_products(tmp_path, products, WORDS, snapshot=District(), language="zh")  # type: ignore[arg-type]
    assert {path.name for path in tmp_path.iterdir()} == {"README.txt", "no_effect.csv", "no_effect.parquet"}
    assert pd.read_csv(tmp_path / "no_effect.csv")["最近距离（km）"].iloc[0] == 800.0
