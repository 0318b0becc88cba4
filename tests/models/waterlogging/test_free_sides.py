"""A free edge lets water out to the sides it is free on, and to no other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census.errors import InputError
from models.waterlogging.checks import check_inputs
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.strategies import surface_of

SIDES = {"north": (0, 2), "east": (2, -1), "south": (-1, 2), "west": (2, 0)}


@pytest.mark.parametrize("solver", ["local_inertia", "hllc"])
@pytest.mark.parametrize("side", SIDES)
def test_water_leaves_over_the_free_side_alone(side: str, solver: str) -> None:
    # Five cells in a cross of walls: the middle of each side holds water that can go nowhere else.
    surface = replace(
        surface_of(np.zeros((5, 5))),
        open_x=np.zeros((5, 5), np.float32),
        open_y=np.zeros((5, 5), np.float32),
    )
    depth = np.zeros((5, 5), np.float32)
    for place in SIDES.values():
        depth[place] = 0.5
    event = Event(initial_depth=depth, edge="free", free_sides=(side,))
    result = simulate(surface, event, Settings(duration=60.0, output_interval=60.0, solver=solver))
    left = result["depth"].isel(time=-1).to_numpy()
    for name, place in SIDES.items():
        assert (left[place] < 0.4) == (name == side)
    assert left.sum() == pytest.approx(1.5 + left[SIDES[side]], abs=1e-6)


@pytest.mark.parametrize(("sides", "said"), [(("up",), "'up'"), ((), "empty")])
def test_a_side_that_is_none_is_refused(sides: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=f"free_sides is {said}; one or more of north, east, south, west"):
        check_inputs(
            surface_of(np.zeros((3, 3))), Event(edge="free", free_sides=sides), Settings(duration=1.0)
        )
