"""Draws of the residuals, each keyed by seed, realisation and node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.residuals.conditioning import Conditioned
from models.seismic.residuals.fields import ResidualFields
from models.seismic.residuals.kernels import Prior, Update, fill_between, fill_nodes

Floats = NDArray[np.float64]

LARGEST_REALISATION = 2**32
"""A counter has 32 bits for the number of a realisation."""


def sample_nodes(fields: ResidualFields, seed: int, first: int, count: int) -> Floats:
    """Values at the nodes.

    Parameters
    ----------
    fields
        Their law.
    seed
        Seed of the run.
    first, count
        First realisation and how many; a realisation is the same whatever others are asked for, and whatever
        the number of threads.

    Returns
    -------
    numpy.ndarray
        Shape (q, k, count), in standard deviations [-]. For fields that stations have conditioned this is the
        deviation from their `shift_nodes`.

    Notes
    -----
    Philox4x32-10 (Salmon et al. 2011) takes the seed as key and (pair of nodes, realisation, measure, stream)
    as counter; two of its four words make a uniform of 53 bits, and two uniforms two normals (Box-Muller).
    """
    _check(first, count)
    measures, nodes = fields.factors.shape[:2]
    out = np.empty((measures, nodes, count))
    if count:
        prior = Prior(fields.factors, fields.node_cross)
        update = fields.update if fields.update is not None else _no_update(measures, nodes)
        fill_nodes(_key(seed), prior, update, first, out)
    return out


def sample_between(cross: Floats, seed: int, first: int, count: int) -> Floats:
    """Residuals between events.

    Parameters
    ----------
    cross
        Factor of the correlation of the measures, shape (q, q).
    seed, first, count
        As of `sample_nodes`.

    Returns
    -------
    numpy.ndarray
        Shape (q, count), in standard deviations [-].
    """
    _check(first, count)
    out = np.empty((len(cross), count))
    fill_between(_key(seed), np.ascontiguousarray(cross, np.float64), first, out)
    return out


def sample_residuals(
    law: ResidualFields | Conditioned, seed: int, first: int, count: int
) -> tuple[Floats, Floats]:
    """Residuals between events and at the nodes, whether stations have conditioned them or not.

    Parameters
    ----------
    law
        Fields, or what stations made of them.
    seed, first, count
        As of `sample_nodes`.

    Returns
    -------
    tuple
        Between events, shape (q, count), and within at the nodes, shape (q, k, count), means included.
    """
    if isinstance(law, ResidualFields):
        return sample_between(law.cross, seed, first, count), sample_nodes(law, seed, first, count)
    between = sample_between(law.fields.cross, seed, first, count)
    between *= law.between_sd[:, None]
    between += law.between_mean[:, None]
    nodes = sample_nodes(law.fields, seed, first, count)
    nodes += law.shift_nodes[:, :, None]
    return between, nodes


def _key(seed: int) -> np.uint64:
    return np.uint64(seed % 2**64)


def _check(first: int, count: int) -> None:
    if first < 0 or count < 0 or first + count > LARGEST_REALISATION:
        raise InputError(
            f"realisations {first} to {first + count} are asked for; 0 to {LARGEST_REALISATION} is what "
            "there is"
        )


def _no_update(measures: int, nodes: int) -> Update:
    none, empty = np.zeros(0, np.int64), np.zeros(0)
    return Update(np.zeros((measures, nodes, 0)), none, none, empty, empty, empty, np.zeros((measures,) * 2))
