"""What a simulation of a storm's wind takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.typhoon.vortex.state import VortexSettings

FORCES = tuple(range(6, 18))
"""Wind forces whose times are kept of the mean."""
GUST_FORCES = tuple(range(8, 18))
"""And of the gust."""


@dataclass(frozen=True)
class Domain:
    """The cells on which the wind is wanted.

    Parameters
    ----------
    grid
        The cells.
    inside
        Which of them, shape (rows, columns).
    nest_spacing_m
        Of the points on which the vortex is computed [m]; 500, or 250 for small storms, unless given.
    """

    grid: Grid
    inside: NDArray[np.bool_]
    nest_spacing_m: float | None = None

    def __post_init__(self) -> None:
        if self.inside.shape != self.grid.shape:
            raise InputError(f"inside has shape {self.inside.shape}; the grid's {self.grid.shape} is needed")
        if not self.inside.any():
            raise InputError("no cell lies inside; the wind is wanted nowhere")
        if self.nest_spacing_m is not None and not 10.0 <= self.nest_spacing_m <= 5000.0:
            raise InputError(f"nest_spacing_m is {self.nest_spacing_m}; 10 to 5000 is needed")


@dataclass(frozen=True)
class WindSettings:
    """Choices of the simulation.

    Parameters
    ----------
    vortex
        Which relations make the vortex.
    forces, gust_forces
        Wind forces whose first and last times are kept, rising.
    threads
        Of the compiled loops.
    """

    vortex: VortexSettings = field(default_factory=VortexSettings)
    forces: tuple[int, ...] = FORCES
    gust_forces: tuple[int, ...] = GUST_FORCES
    threads: int = 1

    def __post_init__(self) -> None:
        for name in ("forces", "gust_forces"):
            held = getattr(self, name)
            if any(b <= a for a, b in pairwise(held)):
                raise InputError(f"{name} is {held}; rising wind forces are needed")
        if self.threads < 1:
            raise InputError(f"threads is {self.threads}; 1 or more is needed")
