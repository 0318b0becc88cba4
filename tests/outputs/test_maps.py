"""Maps: the right class in each cell, the words on the page, and no missing glyph."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from census.grid import Grid
from outputs.caption import Caption
from outputs.map_furniture import round_length
from outputs.map_image import blocks, map_image
from outputs.map_layers import Layers
from outputs.map_panel import width_of, wrapped
from outputs.map_style import BUILDING, THEMES, Bilingual, Language, depth_edges, ramp, style_sheet
from outputs.maps import _hectares, _page, draw_map

DEPTH_EDGES = (0.05, 0.15, 0.30, 0.50, 1.00)
CAPTION = Caption(
    title=Bilingual("测试暴雨", "Test storm"),
    start=dt.datetime(2021, 7, 30, 14, 0, tzinfo=dt.timezone(dt.timedelta(hours=8))),
    duration=10800.0,
    rain=Bilingual("合计 100 mm", "100 mm in all"),
    source=Bilingual("手工构造", "made by hand"),
    synthetic=True,
    unverified=[Bilingual("雨峰系数", "peak ratio")],
)


def words_of(
    run: xr.Dataset,
    district: Any,
    language: Language,
    *,
    theme: str = "maximum_depth",
    caption: Caption = CAPTION,
) -> str:
    """All text on a page."""
    layers = Layers(streets=district.table("streets"), canals=district.table("canals"))
    with mpl.rc_context(style_sheet()):
        figure = _page(run, THEMES[theme], DEPTH_EDGES, caption, language, layers)
    return "\n".join(text.get_text() for axes in figure.axes for text in axes.texts) + "\n".join(
        text.get_text() for text in figure.texts
    )


def areas_of(run: xr.Dataset, *, cell: float) -> list[str]:
    """Areas of the depth classes in the legend, the run's cells made as large as stated [m]."""
    wide = run.assign_coords(Grid("EPSG:4549", 520000.0, 3350040.0, cell, 4, 5).coordinates())
    with mpl.rc_context(style_sheet()):
        figure = _page(wide, THEMES["maximum_depth"], DEPTH_EDGES, CAPTION, "en", Layers())
    texts = [text.get_text() for text in figure.axes[1].texts]
    assert "area (ha)" in texts
    first = texts.index("0.05–0.15 m  shallow film")
    return texts[first + 1 : first + 10 : 2]


def lightness(colour: Any) -> float:
    """Relative luminance of sRGB, IEC 61966-2-1."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_a_page_is_a4_in_both_languages(tmp_path: Path, run: xr.Dataset, district: Any) -> None:
    layers = Layers(streets=district.table("streets"), canals=district.table("canals"))
    for language in ("zh", "en"):
        draw_map(run, "maximum_depth", tmp_path / "m.png", caption=CAPTION, language=language, layers=layers)
        with Image.open(tmp_path / "m.png") as page:
            # 297 x 210 mm at 200 dots per inch.
            assert page.size == pytest.approx((2338, 1654), abs=1)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_draws_without_a_district(tmp_path: Path, run: xr.Dataset, theme: str) -> None:
    draw_map(run, theme, tmp_path / "m.png", caption=Caption(title=Bilingual("无", "none")))
    with Image.open(tmp_path / "m.png") as page:
        assert len(set(page.convert("RGB").reduce(8).get_flattened_data())) > 20


def test_a_missing_glyph_is_an_error(tmp_path: Path, run: xr.Dataset) -> None:
    ethiopic = "\u1200"
    with pytest.raises(ValueError, match=r"cannot show a character.*4608"):
        draw_map(
            run, "maximum_depth", tmp_path / "m.png", caption=Caption(title=Bilingual(ethiopic, ethiopic))
        )


def test_the_page_says_when_what_and_that_it_is_made_up(run: xr.Dataset, district: Any) -> None:
    chinese = words_of(run, district, "zh")
    for words in (
        "测试暴雨",
        "2021-07-30 14:00 +0800",
        "3 小时",
        "合计 100 mm",
        "合成数据",
        "未核实参数：雨峰系数",
        "资料来源：手工构造",
        "甲街道",
        "脚踝以上",
        "北",
    ):
        assert words in chinese
    english = words_of(run, district, "en")
    for words in (
        "Test storm",
        "SYNTHETIC DATA",
        "Unverified parameters: peak ratio",
        "Jia",
        "above the ankle",
    ):
        assert words in english


def test_a_surveyed_district_is_not_stamped(run: xr.Dataset, district: Any) -> None:
    assert "SYNTHETIC" not in words_of(run, district, "en", caption=replace(CAPTION, synthetic=False))


def test_a_design_event_says_that_it_has_no_date(run: xr.Dataset, district: Any) -> None:
    assert "未指定" in words_of(run, district, "zh", caption=replace(CAPTION, start=None))


def test_the_hazard_map_says_that_its_limits_are_unverified(run: xr.Dataset, district: Any) -> None:
    assert "0.75/1.25/2.0" in words_of(run, district, "zh", theme="maximum_hazard")


def test_each_cell_has_the_colour_of_its_class(run: xr.Dataset) -> None:
    theme = THEMES["maximum_depth"]
    image = map_image(run, theme, DEPTH_EDGES)
    colours = np.rint(255.0 * np.array(ramp(theme, 5)))
    for (row, column), index in {(1, 0): 0, (1, 1): 1, (0, 2): 1, (1, 2): 2, (3, 2): 3, (2, 4): 3}.items():
        np.testing.assert_array_equal(image[row, column], colours[index])
    np.testing.assert_array_equal(image[1, 3], np.rint(255.0 * np.array(to_rgb(BUILDING))))
    # Dry ground is paler than the palest class and than a building.
    assert image[2, 0].min() > max(colours[0].max(), 235)


def test_speeds_of_films_of_water_are_not_shown(run: xr.Dataset) -> None:
    film = run.assign(maximum_depth=run["maximum_depth"] * 0.0 + 0.01)
    image = map_image(film, THEMES["maximum_speed"], THEMES["maximum_speed"].edges)
    assert image[1, 2].min() > 235


def test_areas_of_the_classes_stand_in_the_legend(run: xr.Dataset) -> None:
    with mpl.rc_context(style_sheet()):
        figure: Figure = _page(run, THEMES["maximum_depth"], DEPTH_EDGES, CAPTION, "en", Layers())
    texts = [text.get_text() for text in figure.axes[1].texts]
    first = texts.index("0.05–0.15 m  shallow film")
    # 1, 3, 1 and 3 cells of 100 m2, and none at a metre.
    assert texts[first + 1 : first + 10 : 2] == ["100", "300", "100", "300", "0"]
    assert "area (m²)" in texts


def test_areas_of_a_large_domain_keep_small_classes_visible(run: xr.Dataset) -> None:
    # Cells of 200 m have 4 ha: 1, 3, 1 and 3 of them, and none at a metre.
    assert areas_of(run, cell=200.0) == ["4.00", "12.00", "4.00", "12.00", "0.00"]
    # Cells of 6 km: 3600 ha each.
    assert areas_of(run, cell=6000.0) == ["3,600.0", "10,800.0", "3,600.0", "10,800.0", "0.00"]


def test_a_class_of_one_small_cell_does_not_read_as_nothing() -> None:
    # 25 m2, 80 m2 and 400 m2 in hectares.
    assert [_hectares(area) for area in (0.0025, 0.008, 0.04)] == ["< 0.01", "0.01", "0.04"]


@pytest.mark.parametrize("theme", ["maximum_speed", "maximum_hazard"])
def test_maps_of_moving_water_say_where_they_speak(run: xr.Dataset, district: Any, theme: str) -> None:
    assert "水深 ≥0.05 m 处" in words_of(run, district, "zh", theme=theme)
    assert "where water is at least 0.05 m deep" in words_of(run, district, "en", theme=theme)


def test_the_depth_map_needs_no_such_words(run: xr.Dataset, district: Any) -> None:
    assert "at least" not in words_of(run, district, "en")


def test_the_arrival_map_names_its_depth(run: xr.Dataset, district: Any) -> None:
    for depth in (0.15, 0.3):
        other = run.assign_coords(depth_class=[depth, 0.5, 0.8])
        chinese = words_of(other, district, "zh", theme="arrival_time")
        assert f"积水到达时间（自开始），水深达到 {depth:g} m" in chinese
        english = words_of(other, district, "en", theme="arrival_time")
        assert f"Arrival of the water, from the start, at a depth of {depth:g} m" in english


@pytest.mark.parametrize("theme", THEMES)
def test_classes_differ_in_lightness_alone(theme: str) -> None:
    # What tells classes apart on a black-and-white printer and to colour-blind eyes.
    steps = [lightness(colour) ** (1 / 2.2) for colour in ramp(THEMES[theme], len(THEMES[theme].edges))]
    gaps = np.diff(steps)
    assert (np.abs(gaps) > 0.06).all()
    assert (gaps < 0).all() or (gaps > 0).all()


def test_depth_classes_follow_the_run() -> None:
    assert depth_edges([0.15, 0.30, 0.50]) == (0.05, 0.15, 0.30, 0.50, 1.0)
    assert depth_edges([0.05, 0.27, 1.5]) == (0.05, 0.27, 1.5)


def test_blocks_of_cells_show_the_worst_cell() -> None:
    values = np.array([[0.1, np.nan, 0.3], [0.2, 0.0, np.nan]], dtype=np.float32)
    np.testing.assert_array_equal(blocks(values, 2), np.array([[0.2, 0.3]], np.float32))
    np.testing.assert_array_equal(blocks(values, 2, lowest=True), np.array([[0.0, 0.3]], np.float32))


@pytest.mark.parametrize(
    ("metres", "expected"),
    [(3300.0, 2000.0), (250.0, 200.0), (99.0, 50.0), (1000.0, 1000.0), (7.0, 5.0), (0.9, 0.5)],
)
def test_a_scale_bar_has_a_round_length(metres: float, expected: float) -> None:
    assert round_length(metres) == pytest.approx(expected)


def test_text_is_broken_by_the_width_of_its_characters() -> None:
    assert width_of("水深 m") == 6
    assert wrapped("合成拱墅区一号种子", 8) == ["合成拱墅", "区一号种", "子"]
    assert wrapped("storm of fifty years", 10) == ["storm of", "fifty", "years"]


def test_notes_that_do_not_fit_point_to_the_readme(run: xr.Dataset, district: Any) -> None:
    many = [Bilingual(f"参数{i}" * 10, f"parameter {i} " * 10) for i in range(60)]
    words = words_of(run, district, "en", caption=replace(CAPTION, unverified=many))
    assert "in full in README.txt" in words


def test_a_map_inside_one_street_has_its_name_and_no_border(run: xr.Dataset, district: Any) -> None:
    streets = district.table("streets").iloc[:1]
    wide = streets.set_geometry(streets.geometry.buffer(5000.0))
    with mpl.rc_context(style_sheet()):
        figure = _page(run, THEMES["maximum_depth"], DEPTH_EDGES, CAPTION, "en", Layers(streets=wide))
    assert "Jia" in [text.get_text() for text in figure.axes[0].texts]
    assert "district border" not in [text.get_text() for text in figure.axes[1].texts]
