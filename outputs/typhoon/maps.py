"""Printable maps of a typhoon: A4, classes with words, Chinese or English."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from outputs.caption import Caption
from outputs.field_page import draw_field_page
from outputs.fields import grid_of
from outputs.map_layers import Layers
from outputs.map_style import Bilingual, Language, Theme
from outputs.typhoon.clock import Clock
from outputs.typhoon.inset import Way, draw_arrows, draw_way
from outputs.typhoon.themes import Page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TIME_STEPS_H = (0.25, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0)
"""Widths that the classes of a map of times may have [h]."""

MOST_CLASSES = 7
"""Classes of a map of times."""


def draw_wind_map(
    ds: xr.Dataset,
    page: Page,
    path: str | os.PathLike[str],
    *,
    caption: Caption,
    language: Language = "zh",
    layers: Layers | None = None,
    way: Way | None = None,
) -> None:
    """Draw one field of a typhoon as an A4 page in PNG.

    Parameters
    ----------
    ds
        Dataset of `outputs.typhoon.fields`.
    page
        What is shown.
    path
        File to write.
    caption
        What the page says about the run.
    language
        "zh" or "en".
    layers
        Streets and canals of the district.
    way
        Way of the storm; none for many storms.

    Raises
    ------
    ValueError
        If a character of the page is not in the map font.
    """
    theme, values, note = page.theme, shown_values(ds, page), ""
    if theme.field.startswith("first_time") and way is not None:
        theme, values = timed(theme, values, way.clock)
        note = Bilingual("北京时间；无色处从未达到", "UTC+8; never reached where uncoloured").of(language)

    def overlay(axes: Axes, language: Language) -> None:
        if theme.field in ("maximum_mean_wind", "maximum_gust"):
            draw_arrows(axes, ds)
        if way is not None:
            draw_way(axes, way, inside_of(ds), language)

    draw_field_page(
        values,
        inside_of(ds),
        grid_of(ds),
        path,
        theme=theme,
        caption=caption,
        language=language,
        layers=layers,
        overlay=overlay,
        note=note,
        whole=theme.field.startswith("beaufort_force"),
    )


def shown_values(ds: xr.Dataset, page: Page) -> NDArray[np.float32]:
    """A field, or one item of it, in the legend's unit, shape (rows, columns)."""
    field = ds[page.theme.field]
    if page.item is not None:
        field = field.sel(page.item)
    return np.asarray(field.values, dtype=np.float32) * np.float32(page.theme.scale)


def inside_of(ds: xr.Dataset) -> NDArray[np.bool_]:
    """Cells of the domain, shape (rows, columns)."""
    for name in ("maximum_mean_wind", "probability_of_force"):
        if name in ds:
            values = ds[name].values
            return np.asarray(np.isfinite(values if values.ndim == 2 else values[0]))
    return np.zeros((ds.sizes["y"], ds.sizes["x"]), dtype=np.bool_)


def timed(theme: Theme, hours: NDArray[np.float32], clock: Clock) -> tuple[Theme, NDArray[np.float32]]:
    """A theme whose classes begin at round times of the clock, and the field counted from the first of them.

    Parameters
    ----------
    theme
        Theme of a field of times, its unit hours.
    hours
        Times in hours of the run, NaN where there is none.
    clock
        The clock of the run.

    Notes
    -----
    The classes divide the times of all cells but the first and last in a hundred: a few hilltops that are
    reached half a day before would else leave one class to the rest. They share the first class.
    """
    known = hours[np.isfinite(hours)]
    if known.size == 0:
        return theme, hours
    begin = clock.hour_floor(3600.0 * float(known.min())) / 3600.0
    early, late = (float(value) for value in np.quantile(known, (0.01, 0.99)))
    second = clock.hour_floor(3600.0 * early) / 3600.0
    fitting = [step for step in TIME_STEPS_H if step * MOST_CLASSES > late - second]
    step = fitting[0] if fitting else TIME_STEPS_H[-1]
    count = min(int((late - second) // step) + 1, MOST_CLASSES)
    later = [second - begin + step * index for index in range(count)]
    edges = tuple(dict.fromkeys([0.0, *later]))
    hours_of = [(edge, clock.text(3600.0 * (begin + edge))) for edge in edges]
    words = tuple((edge, Bilingual(f"{text} 起", f"from {text}")) for edge, text in hours_of)
    return replace(theme, edges=edges, words=words), hours - np.float32(begin)
