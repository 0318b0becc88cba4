"""Nearest rain cells against every distance taken."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.askew_grids import nearest_rain_cell

GRID = Grid(crs="EPSG:4549", west=0.0, north=1000.0, cell_size=20.0, rows=50, columns=37)


@settings(max_examples=25, deadline=None)
@given(angle=st.floats(0.0, 6.3), spacing=st.floats(30.0, 900.0), stretch=st.floats(0.6, 1.6))
def test_blocks_find_what_every_distance_finds(angle: float, spacing: float, stretch: float) -> None:
    count = int(np.ceil(3000.0 / min(spacing, spacing * stretch)))
    a, b = np.meshgrid(
        np.arange(-count, count + 1) * spacing, np.arange(-count, count + 1) * spacing * stretch
    )
    x = 370.0 + a * np.cos(angle) - b * np.sin(angle)
    y = 500.0 + a * np.sin(angle) + b * np.cos(angle)
    found = nearest_rain_cell(x, y, GRID)
    square = (GRID.x[None, :, None] - x.ravel()) ** 2 + (GRID.y[:, None, None] - y.ravel()) ** 2
    # Between two centres at one distance either is right.
    least = np.sqrt(square.min(axis=2))
    mine = np.sqrt(np.take_along_axis(square, found[:, :, None], axis=2)[:, :, 0])
    np.testing.assert_allclose(mine, least, atol=1e-6)


def test_cells_beyond_the_rain_are_named() -> None:
    x, y = np.meshgrid(np.arange(-100.0, 500.0, 100.0), np.arange(-100.0, 1200.0, 100.0))
    with pytest.raises(InputError, match=r"does not reach the cell at \(\d+, \d+\): its nearest centre is"):
        nearest_rain_cell(x + 0.01 * y, y, GRID)


def test_one_rain_cell_rules_everywhere() -> None:
    found = nearest_rain_cell(np.full((1, 1), 400.0), np.full((1, 1), 300.0), GRID)
    assert (found == 0).all()
