"""Tables of cells and faces against the ground they are folded from."""

from __future__ import annotations

import numpy as np
import pytest

from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.simulation import Simulation
from models.waterlogging.subgrid.crests.kernels import BANDS, FACE_BANDS
from models.waterlogging.subgrid.tables import FALL, level_at
from tests.models.waterlogging.strategies import uniform_rain
from tests.models.waterlogging.subgrid.relief import (
    band_means,
    block_of,
    cell_bands,
    coarse,
    crests,
    level_of,
    rough,
    stored_at,
)

SETTINGS = Settings(duration=60.0)
EVENT = Event(rain=uniform_rain(1e-6, 60.0))


def start(surface: Surface) -> Simulation:
    return Simulation.start(surface, EVENT, SETTINGS)


@pytest.mark.parametrize("factor", [2, 3, 4, 7])
def test_level_and_volume_are_inverse_to_each_other(factor: int) -> None:
    run = start(coarse(rough(6 * factor, 5 * factor, seed=factor), factor))
    assert run.subgrid is not None
    rows, columns = (k.ravel() for k in np.mgrid[0:6, 0:5])
    for stored in (1e-6, 0.003, 0.05, 0.4, 3.0):
        wanted = np.full(rows.size, stored)
        level = level_at(run.subgrid.tables, rows, columns, wanted)
        np.testing.assert_allclose(
            stored_at(run.subgrid.tables, rows, columns, level), wanted, rtol=1e-9, atol=1e-12
        )


@pytest.mark.parametrize("factor", [2, 3, 4, 7])
def test_the_level_is_that_of_the_bands(factor: int) -> None:
    bed = rough(6 * factor, 5 * factor, seed=factor)
    run = start(coarse(bed, factor))
    assert run.subgrid is not None
    for j in range(6):
        for i in range(5):
            heights = cell_bands(block_of(bed.astype(np.float32).astype(np.float64), j, i, factor))
            at = np.array([j]), np.array([i])
            assert run.ground.bed[j + 1, i + 1] == pytest.approx(heights[0], abs=1e-6)
            for stored in (0.0, 0.01, 0.2, 2.0):
                level = run.ground.bed[j + 1, i + 1] + level_at(run.subgrid.tables, *at, np.array([stored]))
                assert float(level[0]) == pytest.approx(level_of(stored, heights), abs=2e-6)


def test_with_as_many_pixels_as_bands_the_storage_is_exact() -> None:
    assert BANDS % 4 == 0  # four pixels fill whole bands
    bed = rough(8, 8, seed=1)
    run = start(coarse(bed, 2))
    assert run.subgrid is not None
    block = block_of(bed, 1, 2, 2).ravel()
    level = level_at(run.subgrid.tables, np.array([1]), np.array([2]), np.array([0.1]))
    assert float(level[0]) + float(run.ground.bed[2, 3]) == pytest.approx(level_of(0.1, block), abs=2e-6)


@pytest.mark.parametrize("factor", [2, 4, 5])
def test_a_face_takes_the_least_crest_between_the_lowest_grounds(factor: int) -> None:
    bed = rough(4 * factor, 3 * factor, seed=9).astype(np.float32).astype(np.float64)
    run = start(coarse(bed, factor))
    assert run.subgrid is not None
    planes = run.subgrid.tables.crest_x
    for j in range(4):
        for i in range(2):
            west, east = crests(block_of(bed, j, i, factor)), crests(block_of(bed, j, i + 1, factor))
            means = band_means(np.maximum(west[:, -1], east[:, 0]), FACE_BANDS)
            base = run.ground.bed[j + 1, i + 1 : i + 3].astype(np.float64)
            wanted = [base[0] - means[0], base[1] - means[0], *(means[1:] - means[0])]
            np.testing.assert_allclose(planes[j + 1, :, i + 1], wanted, atol=2e-6)


def test_the_faces_of_a_transposed_relief_are_transposed() -> None:
    bed = rough(16, 12, seed=4)
    one, other = start(coarse(bed)), start(coarse(bed.T))
    assert one.subgrid is not None and other.subgrid is not None
    np.testing.assert_array_equal(one.subgrid.tables.crest_y, other.subgrid.tables.crest_x.transpose(2, 1, 0))


def test_buildings_hold_no_water_and_shut_their_part_of_a_face() -> None:
    bed = rough(8, 8, seed=2)
    built = np.zeros((8, 8), np.float32)
    built[0:2, 2:4] = 1.0  # the north-eastern quarter of the first cell
    run = start(coarse(bed, building_fraction=built))
    assert run.subgrid is not None
    assert run.cells.storage[0, 0] == pytest.approx(0.75)
    assert run.subgrid.pixels.held[0, 0] == 12
    assert run.ground.width_x[1, 1] == pytest.approx(0.5)
    open_ground = block_of(bed, 0, 0, 4)[built[:4, :4] == 0.0]
    level = level_at(run.subgrid.tables, np.array([0]), np.array([0]), np.array([0.1]))
    assert float(level[0] + run.ground.bed[1, 1]) == pytest.approx(
        level_of(0.1, band_means(open_ground, BANDS)), abs=2e-6
    )


def test_a_wall_on_a_fine_face_shuts_it() -> None:
    walls = np.ones((8, 8), np.float32)
    walls[:, 3] = 0.0
    run = start(coarse(np.full((8, 8), 5.0), open_x=walls))
    assert (run.ground.width_x[1:3, 1] == 0.0).all()
    assert (run.ground.width_y[1, 1:3] == 1.0).all()


def test_steep_planes_keep_no_more_than_a_little_fall() -> None:
    y, x = np.mgrid[0:16, 0:16]
    run = start(coarse(20.0 - 0.5 * x - 0.0 * y))
    assert run.subgrid is not None
    height = run.subgrid.pixels.height[1, :, 1]
    # Of 2 m of fall FALL^2 / 2 m are left; four columns of equal height, a quarter of that apart.
    np.testing.assert_allclose(np.diff(np.unique(np.round(height, 5))), FALL**2 / 2.0 / 4.0, atol=1e-5)


def test_a_levee_is_not_taken_for_a_plane() -> None:
    bed = np.full((12, 12), 5.0)
    bed[:, 7] = 8.0
    run = start(coarse(bed))
    assert run.subgrid is not None
    # The crest stands in the east face of the middle cells, 3 m above their base.
    np.testing.assert_allclose(run.subgrid.tables.crest_x[1:4, 0, 2], -3.0, atol=1e-6)


def test_a_pocket_behind_a_ridge_fills_over_the_ridge() -> None:
    bed = np.full((8, 8), 5.0)
    bed[0:4, 1] = 6.0
    bed[0:4, 0] = 4.9
    bed[0:4, 2:4] = 4.5
    run = start(coarse(bed))
    assert run.subgrid is not None
    height = run.subgrid.pixels.height[0, :16, 0] + run.ground.bed[1, 1]
    assert np.allclose(np.sort(height), [4.5] * 8 + [6.0] * 8, atol=1e-5)
