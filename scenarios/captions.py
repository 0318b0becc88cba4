"""What the products of a run say about it in Chinese and English: rain and sources."""

from __future__ import annotations

import numpy as np

from models.waterlogging.hyetographs import largest_in_window
from models.waterlogging.inputs import Rainfall
from scenarios.sections.rain import DesignRain
from scenarios.spec import LoadedScenario

HOUR = 3600.0

Both = tuple[str, str]
"""The same words in Chinese and English."""


def sources_in_words(loaded: LoadedScenario) -> Both | None:
    """Sources that were read, in one line; None where there are none."""
    sources = [s for s in loaded.spec.scenario.sources.values() if s.status != "unverified"]
    if not sources:
        return None
    return "；".join(s.of("zh") for s in sources), "; ".join(s.of("en") for s in sources)


def rain_in_words(loaded: LoadedScenario, rain: Rainfall | None) -> Both | None:
    """Total and largest hour of the rain; the mean of its zones, None where there is none."""
    if rain is None:
        return None
    depths = 1e3 * rain.intensity.mean(axis=1) * np.diff(rain.edges)
    total = float(depths.sum())
    hour = largest_in_window(rain.edges, depths, window=HOUR)
    zh = f"总量 {total:.1f} mm，最大1小时 {hour:.1f} mm"
    en = f"{total:.1f} mm in all, at most {hour:.1f} mm in an hour"
    section = loaded.spec.rain
    if isinstance(section, DesignRain):
        zh = f"{section.return_period_yr:g}年一遇{section.duration_min:g}分钟，{zh}"
        en = f"{section.return_period_yr:g}-year storm of {section.duration_min:g} min, {en}"
    return zh, en
