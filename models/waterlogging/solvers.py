"""The surface solvers behind one interface, and which of them a surface asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.waterlogging import ground, hllc, kernels, subgrid, tiles
from models.waterlogging.hllc.advance import Advanced
from models.waterlogging.inputs import Surface

if TYPE_CHECKING:
    from models.waterlogging.simulation import Simulation

THIN = 0.15
"""Depth the time step of local inertia allows for where all water is shallower [m].

Films on steep ground outrun sqrt(g h): their waves run at 5/3 of the speed of the flow, and the step has to
follow these up to about 1 m/s.
"""

FILM = 0.10
"""Depth at which normal flow is judged for the choice of a solver [m]."""

FAST_SHARE = 0.05
"""Share of open ground with supercritical normal flow from which momentum decides [-]."""

Solver = Callable[["Simulation", float, NDArray[np.float64]], Advanced]
"""Takes a run through an interval [s] and adds what entered the prescribed cells to volumes by group [m3]."""


def _step(run: Simulation) -> kernels.Step:
    theta = run.settings.theta
    return kernels.Step(
        cell=run.surface.grid.cell_size,
        courant=run.settings.courant,
        constant_mixing=0.0 if theta is None else 1.0 - theta,
        local_mixing=1.0 if theta is None else 0.0,
        least_depth=THIN,
    )


def _local_inertia(run: Simulation, interval: float, volumes: NDArray[np.float64]) -> Advanced:
    step = _step(run)
    if run.tiling is not None:
        return tiles.advance(
            run.tiling, run.ground, run.flow, run.work, run.edge, run.sources, run.exchange, step,
            interval=interval, threads=run.settings.threads, volumes=volumes,
        )  # fmt: skip
    deepest, steps, scaled, lost = kernels.advance(
        run.ground, run.flow, run.work, run.edge, run.sources, run.exchange,
        step, interval, np.float32(run.deepest), volumes,
    )  # fmt: skip
    if steps % 2 == 1:
        run.flow, run.work = ground.swapped(run.flow, run.work)
    return Advanced(float(deepest), steps, scaled, lost)


def _hllc(run: Simulation, interval: float, volumes: NDArray[np.float64]) -> Advanced:
    if run.momentum is None:
        run.momentum = hllc.still_momentum(run.ground)
    done, run.flow, run.work, run.momentum = hllc.advance(
        run.ground, run.flow, run.work, run.momentum, run.edge, run.sources, run.exchange,
        cell=run.surface.grid.cell_size, courant=run.settings.courant, interval=interval, volumes=volumes,
    )  # fmt: skip
    return done


def _subgrid(run: Simulation, interval: float, volumes: NDArray[np.float64]) -> Advanced:
    assert run.subgrid is not None  # `chosen` names this solver for no other surface
    done, run.flow, run.work = subgrid.advance(
        run.ground, run.subgrid.tables, run.flow, run.work, run.edge, run.sources, run.exchange, _step(run),
        interval=interval, volumes=volumes,
    )  # fmt: skip
    return done


SOLVERS: Mapping[str, Solver] = MappingProxyType({"local_inertia": _local_inertia, "hllc": _hllc})
"""What advances a run, by the name a scenario states."""

SUBGRID = "subgrid"
"""Name of what advances a run on a surface with a relief; such a surface names it, not the settings."""

ADVANCE: Mapping[str, Solver] = MappingProxyType({**SOLVERS, SUBGRID: _subgrid})
"""What advances a run, by the name `chosen` gives."""

AUTO = "auto"
"""Name that leaves the choice to `chosen`."""

PAPERS: Mapping[str, str] = MappingProxyType(
    {
        "local_inertia": "local inertia (Bates et al. 2010; de Almeida et al. 2012; Sridharan et al. 2020)",
        "hllc": "HLLC, well-balanced (Toro 2001; Chen and Noelle 2017)",
        "subgrid": "local inertia on sub-grid tables (Volp et al. 2013; van Ormondt et al. 2025)",
    }
)
"""Each solver in words, with its papers."""


def chosen(name: str, surface: Surface, computed: NDArray[np.bool_]) -> tuple[str, str]:
    """Solver of a run, and why.

    Parameters
    ----------
    name
        One of `SOLVERS`, or "auto".
    surface
        What stands on the grid.
    computed
        Cells whose depth is computed, shape (rows, columns).

    Returns
    -------
    tuple of str
        Name of the solver and the reason in words.

    Notes
    -----
    Local inertia leaves advection out, which is small while the Froude number is. Normal flow of depth h
    on a slope S has the Froude number h^(1/6) sqrt(S / g) / n; where that exceeds 1 on more than
    `FAST_SHARE` of the open ground for h = `FILM`, HLLC is taken. The slope is the steeper of both
    directions.
    """
    if surface.relief is not None:
        fine = surface.relief.grid.cell_size
        return SUBGRID, f"cells of {surface.grid.cell_size:g} m carry tables of ground at {fine:g} m"
    if name != AUTO:
        return name, "stated"
    share = fast_share(surface, computed)
    found = f"normal flow {FILM:g} m deep is supercritical on {share:.1%} of the open ground"
    if share > FAST_SHARE:
        return "hllc", f"{found}, above {FAST_SHARE:.0%}"
    return "local_inertia", f"{found}, not above {FAST_SHARE:.0%}"


def fast_share(surface: Surface, computed: NDArray[np.bool_]) -> float:
    """Share of the computed cells with supercritical normal flow `FILM` deep [-]."""
    fall = np.zeros(surface.grid.shape, np.float32)
    for axis in (0, 1):
        ahead = np.roll(surface.bed, -1, axis) - surface.bed
        open_ = computed & np.roll(computed, -1, axis)
        # The roll joins the last cell to the first, which are no neighbours.
        np.moveaxis(open_, axis, 0)[-1] = False
        fall = np.maximum(fall, np.where(open_, np.abs(ahead), 0.0))
    slope = fall / surface.grid.cell_size
    froude = FILM ** (1.0 / 6.0) * np.sqrt(slope / kernels.GRAVITY) / np.maximum(surface.manning, 1e-3)
    return float((froude > 1.0)[computed].mean())
