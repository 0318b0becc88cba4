"""The surface of the small synthetic district at several cell sizes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from census.snapshot import Snapshot
from models.waterlogging.blocks import mean_where, passage_east, passage_south, share
from models.waterlogging.checks import check_inputs
from models.waterlogging.district import district_surface, landcover_table, subgrid_district
from models.waterlogging.ground import build_ground, classify
from models.waterlogging.inputs import Event, Infiltration, Settings, Surface
from tests.models.waterlogging.strategies import MM_H, series, uniform_rain

SIZES = (5.0, 10.0, 20.0)
TREATMENTS = ("block", "porous")
SHUT_IN = 0.005
"""Most of the computed cells that houses may shut in on all sides, where whole cells are blocks."""

Fixture = Any


@pytest.fixture(scope="module", params=[(size, how) for size in SIZES for how in TREATMENTS], ids=str)
def case(request: Fixture, small_snapshot: Snapshot) -> tuple[Snapshot, Surface, str]:
    size, how = request.param
    surface = district_surface(small_snapshot, cell_size=size, buildings=how, sewer_capacity_mm_h=36.0)
    return small_snapshot, surface, how


Case = tuple[Snapshot, Surface, str]


def test_the_area_is_that_of_the_survey(case: Case) -> None:
    snapshot, surface, _ = case
    terrain, grid = snapshot.raster("terrain")
    surveyed = np.isfinite(terrain).sum() * grid.cell_area
    assert np.isfinite(surface.bed).sum() * surface.grid.cell_area == pytest.approx(surveyed, rel=0.01)


def test_the_canals_are_prescribed_over_their_area(case: Case) -> None:
    snapshot, surface, _ = case
    canals = snapshot.table("canals")
    prescribed = surface.stage_group >= 0 if surface.stage_group is not None else np.zeros(1, bool)
    assert prescribed.sum() * surface.grid.cell_area == pytest.approx(float(canals.area.sum()), rel=0.15)
    assert surface.stage_groups == tuple(sorted(set(canals["system"])))
    # The canals' own bed, at least a metre below the usual stage and never below the deepest section.
    usual, deepest = float(canals["normal_stage_m"].max()), float(canals["bed_m"].min())
    beds = surface.bed[prescribed]
    assert beds.max() < usual and beds.min() > deepest - 0.5
    assert not classify(surface).computed[prescribed].any()


def test_the_ground_keeps_its_mean_height(case: Case) -> None:
    snapshot, surface, _ = case
    terrain, _ = snapshot.raster("terrain")
    landcover, _ = snapshot.raster("landcover")
    open_ground = np.isfinite(terrain) & ~np.isin(landcover, (1, 7))
    cells = classify(surface)
    found = float(surface.bed[cells.computed].mean())
    assert found == pytest.approx(float(terrain[open_ground].mean()), abs=0.05)


def test_the_built_area_is_that_of_the_buildings(case: Case) -> None:
    snapshot, surface, how = case
    assert surface.building_fraction is not None and surface.stage_group is not None
    land = surface.stage_group < 0
    built = float(surface.building_fraction[land].sum()) * surface.grid.cell_area
    surveyed = float(snapshot.table("buildings").area.sum())
    # Whole cells as blocks, on cells as wide as the houses, get the area wrong by a third.
    assert built == pytest.approx(surveyed, rel=0.02 if how == "porous" else 0.35)


def test_hardly_any_computed_cell_is_shut_in(case: Case) -> None:
    _, surface, how = case
    cells = classify(surface)
    static = build_ground(surface, cells)
    inner = (slice(1, -1), slice(1, -1))
    reached = (
        static.width_x[inner] + static.width_x[1:-1, :-2] + static.width_y[inner] + static.width_y[:-2, 1:-1]
    )
    shut = cells.computed & (reached <= 0.0)
    assert shut.sum() <= (0.0 if how == "porous" else SHUT_IN) * cells.computed.sum()


def test_no_face_is_wider_than_the_open_share_of_its_cells(case: Case) -> None:
    _, surface, _ = case
    cells = classify(surface)
    static = build_ground(surface, cells)
    room = np.pad(np.where(cells.prescribed, np.float32(1.0), cells.storage), 1)
    assert (static.width_x[:, :-1] <= np.minimum(room[:, :-1], room[:, 1:])).all()
    assert (static.width_y[:-1] <= np.minimum(room[:-1], room[1:])).all()
    assert static.width_x.max() == 1.0


def test_losses_lie_within_their_tables(case: Case) -> None:
    snapshot, surface, _ = case
    table = landcover_table()
    inside = np.isfinite(surface.bed)
    assert isinstance(surface.infiltration, Infiltration) and surface.sewers is not None
    conductivity = surface.infiltration.conductivity[inside] / MM_H
    assert conductivity.min() >= 0.0 and conductivity.max() <= table["conductivity_mm_h"].max() * 1.001
    assert table["manning_s_m13"].min() * 0.999 <= surface.manning[inside].min()
    assert surface.manning[inside].max() <= table["manning_s_m13"].max() * 1.001
    # 36 mm/h where all is sewered, less over parks, none on water: counted on the survey's own cells.
    landcover, grid = snapshot.raster("landcover")
    sewered = table["sewered"].to_dict()
    total = sum(float((landcover == code).sum()) * part for code, part in sewered.items()) * grid.cell_area
    land = surface.stage_group < 0 if surface.stage_group is not None else inside
    capacity = float(surface.sewers.capacity[inside & land].astype(np.float64).sum()) / MM_H / 36.0
    assert capacity * surface.grid.cell_area == pytest.approx(total, rel=0.03)


def test_a_district_passes_the_checks_of_a_run(case: Case) -> None:
    _, surface, _ = case
    stages = {name: series((0.0, 1.2)) for name in surface.stage_groups}
    check_inputs(surface, Event(rain=uniform_rain(1e-5, 600.0), stages=stages), Settings(duration=600.0))


def test_losses_can_be_left_out(small_snapshot: Snapshot) -> None:
    surface = district_surface(small_snapshot, cell_size=20.0, infiltration="none")
    assert surface.infiltration is None and surface.sewers is None


@pytest.mark.parametrize("size", [7.5, 2.5, 12.0, 0.0])
def test_a_cell_size_that_is_no_multiple_is_refused_with_those_that_are(
    small_snapshot: Snapshot, size: float
) -> None:
    with pytest.raises(InputError, match=rf"is {size:g}; the terrain has cells of 5 m, so 5, 10, 20"):
        district_surface(small_snapshot, cell_size=size)


def test_an_unknown_treatment_of_buildings_is_refused(small_snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match="buildings is 'brick'; it can be block or porous"):
        district_surface(small_snapshot, cell_size=10.0, buildings="brick")


def pattern(*rows: str) -> NDArray[np.bool_]:
    """Fine cells: '#' is a building."""
    return np.array([[cell != "#" for cell in row] for row in rows])


# Two model cells of four by four fine cells; the way leads from the centre of the left to that of the right.
WAYS = {
    "open": (pattern(*["........"] * 4), 1.0),
    "a full wall": (pattern(*["...#...."] * 4), 0.0),
    "a full wall beyond the centre of the neighbour": (pattern(*["......#."] * 4), 1.0),
    "a full wall before the own centre": (pattern(*["#......."] * 4), 1.0),
    "a wall with half of it open": (pattern("........", "........", "...#....", "...#...."), 0.5),
    "a lane of one fine cell": (pattern("########", "........", "########", "########"), 0.25),
    "two half walls that leave an S": (pattern("..#.....", "..#.....", ".....#..", ".....#.."), 0.5),
    "ends that do not meet at the face": (pattern("...#....", "...#....", "....#...", "....#..."), 0.0),
}


@pytest.mark.parametrize("name", WAYS)
def test_the_passage_is_the_narrowest_section_of_the_way(name: str) -> None:
    passable, expected = WAYS[name]
    np.testing.assert_allclose(passage_east(passable, 4), [[expected, 0.0]])
    np.testing.assert_allclose(passage_south(passable.T, 4), [[expected], [0.0]])
    np.testing.assert_allclose(passage_east(passable[::-1], 4), [[expected, 0.0]])


def test_a_lane_that_turns_passes_on_both_its_legs() -> None:
    # An L from the south of the left cell to its centre and east into the right one.
    passable = pattern("########", "########", "#.......", "#.######")
    assert passage_east(passable, 4)[0, 0] == 0.25
    passable = np.vstack([passable, pattern(*["#.######"] * 4)])
    assert passage_south(passable, 4)[0, 0] == 0.25


def test_at_the_survey_own_size_a_face_is_open_between_two_open_cells() -> None:
    np.testing.assert_array_equal(passage_east(pattern("..#."), 1), [[1.0, 0.0, 0.0, 0.0]])


def test_shares_and_means_count_fine_cells() -> None:
    # The ragged column is filled up with what is neither building nor ground.
    mask = pattern("..#", "###")
    np.testing.assert_allclose(share(mask, 2), [[0.5, 0.0]])
    heights = np.array([[1.0, 3.0, 7.0], [9.0, 9.0, 9.0]], np.float32)
    np.testing.assert_allclose(mean_where(heights, mask, 2), [[2.0, np.nan]])


def test_a_subgrid_district_has_the_open_ground_of_the_porous_one(small_snapshot: Snapshot) -> None:
    plain = district_surface(small_snapshot, cell_size=20.0, sewer_capacity_mm_h=30.0)
    coarse = subgrid_district(small_snapshot, cell_size=20.0, sewer_capacity_mm_h=30.0)
    assert coarse.grid == plain.grid and coarse.relief is not None and coarse.relief.grid.cell_size == 5.0
    np.testing.assert_array_equal(np.isfinite(coarse.bed), np.isfinite(plain.bed))
    np.testing.assert_array_equal(coarse.stage_group, plain.stage_group)
    computed = classify(plain).computed & classify(coarse).computed
    assert computed.sum() > 0.98 * classify(plain).computed.sum()
    assert plain.building_fraction is not None and coarse.building_fraction is not None
    np.testing.assert_allclose(
        coarse.building_fraction[computed], plain.building_fraction[computed], atol=1e-6
    )
    np.testing.assert_allclose(coarse.bed[computed], plain.bed[computed], atol=1e-5)


def test_a_subgrid_of_the_terrain_s_own_cells_is_refused(small_snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match="a sub-grid needs coarser cells"):
        subgrid_district(small_snapshot, cell_size=5.0)
