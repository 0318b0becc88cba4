"""Where people can go: shelters by class, refuge points, and the roads that lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outputs.atlas.ground import draw_ground
from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import counted, draw_lines, draw_points, draw_polygons, in_view
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CLASSES = (
    ("central", "#00441b", Bilingual("中心避难场所", "central shelter")),
    ("fixed_long", "#006d2c", Bilingual("固定（长期）", "fixed, long stay")),
    ("fixed_medium", "#31a354", Bilingual("固定（中期）", "fixed, medium stay")),
    ("fixed_short", "#a1d99b", Bilingual("固定（短期）", "fixed, short stay")),
    ("emergency", "#fdae61", Bilingual("紧急避险", "emergency")),
)
_ROADS = (
    ("arterial", "#6b6b6b", 1.3, Bilingual("主干路", "arterial road")),
    ("secondary", "#8f8f8f", 0.9, Bilingual("次干路", "secondary road")),
    ("collector", "#b9b9b9", 0.5, Bilingual("支路", "collector road")),
)
_REFUGE = "#2b5f9e"


def draw_shelters(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Shelters by class with the room they give, refuge points, and roads by class."""
    del language
    draw_ground(axes, atlas, view, roads=True)
    entries = []
    roads = in_view(atlas.census.rows("roads"), view)
    inside = counted(roads, view)
    for name, colour, width, words in _ROADS:
        mine = (roads["class"] == name).to_numpy()
        draw_lines(axes, roads.geometry.to_numpy()[mine], colour, width, zorder=2.0)
        length = roads.geometry.length.to_numpy()[mine & inside].sum() * 1e-3
        entries.append(Entry(colour, words, f"{length:.0f} km"))
    shelters = in_view(atlas.census.rows("shelters"), view)
    within = counted(shelters, view)
    for name, colour, words in _CLASSES:
        mine = (shelters["shelter_class"] == name).to_numpy()
        shapes = shelters.geometry.to_numpy()[mine]
        draw_polygons(
            axes, shapes, np.full(len(shapes), colour, dtype=object), edge="#1a1a1a", width=0.3, zorder=5
        )
        room = int(shelters["capacity_persons"][mine & within].sum())
        entries.append(Entry(colour, words, f"{int((mine & within).sum())} / {room:,}"))
    refuges = in_view(atlas.census.rows("refuge_points"), view)
    draw_points(axes, refuges.geometry.to_numpy(), _REFUGE, size=5.0)
    number = int(counted(refuges, view).sum())
    entries.append(Entry(_REFUGE, Bilingual("社区避险点", "community refuge point"), f"{number}"))
    lasting = within & (shelters["shelter_class"] != "emergency").to_numpy()
    return Legend(
        title=Bilingual("避难场所与道路", "shelters and roads"),
        measure=Bilingual("处数 / 容纳人数", "sites / room"),
        entries=entries,
        figures=[
            (
                Bilingual("固定场所可容纳（不含紧急）", "room in fixed shelters (emergency left out)"),
                f"{int(shelters['capacity_persons'][lasting].sum()):,}",
            )
        ],
    )
