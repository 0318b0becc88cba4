"""The ground and the water: levels, canals, gauges."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import (
    area_in_view,
    counted,
    draw_classes,
    draw_points,
    draw_polygons,
    hillshade,
    in_view,
)
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGES = (-5.0, 3.0, 4.0, 5.0, 6.0, 8.0, 20.0, 100.0, 200.0)
_COLOURS = (
    "#7fb2a5", "#a3ccae", "#c3deb4", "#dfe9bd", "#efe5b0", "#e3cc94", "#cda877", "#a97f5b", "#80573f",
)  # fmt: skip
_WATER = "#3f8fc6"
_HIGH_WATER = "#1c56a0"
_GAUGE = "#ffd23f"
_PUMP = "#e4572e"


def draw_terrain(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Levels with hillshade, the canal systems, gauges and pump stations."""
    del language
    level, grid = atlas.census.raster("terrain")
    draw_classes(axes, level, grid, _EDGES, _COLOURS, shade=hillshade(level, grid.cell_size))
    canals = in_view(atlas.census.rows("canals"), view)
    high = (canals["system"] == "shangtang").to_numpy()
    draw_polygons(axes, canals.geometry.to_numpy(), np.where(high, _HIGH_WATER, _WATER), zorder=3)
    area = area_in_view(level, grid, view, _EDGES)
    bounds = [f"{low:g}–{high:g} m" for low, high in pairwise(_EDGES)]
    words = [f"< {_EDGES[1]:g} m", *bounds[1:], f"≥ {_EDGES[-1]:g} m"]
    entries = [
        Entry(colour, Bilingual(word, word), f"{size:.2f}")
        for colour, word, size in zip(_COLOURS, words, area, strict=True)
    ]
    water = shapely.area(shapely.intersection(canals.geometry.to_numpy(), view.area)) * 1e-6
    entries += [
        Entry(
            _WATER, Bilingual("运河水系水面", "water of the Grand Canal system"), f"{water[~high].sum():.2f}"
        ),
        Entry(
            _HIGH_WATER,
            Bilingual("上塘河水系（水位较高）", "Shangtang system (higher)"),
            f"{water[high].sum():.2f}",
        ),
    ]
    for name, colour, marker, said in (
        ("stage_gauges", _GAUGE, "^", Bilingual("水位站", "stage gauge")),
        ("pump_stations", _PUMP, "s", Bilingual("排涝泵站", "pump station")),
    ):
        here = in_view(atlas.census.rows(name), view)
        if len(here):
            draw_points(axes, here.geometry.to_numpy(), colour, size=22.0, marker=marker)
        entries.append(Entry(colour, said, f"{counted(here, view).sum() if len(here) else 0}"))
    return Legend(
        title=Bilingual("地面高程（1985国家高程基准）", "ground level (1985 national datum)"),
        measure=Bilingual("面积 km² / 个数", "area km² / count"),
        entries=entries,
        notes=[
            Bilingual(
                "地面高程不含建筑；晕渲竖向放大四倍。",
                "Buildings are not in the ground; relief is exaggerated four times.",
            )
        ],
    )
