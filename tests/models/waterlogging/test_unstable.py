"""Runs that lose their stability stop and say where, when and why."""

from __future__ import annotations

import numpy as np
import pytest

from models.waterlogging import simulation
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.simulate import UnstableRun, simulate
from tests.models.waterlogging.strategies import Scene, series, spring, surface_of, uniform_rain


def test_an_absurd_inflow_is_stopped_with_cell_place_time_and_cause() -> None:
    surface = surface_of(np.full((6, 7), 5.0))
    with pytest.raises(UnstableRun) as caught:
        simulate(surface, Event(inflows=(spring(2, 4, 1e7),)), Settings(duration=600.0))
    message = str(caught.value)
    # The spring's cell: its centre lies 4.5 cells of 5 m east and 2.5 south of the corner.
    assert "cell (row 2, column 4) at (500022.5, 3349987.5)" in message
    # Stopped at the end of the first interval of 15 s.
    assert "unstable at 15 s" in message
    assert "above the limit of 500 m" in message
    assert "settings.courant (now 0.7)" in message and "check bed and inflow there" in message


def test_an_absurd_stage_is_stopped_beside_the_canal() -> None:
    canal = np.full((4, 6), -1, np.int16)
    canal[:, 0] = 0
    surface = surface_of(np.zeros((4, 6)), stage_group=canal, stage_groups=("canal",))
    event = Event(stages={"canal": series((0.0, 20_000.0))})
    with pytest.raises(UnstableRun, match=r"cell \(row \d, column 1\)"):
        simulate(surface, event, Settings(duration=600.0))


def test_the_first_depth_beyond_the_limit_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "DEPTH_LIMIT", 0.05)
    # 0.1 mm/s on a level plain pass 0.05 m after 500 s, in the interval that ends at 510 s at latest.
    surface = surface_of(np.full((3, 3), 5.0))
    event, settings = Event(rain=uniform_rain(1e-4, 3000.0)), Settings(duration=3000.0)
    with pytest.raises(UnstableRun, match=r"at (495|510|525) s .* above the limit of 0\.05 m"):
        simulate(surface, event, settings)
    simulate(surface, event, Settings(duration=450.0))


def test_a_constant_weight_is_named_among_the_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "DEPTH_LIMIT", 0.01)
    surface = surface_of(np.full((3, 3), 5.0))
    with pytest.raises(UnstableRun, match=r"settings\.theta out \(now 0\.8\)"):
        simulate(surface, Event(rain=uniform_rain(1e-3, 60.0)), Settings(duration=60.0, theta=0.8))


def test_a_depth_that_is_no_number_stops_the_run() -> None:
    surface = surface_of(np.full((3, 3), 5.0))
    run = simulation.Simulation.start(surface, Event(), Settings(duration=60.0))
    run.flow.depth[2, 3] = np.nan
    with pytest.raises(UnstableRun, match=r"cell \(row \d, column \d\).*depth nan m"):
        run.advance(0.0, 15.0)


def test_a_step_too_long_for_its_depth_grows_without_bound() -> None:
    # What the limit guards against: at three times the stable step a ripple of 1 cm grows each step.
    surface = surface_of(np.full((1, 40), 5.0), manning=0.0)
    depth = 1.0 + 0.01 * np.random.default_rng(1).standard_normal((1, 40))
    calm, wild = Scene(surface, depth), Scene(surface, depth)
    stable = 5.0 / np.sqrt(9.80665 * 1.05)
    for _ in range(12):
        calm.advance(0.7 * stable)
        wild.advance(3.0 * stable)
    ripple = [float(np.ptp(scene.flow.depth[1, 1:-1])) for scene in (calm, wild)]
    assert ripple[0] < 0.06 and ripple[1] > 1.0
