"""Rain between gauges, some of which may be silent for a while."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Rainfall
from models.waterlogging.kriging import FITTED, Variogram, fitted_variogram, kriging_weights
from models.waterlogging.rainfall import FloatArray, blocks_of, checked_rain

HOUR = 3600.0


@dataclass(frozen=True)
class GaugeSeries:
    """Rain at one gauge.

    Parameters
    ----------
    name
        Used in messages.
    x, y
        Place in the CRS of the domain [m].
    edges
        Interval edges, shape (n + 1,) [s].
    depths
        Rain of each interval, shape (n,) [mm]; NaN where the gauge was silent.
    """

    name: str
    x: float
    y: float
    edges: FloatArray
    depths: FloatArray


def gauge_rainfall(
    gauges: Sequence[GaugeSeries],
    grid: Grid,
    *,
    method: str,
    block: float = 500.0,
    variogram: Variogram = FITTED,
    end: float = math.inf,
) -> Rainfall:
    """Rain between gauges.

    Parameters
    ----------
    gauges
        At least one.
    grid
        Grid of the run.
    method
        "nearest", "inverse-distance" with the square of the distance, or "kriging".
    variogram
        Of the kriging; a range of zero is fitted to the totals of the gauges.
    block
        Edge of the blocks that share an interpolated series [m].
    end
        End of the run [s]; what the gauges say or keep from us after it does not count.

    Raises
    ------
    InputError
        If no gauge tells of an interval, or kriging has too little to go by.

    Notes
    -----
    All weights sum to one and none is negative, so even rain at the gauges is even everywhere. Outside its
    record and where a value is missing a gauge is silent, not dry: the others carry that interval.
    """
    edges = np.unique(np.concatenate([g.edges for g in gauges]))
    if edges[0] < end < edges[-1]:
        edges = np.append(edges[edges < end], end)
    rates = np.stack([_on_edges(g, edges) for g in gauges], axis=1)
    heard = np.isfinite(rates)
    _check_heard(heard, edges)
    patterns, which = np.unique(heard, axis=0, return_inverse=True)
    which = which.ravel()
    places = np.array([[g.x, g.y] for g in gauges])
    if method == "nearest":
        rain = _nearest(edges, rates, patterns, which, places, grid)
    else:
        zone, centres = blocks_of(grid, block)
        if method == "kriging":
            variogram = _fitted(variogram, gauges, rates, heard, edges, places)
        intensity = np.empty((rates.shape[0], len(centres)))
        for number, pattern in enumerate(patterns):
            names = tuple(g.name for g, there in zip(gauges, pattern, strict=True) if there)
            weights = (
                np.ones((len(centres), 1))
                if len(names) == 1 < len(gauges)
                else _weights(places[pattern], centres, method, variogram, names)
            )
            intensity[which == number] = rates[which == number][:, pattern] @ weights.T
        rain = Rainfall(edges=edges, intensity=intensity, zone=zone)
    silent = (~heard * np.diff(edges)[:, None]).sum(axis=0)
    carried = tuple((g.name, float(s)) for g, s in zip(gauges, silent, strict=True) if s > 0.0)
    return checked_rain(replace(rain, carried=carried))


def _weights(
    places: FloatArray, centres: FloatArray, method: str, variogram: Variogram, names: tuple[str, ...]
) -> FloatArray:
    """Shares of some gauges in the rain of each block, shape (blocks, gauges)."""
    if method == "kriging":
        return kriging_weights(places, centres, variogram, names=names)
    squares = ((centres[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    weights = 1.0 / np.maximum(squares, 1e-6)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _fitted(
    variogram: Variogram,
    gauges: Sequence[GaugeSeries],
    rates: FloatArray,
    heard: NDArray[np.bool_],
    edges: FloatArray,
    places: FloatArray,
) -> Variogram:
    """The variogram as stated, or fitted to the rain of the time in which all gauges tell."""
    if variogram.reach > 0.0:
        return variogram
    names = tuple(gauge.name for gauge in gauges)
    together = heard.all(axis=1)
    if not together.any():
        raise InputError(
            f"the gauges {', '.join(names)} never tell at the same time, so no variogram can be fitted to "
            "their totals; state rain.range_m"
        )
    totals = 1e3 * (rates * np.diff(edges)[:, None])[together].sum(axis=0)
    return fitted_variogram(places, totals, model=variogram.model, nugget=variogram.nugget, names=names)


def _nearest(
    edges: FloatArray,
    rates: FloatArray,
    patterns: NDArray[np.bool_],
    which: NDArray[np.int64],
    places: FloatArray,
    grid: Grid,
) -> Rainfall:
    """Each cell takes the nearest gauge that tells; cells that always take the same share a zone."""
    code = np.zeros(grid.shape, np.int64)
    taken = np.empty((0, 1), np.int64)
    for pattern in patterns:
        own = np.flatnonzero(pattern)[_nearest_place(places[pattern], grid)]
        pair = code * len(places) + own
        used, code = np.unique(pair, return_inverse=True)
        code = code.reshape(grid.shape)
        earlier = taken[:, used // len(places)] if taken.size else np.empty((0, used.size), np.int64)
        taken = np.vstack([earlier, used % len(places)])
    intensity = np.take_along_axis(rates, taken[which], axis=1)
    return Rainfall(edges=edges, intensity=intensity, zone=code.astype(np.int32))


def _nearest_place(places: FloatArray, grid: Grid) -> NDArray[np.int64]:
    """Index of the nearest place of each cell."""
    nearest = np.zeros(grid.shape, dtype=np.int64)
    least = np.full(grid.shape, np.inf)
    for index, (x, y) in enumerate(places):
        square = (grid.y[:, None] - y) ** 2 + (grid.x[None, :] - x) ** 2
        closer = square < least
        nearest[closer] = index
        least[closer] = square[closer]
    return nearest


def _on_edges(gauge: GaugeSeries, edges: FloatArray) -> FloatArray:
    """Rates of a gauge [m/s] on finer edges; NaN outside its record."""
    rates = np.append(gauge.depths * 1e-3 / np.diff(gauge.edges), np.nan)
    middles = 0.5 * (edges[1:] + edges[:-1])
    at = np.searchsorted(gauge.edges, middles, side="right") - 1
    return np.asarray(np.where(at >= 0, rates[np.clip(at, 0, rates.size - 1)], np.nan))


def _check_heard(heard: NDArray[np.bool_], edges: FloatArray) -> None:
    """Refuse a time of which no gauge tells."""
    silent = ~heard.any(axis=1)
    if silent.any():
        at = int(np.argmax(silent))
        raise InputError(
            f"no gauge tells the rain from {edges[at] / HOUR:g} to {edges[at + 1] / HOUR:g} h; missing rain "
            "is not dry weather: state 0 where it was dry"
        )
