"""The buildings: by type, and by year of construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outputs.atlas.ground import draw_ground
from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import counted, draw_polygons, in_view
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

_TYPES: tuple[tuple[str, str, Bilingual], ...] = (
    ("old_lane_house", "#7a3b2e", Bilingual("老里弄房", "old lane house")),
    ("masonry_estate", "#d98c4a", Bilingual("砖混住宅小区", "masonry estate")),
    ("tower", "#b33f62", Bilingual("高层住宅", "residential tower")),
    ("village_house", "#e9c46a", Bilingual("城中村自建房", "urban-village house")),
    ("office", "#2a6f97", Bilingual("办公", "office")),
    ("commercial", "#6a4c93", Bilingual("商业", "commercial")),
    ("school", "#2a9d4f", Bilingual("学校", "school")),
    ("hospital", "#e4572e", Bilingual("医院", "hospital")),
    ("factory", "#6c757d", Bilingual("厂房", "factory")),
    ("shed", "#a3a9b0", Bilingual("仓库棚房", "warehouse or shed")),
    ("outbuilding", "#d0d0c8", Bilingual("附属用房", "outbuilding")),
)

_YEARS = (1800, 1950, 1978, 1990, 2001, 2010)
_YEAR_COLOURS = ("#4a1c40", "#8c2f39", "#d1603d", "#e9b44c", "#7fb285", "#2f6690")
_YEAR_WORDS = (
    Bilingual("1950年以前", "before 1950"),
    Bilingual("1950–1977（无抗震设计）", "1950–1977 (before seismic design)"),
    Bilingual("1978–1989（78规范）", "1978–1989 (1978 code)"),
    Bilingual("1990–2000（89规范）", "1990–2000 (1989 code)"),
    Bilingual("2001–2009（2001规范）", "2001–2009 (2001 code)"),
    Bilingual("2010年以后（2010规范）", "2010 and later (2010 code)"),
)


def draw_types(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Buildings coloured by type."""
    del language
    draw_ground(axes, atlas, view, roads=True)
    built = in_view(atlas.census.rows("buildings"), view)
    colours = {name: colour for name, colour, _ in _TYPES}
    shown = np.array([colours.get(name, "#000000") for name in built["type"]], dtype=object)
    draw_polygons(axes, built.geometry.to_numpy(), shown, zorder=3)
    mine = built[counted(built, view)]
    count = mine["type"].value_counts()
    return Legend(
        title=Bilingual("建筑类型", "buildings by type"),
        measure=Bilingual("栋数", "buildings"),
        entries=[Entry(colour, words, f"{count.get(name, 0):,}") for name, colour, words in _TYPES],
        figures=_figures(mine),
    )


def draw_ages(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Buildings coloured by year, cut where the seismic codes changed."""
    del language
    draw_ground(axes, atlas, view, roads=True)
    built = in_view(atlas.census.rows("buildings"), view)
    index = np.digitize(built["year_built"], _YEARS) - 1
    shown = np.array(_YEAR_COLOURS, dtype=object)[index]
    draw_polygons(axes, built.geometry.to_numpy(), shown, zorder=3)
    inside = counted(built, view)
    count = np.bincount(index[inside], minlength=len(_YEARS))
    return Legend(
        title=Bilingual("建筑建成年代", "buildings by year of construction"),
        measure=Bilingual("栋数", "buildings"),
        entries=[
            Entry(colour, words, f"{number:,}")
            for colour, words, number in zip(_YEAR_COLOURS, _YEAR_WORDS, count, strict=True)
        ],
        figures=_figures(built[inside]),
    )


def _figures(built: gpd.GeoDataFrame) -> list[tuple[Bilingual, str]]:
    floor = built["floor_area_m2"].sum() * 1e-6
    return [
        (Bilingual("建筑总数", "buildings"), f"{len(built):,}"),
        (Bilingual("总建筑面积", "floor area"), f"{floor:.1f} km²"),
        (Bilingual("常住人口", "residents"), f"{built['people'].sum():,}"),
    ]
