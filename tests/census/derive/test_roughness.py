"""Roughness of the ground: published formulas, closed cases and laws."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from census.derive.landcover import class_table
from census.derive.morphometry import Bodies, bodies_on, kanda, macdonald
from census.derive.roughness import RoughnessSettings, class_shares, derive, ground_roughness, roughness
from census.derive.terrain_category import CategoryRule, categories, height_field
from census.derive.upwind import COMPASS, sector_weights, upwind_mean
from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from census.snapshot import Snapshot

GRID = Grid(DISTRICT_CRS, 0.0, 800.0, 100.0, 8, 8)
FINE = Grid(DISTRICT_CRS, 0.0, 800.0, 5.0, 160, 160)
ALONE = RoughnessSettings(neighbourhood=100.0)

Footprints = NDArray[np.object_]


def uniform(plan: float, height: float, *, spread: float = 0.0, highest: float | None = None) -> Bodies:
    """One cell of a town."""
    cell = np.ones((1, 1))
    return Bodies(plan * cell, np.zeros((4, 1, 1)), height * cell, (highest or height) * cell, spread * cell)


def blocks(size: float, spacing: float) -> Footprints:
    """Square houses in rows, one in the middle of each square of the spacing."""
    middle = np.arange(spacing / 2, 800.0, spacing)
    x, y = (part.ravel() for part in np.meshgrid(middle, middle))
    half = size / 2
    return np.asarray(shapely.box(x - half, y - half, x + half, y + half))


def turned(shapes: Footprints) -> Footprints:
    """Shapes after a quarter turn against the clock about the middle of the grid."""
    return np.asarray(
        shapely.transform(shapes, lambda p: np.column_stack([800.0 - p[:, 1], p[:, 0]])), dtype=object
    )


def town(seed: int) -> tuple[Footprints, NDArray[np.float64], NDArray[np.uint8]]:
    """A random town: houses, heights, and land cover in squares of 100 m."""
    generator = np.random.default_rng(seed)
    x, y = generator.uniform(40.0, 720.0, (2, 150))
    wide, deep = generator.uniform(8.0, 40.0, (2, 150))
    height = generator.uniform(3.0, 60.0, 150)
    cover = np.kron(generator.integers(2, 9, (8, 8)), np.ones((20, 20))).astype(np.uint8)
    return np.asarray(shapely.box(x, y, x + wide, y + deep)), height, cover


def test_macdonalds_length_and_displacement_follow_the_published_equations() -> None:
    # Equations 23 and 26 with A = 4.43, Cd = 1.2, kappa = 0.4, beta = 1 at 0.25 and 0.2, worked by hand:
    # 1 + 4.43^-0.25 * (0.25 - 1) and (1 - d) exp(-(0.5 * 1.2 / 0.16 * (1 - d) * 0.2)^-0.5).
    depth = 1.0 + math.exp(-0.25 * math.log(4.43)) * (0.25 - 1.0)
    length = (1.0 - depth) * math.exp(-1.0 / math.sqrt(3.75 * (1.0 - depth) * 0.2))
    found = macdonald(uniform(0.25, 20.0), np.full((1, 1), 0.2))
    assert found.displacement[0, 0] == pytest.approx(20.0 * depth, rel=1e-12)
    assert found.length[0, 0] == pytest.approx(20.0 * length, rel=1e-12)


def test_macdonalds_limits_are_bare_ground_and_a_lid() -> None:
    bare = macdonald(uniform(0.0, 20.0), np.zeros((1, 1)))
    assert bare.length[0, 0] == 0.0 and bare.displacement[0, 0] == 0.0
    lid = macdonald(uniform(1.0, 20.0), np.zeros((1, 1)))
    assert lid.displacement[0, 0] == 20.0 and lid.length[0, 0] == 0.0


def test_roughness_grows_with_the_fronts_and_has_one_summit_over_density() -> None:
    fronts = np.linspace(0.01, 0.6, 30)
    lengths = [macdonald(uniform(0.2, 10.0), np.full((1, 1), front)).length[0, 0] for front in fronts]
    assert (np.diff(lengths) > 0.0).all()
    # Cubes: the front equals the plan. Rough at first, then skimming flow.
    cubes = [macdonald(uniform(plan, 10.0), np.full((1, 1), plan)).length[0, 0] for plan in fronts]
    turns = np.diff(np.sign(np.diff(cubes)))
    assert (turns != 0).sum() == 1 and 0.1 < fronts[int(np.argmax(cubes))] < 0.35
    depths = [macdonald(uniform(plan, 10.0), np.zeros((1, 1))).displacement[0, 0] for plan in fronts]
    assert (np.diff(depths) > 0.0).all()


def test_kandas_correction_of_even_heights_is_a_constant() -> None:
    # Equal heights: X = 1 and Y = 0, so d = a0 plan^b0 H and the length is 0.71 of Macdonald's.
    bodies, front = uniform(0.25, 20.0), np.full((1, 1), 0.2)
    found = kanda(bodies, front)
    assert found.displacement[0, 0] == pytest.approx(20.0 * 1.29 * 0.25**0.36, rel=1e-12)
    assert found.length[0, 0] == pytest.approx(0.71 * macdonald(bodies, front).length[0, 0], rel=1e-12)


def test_kandas_length_grows_with_uneven_heights() -> None:
    front = np.full((1, 1), 0.2)
    lengths = [
        kanda(uniform(0.3, 20.0, spread=spread, highest=60.0), front).length[0, 0]
        for spread in (2.0, 6.0, 12.0, 18.0)
    ]
    assert lengths == sorted(lengths)


def test_plan_and_front_of_an_array_are_its_geometry() -> None:
    houses = blocks(20.0, 50.0)
    found = bodies_on(GRID, houses, np.full(len(houses), 12.0), axes=4)
    np.testing.assert_allclose(found.plan, 0.16, rtol=1e-12)
    # A square is as wide as its side against the axes and as its diagonal against the corners.
    np.testing.assert_allclose(found.frontal[[0, 2]], 20.0 * 12.0 / 2500.0, rtol=1e-12)
    np.testing.assert_allclose(found.frontal[[1, 3]], math.sqrt(2.0) * 20.0 * 12.0 / 2500.0, rtol=1e-12)
    np.testing.assert_allclose(found.height, 12.0, rtol=1e-12)
    np.testing.assert_allclose(found.spread, 0.0, atol=1e-6)


def test_a_slab_has_its_broad_front_to_the_wind_across() -> None:
    # 60 m from west to east, 10 m deep: a north wind (axis 0) meets 60 m of it, an east wind (axis 2) 10 m.
    slab = np.array([shapely.box(120.0, 340.0, 180.0, 350.0)])
    found = bodies_on(GRID, slab, np.array([30.0]), axes=4)
    cell = found.frontal[:, 4, 1]
    assert cell[0] == pytest.approx(60.0 * 30.0 / 1e4) and cell[2] == pytest.approx(10.0 * 30.0 / 1e4)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_footprint_is_lost_between_the_cells(seed: int) -> None:
    houses, height, _ = town(seed)
    found = bodies_on(GRID, houses, height, axes=8)
    # Houses may overlap in this town; no cell is full, so nothing was cut off.
    assert found.plan.max() < 1.0
    assert float(found.plan.sum() * GRID.cell_area) == pytest.approx(float(shapely.area(houses).sum()))
    volume = float((found.plan * found.height).sum() * GRID.cell_area)
    assert volume == pytest.approx(float((shapely.area(houses) * height).sum()))


def test_heights_in_a_neighbourhood_are_weighted_by_footprint() -> None:
    # 100 m2 of 10 m and 300 m2 of 30 m: mean 25, variance 100 * 15^2 / 400 + 300 * 5^2 / 400 = 75.
    houses = np.array([shapely.box(10, 10, 20, 20), shapely.box(110, 10, 140, 20)])
    found = bodies_on(GRID, houses, np.array([10.0, 30.0]), axes=4, around=1)
    assert found.height[7, 0] == pytest.approx(25.0)
    assert found.spread[7, 0] == pytest.approx(math.sqrt(75.0))
    assert found.highest[7, 0] == 30.0
    assert found.height[0, 7] == 0.0 and found.plan[0, 7] == 0.0


def test_a_house_without_a_height_is_left_out() -> None:
    houses = np.array([shapely.box(10, 10, 20, 20), shapely.box(30, 10, 40, 20)])
    found = bodies_on(GRID, houses, np.array([np.nan, 6.0]), axes=4)
    assert found.plan[7, 0] == pytest.approx(0.01) and found.height[7, 0] == 6.0


def rasters_of(houses: Footprints, height: NDArray[np.float64], cover: NDArray[np.uint8]) -> dict[str, Any]:
    """Rasters of a town by name."""
    made = roughness(cover, FINE, houses, height, settings=RoughnessSettings(fetch=300.0, decay=150.0))
    return {name: array for name, (array, _) in made.rasters.items()}


def test_turning_the_town_turns_its_roughness() -> None:
    houses, height, cover = town(4)
    before = rasters_of(houses, height, cover)
    after = rasters_of(turned(houses), height, np.rot90(cover))
    for name in ("roughness_length", "displacement_height", "terrain_category", "plan_area_index"):
        np.testing.assert_allclose(after[name], np.rot90(before[name]), rtol=1e-5)
    names = COMPASS[8]
    for sector, name in enumerate(names):
        # Against the clock, what lay east now lies north.
        other = before[f"roughness_upwind_{names[(sector + 2) % 8]}"]
        np.testing.assert_allclose(after[f"roughness_upwind_{name}"], np.rot90(other), rtol=1e-5)


def test_a_taller_town_is_nowhere_smoother() -> None:
    houses, height, cover = town(5)
    low, tall = rasters_of(houses, height, cover), rasters_of(houses, 1.5 * height, cover)
    assert (tall["roughness_length"] >= low["roughness_length"] - 1e-6).all()
    assert (tall["roughness_length"] > low["roughness_length"]).any()


def test_ground_without_buildings_has_the_length_of_its_class() -> None:
    # Values of the Davenport classification: open 0.03 m, roughly open 0.10 m, closed 1.0 m.
    for code, length in ((8, 0.03), (6, 0.10), (5, 1.0)):
        made = roughness(
            np.full(FINE.shape, code, np.uint8), FINE, np.empty(0, object), np.empty(0), settings=ALONE
        )
        np.testing.assert_allclose(made.rasters["roughness_length"][0], length, rtol=1e-6)
        np.testing.assert_allclose(made.rasters["roughness_upwind_ne"][0], length, rtol=1e-5)


def test_mixed_ground_has_the_geometric_mean() -> None:
    cover = np.full((20, 20), 6, np.uint8)
    cover[:, :5] = 5
    grid = Grid(DISTRICT_CRS, 0.0, 100.0, 5.0, 20, 20)
    _, shares, land = class_shares(cover, grid, 100.0)
    assert land[0, 0] == 1e4
    assert ground_roughness(shares).length[0, 0] == pytest.approx(1.0**0.25 * 0.1**0.75)


def test_where_buildings_stand_theirs_is_the_roughness_that_counts() -> None:
    houses = blocks(20.0, 50.0)
    made = roughness(
        np.full(FINE.shape, 3, np.uint8), FINE, houses, np.full(len(houses), 12.0), settings=ALONE
    )
    # The mean front over the axes: two of the side's width, two of the diagonal's.
    front = np.full((1, 1), 0.096 * (1.0 + math.sqrt(2.0)) / 2.0)
    wanted = macdonald(uniform(0.16, 12.0), front)
    np.testing.assert_allclose(made.rasters["roughness_length"][0], wanted.length[0, 0], rtol=1e-6)
    np.testing.assert_allclose(made.rasters["displacement_height"][0], wanted.displacement[0, 0], rtol=1e-6)


@pytest.mark.parametrize("sectors", [4, 8, 16])
def test_weights_of_all_sectors_together_are_round(sectors: int) -> None:
    total = sum(
        sector_weights(sector=k, sectors=sectors, fetch=500.0, decay=200.0, cell_size=100.0)
        for k in range(sectors)
    )
    np.testing.assert_allclose(total, np.rot90(total), rtol=1e-9)
    assert float(np.sum(total)) == pytest.approx(sectors)


def test_only_what_lies_upwind_counts() -> None:
    values = np.full((21, 21), 0.1)
    values[:, 11:] = 1.0
    made = {
        name: upwind_mean(values, sector=k, sectors=8, fetch=600.0, decay=200.0, cell_size=100.0)
        for k, name in enumerate(COMPASS[8])
    }
    assert made["e"][10, 10] > 0.5 and made["w"][10, 10] == pytest.approx(0.1)
    assert made["w"][10, 11] < made["w"][10, 14] < 1.0
    assert made["n"][10, 5] == pytest.approx(0.1)


def test_the_mean_upwind_of_a_step_is_the_weight_of_its_far_side() -> None:
    # Along an axis: rough ground beyond 300 m, with weights exp(-r / 200) up to 1000 m.
    values = np.full((41, 41), 0.1)
    values[:, 24:] = 1.0
    found = upwind_mean(values, sector=4, sectors=16, fetch=1000.0, decay=200.0, cell_size=100.0)[20, 20]
    share = (math.exp(-350.0 / 200.0) - math.exp(-5.0)) / (1.0 - math.exp(-5.0))
    # The cell's middle is 350 m from the edge; the arcs of the sector cross it a little farther out.
    assert math.log(found / 0.1) / math.log(10.0) == pytest.approx(share, rel=0.03)


def test_missing_ground_does_not_count() -> None:
    values = np.full((9, 9), 0.4)
    values[:, :4] = np.nan
    found = upwind_mean(values, sector=6, sectors=8, fetch=400.0, decay=200.0, cell_size=100.0)
    np.testing.assert_allclose(found[:, 4:], 0.4, rtol=1e-9)
    assert np.isnan(found[:, :4]).all()


@pytest.mark.parametrize(("height", "code"), [(6.0, 2), (9.0, 2), (12.0, 3), (18.0, 3), (30.0, 4)])
def test_the_category_of_a_closed_town_is_told_by_its_height(height: float, code: int) -> None:
    inside = np.ones((10, 10), np.bool_)
    found = categories(np.full((10, 10), height), np.zeros((10, 10)), inside, cell_size=100.0)
    assert (found == code).all()


def test_open_water_is_category_a_and_the_outside_none() -> None:
    inside = np.ones((10, 10), np.bool_)
    inside[0] = False
    found = categories(np.zeros((10, 10)), np.ones((10, 10)), inside, cell_size=100.0)
    assert (found[1:] == 1).all() and (found[0] == 0).all()
    stricter = CategoryRule(open_ground=0.5)
    half = categories(np.zeros((10, 10)), np.full((10, 10), 0.6), inside, cell_size=100.0, rule=stricter)
    assert (half[1:] == 1).all()


def test_a_building_gives_its_height_to_the_ground_as_far_as_it_is_high() -> None:
    tower = np.array([shapely.box(380.0, 380.0, 420.0, 420.0)])
    found = height_field(GRID, tower, np.array([60.0]), fine=2.0)
    # The footprint grown by 60 m: 40^2 + 4 * 40 * 60 + the corners, an octagon in each round one.
    corners = 8.0 * 60.0**2 * math.sin(math.pi / 4.0) / 2.0
    area = 40.0**2 + 4.0 * 40.0 * 60.0 + corners
    assert float(found.sum() * GRID.cell_area) == pytest.approx(60.0 * area, rel=0.01)


def test_where_two_heights_meet_the_greater_counts() -> None:
    houses = np.array([shapely.box(120.0, 120.0, 180.0, 180.0), shapely.box(140.0, 140.0, 160.0, 160.0)])
    both = height_field(GRID, houses, np.array([50.0, 20.0]))
    alone = height_field(GRID, houses[:1], np.array([50.0]))
    np.testing.assert_array_equal(both, alone)


def test_every_class_has_a_length_of_the_davenport_classification() -> None:
    lengths = {2: 0.005, 3: 0.03, 4: 0.10, 5: 0.25, 6: 0.5, 7: 1.0}
    table = class_table()
    assert list(table.index) == list(range(1, 9))
    assert table["roughness_length_m"].to_list() == [lengths[k] for k in table["davenport"]]
    assert set(table["status"]) == {"unverified"}


@pytest.mark.parametrize(
    ("cover", "settings", "message"),
    [
        (np.full(FINE.shape, 9, np.uint8), ALONE, "row 1, column 1 holds the code 9"),
        (np.zeros(FINE.shape, np.uint8), ALONE, "every cell is 0"),
        (np.ones(FINE.shape, np.uint8), RoughnessSettings(cell_size=12.0), "12.0 m do not fit"),
        (np.ones(FINE.shape, np.uint8), RoughnessSettings(sectors=6), "sectors is 6"),
        (np.ones(FINE.shape, np.uint8), RoughnessSettings(method="lettau"), "method is 'lettau'"),
    ],
)
def test_what_cannot_be_used_is_named(
    cover: NDArray[np.uint8], settings: RoughnessSettings, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        roughness(cover, FINE, np.empty(0, object), np.empty(0), settings=settings)


def test_the_step_makes_a_raster_for_each_sector(small_snapshot: Snapshot) -> None:
    made = derive(small_snapshot, lambda share, message: None)
    assert {name for name in made.rasters if "upwind" in name} == {
        f"roughness_upwind_{name}" for name in ("n", "ne", "e", "se", "s", "sw", "w", "nw")
    }
    for name, (array, grid) in made.rasters.items():
        assert array.shape == grid.shape and grid.cell_size == 100.0, name
    length = made.rasters["roughness_length"][0]
    # A town of houses and towers: rough to very rough, canals apart.
    assert 0.3 < float(np.nanmedian(length)) < 6.0
