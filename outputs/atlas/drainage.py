"""The storm drains: pipes by size, outfalls, pump stations, underground spaces."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from outputs.atlas.ground import draw_ground
from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import counted, draw_lines, draw_points, in_view
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGES = (0.0, 0.5, 0.8, 1.2, 1.8, 2.4)
"""Lower edges of the classes of pipe height [m]."""
_COLOURS = ("#9ecae1", "#6baed6", "#3182bd", "#7b3294", "#c51b7d", "#67001f")
_WIDTHS = (0.35, 0.5, 0.75, 1.1, 1.5, 2.0)
_OUTFALL, _PUMP, _POINT, _UNDERPASS = "#ffffff", "#e4572e", "#ffd23f", "#222222"


def draw_drains(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Pipes by height, outfalls, storm-water pump stations, waterlogging points and underpasses."""
    del language
    draw_ground(axes, atlas, view, roads=True)
    links = in_view(atlas.census.rows("drain_links"), view)
    pipes = links[links["kind"] == "conduit"]
    index = np.clip(np.digitize(pipes["height_m"], _EDGES) - 1, 0, len(_EDGES) - 1)
    order = np.argsort(index, kind="stable")
    draw_lines(
        axes,
        pipes.geometry.to_numpy()[order],
        np.array(_COLOURS, dtype=object)[index[order]],
        np.array(_WIDTHS)[index[order]],
    )
    inside = counted(pipes, view)
    length = np.bincount(index[inside], weights=pipes["length_m"][inside], minlength=len(_EDGES)) * 1e-3
    words = [*(f"{low:g}–{high:g} m" for low, high in pairwise(_EDGES)), f"≥ {_EDGES[-1]:g} m"]
    entries = [
        Entry(colour, Bilingual(f"管高 {word}", f"pipe height {word}"), f"{number:.1f}")
        for colour, word, number in zip(_COLOURS, words, length, strict=True)
    ]
    entries += _points(axes, atlas, view)
    return Legend(
        title=Bilingual("雨水干管网", "trunk storm drains"),
        measure=Bilingual("长度 km / 个数", "length km / count"),
        entries=entries,
        figures=[(Bilingual("管道总长", "length of pipes"), f"{length.sum():.0f} km")],
    )


def _points(axes: Axes, atlas: Atlas, view: View) -> list[Entry]:
    nodes = in_view(atlas.census.rows("drain_nodes"), view)
    pumps = in_view(atlas.census.rows("pump_stations"), view)
    spaces = in_view(atlas.census.rows("underground_spaces"), view)
    layers = (
        (nodes[nodes["kind"] == "outfall"], _OUTFALL, 6.0, "o", Bilingual("排口", "outfall")),
        (pumps, _PUMP, 24.0, "s", Bilingual("泵站", "pump station")),
        (
            in_view(atlas.census.rows("waterlogging_points"), view),
            _POINT, 16.0, "v", Bilingual("积水点", "waterlogging point"),
        ),
        (spaces[spaces["kind"] == "underpass"], _UNDERPASS, 14.0, "D", Bilingual("下穿通道", "underpass")),
    )  # fmt: skip
    entries = []
    for table, colour, size, marker, words in layers:
        if len(table):
            draw_points(axes, table.geometry.to_numpy(), colour, size=size, marker=marker)
        number = int(counted(table, view).sum()) if len(table) else 0
        entries.append(Entry(colour, words, f"{number}"))
    return entries
