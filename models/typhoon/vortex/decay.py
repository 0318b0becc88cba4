"""Weakening of a storm over land, for tracks that do not hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.typhoon.path import Path

Floats = NDArray[np.float64]

KNOT = 1852.0 / 3600.0
"""[m/s]"""


@dataclass(frozen=True)
class Decay:
    """Coefficients of the decay inland.

    Parameters
    ----------
    background
        Wind that is approached [m/s].
    reduction
        Factor at the coast, from sea to land [-].
    rate
        Of the fall to the background [1/h].
    filling, filling_per
        a0 [1/h] and a1 of the deficit's rate a0 + a1 dp0 vt / Rm, with hPa, m/s and km.
    status
        "unverified": taken from memory of the papers.
    """

    background: float = 26.7 * KNOT
    reduction: float = 0.9
    rate: float = 0.095
    filling: float = 0.006
    filling_per: float = 0.00046
    status: str = "unverified"


DECAY = Decay()


def kaplan_demaria_speed(speed: Floats, hours: Floats, *, decay: Decay = DECAY) -> Floats:
    """Greatest wind Vb + (R V0 - Vb) exp(-a t) [m/s] after hours on land; never above V0.

    References
    ----------
    Kaplan, J. and DeMaria, M. (1995), A simple empirical model for predicting the decay of tropical cyclone
    winds after landfall, J. Appl. Meteor. 34, equation 7.
    """
    left = decay.background + (decay.reduction * speed - decay.background) * np.exp(-decay.rate * hours)
    return np.asarray(np.where(hours > 0.0, np.minimum(left, speed), speed))


def vickery_deficit(
    deficit: Floats, hours: Floats, *, translation: Floats, rmax: Floats, decay: Decay = DECAY
) -> Floats:
    """Deficit dp0 exp(-a t) [Pa] after hours on land, a = a0 + a1 dp0 vt / Rm.

    References
    ----------
    Vickery, P. J. (2005), Simple empirical models for estimating the increase in the central pressure of
    tropical cyclones after landfall along the coastline of the United States, J. Appl. Meteor. 44 (Florida).
    """
    rate = decay.filling + decay.filling_per * (deficit / 100.0) * translation / (rmax / 1000.0)
    return np.asarray(deficit * np.exp(-rate * np.maximum(hours, 0.0)))


def decayed(path: Path, landfall_s: float, *, decay: Decay = DECAY) -> Path:
    """The path of a storm that weakens from a landfall on.

    Parameters
    ----------
    path
        Of a track without decay inland (`Track.holds_inland_decay` is false).
    landfall_s
        Time of the landfall since the path's origin [s].
    decay
        Coefficients.

    Notes
    -----
    The wind follows Kaplan and DeMaria and the deficit Vickery from the values at the landfall; neither rises
    above what the path has, and the radius stays.
    """
    after = np.maximum(path.time - landfall_s, 0.0) / 3600.0
    at = {name: float(np.interp(landfall_s, path.time, getattr(path, name))) for name in ("vmax", "deficit")}
    speed = kaplan_demaria_speed(np.full(len(after), at["vmax"]), after, decay=decay)
    moved = np.hypot(path.vx, path.vy)
    drop = vickery_deficit(
        np.full(len(after), at["deficit"]), after, translation=moved, rmax=path.rmax, decay=decay
    )
    on_land = after > 0.0
    left = np.where(on_land, np.minimum(drop, path.deficit), path.deficit)
    note = f"weakens over land after the landfall at {landfall_s:.0f} s (coefficients {decay.status})"
    return replace(
        path,
        vmax=np.where(on_land, np.minimum(speed, path.vmax), path.vmax),
        deficit=left,
        pressure_rate=_rate_on_land(path, left, on_land),
        notes=(*path.notes, note),
    )


def _rate_on_land(path: Path, deficit: Floats, on_land: NDArray[np.bool_]) -> Floats:
    """Rate of the centre's pressure [Pa/s] of a path that fills over land."""
    if len(path.pressure_rate) == 0:
        return path.pressure_rate
    filling = np.gradient(path.pressure_environment - deficit, path.time)
    return np.asarray(np.where(on_land, filling, path.pressure_rate))


def none(path: Path, landfall_s: float, *, decay: Decay = DECAY) -> Path:
    """The path as it is."""
    del landfall_s, decay
    return path


DECAYS: dict[str, Callable[..., Path]] = {"none": none, "kaplan1995": decayed}
"""Decays inland by name."""
