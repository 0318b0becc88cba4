"""Expected damage in closed form."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from models.seismic.damage.integral.kernels import share_reached
from models.seismic.fragility.sets import FragilitySet, MatrixSet

FloatArray = NDArray[np.float64]


def expected_grades(
    curves: FragilitySet | MatrixSet, cls: NDArray[np.int32], mean: FloatArray, variance: FloatArray
) -> FloatArray:
    """Probability of each grade of each building, over the scatter of motion and resistance.

    Parameters
    ----------
    curves
        Set whose classes `cls` names.
    cls
        Class of each building, shape (n,).
    mean
        Median motion, shape (n,) [ln of the measure; intensity itself].
    variance
        Variance of the motion about it, shape (n,): tau^2 + phi^2, or 0 for a map of median motion.

    Returns
    -------
    ndarray
        Shape (n, 5) [-]; each row adds up to one.

    Notes
    -----
    Curves: P(grade >= k) = Phi((mu - ln median_k) / sqrt(beta^2 + sigma^2)). Matrices: the integral of
    Phi(z_k(I)) over a normal intensity, by the trapezoidal rule.
    """
    if isinstance(curves, FragilitySet):
        spread = np.sqrt(curves.beta[cls] ** 2 + variance)
        reached = ndtr((mean[:, None] - curves.ln_median[cls]) / spread[:, None])
    else:
        table = curves.table
        reached = np.empty((len(mean), 4))
        share_reached(table.quantile, table.start, table.step, cls, mean, np.sqrt(variance), reached)
    full = np.concatenate([np.ones((len(mean), 1)), reached, np.zeros((len(mean), 1))], axis=1)
    return np.asarray(np.maximum(full[:, :-1] - full[:, 1:], 0.0))
