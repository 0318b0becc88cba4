"""Printable maps of one field: A4, classes with words, Chinese or English."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from outputs.caption import Caption
from outputs.exposure import ground_of
from outputs.map_furniture import draw_north_arrow, draw_scale_bar, draw_stamp
from outputs.map_image import map_image, shown_values
from outputs.map_layers import Layers, draw_canals, draw_streets
from outputs.map_panel import LegendClass, Panel, draw_panel
from outputs.map_style import (
    LEAST_DEPTH,
    MUTED,
    THEMES,
    Bilingual,
    Language,
    Theme,
    depth_edges,
    ramp,
    style_sheet,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAGE = (11.69, 8.27)
"""A4, landscape [inch]."""
DOTS = 200
"""Resolution [dots per inch]."""

_MAP_BOX = (0.045, 0.05, 0.615, 0.855)
_PANEL_LEFT, _PANEL_WIDTH = 0.685, 0.29
_METRES_PER_INCH = 0.0254
_LEAST_IN_HECTARES = 1e5
"""Open area of the domain below which the legend tells areas in square metres [m2]."""


def draw_map(
    ds: xr.Dataset,
    theme_name: str,
    path: str | os.PathLike[str],
    *,
    caption: Caption,
    language: Language = "zh",
    layers: Layers | None = None,
    edges: Sequence[float] | None = None,
) -> None:
    """Draw one field as an A4 page in PNG.

    Parameters
    ----------
    ds
        Dataset of scenario fields.
    theme_name
        One of `outputs.map_style.THEMES`.
    path
        File to write.
    caption
        What the page says about the run.
    language
        "zh" or "en".
    layers
        Streets and canals of the district.
    edges
        Lower edges of the classes in the legend's unit; None takes the theme's own, for the
        depth those of the run.

    Raises
    ------
    ValueError
        If a character of the page is not in the map font.
    """
    import matplotlib as mpl

    theme = THEMES[theme_name]
    used = tuple(edges) if edges is not None else _edges(ds, theme)
    with mpl.rc_context(style_sheet()):
        save_page(_page(ds, theme, used, caption, language, layers or Layers()), path)


def save_page(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a figure as PNG; a character that the font lacks is an error, not a small box.

    Raises
    ------
    ValueError
        Naming the character.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from")
        try:
            figure.savefig(path, dpi=DOTS, metadata={"Software": "fangzai"})
        except UserWarning as warning:
            raise ValueError(f"the map font cannot show a character of this page: {warning}") from None


def map_axes(figure: Figure, bounds: tuple[float, float, float, float]) -> tuple[Axes, float]:
    """Axes of a map, as large as its box allows without distortion, and their width [inch].

    Parameters
    ----------
    figure
        Page of the size `PAGE`.
    bounds
        West, south, east and north of what is shown [m].
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    left, bottom, box_width, box_height = _MAP_BOX
    west, south, east, north = bounds
    scale = min(box_width * PAGE[0] / (east - west), box_height * PAGE[1] / (north - south))
    width, height = scale * (east - west) / PAGE[0], scale * (north - south) / PAGE[1]
    axes = figure.add_axes(
        (left + (box_width - width) / 2, bottom + box_height - height - 0.005, width, height)
    )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    kilometres = east - west >= 5000.0
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(
            FuncFormatter(lambda value, _: f"{value / 1000:.0f} km" if kilometres else f"{value:.0f}")
        )
    axes.tick_params(axis="y", labelrotation=90)
    return axes, width * PAGE[0]


def _edges(ds: xr.Dataset, theme: Theme) -> tuple[float, ...]:
    if theme.field == "maximum_depth" and "depth_class" in ds.coords:
        return depth_edges([float(depth) for depth in ds["depth_class"].values])
    return theme.edges


def _page(
    ds: xr.Dataset, theme: Theme, edges: Sequence[float], caption: Caption, language: Language, layers: Layers
) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=PAGE)
    FigureCanvasAgg(figure)
    ground = ground_of(ds)
    grid = ground.grid
    here = layers.placed(grid)
    axes, inches = map_axes(figure, grid.bounds)
    left = axes.get_position().x0
    west, south, east, north = grid.bounds
    axes.imshow(
        map_image(ds, theme, edges), extent=(west, east, south, north), interpolation="nearest", aspect="auto"
    )
    if here.canals is not None:
        draw_canals(axes, here.canals)
    borders = draw_streets(axes, here.streets, language) if here.streets is not None else []
    width = east - west
    draw_scale_bar(axes, metres=width, language=language, printed_scale=width / (inches * _METRES_PER_INCH))
    draw_north_arrow(axes, language)
    if caption.synthetic:
        draw_stamp(axes, language)
    figure.text(left, 0.955, caption.title.of(language), fontsize=15, va="center")
    figure.text(left, 0.922, _subtitle(ds, theme, language), fontsize=10.5, va="center", color=MUTED)
    symbols = [*_symbols(ds, here), *borders]
    areas, limit = _areas(ds, theme, edges, ground.open_area), _limit(ds, theme, edges)
    text = _panel(theme, edges, areas, caption, language, symbols, limit.of(language) if limit else "")
    draw_panel(figure.add_axes((_PANEL_LEFT, _MAP_BOX[1], _PANEL_WIDTH, _MAP_BOX[3] + 0.05)), text, language)
    return figure


def _areas(
    ds: xr.Dataset, theme: Theme, edges: Sequence[float], open_area: NDArray[np.float64]
) -> tuple[list[str], str]:
    """Open area of each class as text, and its unit: hectares, or square metres where all is small."""
    values = np.nan_to_num(shown_values(ds, theme), nan=-1.0)
    classes = np.digitize(values, np.asarray(edges, dtype=np.float32)).ravel()
    sums = np.bincount(classes, weights=open_area.ravel(), minlength=len(edges) + 1)[1:]
    if open_area.sum() < _LEAST_IN_HECTARES:
        return [f"{area:,.4g}" for area in sums], "m²"
    return [_hectares(area / 1e4) for area in sums], "ha"


def _hectares(area: float) -> str:
    """An area [ha]; a class that is there never reads as nothing."""
    if 0.0 < area < 0.005:
        return "< 0.01"
    return f"{area:,.2f}" if area < 100.0 else f"{area:,.1f}"


def _subtitle(ds: xr.Dataset, theme: Theme, language: Language) -> str:
    """Title of the field; for the arrival with the depth that counts as arrival."""
    depth = _arrival_depth(ds)
    if theme.field != "arrival_time" or depth is None:
        return theme.title.of(language)
    reached = Bilingual(f"，水深达到 {depth:g} m", f", at a depth of {depth:g} m")
    return theme.title.of(language) + reached.of(language)


def _limit(ds: xr.Dataset, theme: Theme, edges: Sequence[float]) -> Bilingual | None:
    """Words on the cells left out for being shallow, None where the classes leave out no more."""
    least = {"maximum_depth": edges[0], "arrival_time": _arrival_depth(ds) or 0.0}.get(theme.field, 0.0)
    if least >= LEAST_DEPTH - 1e-6:
        return None
    return Bilingual(f"水深 ≥{LEAST_DEPTH:g} m 处", f"where water is at least {LEAST_DEPTH:g} m deep")


def _arrival_depth(ds: xr.Dataset) -> float | None:
    """Depth that counts as arrival, the run's first depth class [m]."""
    return float(ds["depth_class"].values[0]) if "depth_class" in ds.coords else None


def _symbols(ds: xr.Dataset, layers: Layers) -> list[str]:
    prescribed = "bed" in ds and bool((np.isfinite(ds["bed"]) & ~np.isfinite(ds["maximum_depth"])).any())
    present = {
        "building": "building_fraction" in ds,
        "canal": layers.canals is not None or (prescribed and "building_fraction" not in ds),
    }
    return [symbol for symbol, there in present.items() if there]


def _panel(
    theme: Theme,
    edges: Sequence[float],
    areas: tuple[Sequence[str], str],
    caption: Caption,
    language: Language,
    symbols: Sequence[str],
    limit: str,
) -> Panel:
    unit = theme.unit.of(language)
    places = 0 if all(float(edge).is_integer() for edge in edges) else 2
    bounds = [f"{low:.{places}f}–{high:.{places}f}" for low, high in pairwise(edges)]
    bounds.append(f"≥ {edges[-1]:.{places}f}")
    classes = [
        LegendClass(colour, f"{text} {unit}", theme.word_of(edge, language), area)
        for colour, text, edge, area in zip(ramp(theme, len(edges)), bounds, edges, areas[0], strict=True)
    ]
    sections = [(Bilingual("事件", "Event").of(language), caption.event_rows(language))]
    if caption.figures:
        figures = [(label.of(language), value) for label, value in caption.figures]
        sections.append((Bilingual("关键数字", "Key figures").of(language), figures))
    return Panel(
        legend_title=theme.title.of(language),
        legend_note=limit,
        classes=classes,
        area_unit=areas[1],
        symbols=symbols,
        sections=sections,
        notes=caption.notes(language, theme.unverified),
    )
