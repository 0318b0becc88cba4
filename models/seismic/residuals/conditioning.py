"""Residuals after stations have recorded an earthquake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import linalg
from threadpoolctl import threadpool_limits

from census.errors import InputError
from models.seismic.motion.prediction import Motion
from models.seismic.residuals.correlation import lower_factor
from models.seismic.residuals.fields import ResidualFields
from models.seismic.residuals.kernels import Update

Floats = NDArray[np.float64]

LEAST_ERROR = 1e-8
"""Share of the variance of a residual that every reading is allowed to be off by [-]: two readings of one
place then weigh alike instead of making the system singular."""

LEAST_VARIANCE = 1e-300
"""Variance left to an event that readings tell whole [-]: it only keeps its root from dividing by 0."""

MOST_DEVIATIONS = 8.0
"""Standard deviations between reading and median beyond which a reading is taken for a mistake [-]."""


@dataclass(frozen=True)
class Conditioned:
    """Residuals given what stations recorded.

    With B and z from `sample_residuals`, a building has the residual
    between * B + within * (weight . z + nugget N); at a station that is the reading less the median.

    Parameters
    ----------
    fields
        Fields whose draws are the deviations from `shift_nodes`, together with those of the event, and whose
        `cross` is the factor of the correlation that is left of the event's residuals.
    shift_nodes
        Mean of the nodes, shape (q, k), in standard deviations within an event [-].
    between_mean, between_sd
        Of the event's residuals, shape (q,), in standard deviations between events [-].
    """

    fields: ResidualFields
    shift_nodes: Floats
    between_mean: Floats
    between_sd: Floats


class _Readings(NamedTuple):
    """s readings: where (measure, node), what (deviation from the median) and the scatter, each (s,)."""

    measure: NDArray[np.int64]
    node: NDArray[np.int64]
    deviation: Floats
    between: Floats
    within: Floats
    error: Floats


def condition(
    fields: ResidualFields, motion: Motion, observed: ArrayLike, *, error: ArrayLike = 0.0
) -> Conditioned:
    """Condition residual fields on recorded motion.

    Parameters
    ----------
    fields
        Fields built with these stations (`stations_xy`).
    motion
        Predicted motion at the stations, of the same measures.
    observed
        Recorded motion in the unit of `motion.median`, shape (q, stations); NaN where nothing was recorded.
    error
        Standard deviation of the readings in that unit, broadcast to the shape of `observed`.

    Raises
    ------
    InputError
        If shapes or measures differ, nothing was recorded, or a reading lies so far from the median that
        it must be a mistake of unit or place.

    Notes
    -----
    The event's residuals B come first: with S = H_B C H_B' + H_z K H_z' + R they have the mean C H_B' S^-1 r
    and the covariance C - C H_B' S^-1 H_B C. Given them, the nodes have the mean G (r - H_B B) with
    G = K H_z' (H_z K H_z' + R)^-1 (Worden et al. 2018; Engler et al. 2022). The draws of the nodes take the
    draw of B along, so what is uncertain of the event cancels at the stations. Beyond the factors only
    K H_z', shape (q, k, readings), is held; no matrix over the buildings is ever made.

    References
    ----------
    Worden, C. B., Thompson, E. M., Baker, J. W., Bradley, B. A., Luco, N., Wald, D. J. (2018). Spatial and
    spectral interpolation of ground-motion intensity measure observations. BSSA 108, 866-875.
    Engler, D. T., Worden, C. B., Thompson, E. M., Jaiswal, K. S. (2022). Partitioning ground motion
    uncertainty when conditioned on station data. BSSA 112, 1060-1079.
    """
    # Threads of the linear algebra would change the last bits of the answer.
    with threadpool_limits(1, user_api="blas"):
        return _conditioned(fields, _readings(fields, motion, np.asarray(observed, np.float64), error))


def _conditioned(fields: ResidualFields, readings: _Readings) -> Conditioned:
    nodes_to_readings = node_covariance(fields, readings.measure, readings.node) * readings.within
    rows = np.arange(len(readings.node))
    field = readings.within[:, None] * nodes_to_readings[readings.measure, readings.node][:, rows]
    total = readings.within**2 + readings.between**2
    field[rows, rows] += readings.error**2 + LEAST_ERROR * total
    # H_B C: covariance of readings and events.
    correlation = fields.cross @ fields.cross.T
    event = readings.between[:, None] * correlation[readings.measure]
    whole = field + event[:, readings.measure] * readings.between
    solved = linalg.solve(whole, np.column_stack([event, readings.deviation]), assume_a="pos")
    mean = event.T @ solved[:, -1]
    left = correlation - event.T @ solved[:, :-1]
    spread = np.sqrt(np.maximum(np.diag(left), LEAST_VARIANCE))
    factor = lower_factor(left / np.outer(spread, spread))
    flat = nodes_to_readings.reshape(-1, len(rows))
    gain = linalg.solve(field, flat.T, assume_a="pos").T.reshape(nodes_to_readings.shape)
    rest = readings.deviation - readings.between * mean[readings.measure]
    update = Update(
        gain=np.ascontiguousarray(gain),
        measure=readings.measure,
        node=readings.node,
        within=readings.within,
        between=readings.between,
        error=readings.error,
        event=spread[:, None] * factor,
    )
    return Conditioned(replace(fields, cross=factor, update=update), gain @ rest, mean, spread)


def node_covariance(fields: ResidualFields, measure: NDArray[np.int64], node: NDArray[np.int64]) -> Floats:
    """Covariance of all nodes, before any reading, with some of them.

    Parameters
    ----------
    fields
        Their law.
    measure, node
        The s measures and nodes, shape (s,).

    Returns
    -------
    numpy.ndarray
        Shape (q, k, s) [-].
    """
    count, size = fields.factors.shape[:2]
    mixed = fields.node_cross @ fields.node_cross.T
    out = np.empty((count, size, len(node)))
    for other in np.unique(measure):
        here = measure == other
        rows = fields.factors[other][node[here]]
        for one in range(count):
            out[one][:, here] = mixed[one, other] * (fields.factors[one] @ rows.T)
    return out


def _readings(fields: ResidualFields, motion: Motion, observed: Floats, error: ArrayLike) -> _Readings:
    """Readings that are there, checked."""
    shape = (len(fields.measures), len(fields.station_node))
    if tuple(motion.measures) != fields.measures:
        raise InputError(f"stations have {', '.join(motion.measures)}, fields {', '.join(fields.measures)}")
    if observed.shape != shape or np.shape(motion.median) != shape:
        raise InputError(
            f"readings have shape {observed.shape}, the motion at the stations {np.shape(motion.median)}; "
            f"{shape} (measures, stations of the fields) is needed"
        )
    if fields.update is not None:
        raise InputError("the fields are conditioned already; give all readings at once")
    errors = np.broadcast_to(np.asarray(error, np.float64), shape)
    measure, station = np.nonzero(~np.isnan(observed))
    if not len(measure):
        raise InputError("no station has a reading of any measure in use")
    at = measure, station
    deviation = observed[at] - motion.median[at]
    between, within = motion.between[at], motion.within[at]
    allowed = MOST_DEVIATIONS * np.sqrt(between**2 + within**2 + errors[at] ** 2)
    wrong = ~((within > 0.0) & (errors[at] >= 0.0) & (np.abs(deviation) <= allowed))
    if wrong.any():
        first = int(np.argmax(wrong))
        name, place = fields.measures[measure[first]], int(station[first]) + 1
        raise InputError(
            f"station {place}: {name} is {observed[at][first]:.3f} where {motion.median[at][first]:.3f} is "
            f"expected with scatter {within[first]:.3f} and error {errors[at][first]:.3f} (logarithms but "
            f"for INT); at most {MOST_DEVIATIONS:g} standard deviations apart and positive scatter are needed"
        )
    node = fields.station_node[station]
    return _Readings(measure, node, deviation, between, within, np.ascontiguousarray(errors[at]))
