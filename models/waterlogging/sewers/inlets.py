"""What a street inlet lets into the sewer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

GRAVITY = 9.80665


@dataclass(frozen=True)
class InletForm:
    """Size and coefficients of the gullies of one node.

    Parameters
    ----------
    perimeter
        Length over which water falls into the gullies of a node [m].
    area
        Their clear opening [m2].
    weir
        Coefficient of the weir in Q = weir P d^1.5 [m0.5 s-1]. 1.66 in SI units is that of a grate in a
        sag, FHWA HEC-22 (2009), equation 4-26.
    orifice
        Discharge coefficient of the opening [-], 0.67 ibid., equation 4-27.
    return_area, return_orifice
        Opening [m2] and discharge coefficient [-] of what comes back up: the throats of the gully pipes and
        the gap of a cover. 0.07 m2 are four pipes of 150 mm. Wide openings make the exchange stiffer than
        the engine's iterations follow: at steps of 10 s, 0.25 m2 swings about the head of theory.

    Notes
    -----
    The census says where the nodes are, not how many gullies hang on each: perimeter and areas are
    unverified, and a study of a real street states its own.
    """

    perimeter: float = 3.6
    area: float = 0.6
    weir: float = 1.66
    orifice: float = 0.67
    return_area: float = 0.07
    return_orifice: float = 0.67

    @property
    def return_coefficient(self) -> float:
        """Q / sqrt(head) of what comes back up [m2.5 s-1]."""
        return self.return_orifice * self.return_area * float(np.sqrt(2.0 * GRAVITY))


def capture(depth: Values, drop: Values, form: InletForm) -> Values:
    """Flow from the street into nodes [m3/s].

    Parameters
    ----------
    depth
        Depth of water on the street, shape (m,) [m].
    drop
        Water level on the street above the head in the node, or above the gully where the head is lower,
        shape (m,) [m].
    form
        The gullies of each node.

    Returns
    -------
    numpy.ndarray
        Shape (m,), 0 where the street is dry or the node stands higher.

    Notes
    -----
    The lesser of weir and orifice: shallow water falls over the edge of the grate, deep water is throttled
    by its opening; a head in the node above the gully takes its part of the drop away.
    """
    deep = np.maximum(depth, 0.0)
    fall = np.clip(drop, 0.0, deep)
    weir = form.weir * form.perimeter * deep * np.sqrt(fall)
    orifice = form.orifice * form.area * np.sqrt(2.0 * GRAVITY * fall)
    return np.asarray(np.minimum(weir, orifice))


def damped(target: Values, before: Values, returned: Values, seconds: float) -> Values:
    """Flow into nodes in the next interval [m3/s].

    Parameters
    ----------
    target
        Flow that the levels call for, shape (m,) [m3/s].
    before
        Flow of the last interval, shape (m,) [m3/s].
    returned
        What came back up in it, shape (m,) [m3].
    seconds
        Length of the last interval [s].

    Returns
    -------
    numpy.ndarray
        The target; where part of the last flow came straight back, half the way from what stayed below
        to it: a full node then takes what its pipes carry away instead of gulping and spilling in turn.
    """
    if seconds <= 0.0:
        return target
    stayed = np.maximum(before - returned / seconds, 0.0)
    gulped = (returned > 0.0) & (before > 0.0)
    return np.where(gulped, np.minimum(target, stayed + 0.5 * np.maximum(target - stayed, 0.0)), target)
