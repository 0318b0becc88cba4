"""A few made-up buildings, their shaking and what damage costs them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.seismic.consequences import Consequences, consequences_of
from models.seismic.damage import BuildingMotion, motion_of_buildings
from models.seismic.portfolio import Portfolio

FloatArray = NDArray[np.float64]

CLASSES = ("C1M-Moderate", "C3L-Low", "URML-Pre", "URMM-Low")
"""The first has no measure, the others have."""


def portfolio(n: int = 60) -> Portfolio:
    """Buildings of all classes in three communities, some in none."""
    rng = np.random.default_rng(7)
    dwelling = rng.integers(1, 30, n).astype(np.float64)
    residents = np.rint(2.6 * dwelling)
    return Portfolio(
        building_id=np.array([f"B{i:06d}" for i in range(n)], dtype=object),
        x=rng.uniform(0.0, 1000.0, n), y=rng.uniform(0.0, 1000.0, n),
        community=(np.arange(n) % 4 - 1).astype(np.int32), street=np.zeros(n, np.int32),
        communities=("001", "002", "003"), streets=("01",),
        class_index=(np.arange(n) // 4 % 4).astype(np.int32), classes=CLASSES,
        floor_area=35.0 * residents + 20.0, height=np.full(n, 9.0),
        residents=residents, dwellings=dwelling, people=residents[:, None] * np.array([0.95, 0.3, 0.5]),
        occupancy=np.full(n, "RES3", dtype=object), retrofitted=np.zeros(n, bool),
    )  # fmt: skip


def shaking(n: int, *, pga: float = 0.25, spread: float = 0.5) -> BuildingMotion:
    """The same median everywhere; a fifth of the variance within the event lies in one node."""
    return motion_of_buildings(
        np.full((1, n), np.log(pga)), np.full((1, n), 0.6 * spread), np.full((1, n), 0.8 * spread),
        np.zeros(n, np.int32), index=np.zeros((n, 1), np.int32),
        weight=np.full((1, n, 1), np.sqrt(0.2), np.float32), nugget=np.full((1, n), np.sqrt(0.8), np.float32),
    )  # fmt: skip


def draws(first: int, count: int) -> tuple[FloatArray, FloatArray]:
    """Node and event of each realisation."""
    both = np.array([np.random.default_rng(first + k).standard_normal(2) for k in range(count)])
    return both[:, 0].reshape(1, 1, count).copy(), both[:, 1].reshape(1, count).copy()


def losses(held: Portfolio) -> Consequences:
    """Consequences of the buildings."""
    return consequences_of(held)
