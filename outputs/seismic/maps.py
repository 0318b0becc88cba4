"""Printable maps of an earthquake: A4, classes with words, Chinese or English."""

from __future__ import annotations

import os

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from outputs.caption import Caption
from outputs.field_page import draw_field_page
from outputs.fields import grid_of
from outputs.map_layers import Layers
from outputs.map_style import Language, Theme
from outputs.seismic.themes import THEMES


def draw_seismic_map(
    ds: xr.Dataset,
    theme_name: str,
    path: str | os.PathLike[str],
    *,
    caption: Caption,
    language: Language = "zh",
    layers: Layers | None = None,
) -> None:
    """Draw one field of an earthquake as an A4 page in PNG.

    Parameters
    ----------
    ds
        Dataset of `outputs.seismic.fields.seismic_fields`.
    theme_name
        One of `outputs.seismic.themes.THEMES`.
    path
        File to write.
    caption
        What the page says about the run.
    language
        "zh" or "en".
    layers
        Streets and canals of the district.

    Raises
    ------
    ValueError
        If a character of the page is not in the map font.
    """
    theme = THEMES[theme_name]
    draw_field_page(
        shown_values(ds, theme),
        _inside(ds),
        grid_of(ds),
        path,
        theme=theme,
        caption=caption,
        language=language,
        layers=layers,
    )


def shown_values(ds: xr.Dataset, theme: Theme) -> NDArray[np.float32]:
    """Median or mean of a field in the legend's unit, shape (rows, columns)."""
    field = ds[theme.field]
    if "probability" in field.dims:
        field = field.sel(probability=0.5)
    return np.asarray(field.values, dtype=np.float32) * np.float32(theme.scale)


def _inside(ds: xr.Dataset) -> NDArray[np.bool_]:
    """Cells of the domain: those with a shaking, else those with a value of damage."""
    for name in ("seismic_intensity", "peak_ground_acceleration", "mean_damage_grade"):
        if name in ds:
            values = ds[name].values
            return np.asarray(np.isfinite(values if values.ndim == 2 else values[0]))
    return np.zeros((ds.sizes["y"], ds.sizes["x"]), dtype=np.bool_)
