"""The waves of a state, by which the first step of an interval is sized."""

import numpy as np

from models.waterlogging.hllc import still_momentum
from models.waterlogging.hllc.kernels import wave_speeds
from models.waterlogging.inputs import Event, Series, Settings
from models.waterlogging.simulation import Simulation
from tests.models.waterlogging.test_restart import rough_ground


def test_the_fastest_wave_of_a_row_is_its_speed_and_celerity() -> None:
    surface = rough_ground()
    level = {"canal": Series(np.zeros(1), np.full(1, -9.0))}
    run = Simulation.start(surface, Event(stages=level), Settings(duration=60.0, solver="hllc"))
    run.momentum = still_momentum(run.ground)
    depth, momentum = run.flow.depth, run.momentum
    depth[5, 7], momentum.x[5, 7], momentum.y[5, 7] = 0.9, -1.8, 0.45
    momentum.row_speed[:] = 99.0
    wave_speeds(run.ground, run.flow, momentum)
    # |u| = 2 m/s, sqrt(9.80665 x 0.9) = 2.9709 m/s.
    np.testing.assert_allclose(momentum.row_speed[5], 2.0 + np.sqrt(9.80665 * 0.9), rtol=1e-6)
    assert momentum.row_speed[6] == 0.0
