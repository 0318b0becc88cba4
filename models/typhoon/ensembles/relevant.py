"""The part of a storm's path that can matter: the rest is left out before anything is computed for cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from models.typhoon.path import Path
from models.typhoon.vortex.profiles import PROFILES
from models.typhoon.vortex.state import VortexSettings, vortex_of
from models.typhoon.vortex.translation import TRANSLATIONS
from models.typhoon.wind.table import Box

Floats = NDArray[np.float64]

_PER_STEP = (
    "time", "x", "y", "vx", "vy", "deficit", "pressure_environment", "vmax", "rmax", "latitude", "radii",
    "pressure_rate",
)  # fmt: skip


def greatest_possible(path: Path, box: Box, settings: VortexSettings) -> Floats:
    """Wind that no point of a rectangle exceeds at each step, shape (m,) [m/s].

    Notes
    -----
    The wind of the vortex at rest at the nearest point, or its greatest one where the radius of that may lie
    within the rectangle, and the share of the storm's motion there. It holds for profiles and shares that
    fall beyond the radius of the greatest wind, as all of `PROFILES` and `TRANSLATIONS` do.
    """
    vortex = vortex_of(path, settings)
    nearest, _ = box.distances(path.x, path.y)
    at = np.maximum(nearest, vortex.rmax)
    turning = PROFILES[settings.profile](at, vortex)
    share = np.where(nearest > vortex.rmax, TRANSLATIONS[settings.translation](at, vortex.rmax), 1.0)
    return np.asarray(turning + share * vortex.motion * np.hypot(path.vx, path.vy))


def relevant_part(path: Path, box: Box, settings: VortexSettings, *, least: float) -> Path | None:
    """The path from the first to the last step in which a point of a rectangle can have a wind.

    Parameters
    ----------
    path
        In m steps.
    box
        That holds the points.
    settings
        Which relations make the vortex.
    least
        The wind, 10-minute mean at 10 m over open sea [m/s].

    Returns
    -------
    Path | None
        With a step more at either end, whose neighbours tell how fast the pressure changes; None where no
        step can have the wind.
    """
    strong = np.flatnonzero(greatest_possible(path, box, settings) >= least)
    if strong.size == 0:
        return None
    span = slice(max(int(strong[0]) - 1, 0), int(strong[-1]) + 2)
    held = {name: getattr(path, name) for name in _PER_STEP}
    return replace(path, **{name: values[span] if len(values) else values for name, values in held.items()})
