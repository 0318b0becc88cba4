"""A printable page of one field in classes: A4, map, legend with areas, event, figures and notes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from census.grid import Grid
from outputs.caption import Caption
from outputs.map_furniture import draw_north_arrow, draw_scale_bar, draw_stamp
from outputs.map_layers import Layers, draw_canals, draw_streets
from outputs.map_panel import LegendClass, Panel, draw_panel, width_of
from outputs.map_style import MUTED, Bilingual, Language, Theme, ramp, style_sheet
from outputs.maps import PAGE, map_axes, save_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TITLE_SIZE, TITLE_WIDTH = 15.0, 66
"""Size of a title [pt], and the half-width characters of it that fit beside the panel."""


class _Legend(NamedTuple):
    """A theme, what stands below its title, and the bounds of its classes."""

    theme: Theme
    note: str
    bounds: Sequence[str]


Overlay = Callable[["Axes", Language], None]
"""Draws more onto a map, in metres of its grid."""

_PANEL_BOX = (0.685, 0.05, 0.29, 0.905)
_METRES_PER_INCH = 0.0254
_OUTSIDE = "#fbfbfb"
_INSIDE = "#f1f1ee"


def draw_field_page(
    values: NDArray[np.float32],
    inside: NDArray[np.bool_],
    grid: Grid,
    path: str | os.PathLike[str],
    *,
    theme: Theme,
    caption: Caption,
    language: Language = "zh",
    layers: Layers | None = None,
    overlay: Overlay | None = None,
    note: str = "",
    whole: bool = False,
) -> None:
    """Draw one field as an A4 page in PNG.

    Parameters
    ----------
    values
        Field in the legend's unit, NaN where there is none, shape (rows, columns).
    inside
        Cells of the domain, shape (rows, columns).
    grid
        Where the cells lie.
    path
        File to write.
    theme
        Classes, colours and words.
    caption
        What the page says about the run.
    language
        "zh" or "en".
    layers
        Streets and canals of the district.
    overlay
        Draws more onto the map.
    note
        What stands below the legend's title.
    whole
        Whether the field holds whole numbers, so that a class names those it holds.

    Raises
    ------
    ValueError
        If a character of the page is not in the map font.
    """
    import matplotlib as mpl

    with mpl.rc_context(style_sheet()):
        legend = _Legend(theme, note, class_bounds(theme, whole=whole))
        figure = _page(values, inside, grid, legend, caption, language, layers or Layers(), overlay)
        save_page(figure, path)


def field_image(values: NDArray[np.float32], inside: NDArray[np.bool_], theme: Theme) -> NDArray[np.float32]:
    """Colours of the cells, red, green, blue in 0-1, shape (rows, columns, 3)."""
    image = np.empty((*values.shape, 3), dtype=np.float32)
    image[:] = to_rgb(_OUTSIDE)
    image[inside] = to_rgb(_INSIDE)
    classes = class_of(values, theme)
    for index, colour in enumerate(ramp(theme, len(theme.edges))):
        image[classes == index + 1] = colour
    return image


def class_bounds(theme: Theme, *, whole: bool = False) -> list[str]:
    """Bounds of the classes of a theme as text; of whole numbers those a class holds."""
    pairs = list(pairwise(theme.edges))
    if whole:
        bounds = [f"{low:g}" if high - low == 1.0 else f"{low:g}–{high - 1.0:g}" for low, high in pairs]
    else:
        bounds = [f"{low:g}–{high:g}" for low, high in pairs]
    return [*bounds, f"≥ {theme.edges[-1]:g}"]


def class_of(values: NDArray[np.float32], theme: Theme) -> NDArray[np.int64]:
    """Class of each cell, counted from 1; 0 below the first edge and where there is no value."""
    least = np.float32(theme.edges[0]) - np.float32(1.0)
    edges = np.asarray(theme.edges, dtype=np.float32)
    return np.asarray(np.digitize(np.where(np.isnan(values), least, values), edges), np.int64)


def _page(
    values: NDArray[np.float32],
    inside: NDArray[np.bool_],
    grid: Grid,
    legend: _Legend,
    caption: Caption,
    language: Language,
    layers: Layers,
    overlay: Overlay | None,
) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    theme = legend.theme
    figure = Figure(figsize=PAGE)
    FigureCanvasAgg(figure)
    here = layers.placed(grid)
    axes, inches = map_axes(figure, grid.bounds)
    west, south, east, north = grid.bounds
    axes.imshow(
        field_image(values, inside, theme),
        extent=(west, east, south, north),
        interpolation="nearest",
        aspect="auto",
    )
    if here.canals is not None:
        draw_canals(axes, here.canals)
    borders = draw_streets(axes, here.streets, language) if here.streets is not None else []
    if overlay is not None:
        overlay(axes, language)
    width = east - west
    draw_scale_bar(axes, metres=width, language=language, printed_scale=width / (inches * _METRES_PER_INCH))
    draw_north_arrow(axes, language)
    if caption.synthetic:
        draw_stamp(axes, language)
    _titles(figure, axes.get_position().x0, caption.title.of(language), theme.title.of(language))
    symbols = [*(["river"] if here.canals is not None else []), *borders]
    areas = np.bincount(class_of(values, theme).ravel(), minlength=len(theme.edges) + 1)[1:]
    panel = _panel(legend, [area * grid.cell_area * 1e-6 for area in areas], caption, language, symbols)
    draw_panel(figure.add_axes(_PANEL_BOX), panel, language)
    return figure


def _titles(figure: Figure, left: float, title: str, subtitle: str) -> None:
    size = TITLE_SIZE * min(1.0, TITLE_WIDTH / max(width_of(title), 1))
    figure.text(left, 0.955, title, fontsize=size, va="center")
    figure.text(left, 0.922, subtitle, fontsize=10.5, va="center", color=MUTED)


def _panel(
    legend: _Legend,
    areas: Sequence[float],
    caption: Caption,
    language: Language,
    symbols: Sequence[str],
) -> Panel:
    theme = legend.theme
    unit = theme.unit.of(language)
    classes = [
        LegendClass(colour, f"{text} {unit}".rstrip(), theme.word_of(edge, language), f"{area:,.2f}")
        for colour, text, edge, area in zip(
            ramp(theme, len(theme.edges)), legend.bounds, theme.edges, areas, strict=True
        )
    ]
    sections = [(Bilingual("事件", "Event").of(language), caption.event_rows(language))]
    if caption.figures:
        figures = [(label.of(language), value) for label, value in caption.figures]
        sections.append((Bilingual("关键数字", "Key figures").of(language), figures))
    return Panel(
        legend_title=theme.title.of(language),
        legend_note=legend.note,
        classes=classes,
        area_unit="km²",
        symbols=symbols,
        sections=sections,
        notes=caption.notes(language, theme.unverified),
    )
