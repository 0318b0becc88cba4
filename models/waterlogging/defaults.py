"""Values that a scenario may state and a product tells, apart from what computes with them.

They stand alone so that reading a scenario loads no compiled loop.
"""

from __future__ import annotations

MANNING = 0.03
"""Manning's n of canals (unverified, replaceable) [s m-1/3]."""

GATE_COEFFICIENT = 0.9
"""Discharge coefficient of sluices (unverified, replaceable) [-]."""

GATE_TRAVEL = 300.0
"""Time in which a sluice opens or shuts (unverified) [s]."""

EFFICIENCY = 0.7
"""Efficiency of pumps with their motors (unverified, replaceable) [-]."""

REACH_LENGTH = 600.0
"""Length of a stretch unless another is asked for [m]."""

START_ABOVE_NORMAL, STOP_ABOVE_NORMAL = 0.3, 0.1
"""Starting and stopping level of a station without its own, over normal stage (unverified) [m]."""

OUTER_STAGE = 5.0
"""Level of waters outside that stations lift to, unless stated (unverified) [m]."""

WIDTH = 6.0
"""Width of an entrance whose width is not on record [m]; unverified."""

WEIR_COEFFICIENT = 1.7
"""Coefficient C of Q = C b h^1.5 of a broad-crested weir, (2/3)^1.5 sqrt(g) without losses [m0.5/s].

The losses of a real ramp or stair are not known: unverified.
"""

SHAFT_LENGTH = 5.0
"""Length of the ramp or stair above the sill, along which a full space still rises [m]; unverified."""

PUMP_START = 0.10
"""Depth inside at which drain pumps start [m]; unverified."""

PUMP_STOP = 0.02
"""Depth inside at which they stop [m]; unverified."""

DEPTHS = (0.15, 0.27, 0.50)
"""Depths inside whose first times are kept [m]."""
