"""Residual fields on nodes and their interpolation to buildings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from census.errors import InputError
from models.seismic.residuals.correlation import attainable, cross_correlation, lower_factor, range_km
from models.seismic.residuals.kernels import Update, correlation_factor, kriging_weights
from models.seismic.residuals.nodes import Nodes, choose_nodes

Floats = NDArray[np.float64]

FARTHEST = 600_000.0
"""Distance from the buildings beyond which a station is taken for misplaced [m]."""

MOST_NEIGHBOURS = 32
"""Nodes that a building is interpolated from at most; more add work and no accuracy."""


@dataclass(frozen=True)
class ResidualFields:
    """Law of the residuals within an event, in units of their standard deviation.

    The residual of measure a at building i is sum_j weight[a, i, j] z[a, index[i, j]] + nugget[a, i] N with
    an own standard normal N, and has a variance of one. The values at the nodes are
    z[a] = factors[a] sum_b node_cross[a, b] N[b] with standard normals N[b] on the nodes.

    Parameters
    ----------
    measures
        Names of the q measures.
    node_x, node_y
        Nodes, those of stations last, shape (k,) [m].
    factors
        Lower factors of the correlation of the nodes, each F F' = exp(-3 h / b), shape (q, k, k).
    cross
        Lower factor of the correlation of the measures, which is that between events, shape (q, q).
    node_cross
        Lower factor of the correlation that the normals of the nodes need so that the fields have it at one
        place although their ranges differ, shape (q, q).
    index
        Nodes of each building, shape (n, m), int32.
    weight
        Their weights, shape (q, n, m), float32 [-].
    nugget
        Standard deviation of what the nodes do not tell of a building, shape (q, n), float32 [-].
    ranges
        b of each measure, shape (q,) [m].
    station_node
        Node of each station, shape (s,).
    update
        What stations said, None before; see `condition`.
    """

    measures: tuple[str, ...]
    node_x: Floats
    node_y: Floats
    factors: Floats
    cross: Floats
    node_cross: Floats
    index: NDArray[np.int32]
    weight: NDArray[np.float32]
    nugget: NDArray[np.float32]
    ranges: Floats
    station_node: NDArray[np.int64]
    update: Update | None = None


def build_fields(
    x: Floats,
    y: Floats,
    measures: Sequence[str],
    *,
    nodes: int = 1200,
    neighbours: int = 8,
    clustered: bool = True,
    stations_xy: Floats | None = None,
) -> ResidualFields:
    """Residual fields over some buildings.

    Parameters
    ----------
    x, y
        Buildings, shape (n,) [m].
    measures
        Names of the q measures.
    nodes
        Most nodes beside the stations. Where the buildings stand on no more sites than that, the nodes are
        the sites and nothing is interpolated.
    neighbours
        Nodes that a building is interpolated from.
    clustered
        Whether velocities of the ground are alike over long distances; see `range_km`.
    stations_xy
        Stations, each a node, shape (s, 2) [m].

    Raises
    ------
    InputError
        If coordinates are missing or differ in number, a measure has no known correlation or stands twice,
        a station is far outside or a count makes no sense.

    Notes
    -----
    Weights are those of simple kriging from the nearest nodes, w = K^-1 k, with nugget^2 = 1 - w' K w of the
    rounded weights, so interpolation loses no variance. Fields of different ranges made from the same normals
    are less correlated than these; `node_cross` makes up for it in the mean over the nodes. What is left
    varies with the place: by a standard deviation of 0.5 % (clustered) or 2 % of the correlation of two
    measures, most at the nodes drawn first, which are the first rows of the grid and never stations.
    """
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    stations = np.zeros((0, 2)) if stations_xy is None else np.asarray(stations_xy, np.float64).reshape(-1, 2)
    _check(x, y, tuple(measures), nodes, neighbours)
    _check_stations(x, y, stations)
    ranges = np.array([1000.0 * range_km(measure, clustered=clustered) for measure in measures])
    chosen = choose_nodes(x, y, nodes, stations)
    factors = _factors(chosen, ranges)
    correlation = cross_correlation(measures)
    index, weight, nugget = _interpolation(x, y, chosen, ranges, neighbours)
    return ResidualFields(
        measures=tuple(measures),
        node_x=chosen.x,
        node_y=chosen.y,
        factors=factors,
        cross=lower_factor(correlation),
        node_cross=lower_factor(attainable(correlation / shared_variance(factors, ranges))),
        index=index,
        weight=weight,
        nugget=nugget,
        ranges=ranges,
        station_node=chosen.station,
    )


def shared_variance(factors: Floats, ranges: Floats) -> Floats:
    """Mean correlation at one place of fields made from the same normals with two factors, shape (q, q).

    Parameters
    ----------
    factors, ranges
        Of the q measures, shapes (q, k, k) and (q,).
    """
    count = len(ranges)
    shared = np.ones((count, count))
    for one in range(count):
        for two in range(one):
            if ranges[one] != ranges[two]:
                together = float(np.einsum("ij,ij->", factors[one], factors[two])) / factors.shape[1]
                shared[one, two] = shared[two, one] = together
    return shared


def _factors(nodes: Nodes, ranges: Floats) -> Floats:
    """Lower factors of the correlation of the nodes, shape (q, k, k)."""
    factors = np.empty((len(ranges), len(nodes.x), len(nodes.x)))
    done: dict[float, int] = {}
    for row, reach in enumerate(ranges.tolist()):
        if reach in done:
            factors[row] = factors[done[reach]]
        else:
            correlation_factor(nodes.x, nodes.y, reach, factors[row])
            done[reach] = row
    return factors


def _interpolation(
    x: Floats, y: Floats, nodes: Nodes, ranges: Floats, neighbours: int
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
    """Nodes, weights and nuggets of the buildings: shapes (n, m), (q, n, m), (q, n)."""
    if nodes.site is not None:
        index = nodes.site[:, None].astype(np.int32)
        ones = np.ones((len(ranges), len(x), 1), np.float32)
        return index, ones, np.zeros(ones.shape[:2], np.float32)
    tree = cKDTree(np.column_stack([nodes.x, nodes.y]))
    count = min(neighbours, len(nodes.x))
    _, found = tree.query(np.column_stack([x, y]), k=count)
    index = np.ascontiguousarray(found.reshape(len(x), count), np.int32)
    weight = np.empty((len(ranges), len(x), count), np.float32)
    nugget = np.empty((len(ranges), len(x)), np.float32)
    done: dict[float, int] = {}
    for row, reach in enumerate(ranges.tolist()):
        if reach in done:
            weight[row], nugget[row] = weight[done[reach]], nugget[done[reach]]
        else:
            kriging_weights(x, y, nodes.x, nodes.y, index, reach, weight[row], nugget[row])
            done[reach] = row
    return index, weight, nugget


def _check(x: Floats, y: Floats, measures: tuple[str, ...], nodes: int, neighbours: int) -> None:
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise InputError(
            f"buildings: x has shape {x.shape}, y {y.shape}; one row of each is needed, not empty"
        )
    missing = ~(np.isfinite(x) & np.isfinite(y))
    if missing.any():
        raise InputError(
            f"building {int(np.argmax(missing)) + 1} has no coordinates ({int(missing.sum())} such buildings)"
        )
    if not measures or len(set(measures)) < len(measures):
        raise InputError(f"measures are {', '.join(measures) or 'none'}; at least one is needed, each once")
    if nodes < 4:
        raise InputError(f"nodes is {nodes}; 4 or more are needed")
    if not 1 <= neighbours <= MOST_NEIGHBOURS:
        raise InputError(f"neighbours is {neighbours}; 1 to {MOST_NEIGHBOURS} is needed")


def _check_stations(x: Floats, y: Floats, stations: Floats) -> None:
    east = np.maximum(np.maximum(x.min() - stations[:, 0], stations[:, 0] - x.max()), 0.0)
    north = np.maximum(np.maximum(y.min() - stations[:, 1], stations[:, 1] - y.max()), 0.0)
    wrong = ~(np.hypot(east, north) <= FARTHEST)
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(
            f"station {first + 1} stands at ({stations[first, 0]:.0f}, {stations[first, 1]:.0f}), the "
            f"buildings between ({x.min():.0f}, {y.min():.0f}) and ({x.max():.0f}, {y.max():.0f}); at most "
            f"{FARTHEST / 1000:.0f} km from them is needed"
        )
