"""The hills and the sinking ground: hazard points, forest plots, settlement."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from outputs.atlas.legend import Atlas, Entry, Legend, View
from outputs.atlas.marks import counted, draw_classes, draw_points, draw_polygons, hillshade, in_view
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_EDGES = (-1000.0, -20.0, -10.0, -5.0, -2.0)
"""Lower edges of the classes of vertical velocity [mm/a]; sinking is negative."""
_COLOURS = ("#7f0000", "#d7301f", "#fc8d59", "#fdcc8a", "#e5e5e5")
_FUEL = (
    ("low", "#c7e9c0", Bilingual("林火燃料：低", "forest fuel: low")),
    ("moderate", "#74c476", Bilingual("林火燃料：中", "forest fuel: moderate")),
    ("high", "#238b45", Bilingual("林火燃料：高", "forest fuel: high")),
)
_POINTS = (
    ("geohazard_points", "#6a3d9a", "^", 42.0, Bilingual("地质灾害隐患点", "geological hazard point")),
    ("collapse_incidents", "#000000", "X", 34.0, Bilingual("地面塌陷记录", "ground collapse on record")),
    ("fire_incidents", "#e31a1c", "*", 42.0, Bilingual("森林火情记录", "forest fire on record")),
)


def draw_hazards(axes: Axes, atlas: Atlas, view: View, language: Language) -> Legend:
    """Hazard points, forest plots by fuel, and the vertical velocity of InSAR points."""
    del language
    level, grid = atlas.census.raster("terrain")
    pale = np.where(np.isfinite(level), 0.0, np.nan)
    draw_classes(axes, pale, grid, (0.0,), ("#f7f7f5",), shade=hillshade(level, grid.cell_size))
    entries = []
    plots = in_view(atlas.census.rows("forest_plots"), view)
    area = plots.geometry.area.to_numpy() * 1e-6
    for name, colour, label in _FUEL:
        mine = (plots["fuel_class"] == name).to_numpy()
        shapes = plots.geometry.to_numpy()[mine]
        draw_polygons(axes, shapes, np.full(len(shapes), colour, dtype=object), zorder=2, alpha=0.75)
        entries.append(Entry(colour, label, f"{area[mine].sum():.2f} km²"))
    points = in_view(atlas.census.rows("insar_points"), view)
    index = np.clip(np.digitize(points["velocity_mm_a"], _EDGES) - 1, 0, len(_EDGES) - 1)
    inside = counted(points, view)
    order = np.argsort(-index, kind="stable")
    draw_points(
        axes,
        points.geometry.to_numpy()[order],
        np.array(_COLOURS, dtype=object)[index[order]],
        size=4.0,
        zorder=4,
        rim=0.0,
    )
    number = np.bincount(index[inside], minlength=len(_EDGES))
    words = [f"< {_EDGES[1]:g}", *(f"{a:g} – {b:g}" for a, b in pairwise(_EDGES[1:])), f"> {_EDGES[-1]:g}"]
    entries += [
        Entry(colour, Bilingual(f"沉降速率 {word} mm/a", f"vertical velocity {word} mm/a"), f"{count}")
        for colour, word, count in zip(_COLOURS, words, number, strict=True)
    ]
    for name, colour, marker, size, label in _POINTS:
        table = in_view(atlas.census.rows(name), view)
        if len(table):
            draw_points(axes, table.geometry.to_numpy(), colour, size=size, marker=marker, zorder=6)
        entries.append(Entry(colour, label, f"{int(counted(table, view).sum()) if len(table) else 0}"))
    return Legend(
        title=Bilingual("地质、沉降与森林火灾", "geology, settlement and forest fire"),
        measure=Bilingual("面积 / 个数", "area / count"),
        entries=entries,
    )
