"""How far debris reaches from a wall, and the width that must stay free."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from census.errors import InputError
from census.roadgraph.graph import MODES
from models.seismic.tables import Parameter, parameter_of


class Reach(NamedTuple):
    """Reach of debris.

    Parameters
    ----------
    severe, destroyed
        Share of the height of a building of that grade [-].
    greatest
        Bound for tall buildings [m].
    """

    severe: float
    destroyed: float
    greatest: float


def parameter(name: str) -> Parameter:
    """A row of `tables/parameters.csv`; KeyError where none."""
    return parameter_of("models.seismic.debris", "parameters", name)


def default_reach() -> Reach:
    """The reach of the table."""
    return Reach(*(parameter(name).value for name in ("reach_severe", "reach_destroyed", "greatest_reach")))


def least_width(mode: str) -> float:
    """Free width that a mode of the road graph needs [m]."""
    if mode not in MODES:
        raise InputError(f"mode is {mode!r}; one of {', '.join(MODES)} is needed")
    return parameter(f"least_width_{mode}").value


def debris_reach(height: ArrayLike, *, reach: Reach | None = None) -> NDArray[np.float64]:
    """Distance from the wall that debris of severely damaged and of destroyed buildings covers.

    Parameters
    ----------
    height
        Heights of the buildings, shape (n,) [m].
    reach
        Shares and bound; those of the table unless given.

    Returns
    -------
    ndarray
        Shape (n, 2) [m].

    Raises
    ------
    InputError
        Where a height is not a positive number, or the shares are not in order.
    """
    used = reach or default_reach()
    if not (0.0 <= used.severe <= used.destroyed and used.greatest >= 0.0):
        raise InputError(
            f"reach of debris: severe is {used.severe:g}, destroyed {used.destroyed:g}, the bound "
            f"{used.greatest:g} m; 0 <= severe <= destroyed and a bound of at least 0 are needed"
        )
    tall = np.asarray(height, np.float64)
    wrong = np.flatnonzero(~(np.isfinite(tall) & (tall > 0.0)))
    if len(wrong):
        raise InputError(
            f"buildings, row {wrong[0]}: the height is {tall[wrong[0]]:g} m; a positive height is needed"
        )
    shares = np.array([used.severe, used.destroyed])
    return np.asarray(np.minimum(tall[:, None] * shares, used.greatest), np.float64)
