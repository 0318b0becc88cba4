"""Velocity profiles of boreholes, checked layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

VOLCANIC_INTERLAYER = "volcanic_interlayer"
"""Code of a hard volcanic bed within the soil; the code of practice takes it as rigid."""

_TOLERANCE = 0.005
"""Difference of two depths that counts as none [m]; logs are written to the centimetre."""


@dataclass(frozen=True)
class Profile:
    """Layers of one borehole from the ground down.

    Parameters
    ----------
    name
        Its `borehole_id`.
    top, bottom
        Depths of the layers, shape (layers,) [m]; each begins where the one above ends.
    velocity
        Shear-wave velocities, shape (layers,) [m/s].
    rigid
        Hard volcanic beds within the soil, shape (layers,).
    """

    name: str
    top: NDArray[np.float64]
    bottom: NDArray[np.float64]
    velocity: NDArray[np.float64]
    rigid: NDArray[np.bool_]

    @property
    def depth(self) -> float:
        """Depth of the borehole [m]."""
        return float(self.bottom[-1])


def profiles(boreholes: pd.DataFrame, layers: pd.DataFrame) -> tuple[list[Profile], list[str]]:
    """Profiles of the boreholes in the order of their table.

    Parameters
    ----------
    boreholes
        Rows with `borehole_id`.
    layers
        Rows with `borehole_id`, `layer`, `top_m`, `bottom_m`, `soil_type`, `vs_m_s`.

    Returns
    -------
    list of Profile, list of str
        The profiles, and the boreholes left out because a layer has no velocity.

    Raises
    ------
    InputError
        If a borehole has no layers, or its layers leave a gap, overlap, are turned over or have a velocity
        that is not positive; or if a layer names a borehole that is not there.
    """
    known = [str(name) for name in boreholes["borehole_id"]]
    _check_owners(known, layers)
    ordered = layers.sort_values(["borehole_id", "layer"], kind="stable")
    groups = dict(list(ordered.groupby(ordered["borehole_id"].astype("str"), sort=False)))
    made, silent = [], []
    for name in known:
        if name not in groups:
            raise InputError(f"boreholes, {name}: no row of borehole_layers names it; give its layers")
        profile = _profile(name, groups[name])
        if np.isfinite(profile.velocity).all():
            made.append(profile)
        else:
            silent.append(name)
    return made, silent


def _check_owners(known: list[str], layers: pd.DataFrame) -> None:
    named = {str(name) for name in layers["borehole_id"]}
    foreign = sorted(named - set(known))
    if foreign:
        raise InputError(f"borehole_layers, borehole_id {foreign[0]!r}: the table boreholes has no such row")


def _profile(name: str, rows: pd.DataFrame) -> Profile:
    number = rows["layer"].tolist()
    top, bottom, velocity = (rows[column].to_numpy(np.float64) for column in ("top_m", "bottom_m", "vs_m_s"))
    above = np.concatenate([[0.0], bottom[:-1]])
    for i in range(len(top)):
        where = f"borehole_layers, borehole {name}, layer {number[i]}"
        if not (np.isfinite(top[i]) and np.isfinite(bottom[i])):
            raise InputError(f"{where}: top_m is {top[i]}, bottom_m {bottom[i]}; both depths are needed")
        step = top[i] - above[i]
        if abs(step) > _TOLERANCE:
            kind = "gap" if step > 0.0 else "overlap"
            raise InputError(
                f"{where}: top_m is {top[i]:g} where the layer above ends at {above[i]:g} m: "
                f"{kind} of {abs(step):.2f} m; each layer begins where the one above ends"
            )
        if bottom[i] - top[i] <= _TOLERANCE:
            raise InputError(f"{where}: bottom_m {bottom[i]:g} is not below top_m {top[i]:g}")
        if velocity[i] <= 0.0 or np.isinf(velocity[i]):
            raise InputError(f"{where}: vs_m_s is {velocity[i]:g}; a positive velocity is needed")
    rigid = (rows["soil_type"] == VOLCANIC_INTERLAYER).to_numpy(dtype=bool)
    return Profile(name, above, bottom, velocity, rigid)
