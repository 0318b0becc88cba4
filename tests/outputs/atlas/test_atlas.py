"""Sheets of the census: what they count, what they say, what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from outputs.atlas import SHEETS, draw_sheet
from outputs.atlas.legend import Atlas
from outputs.atlas.page import _page, view_of
from outputs.map_style import Bilingual, Language, style_sheet

HERE = Bilingual("试验区", "Trial")
X, Y = 510_000.0, 3_350_000.0


def box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(X + x, Y + y, X + x + width, Y + y + height)


def _line(*corners: float) -> shapely.LineString:
    a, b, c, d = corners
    return shapely.LineString([(X + a, Y + b), (X + c, Y + d)])


def frame(geometry: list[Any], **columns: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=DISTRICT_CRS)


class Tiny:
    """Two streets of 1 km2 side by side."""

    synthetic = True

    def __init__(self) -> None:
        west, east = box(0, 0, 1000, 1000), box(1000, 0, 1000, 1000)
        spot = [shapely.Point(X + 500, Y + 500)]
        self.tables: dict[str, pd.DataFrame] = {
            "streets": frame([west, east], code=["330105001", "330105002"], name=["甲街道", "乙街道"],
                             name_en=["Jia", "Yi"]),
            "canals": frame([box(0, 480, 2000, 20)], system=["grand_canal"]),
            "communities": frame([west, east], residents=[12_000, 300]),
            "roads": frame([_line(0, 100, 2000, 100)], **{"class": ["arterial"]}),
            "buildings": frame([box(100, 700, 30, 12), box(200, 700, 30, 12), box(1200, 700, 20, 20)],
                               type=["tower", "masonry_estate", "factory"], year_built=[2012, 1985, 1960],
                               floor_area_m2=[7200.0, 2160.0, 400.0], people=[200, 60, 0]),
            "stage_gauges": frame(spot), "pump_stations": frame(spot),
            "drain_nodes": frame(spot, kind=["outfall"]),
            "underground_spaces": frame(spot, kind=["underpass"]), "waterlogging_points": frame(spot),
            "drain_links": frame([_line(100, 200, 100, 460)],
                                 kind=["conduit"], height_m=[1.0], length_m=[260.0]),
            "boreholes": frame(spot), "refuge_points": frame(spot), "geohazard_points": frame(spot),
            "collapse_incidents": frame(spot), "fire_incidents": frame(spot),
            "insar_points": frame(spot, velocity_mm_a=[-12.0]),
            "forest_plots": frame([box(0, 900, 100, 100)], fuel_class=["high"]),
            "shelters": frame([box(300, 100, 100, 100), box(1300, 600, 20, 20)],
                              shelter_class=["fixed_short", "emergency"], capacity_persons=[3000, 400]),
        }  # fmt: skip

    def rows(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def raster(self, name: str) -> tuple[np.ndarray[Any, Any], Grid]:
        # 3.5 m in the west, 250 m in the east; soft ground of site class III, then rock of I1.
        west, east = {"terrain": (3.5, 250.0), "vs30": (150.0, 600.0), "site_class": (4.0, 2.0)}[name]
        values = np.full((10, 20), west, np.float32)
        values[:, 10:] = east
        return values, Grid(DISTRICT_CRS, X, Y + 1000.0, 100.0, 10, 20)


def words(name: str, *, street: str | None = None, language: Language = "en") -> list[str]:
    with mpl.rc_context(style_sheet()):
        figure = _page(Atlas(Tiny(), Tiny()), name, HERE, street, language)
    panel = [text.get_text() for text in figure.axes[-1].texts]
    return panel + [text.get_text() for axes in figure.axes for text in axes.texts] + [
        text.get_text() for text in figure.texts
    ]  # fmt: skip


def number_beside(texts: list[str], label: str) -> str:
    return texts[texts.index(label) + 1]


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_is_an_a4_page_that_says_it_is_made_up(tmp_path: Path, name: str) -> None:
    draw_sheet(Atlas(Tiny(), Tiny()), name, tmp_path / "sheet.png", district=HERE)
    with Image.open(tmp_path / "sheet.png") as page:
        assert page.size == pytest.approx((2338, 1654), abs=1)
    for language, stamp in (("zh", "合成数据"), ("en", "SYNTHETIC DATA")):
        texts = words(name, language=language)  # type: ignore[arg-type]
        assert any(stamp in text for text in texts)
        assert any(SHEETS[name].title.of(language) in text for text in texts)  # type: ignore[arg-type]


def test_the_numbers_speak_of_the_street_shown_and_not_of_its_surroundings() -> None:
    whole, west = words("building_types"), words("building_types", street="330105001")
    assert number_beside(whole, "factory") == "1"
    assert number_beside(west, "factory") == "0"
    assert number_beside(west, "residential tower") == "1"
    assert number_beside(west, "residents") == "260"


def test_levels_and_velocities_count_the_area_of_their_class() -> None:
    levels = words("terrain")
    assert number_beside(levels, "3–4 m") == "1.00"
    assert number_beside(levels, "≥ 200 m") == "1.00"
    soils = words("soils")
    assert number_beside(soils, "140–160 m/s") == "1.0"
    assert number_beside(soils, "≥ 500 m/s") == "1.0"
    assert number_beside(words("soils", street="330105002"), "140–160 m/s") == "0.0"
    assert "1.0 km²" in soils


def test_density_is_that_of_each_community() -> None:
    texts = words("population")
    assert number_beside(texts, "10,000–20,000") == "12,000"
    assert number_beside(texts, "0–1,000") == "300"


def test_room_in_emergency_sites_is_not_added_to_that_of_fixed_shelters() -> None:
    texts = words("shelters")
    assert number_beside(texts, "fixed, short stay") == "1 / 3,000"
    assert number_beside(texts, "emergency") == "1 / 400"
    assert "3,000" in texts


def test_pipes_are_classed_by_height_and_counted_by_length() -> None:
    assert number_beside(words("drainage"), "pipe height 0.8–1.2 m") == "0.3"


def test_what_is_not_there_is_refused_with_what_is(tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    with pytest.raises(InputError, match="no sheet 'soil'; there are terrain, "):
        draw_sheet(Atlas(Tiny()), "soil", path, district=HERE)
    with pytest.raises(InputError, match="'soils' shows derived values; run `fangzai census derive`"):
        draw_sheet(Atlas(Tiny()), "soils", path, district=HERE)
    with pytest.raises(InputError, match="no street '330105099'; the codes are 330105001, 330105002"):
        view_of(Tiny().rows("streets"), "330105099")
    assert not path.exists()
