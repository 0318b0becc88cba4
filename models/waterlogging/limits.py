"""Limits of the settings of a run, for whoever states them and for the model that takes them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SETTING_LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "duration": (1e-9, 1e9),
        "courant": (0.05, 1.0),
        "theta": (0.0, 1.0),
        "source_interval": (0.01, 600.0),
        "free_edge_slope": (0.0, 1.0),
        "series_interval": (1.0, 86400.0),
        "threads": (1, 1024),
    }
)
"""Least and greatest value of each setting, in SI."""

SIDES = ("north", "east", "south", "west")
"""Sides over which a free edge may let water out."""
