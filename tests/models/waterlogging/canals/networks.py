"""Small canal networks for the tests."""

from __future__ import annotations

import numpy as np

from models.waterlogging.canals import Channel, Curve, Network, Outside, Reach
from models.waterlogging.inputs import Series

G = 9.80665


def constant(value: float) -> Series:
    return Series(np.zeros(1), np.array([value]))


def box(name: str, *, bed: float, area: float, stage: float, on_grid: bool = False) -> Reach:
    """A reach with upright walls."""
    return Reach(name, Curve(np.array([bed, bed + 10.0]), np.array([area, area])), stage, on_grid=on_grid)


def flume(depths: list[float], *, beds: list[float] | None = None, length: float = 100.0) -> Network:
    """Reaches in a row, 20 m wide with upright walls."""
    beds = [0.0] * len(depths) if beds is None else beds
    reaches = [
        box(f"r{k}", bed=z, area=20.0 * length, stage=z + d)
        for k, (z, d) in enumerate(zip(beds, depths, strict=True))
    ]
    channels = [
        Channel(f"r{k}", f"r{k + 1}", length, 20.0, 0.0, min(beds[k], beds[k + 1]), 100.0)
        for k in range(len(depths) - 1)
    ]
    return Network(tuple(reaches), channels=tuple(channels))


def sea(level: float) -> Outside:
    return Outside("sea", constant(level))
