"""Compile the kernels of the seismic model once."""

from __future__ import annotations

import numpy as np

from models.seismic.motion import Sites, motion_of
from models.seismic.rupture import Rupture


def warm_seismic() -> None:
    """Shake two sites."""
    _warm_motion()


def _warm_motion() -> None:
    place = np.array([1000.0, 5000.0])
    sites = Sites(place, place, np.full(2, 300.0), np.full(2, 2))
    motion_of("yu2013", Rupture(5.0, 0.0, 0.0, 10.0, strike_deg=20.0), sites, ["PGA"])
