"""Expected damage and loss in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from census.errors import InputError
from models.typhoon.damage.curves import Curves, built_in_curves
from models.typhoon.damage.objects import CURVES, Objects

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Damage:
    """Expected damage of n rows of things.

    Parameters
    ----------
    objects
        The things.
    curves
        Fragility that was used.
    gust
        3-second gust at the height of the things, over their own ground; its mean where there were several,
        shape (n,) [m/s].
    probability
        Of each state, the intact one first, shape (n, k + 1) [-]; each row adds up to one.
    loss
        Expected, shape (n,) [yuan].
    """

    objects: Objects
    curves: Curves
    gust: FloatArray
    probability: FloatArray
    loss: FloatArray

    @property
    def expected(self) -> FloatArray:
        """Expected number of things in each state, in the unit of the kind, shape (n, k + 1)."""
        return np.asarray(self.objects.count[:, None] * self.probability)

    @property
    def reached(self) -> FloatArray:
        """Probability of each state or a worse one, shape (n, k)."""
        return np.asarray(np.cumsum(self.probability[:, :0:-1], axis=1)[:, ::-1])

    @property
    def status(self) -> str:
        """Whether anything in it is unverified."""
        both = (self.objects.status, self.curves.status)
        return "unverified" if "unverified" in both else "verified"


def damage_of(
    objects: Objects,
    gust: NDArray[np.floating],
    *,
    curves: Curves | None = None,
    spread: float = 0.0,
    weights: NDArray[np.floating] | None = None,
) -> Damage:
    """Damage of things by the gust they meet.

    Parameters
    ----------
    objects
        n rows of things.
    gust
        Greatest 3-second gust at the height of the things over their own ground, shape (n,), or (m, n) for m
        members of an ensemble [m/s].
    curves
        Fragility; by default the table beside the model that belongs to the kind.
    spread
        Standard deviation of the logarithm of the gust about what is given [-].
    weights
        Weights of the members, shape (m,); equal unless given.

    Raises
    ------
    InputError
        If the gusts do not fit the things, are missing or negative, or a class has no curve.

    Notes
    -----
    P(state >= k) = Phi((ln v - ln median_k) / sqrt(beta_k^2 + spread^2)); where curves of one class cross,
    the worse state is no likelier than the lesser. The loss is value * sum_k P(k) loss_k.
    """
    used = built_in_curves(CURVES[objects.kind]) if curves is None else curves
    winds = _checked(objects, np.atleast_2d(np.asarray(gust, dtype=np.float64)))
    share = _shares(len(winds), weights)
    row = used.rows_of(objects.cls) if objects.size else np.empty(0, dtype=np.int64)
    beta = np.sqrt(used.beta[row] ** 2 + spread**2)
    reached = np.zeros((objects.size, len(used.states)))
    with np.errstate(divide="ignore"):
        for part, wind in zip(share, winds, strict=True):
            z = (np.log(wind)[:, None] - used.ln_median[row]) / beta
            reached += part * np.minimum.accumulate(ndtr(z), axis=1)
    full = np.concatenate([np.ones((objects.size, 1)), reached, np.zeros((objects.size, 1))], axis=1)
    probability = np.maximum(full[:, :-1] - full[:, 1:], 0.0)
    loss = objects.value * np.sum(probability[:, 1:] * used.loss[row], axis=1)
    return Damage(objects, used, share @ winds, probability, loss)


def _checked(objects: Objects, winds: FloatArray) -> FloatArray:
    if winds.ndim != 2 or winds.shape[1] != objects.size:
        raise InputError(
            f"{objects.size} rows of {objects.kind} and gusts of shape {winds.shape}; each row needs one "
            "gust (of each member)"
        )
    bad = np.flatnonzero(~np.all((winds >= 0.0) & np.isfinite(winds), axis=0))
    if len(bad):
        raise InputError(
            f"{objects.kind} {objects.key[bad[0]]!r}: gust {winds[:, bad[0]].min():g} m/s; a number from 0 "
            f"on is needed ({len(bad)} such rows)"
        )
    return winds


def _shares(members: int, weights: NDArray[np.floating] | None) -> FloatArray:
    if weights is None:
        return np.full(members, 1.0 / members)
    share = np.asarray(weights, dtype=np.float64)
    if share.shape != (members,) or not (np.all(share >= 0.0) and share.sum() > 0.0):
        raise InputError(
            f"weights of shape {share.shape} for {members} members of gusts; one of at least 0 for each is "
            "needed, not all 0"
        )
    return np.asarray(share / share.sum())
