"""The surface as data: uniform, at places, between sectors."""

import numpy as np
import pytest

from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from models.typhoon.surface import Surface, by_direction, uniform_surface

GRID = Grid(DISTRICT_CRS, 500_000.0, 3_350_000.0, 20.0, 3, 4)


def test_a_uniform_surface_is_one_everywhere() -> None:
    found = uniform_surface(GRID, 8)
    assert found.sectors == 8 and found.mean_factor.shape == (8, 3, 4)
    assert (found.mean_factor == 1.0).all() and (found.gust_factor == 1.0).all()
    assert (uniform_surface(GRID, 4, gust=1.5).gust_factor == 1.5).all()
    assert found.nbytes == 4 * 12 * (4 * 8 + 1)


def test_between_sectors_values_are_linear_round_the_compass() -> None:
    values = np.array([[0.0], [1.0], [2.0], [3.0]], np.float32)
    turn = np.array([0.0, 45.0, 90.0, 270.0, 315.0, 360.0, -90.0])
    assert by_direction(np.repeat(values, 7, axis=1), turn).tolist() == [0.0, 0.5, 1.0, 3.0, 1.5, 0.0, 3.0]


def test_places_take_the_cell_that_holds_them_or_the_nearest() -> None:
    plain = uniform_surface(GRID, 4)
    own = np.arange(48, dtype=np.float32).reshape(4, 3, 4)
    surface = Surface(GRID, own, plain.gust_factor, plain.roughness, plain.hill, plain.displacement)
    found = surface.at(np.array([500_021.0, 0.0]), np.array([3_349_999.0, 0.0]))
    assert found.mean_factor.tolist() == [[1.0, 8.0], [13.0, 20.0], [25.0, 32.0], [37.0, 44.0]]


def test_other_numbers_of_sectors_and_other_shapes_are_refused() -> None:
    with pytest.raises(InputError, match="sectors is 12; one of 4, 8, 16"):
        uniform_surface(GRID, 12)
    plain = uniform_surface(GRID, 4)
    with pytest.raises(ValueError, match="hill is float32 of shape"):
        Surface(
            GRID, plain.mean_factor, plain.gust_factor, plain.roughness, plain.hill[:3], plain.displacement
        )
