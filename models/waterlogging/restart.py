"""The state of a run at one of its stops, from which it can go on or another can start."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.clock import RESOLUTION
from models.waterlogging.hllc import still_momentum
from models.waterlogging.inputs import Surface

if TYPE_CHECKING:
    from models.waterlogging.simulation import Simulation

COUNTS = ("deepest", "steps", "scaled")
"""Numbers of a run that its state holds besides arrays."""

RUNNING = ("extremes/", "ledger", "canal_by_group", "accounts/", *COUNTS)
"""What tells of the time before the state, which a warm start leaves behind."""

FROM_STAGES = ("losses/sewer", "sewers/stages")
"""What follows from the levels at the outfalls: a warm start has levels of its own."""


@dataclass(frozen=True)
class RunState:
    """All that changes during a run, at one time.

    Parameters
    ----------
    time
        Seconds since the start of the run it was taken from [s].
    surface
        Fingerprint of the surface it stands on.
    solver
        Solver it was computed with.
    arrays
        Arrays by name: depths [m], discharges [m2/s], soil, extremes, volumes, and those of each partner
        under `partners/<name>/`.
    """

    time: float
    surface: str
    solver: str
    arrays: Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class States:
    """What a run starts from and what it leaves behind on its way.

    Parameters
    ----------
    start
        State it starts from; None is a start of its own.
    warm
        Whether only the water of `start` goes on, as for a forecast: clock, extremes and ledger begin anew.
        Otherwise the run goes on at the time of the state, and ends as if it had never stopped.
    keep_at
        Times of states to keep, each at the first stop of the run from there on [s].
    keep
        Called with each state kept.
    """

    start: RunState | None = None
    warm: bool = False
    keep_at: tuple[float, ...] = ()
    keep: Callable[[RunState], None] | None = None


NO_STATES = States()
"""A start of its own, nothing kept."""


class KeptStates:
    """The stops of a run at which its state is handed out."""

    def __init__(self, states: States, stops: NDArray[np.float64]) -> None:
        self._keep = states.keep
        ahead = [t for t in states.keep_at if stops[0] < t <= stops[-1]]
        self._stops = {float(stops[np.searchsorted(stops, t - RESOLUTION)]) for t in ahead}

    def at(self, run: Simulation, time: float) -> None:
        """Hand out the state of a run at a stop, if it is one of them [s]."""
        if self._keep is not None and time in self._stops:
            self._keep(take_state(run, time))


def fingerprint(surface: Surface) -> str:
    """Hash of what a state must find again: grid, bed, openings, and names of the stage groups."""
    digest = hashlib.sha256(repr((surface.grid, surface.stage_groups)).encode())
    for grid in (surface.bed, surface.building_fraction, surface.open_x, surface.open_y, surface.stage_group):
        digest.update(b"-" if grid is None else np.ascontiguousarray(grid).tobytes())
    if surface.relief is not None:
        digest.update(fingerprint(surface.relief).encode())
    return digest.hexdigest()[:16]


def take_state(run: Simulation, time: float) -> RunState:
    """Copy the state of a run at a stop [s]."""
    arrays = {name: np.array(values) for name, values in _arrays(run).items()}
    for name in COUNTS:
        arrays[name] = np.array(getattr(run, name), np.float64)
    arrays["ledger"] = np.array([getattr(run.ledger, f.name) for f in fields(run.ledger)][:-1], np.float64)
    arrays["canal_by_group"] = np.array(list(run.ledger.canal_by_group.values()), np.float64)
    for partner in run.partners:
        account = run.waters.accounts[partner.name]
        arrays[f"accounts/{partner.name}"] = np.array(
            [getattr(account, f.name) for f in fields(account)], np.float64
        )
        for name, values in partner.state().items():
            arrays[f"partners/{partner.name}/{name}"] = np.array(values)
    for key, held in (("stages", run.waters.computed_stages), ("deposits", run.waters.deposits)):
        arrays[f"waters/{key}"] = np.array(list(held.values()), np.float64)
    return RunState(time, fingerprint(run.surface), run.solver, arrays)


def resume(run: Simulation, state: RunState, *, warm: bool) -> None:
    """Put a state into a run that has just started.

    Parameters
    ----------
    run
        A run on the same surface, at its start.
    state
        From `take_state`.
    warm
        Whether only the water goes on: extremes, ledger and clock start anew, as for a forecast.

    Raises
    ------
    InputError
        If the state belongs to another surface, solver or set of partners.
    """
    _check_same(run, state)
    own = _arrays(run)
    for name, values in own.items():
        if warm and name.startswith((*RUNNING, *FROM_STAGES)):
            continue
        values[...] = _held(state, name, values.shape)
    for key, held in (("stages", run.waters.computed_stages), ("deposits", run.waters.deposits)):
        values = _held(state, f"waters/{key}", (len(held),))
        held.update(zip(held, (float(v) for v in values), strict=True))
    for partner in run.partners:
        prefix = f"partners/{partner.name}/"
        partner.restore(
            {n[len(prefix) :]: a for n, a in state.arrays.items() if n.startswith(prefix)}, warm=warm
        )
    _settle_buffers(run)
    if warm:
        _start_anew(run)
    else:
        _go_on(run, state)


def _arrays(run: Simulation) -> dict[str, NDArray[Any]]:
    """The arrays of a run by name, as views."""
    if run.solver == "hllc" and run.momentum is None:
        run.momentum = still_momentum(run.ground)
    found: dict[str, NDArray[Any]] = {
        "flow/depth": run.flow.depth,
        "flow/pending": run.flow.pending,
        "flow/discharge_x": run.flow.discharge_x,
        "flow/discharge_y": run.flow.discharge_y,
        "edge/discharge": run.edge.discharge,
        "losses/infiltrated": run.losses.infiltrated,
        "losses/sewer": run.losses.sewer,
    }
    if run.horton is not None:
        found["losses/horton_left"] = run.horton.arrays.left
    if run.waters.roofs.size:
        found["waters/roofs"] = run.waters.roofs
    if run.sewers is not None:
        found["sewers/stages"] = run.sewers.last
    if run.momentum is not None:
        found |= {"momentum/x": run.momentum.x, "momentum/y": run.momentum.y}
    if run.tiling is not None:
        found |= {f"tiles/{name}": values for name, values in run.tiling.memory().items()}
        found["tiles/before"] = run.work.depth
    for name, values in run.extremes._asdict().items():
        found[f"extremes/{name}"] = values
    return found


def _held(state: RunState, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """An array of a state, of the shape that the run has for it."""
    if name not in state.arrays:
        raise InputError(
            f"the state of {state.time:g} s holds no {name}; it was taken from another kind of run"
        )
    values = state.arrays[name]
    if values.shape != shape:
        raise InputError(
            f"the state of {state.time:g} s holds {name} of shape {values.shape}; this run needs {shape}"
        )
    return values


def _check_same(run: Simulation, state: RunState) -> None:
    if state.surface != fingerprint(run.surface):
        raise InputError(
            "the state was taken on another surface (grid, bed, buildings or canals differ); "
            "a run goes on only on the surface it began on"
        )
    if state.solver != run.solver:
        raise InputError(f"the state was computed with {state.solver}; this run takes {run.solver}")
    held = _partners(state.arrays)
    own = {partner.name for partner in run.partners}
    if held != own:
        raise InputError(
            f"the state holds the partners {sorted(held) or 'none'}; this run has {sorted(own) or 'none'}"
        )


def _partners(names: Iterable[str]) -> set[str]:
    return {name.split("/")[1] for name in names if name.startswith("accounts/")}


def _settle_buffers(run: Simulation) -> None:
    """Bring the second buffers in line: cells that no step writes keep what they hold there."""
    if run.tiling is None:
        run.work.depth[...] = run.flow.depth
    run.work.discharge_x[...] = run.flow.discharge_x
    run.work.discharge_y[...] = run.flow.discharge_y
    run.deepest = float(np.where(run.cells.computed, run.flow.depth[1:-1, 1:-1], np.float32(0.0)).max())


def _start_anew(run: Simulation) -> None:
    run.ledger.initial_storage = run.ledger.storage = run.stored()
    for partner in run.partners:
        account = run.waters.accounts[partner.name]
        run.waters.settle(partner.name, stored=partner.stored(), outside=partner.outside())
        account.initial_storage = account.storage
    run.record(0.0, 0.0)


def _go_on(run: Simulation, state: RunState) -> None:
    run.deepest = float(state.arrays["deepest"])
    run.steps, run.scaled = int(state.arrays["steps"]), int(state.arrays["scaled"])
    for field, value in zip(fields(run.ledger), state.arrays["ledger"], strict=False):
        setattr(run.ledger, field.name, float(value))
    groups = run.ledger.canal_by_group
    groups.update(zip(groups, (float(v) for v in state.arrays["canal_by_group"]), strict=True))
    for partner in run.partners:
        account = run.waters.accounts[partner.name]
        for field, value in zip(fields(account), state.arrays[f"accounts/{partner.name}"], strict=True):
            setattr(account, field.name, float(value))
