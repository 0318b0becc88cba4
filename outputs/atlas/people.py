"""The people: residents per area by community."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from outputs.atlas.ground import draw_ground
from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import counted, draw_polygons, in_view
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGES = (0.0, 1_000.0, 5_000.0, 10_000.0, 20_000.0, 30_000.0, 50_000.0)
_COLOURS = ("#fff7ec", "#fee0b6", "#fdbb84", "#fc8d59", "#e34a33", "#b30000", "#67000d")


def draw_density(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Residents per square kilometre of each community."""
    del language
    shown = in_view(atlas.census.rows("communities"), view)
    density = shown["residents"].to_numpy() / (shown.geometry.area.to_numpy() * 1e-6)
    index = np.clip(np.digitize(density, _EDGES) - 1, 0, len(_EDGES) - 1)
    colours = np.array(_COLOURS, dtype=object)[index]
    draw_polygons(axes, shown.geometry.to_numpy(), colours, edge="#8c8c8c", width=0.25)
    draw_ground(axes, atlas, view, roads=False)
    inside = counted(shown, view)
    people = np.bincount(index[inside], weights=shown["residents"][inside], minlength=len(_EDGES))
    words = [*(f"{low:,.0f}–{high:,.0f}" for low, high in pairwise(_EDGES)), f"≥ {_EDGES[-1]:,.0f}"]
    return Legend(
        title=Bilingual("人口密度（人/km²，按社区）", "residents per km² by community"),
        measure=Bilingual("人口", "residents"),
        entries=[
            Entry(colour, Bilingual(word, word), f"{number:,.0f}")
            for colour, word, number in zip(_COLOURS, words, people, strict=True)
        ],
        figures=[
            (Bilingual("社区数", "communities"), f"{inside.sum()}"),
            (Bilingual("常住人口", "residents"), f"{shown['residents'][inside].sum():,}"),
            (Bilingual("最大密度", "greatest density"), f"{density[inside].max():,.0f}"),
        ],
    )
