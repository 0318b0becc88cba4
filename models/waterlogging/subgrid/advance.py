"""Local inertia on sub-grid tables from one stop to the next."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.waterlogging import kernels
from models.waterlogging.hllc.advance import Advanced
from models.waterlogging.subgrid.kernels import Tables, free_outflow, step_rows, wave_rows


def advance(
    ground: kernels.Ground,
    tables: Tables,
    flow: kernels.Flow,
    work: kernels.Work,
    edge: kernels.Edge,
    sources: kernels.Sources,
    exchange: kernels.Exchange,
    step: kernels.Step,
    *,
    interval: float,
    volumes: NDArray[np.float64],
) -> tuple[Advanced, kernels.Flow, kernels.Work]:
    """Step through one interval.

    Parameters
    ----------
    ground, tables, flow, work, edge, sources, exchange
        State and static arrays; see the kernels.
    step
        Numbers of the step.
    interval
        Length [s].
    volumes
        Receives what entered the prescribed cells, by group [m3].

    Returns
    -------
    Advanced, Flow, Work
        Figures, and the state with its second buffers in their new places.

    Notes
    -----
    The interval is cut into equal steps of at most courant x cell / sqrt(g a), a being the largest flow area
    of a face times the change of level with stored depth beside it: what a wave sees, not the deepest
    pixel. It is cut again whenever that grows.
    """
    left, steps, scaled, lost = interval, 0, 0, 0.0
    wave_rows(ground, tables, flow)
    while left > 0.0:
        wave = max(float(tables.row_wave.max()), step.least_depth)
        stable = step.courant * step.cell / math.sqrt(kernels.GRAVITY * wave) if wave < 1e5 else 0.0
        if not stable > 0.0:
            return Advanced(math.inf, steps, scaled, lost), flow, work
        cuts = max(math.ceil(left / stable - 1e-9), 1)
        dt = left / cuts
        left = 0.0 if cuts == 1 else left - dt
        dt_dx = np.float32(dt / step.cell)
        step_rows(
            ground, tables, flow, work, np.float32(dt), kernels.GRAVITY * dt_dx, dt_dx,
            np.float32(step.constant_mixing), np.float32(step.local_mixing) * dt_dx,
        )  # fmt: skip
        if not work.row_min.min() >= 0.0:
            scaled += kernels.keep_positive(ground, flow, work, dt_dx)
        if exchange.row.size:
            kernels.add_exchange(ground, flow.depth, work, exchange, dt * step.cell, volumes)
        if sources.row.size:
            kernels.add_inflow(work.depth, flow.pending, sources, np.float32(dt))
        if edge.row.size:
            lost += free_outflow(
                ground, tables, flow.depth, work, flow.pending, edge, np.float32(dt), np.float32(step.cell)
            )
        steps += 1
        flow, work = (
            kernels.Flow(work.depth, flow.pending, work.discharge_x, work.discharge_y),
            work._replace(depth=flow.depth, discharge_x=flow.discharge_x, discharge_y=flow.discharge_y),
        )
    return Advanced(float(work.row_max.max()), steps, scaled, lost), flow, work
