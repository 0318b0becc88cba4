"""The ground below: shear-wave velocity, boreholes and site classes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from census.errors import InputError
from outputs.atlas.ground import draw_ground
from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import area_in_view, counted, draw_classes, draw_points, in_view
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGES = (0.0, 140.0, 160.0, 180.0, 220.0, 300.0, 500.0)
_COLOURS = ("#a50026", "#d73027", "#f46d43", "#fdae61", "#fee090", "#abd9e9", "#4575b4")
_CLASSES = {1: "I0", 2: "I1", 3: "II", 4: "III", 5: "IV"}
"""Site classes of GB 50011 by their code in the raster `site_class`."""
_BOREHOLE = "#222222"


def draw_soils(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Vs30 by classes, the boreholes it was made from, and the area of each site class."""
    del language
    if atlas.derived is None:
        raise InputError("the sheet of soils shows derived values; run `fangzai census derive` first")
    velocity, grid = atlas.derived.raster("vs30")
    draw_classes(axes, velocity, grid, _EDGES, _COLOURS)
    draw_ground(axes, atlas, view, roads=False)
    holes = in_view(atlas.census.rows("boreholes"), view)
    draw_points(axes, holes.geometry.to_numpy(), _BOREHOLE, size=3.0)
    area = area_in_view(velocity, grid, view, _EDGES)
    words = [f"< {_EDGES[1]:g}", *(f"{a:g}–{b:g}" for a, b in pairwise(_EDGES[1:])), f"≥ {_EDGES[-1]:g}"]
    entries = [
        Entry(colour, Bilingual(f"{word} m/s", f"{word} m/s"), f"{size:.1f}")
        for colour, word, size in zip(_COLOURS, words, area, strict=True)
    ]
    entries.append(Entry(_BOREHOLE, Bilingual("钻孔", "borehole"), f"{int(counted(holes, view).sum())}"))
    sites, site_grid = atlas.derived.raster("site_class")
    codes = np.where(sites > 0, sites.astype(np.float64), np.nan)
    size = area_in_view(codes, site_grid, view, tuple(float(code) for code in _CLASSES))
    figures = [
        (Bilingual(f"{name} 类场地", f"site class {name}"), f"{value:.1f} km²")
        for name, value in zip(_CLASSES.values(), size, strict=True)
    ]
    return Legend(
        title=Bilingual("地表30米平均剪切波速 Vs30", "mean shear-wave velocity of the upper 30 m, Vs30"),
        measure=Bilingual("面积 km² / 个数", "area km² / count"),
        entries=entries,
        figures=figures,
        notes=[
            Bilingual(
                "由钻孔克里金插值得到；场地类别按 GB 50011 表4.1.6（界限未核实）。",
                "Kriged from the boreholes; site classes after GB 50011 table 4.1.6 (bounds unverified).",
            )
        ],
    )
