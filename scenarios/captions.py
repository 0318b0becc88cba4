"""What the products of a run say about its rain, in Chinese and English."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.hyetographs import largest_in_window
from models.waterlogging.inputs import Rainfall, Surface
from scenarios.sections.rain import DesignDayRain, DesignRain
from scenarios.spec import LoadedScenario

HOUR = 3600.0

Both = tuple[str, str]
"""The same words in Chinese and English."""


def rain_in_words(loaded: LoadedScenario, rain: Rainfall | None, surface: Surface) -> Both | None:
    """Total and largest hour of the rain that falls on the domain during the run.

    None where there is no rain.
    """
    if rain is None:
        return None
    end = loaded.spec.settings.duration_h * HOUR
    edges = np.unique(np.minimum(rain.edges, end))
    depths = 1e3 * mean_intensity(rain, surface)[: edges.size - 1] * np.diff(edges)
    total = float(depths.sum())
    hour = largest_in_window(edges, depths, window=HOUR)
    zh = f"总量 {total:.1f} mm，最大1小时 {hour:.1f} mm"
    en = f"{total:.1f} mm in all, at most {hour:.1f} mm in an hour"
    if rain.carried:
        gaps = [(name, f"{seconds / HOUR:.1f}") for name, seconds in rain.carried]
        zh += "；" + "、".join(f"{name}站缺测{hours}小时" for name, hours in gaps) + "，由其他站代替"
        en += "; others stand for " + ", ".join(f"{name} ({hours} h missing)" for name, hours in gaps)
    section = loaded.spec.rain
    if isinstance(section, DesignRain):
        zh = f"{section.return_period_yr:g}年一遇{section.duration_min:g}分钟，{zh}"
        en = f"{section.return_period_yr:g}-year storm of {section.duration_min:g} min, {en}"
    if isinstance(section, DesignDayRain):
        zh = f"{section.return_period_yr:g}年一遇{section.length_h:g}小时，{zh}"
        en = f"{section.return_period_yr:g}-year storm of {section.length_h:g} h, {en}"
    return zh, en


def rain_attributes(rain: Rainfall | None) -> dict[str, str]:
    """What the fields say of gauges that were silent for a while; nothing where none was."""
    if rain is None or not rain.carried:
        return {}
    return {"gauges_silent": ", ".join(f"{name} for {seconds:g} s" for name, seconds in rain.carried)}


def mean_intensity(rain: Rainfall, surface: Surface) -> NDArray[np.float64]:
    """Mean rate of each interval over the cells inside the domain, shape (n,) [m/s]."""
    zones = rain.intensity.shape[1]
    if rain.zone is None:
        return np.asarray(rain.intensity[:, 0], np.float64)
    cells = np.bincount(rain.zone[np.isfinite(surface.bed)], minlength=zones)
    return np.asarray(rain.intensity @ cells / cells.sum(), np.float64)
