"""What a map of a typhoon shows besides its field: wind arrows and the way of the storm past the district."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from outputs.fields import grid_of
from outputs.map_style import INK, MUTED, PAPER, STAMP, Bilingual, Language
from outputs.typhoon.clock import Clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Floats = NDArray[np.float64]

ARROWS = 14
"""Wind arrows along the longer edge of a map."""

HALF_WIDTH_M = 300_000.0
"""Half the width of the inset [m]."""

SIZE = (0.288, 0.25)
"""Width and height of the inset, as shares of the map."""

CORNERS = ((0.70, 0.012), (0.70, 0.63), (0.012, 0.66), (0.012, 0.10))
"""Lower left corners at which the inset is clear of stamp, north arrow and scale, as shares of the map."""

LEAST_APART_M = 45_000.0
"""Distance within which a further time is not named [m]."""

LABEL_EVERY_H = 6
"""Hours of the clock at which the inset names the time."""


@dataclass(frozen=True)
class Way:
    """Where a storm goes, for the inset.

    Parameters
    ----------
    x, y
        Centre east and north of the middle of the district, shape (m,) [m].
    time
        Seconds of the run, shape (m,) [s].
    clock
        The clock of the run.
    members
        Ways of some members of an ensemble, x and y of each [m].
    """

    x: Floats
    y: Floats
    time: Floats
    clock: Clock
    members: Sequence[tuple[Floats, Floats]] = ()


def draw_arrows(axes: Axes, ds: xr.Dataset) -> None:
    """Draw where the wind blows to when it is greatest, one arrow for a block of cells."""
    grid = grid_of(ds)
    step = max(1, max(grid.shape) // ARROWS)
    rows, columns = np.meshgrid(
        np.arange(step // 2, grid.rows, step), np.arange(step // 2, grid.columns, step), indexing="ij"
    )
    direction = ds["wind_direction_at_maximum"].values[rows, columns]
    there = np.isfinite(direction)
    angle = np.deg2rad(direction[there])
    axes.quiver(
        grid.x[columns[there]],
        grid.y[rows[there]],
        -np.sin(angle),
        -np.cos(angle),
        angles="xy",
        pivot="middle",
        scale=32.0,
        width=0.0022,
        headwidth=4.0,
        color=INK,
        alpha=0.8,
        zorder=4,
    )


def draw_way(axes: Axes, way: Way, inside: NDArray[np.bool_], language: Language) -> None:
    """Draw the storm's way past the district as a small map where it hides least of the district."""
    corner = min(CORNERS, key=lambda place: hidden_share(inside, place))
    inset: Any = axes.inset_axes((*corner, *SIZE), zorder=8)
    inset.set_facecolor(PAPER)
    inset.set_xticks([])
    inset.set_yticks([])
    box = axes.get_window_extent()
    ratio = (SIZE[0] * box.width) / (SIZE[1] * box.height)
    inset.set_xlim(-HALF_WIDTH_M, HALF_WIDTH_M)
    inset.set_ylim(-HALF_WIDTH_M / ratio, HALF_WIDTH_M / ratio)
    for radius in (100_000.0, 200_000.0):
        _circle(inset, radius)
    for x, y in way.members:
        inset.plot(x, y, color=MUTED, linewidth=0.25, alpha=0.5, zorder=2)
    inset.plot(way.x, way.y, color=STAMP, linewidth=1.0, zorder=3)
    inset.plot([0.0], [0.0], marker="s", markersize=3.5, color=INK, zorder=4)
    _hours(inset, way, HALF_WIDTH_M, HALF_WIDTH_M / ratio)
    title = Bilingual("台风中心路径（北京时间，圈距100 km）", "way of the centre (UTC+8, rings of 100 km)")
    inset.text(0.02, 0.975, title.of(language), transform=inset.transAxes, fontsize=5.2, va="top", zorder=6)


def hidden_share(inside: NDArray[np.bool_], corner: tuple[float, float]) -> float:
    """Share of the inset, its lower left corner at shares of the map, that lies over the district."""
    rows, columns = inside.shape
    left, right = round(corner[0] * columns), round((corner[0] + SIZE[0]) * columns)
    top, bottom = round((1.0 - corner[1] - SIZE[1]) * rows), round((1.0 - corner[1]) * rows)
    part = inside[max(top, 0) : bottom, left:right]
    return float(part.mean()) if part.size else 0.0


def _circle(inset: Any, radius: float) -> None:
    from matplotlib.patches import Circle

    inset.add_patch(Circle((0.0, 0.0), radius, fill=False, edgecolor=MUTED, linewidth=0.4, linestyle=":"))


def _hours(inset: Any, way: Way, half_width: float, half_height: float) -> None:
    """Mark the whole hours of the clock at which the centre is within the inset."""
    first, last = float(way.time[0]), float(way.time[-1])
    told: tuple[float, float] | None = None
    hour = way.clock.hour_floor(first) + 3600.0
    while hour <= last:
        moment = way.clock.at(hour)
        x, y = (float(np.interp(hour, way.time, values)) for values in (way.x, way.y))
        if (
            moment.hour % LABEL_EVERY_H == 0
            and abs(x) < 0.95 * half_width
            and -0.95 * half_height < y < 0.8 * half_height
        ):
            inset.plot([x], [y], marker="o", markersize=2.2, color=STAMP, zorder=5)
            if told is not None and math.hypot(x - told[0], y - told[1]) < LEAST_APART_M:
                hour += 3600.0
                continue
            told = (x, y)
            inset.annotate(
                moment.strftime("%d %Hh"), (x, y), xytext=(3, 1), textcoords="offset points", fontsize=5.0,
                zorder=6,
            )  # fmt: skip
        hour += 3600.0
