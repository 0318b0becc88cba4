"""Shaking on the cells of the domain: median and quantiles of the motion there."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from models.seismic.inputs import MotionInput
from models.seismic.motion import Motion
from models.seismic.motion.intensity import instrumental_intensity
from models.seismic.result import HIGH, GroundShaking


def shaking_of(given: MotionInput, *, motion: Motion | None = None) -> GroundShaking | None:
    """Shaking on the cells that are asked for; None where none are.

    Parameters
    ----------
    given
        What shakes the buildings, with the cells.
    motion
        Motion at the cells where it is not simply that of the source, e.g. corrected by stations.

    Notes
    -----
    The quantiles are exp(mu -+ z sqrt(tau^2 + phi^2)) with z = Phi^-1(0.95), for intensity the same without
    the exponential: both residuals are normal in the logarithm, and in the intensity, which is linear in it.
    Where peak acceleration and velocity are both told, intensity is that of GB/T 17742 from the two, of each
    quantile from the same quantile of both.
    """
    cells = given.cells
    if cells is None:
        return None
    there = given.source(cells.sites, cells.measures) if motion is None else motion
    spread = NormalDist().inv_cdf(HIGH) * np.hypot(there.between, there.within)

    def field(values: NDArray[np.float64]) -> NDArray[np.float32]:
        out = np.full((len(cells.measures), *cells.inside.shape), np.nan, dtype=np.float32)
        for row, measure in enumerate(cells.measures):
            out[row][cells.inside] = values[row] if measure == "INT" else np.exp(values[row])
        return out

    median, low, high = (
        field(_with_both(there.median + sign * spread, cells.measures)) for sign in (0.0, -1.0, 1.0)
    )
    return GroundShaking(
        grid=cells.grid,
        measures=cells.measures,
        median=median,
        low=low,
        high=high,
        site_factor=_site_factor(given),
    )


def _with_both(values: NDArray[np.float64], measures: tuple[str, ...]) -> NDArray[np.float64]:
    """Values with the intensity of acceleration and velocity where both are told, shape (q, cells)."""
    if not {"PGA", "PGV", "INT"} <= set(measures):
        return values
    out = values.copy()
    pga, pgv = (np.exp(values[measures.index(name)]) for name in ("PGA", "PGV"))
    out[measures.index("INT")] = instrumental_intensity(pga, pgv)
    return out


def _site_factor(given: MotionInput) -> NDArray[np.float32] | None:
    """Median peak acceleration over that on rock; None where one of the two is not to be had."""
    cells = given.cells
    if cells is None or given.rock is None or "PGA" not in cells.measures:
        return None
    ground = given.source(cells.sites, ("PGA",)).median[0]
    rock = given.rock(cells.sites, ("PGA",)).median[0]
    out = np.full(cells.inside.shape, np.nan, dtype=np.float32)
    out[cells.inside] = np.exp(ground - rock)
    return out
