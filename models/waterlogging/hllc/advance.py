"""The HLLC solver from one stop to the next."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.waterlogging import kernels
from models.waterlogging.hllc.kernels import SCRATCH_ROWS, Momentum, free_outflow, step_rows, wave_speeds
from models.waterlogging.threads import available_threads

SHARE_OF_COURANT = 0.7
"""Courant number of this solver over that of the settings: 0.7 stands for 0.49.

A cell may give to four sides at once; at half a cell a step it holds what leaves it.
"""

SLOWEST = 0.3
"""Wave speed the step allows for where all is dry or still [m/s]."""


OVER_BANKS = 2.0
"""Factor on the speed of water over the banks of canals that follow: at longer steps they swing."""


class Advanced(NamedTuple):
    """What one interval came to: deepest cell [m], steps, scaled cells, volume over the edge per area [m]."""

    deepest: float
    steps: int
    scaled: int
    edge: float


def still_momentum(ground: kernels.Ground) -> Momentum:
    """Momentum of water at rest on a ground."""
    shape = ground.bed.shape
    x, y, new_x, new_y = (np.zeros(shape, np.float32) for _ in range(4))
    scratch = np.zeros((available_threads(), SCRATCH_ROWS, shape[1]), np.float32)
    levels: list[NDArray[Any]] = []
    for width, axis in ((ground.width_x, 1), (ground.width_y, 0)):
        free = ground.inverse_storage > 0.0
        both = free & np.roll(free, -1, axis)
        joined = np.where(both, width, np.where(width > 0.0, -1.0, 0.0)).astype(np.float32)
        row, column = np.nonzero(joined < 0.0)
        levels += [joined, column, np.searchsorted(row, np.arange(shape[0] + 1))]
    (joined_x, level_x, from_x), (joined_y, level_y, from_y) = levels[:3], levels[3:]
    return Momentum(
        x, y, new_x, new_y, scratch, np.zeros(shape[0], np.float32),
        joined_x, joined_y, level_x, from_x, level_y, from_y,
    )  # fmt: skip


def advance(
    ground: kernels.Ground,
    flow: kernels.Flow,
    work: kernels.Work,
    momentum: Momentum,
    edge: kernels.Edge,
    sources: kernels.Sources,
    exchange: kernels.Exchange,
    *,
    cell: float,
    courant: float,
    interval: float,
    volumes: NDArray[np.float64],
) -> tuple[Advanced, kernels.Flow, kernels.Work, Momentum]:
    """Step through one interval.

    Parameters
    ----------
    ground, flow, work, momentum, edge, sources, exchange
        State and static arrays; see the kernels.
    cell
        Cell size [m].
    courant
        Courant number of the settings [-].
    interval
        Length [s].
    volumes
        Receives what entered the prescribed cells, by group [m3].

    Returns
    -------
    Advanced, Flow, Work, Momentum
        Figures, and the state with its second buffers in their new places.

    Notes
    -----
    The interval is cut into equal steps of at most courant x cell / max(|u| + sqrt(g h)), and cut again
    whenever the waves grow faster.
    """
    left, steps, scaled, lost = interval, 0, 0, 0.0
    wave_speeds(ground, flow, momentum)
    bank = _bank_speed(ground, flow, exchange)
    follows = bool((exchange.inverse_area > 0.0).any())
    while left > 0.0:
        if follows:
            bank = OVER_BANKS * _bank_speed(ground, flow, exchange)
        fastest = max(float(momentum.row_speed.max()), bank, SLOWEST)
        cuts = math.ceil(left * fastest / (SHARE_OF_COURANT * courant * cell) - 1e-9) if fastest < 1e4 else 0
        if not 0 < cuts < 1e7:
            return Advanced(math.inf, steps, scaled, lost), flow, work, momentum
        dt = left / cuts
        left = 0.0 if cuts == 1 else left - dt
        dt_dx = np.float32(dt / cell)
        step_rows(ground, flow, work, momentum, np.float32(dt), dt_dx)
        if work.row_min.min() < 0.0:
            scaled += kernels.keep_positive(ground, flow, work, dt_dx)
        if exchange.row.size:
            kernels.add_exchange(ground, flow.depth, work, exchange, dt * cell, volumes)
        if sources.row.size:
            kernels.add_inflow(work.depth, flow.pending, sources, np.float32(dt))
        if edge.row.size:
            lost += free_outflow(ground, flow, work, momentum, edge, np.float32(dt), np.float32(cell))
        steps += 1
        flow, work = (
            kernels.Flow(work.depth, flow.pending, work.discharge_x, work.discharge_y),
            work._replace(depth=flow.depth, discharge_x=flow.discharge_x, discharge_y=flow.discharge_y),
        )
        momentum = momentum._replace(x=momentum.new_x, y=momentum.new_y, new_x=momentum.x, new_y=momentum.y)
    return Advanced(float(flow.depth.max()), steps, scaled, lost), flow, work, momentum


def _bank_speed(ground: kernels.Ground, flow: kernels.Flow, exchange: kernels.Exchange) -> float:
    """Speed of the deepest flow that a prescribed level pushes over its banks [m/s]."""
    return math.sqrt(kernels.GRAVITY * kernels.prescribed_face_depth(ground, flow.depth, exchange))
