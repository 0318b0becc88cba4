"""The pale ground of a sheet: water and roads for orientation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outputs.atlas.legend import Atlas, View
from outputs.atlas.marks import draw_lines, draw_polygons, in_view
from outputs.map_style import CANAL_FILL, CANAL_LINE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_ground(axes: Axes, atlas: Atlas, view: View, *, roads: bool) -> None:
    """Draw the canals, and the roads as thin grey lines if they are wanted."""
    canals = in_view(atlas.census.rows("canals"), view).geometry.to_numpy()
    fill = np.full(len(canals), CANAL_FILL, dtype=object)
    draw_polygons(axes, canals, fill, edge=CANAL_LINE, width=0.3, zorder=3)
    if roads:
        lines = in_view(atlas.census.rows("roads"), view).geometry.to_numpy()
        draw_lines(axes, lines, "#d9d9d9", 0.35, zorder=1.5)
