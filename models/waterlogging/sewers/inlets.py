"""What street gullies let into the sewer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

GRAVITY = 9.80665


@dataclass(frozen=True)
class InletForm:
    """Size and coefficients of one gully.

    Parameters
    ----------
    perimeter
        Length over which water falls in [m]: a grate of 0.75 m x 0.45 m with one long side at the curb.
    area
        Clear opening [m2].
    weir
        Coefficient of the weir in Q = weir P d^1.5 [m0.5 s-1]. 1.66 in SI units is that of a grate in a
        sag, FHWA HEC-22 (2009), equation 4-26.
    orifice
        Discharge coefficient of the opening [-], 0.67 ibid., equation 4-27.

    Notes
    -----
    Coefficients, size and clear share are unverified for the gullies of a street; a study states its own.
    """

    perimeter: float = 1.65
    area: float = 0.15
    weir: float = 1.66
    orifice: float = 0.67


def capture(depth: Values, form: InletForm) -> Values:
    """Flow from the street into one gully whose pipe takes it [m3/s].

    Parameters
    ----------
    depth
        Depth of water on the street, shape (m,) [m].
    form
        The gully.

    Returns
    -------
    numpy.ndarray
        Shape (m,), 0 where the street is dry.

    Notes
    -----
    The lesser of weir and orifice: shallow water falls over the edge of the grate, deep water is throttled
    by its opening.
    """
    deep = np.maximum(depth, 0.0)
    weir = form.weir * form.perimeter * deep**1.5
    orifice = form.orifice * form.area * np.sqrt(2.0 * GRAVITY * deep)
    return np.asarray(np.minimum(weir, orifice))
