"""Moments of the residuals at buildings in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from threadpoolctl import threadpool_limits

from models.seismic.residuals.conditioning import LEAST_ERROR, Conditioned, node_covariance
from models.seismic.residuals.fields import ResidualFields, shared_variance

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

BLOCK = 4096
"""Buildings worked on together; bounds the memory."""


def pair_correlation(
    fields: ResidualFields,
    one: tuple[str, Indices],
    two: tuple[str, Indices],
) -> Floats:
    """Correlation of the residuals within an event of pairs of different buildings, before any reading.

    Parameters
    ----------
    fields
        Their law.
    one, two
        Measure and p buildings of either side.

    Returns
    -------
    numpy.ndarray
        Shape (p,) [-]; what the nodes give, without nuggets, which different buildings do not share.
    """
    rows = [fields.measures.index(measure) for measure, _ in (one, two)]
    mixed = float(fields.node_cross[rows[0]] @ fields.node_cross[rows[1]])
    out = np.empty(len(one[1]))
    for start in range(0, len(out), BLOCK // 16):
        part = slice(start, start + BLOCK // 16)
        left, right = (
            np.einsum(
                "pm,pmk->pk",
                fields.weight[row, which[part]].astype(np.float64),
                fields.factors[row][fields.index[which[part]]],
            )
            for row, (_, which) in zip(rows, (one, two), strict=True)
        )
        out[part] = mixed * np.einsum("pk,pk->p", left, right)
    return out


def collocated_correlation(fields: ResidualFields) -> Floats:
    """Correlation of the measures at one place in the fields, mean over the nodes, shape (q, q) [-]."""
    shared = shared_variance(fields.factors, fields.ranges)
    return np.asarray(shared * (fields.node_cross @ fields.node_cross.T))


def residual_moments(
    law: ResidualFields | Conditioned, between: Floats, within: Floats
) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the whole residual at the buildings.

    Parameters
    ----------
    law
        Fields, or what stations made of them.
    between, within
        Standard deviations at the buildings, shape (q, n).

    Returns
    -------
    tuple
        Mean and standard deviation in the unit of `within`, each of shape (q, n).

    Notes
    -----
    Given r, the variance is t^2 S_B + 2 t f w' c + f^2 (w' P w + nugget^2) with the variance S_B of the
    event, c = -G H_B S_B and P = K - K H' (H K H' + R)^-1 H K + G H_B S_B H_B' G'.
    """
    if isinstance(law, ResidualFields):
        return np.zeros_like(within), np.hypot(between, within)
    # Threads of the linear algebra would change the last bits of the answer.
    with threadpool_limits(1, user_api="blas"):
        return _after(law, between, within)


def _after(law: Conditioned, between: Floats, within: Floats) -> tuple[Floats, Floats]:
    update = law.fields.update
    assert update is not None  # `condition` sets it
    cov = node_covariance(law.fields, update.measure, update.node) * update.within
    rows = np.arange(len(update.node))
    field = update.within[:, None] * cov[update.measure, update.node][:, rows]
    total = update.within**2 + update.between**2
    field[rows, rows] += update.error**2 + LEAST_ERROR * total
    lower = linalg.cholesky(field, lower=True)
    # H_B L with the event's factor L.
    event = update.between[:, None] * update.event[update.measure]
    mean, spread = np.empty_like(within), np.empty_like(within)
    for a in range(len(within)):
        known = linalg.solve_triangular(lower, cov[a].T, lower=True).T
        pulled = update.gain[a] @ event
        parts = np.column_stack([law.shift_nodes[a], pulled, known])
        _moments(law, a, parts, between[a], within[a], mean[a], spread[a])
    return mean, spread


def _moments(
    law: Conditioned, a: int, parts: Floats, between: Floats, within: Floats, mean: Floats, spread: Floats
) -> None:
    """Moments of one measure, by blocks of buildings; `parts` are shift, event and known of the nodes."""
    fields, update = law.fields, law.fields.update
    assert update is not None
    measures = len(fields.measures)
    for start in range(0, len(mean), BLOCK):
        part = slice(start, start + BLOCK)
        index, weight = fields.index[part], fields.weight[a, part].astype(np.float64)
        at = np.zeros((len(index), parts.shape[1]))
        for j in range(index.shape[1]):
            at += weight[:, j, None] * parts[index[:, j]]
        shift, pulled, known = at[:, 0], at[:, 1 : measures + 1], at[:, measures + 1 :]
        tau, phi = between[part], within[part]
        mean[part] = tau * law.between_mean[a] + phi * shift
        event = tau[:, None] * update.event[a] - phi[:, None] * pulled
        field = np.maximum(1.0 - (known**2).sum(axis=1), 0.0)
        spread[part] = np.sqrt((event**2).sum(axis=1) + phi**2 * field)
