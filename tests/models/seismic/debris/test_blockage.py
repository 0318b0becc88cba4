"""Debris on roads: reach, free width, and how often a road is blocked."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.debris import Reach, blocked_roads, blocked_table, debris_reach, frontage
from models.seismic.debris.frontage import Frontage

REACH = Reach(0.0, 0.5, 100.0)


def street(width: float = 10.0, length: float = 60.0) -> gpd.GeoDataFrame:
    """One street along the x axis."""
    line = shapely.LineString([(0.0, 0.0), (length, 0.0)])
    return gpd.GeoDataFrame({"road_id": ["R000001"], "width_m": [width]}, geometry=[line], crs="EPSG:4549")


def walls(left: float, right: float, *, ends: bool = False) -> NDArray[Any]:
    """Houses along the left and the right of the street, so far from its middle; or at its two ends."""
    first, second = ((0.0, 10.0), (50.0, 60.0)) if ends else ((0.0, 60.0), (0.0, 60.0))
    return np.array([shapely.box(first[0], left, first[1], left + 12.0),
                     shapely.box(second[0], -right - 12.0, second[1], -right)])  # fmt: skip


def states(*grades: tuple[int, int]) -> NDArray[np.uint8]:
    return np.array(grades, np.uint8)


@pytest.mark.parametrize(("needed", "blocked"), [(3.0, False), (3.0 + 1e-9, True), (5.0, True)])
def test_a_street_between_two_collapsing_walls_is_blocked_exactly_below_the_free_width(
    needed: float, blocked: bool
) -> None:
    # Walls 6 m from the middle of a 10 m street stand 1 m behind the kerb. Debris of 8 m and 10 m high
    # houses reaches 4 m and 5 m: 3 m and 4 m of the street are covered, 3 m stay free.
    along = frontage(street(), walls(6.0, 6.0), [8.0, 10.0], reach=REACH)
    assert bool(blocked_roads(along, states((4, 4)), needed=needed)[0, 0]) is blocked


def test_one_wall_alone_leaves_its_own_share_and_lesser_damage_leaves_all() -> None:
    along = frontage(street(), walls(6.0, 6.0), [8.0, 10.0], reach=REACH)
    found = blocked_roads(along, states((4, 0), (0, 4), (3, 3), (2, 4), (4, 4)), needed=6.5)
    assert found[:, 0].tolist() == [False, True, False, True, True]  # 7 m, 6 m, 10 m, 6 m, 3 m


def test_severe_damage_sheds_less_than_destruction() -> None:
    along = frontage(street(), walls(5.0, 5.0), [20.0, 20.0], reach=Reach(0.1, 0.5, 100.0))
    assert blocked_roads(along, states((3, 3)), needed=6.0)[0, 0] == np.False_  # 10 - 2 - 2
    assert blocked_roads(along, states((3, 4)), needed=6.0)[0, 0] == np.True_


def test_debris_at_opposite_ends_of_a_street_does_not_add_up() -> None:
    # Each covers 4 m, together 8 of 10 m; but they lie 40 m apart.
    heights = [8.0, 8.0]
    apart = frontage(street(), walls(5.0, 5.0, ends=True), heights, reach=REACH)
    facing = frontage(street(), walls(5.0, 5.0), heights, reach=REACH)
    assert not blocked_roads(apart, states((4, 4)), needed=4.0).any()
    assert blocked_roads(facing, states((4, 4)), needed=4.0).all()


def test_round_a_corner_debris_reaches_as_far_as_a_circle() -> None:
    # A corner 3 m beyond the section and 6 m from the middle, reach 5 m: 5 - 6 + sqrt(25 - 9) = 3 m.
    corner = np.array([shapely.box(13.0, 6.0, 20.0, 16.0)])
    along = frontage(street(10.0, 20.0), corner, [10.0], reach=REACH, step=20.0)
    assert along.intrusion[:, 1] == pytest.approx([3.0])
    assert along.intrusion[:, 1] == pytest.approx([5.0 - 6.0 + math.sqrt(25.0 - 9.0)])


def test_a_wall_stands_to_the_right_or_left_of_the_course_of_its_road() -> None:
    along = frontage(street(), walls(6.0, 6.0), [8.0, 10.0], reach=REACH)
    assert set(zip(along.building.tolist(), along.right.tolist(), strict=True)) == {(0, False), (1, True)}
    back = street()
    back.geometry = back.geometry.reverse()
    turned = frontage(back, walls(6.0, 6.0), [8.0, 10.0], reach=REACH)
    assert set(zip(turned.building.tolist(), turned.right.tolist(), strict=True)) == {(0, True), (1, False)}


def test_a_narrow_lane_is_blocked_by_any_debris_and_never_without() -> None:
    along = frontage(street(3.0), walls(2.0, 2.0), [4.0, 4.0], reach=REACH)
    assert blocked_roads(along, states((0, 0), (4, 0)))[:, 0].tolist() == [False, True]


def test_a_far_wall_is_no_part_of_the_street() -> None:
    along = frontage(street(), walls(9.0, 9.001), [8.0, 8.0], reach=REACH)
    assert len(along.building) == 0 and not blocked_roads(along, states((4, 4)), needed=10.0).any()


def test_reach_is_bounded_for_tall_buildings() -> None:
    assert debris_reach([10.0, 100.0], reach=Reach(0.1, 0.5, 20.0)).tolist() == [[1.0, 5.0], [10.0, 20.0]]
    assert debris_reach([10.0], reach=Reach(0.5, 0.5, 20.0)).tolist() == [[5.0, 5.0]]


def scattered(seed: int) -> tuple[Frontage, gpd.GeoDataFrame, NDArray[np.uint8]]:
    """Crossing roads among random houses, with random grades."""
    rng = np.random.default_rng(seed)
    lines = [shapely.LineString(rng.uniform(0.0, 120.0, (3, 2))) for _ in range(7)]
    table = {"road_id": [f"R{i:06d}" for i in range(7)], "width_m": rng.uniform(3.0, 20.0, 7)}
    roads = gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4549")
    corner = rng.uniform(0.0, 110.0, (40, 2))
    houses = shapely.box(*corner.T, *(corner + rng.uniform(4.0, 15.0, (40, 2))).T)
    along = frontage(roads, houses, rng.uniform(3.0, 40.0, 40), reach=Reach(0.1, 0.5, 20.0))
    return along, roads, rng.integers(0, 5, (25, 40)).astype(np.uint8)


def slow(along: Frontage, grades: NDArray[np.uint8], needed: float) -> NDArray[np.bool_]:
    """The same in plain Python."""
    out = np.zeros((len(grades), len(along.width)), bool)
    for r, state in enumerate(grades):
        for e, width in enumerate(along.width):
            for s in range(along.edge_start[e], along.edge_start[e + 1]):
                entries = range(along.section_start[s], along.section_start[s + 1])
                side = [0.0, 0.0]
                for i in entries:
                    grade = int(state[along.building[i]])
                    depth = {3: along.intrusion[i, 0], 4: along.intrusion[i, 1]}.get(grade, 0.0)
                    side[int(along.right[i])] = max(side[int(along.right[i])], float(depth))
                out[r, e] |= width - sum(side) < min(needed, width)
    return out


def test_the_compiled_loop_agrees_with_plain_python() -> None:
    along, _, grades = scattered(3)
    found = blocked_roads(along, grades, needed=4.0)
    assert found.any() and not found.all()
    assert (found == slow(along, grades, 4.0)).all()


def test_a_road_is_as_likely_blocked_as_it_was_in_the_realisations() -> None:
    along, roads, grades = scattered(4)
    counts = slow(along, grades, 3.5).sum(axis=0)
    parts = sum(blocked_roads(along, part, needed=3.5).sum(axis=0) for part in (grades[:7], grades[7:]))
    table = blocked_table(roads, np.asarray(parts), 25)
    assert counts.any() and table["blocked_probability"].tolist() == (counts / 25).tolist()
    assert table["road_id"].tolist() == roads["road_id"].tolist()


@given(st.integers(0, 30))
def test_worse_grades_and_greater_needs_never_open_a_road(seed: int) -> None:
    along, _, grades = scattered(seed)
    worse = np.minimum(grades + 1, 4).astype(np.uint8)
    assert (blocked_roads(along, grades) <= blocked_roads(along, worse)).all()
    assert (blocked_roads(along, grades, mode="walking") <= blocked_roads(along, grades)).all()


def test_bad_input_is_named() -> None:
    with pytest.raises(InputError, match=r"row 0, field 'width_m': nan m"):
        frontage(street(math.nan), walls(6.0, 6.0), [8.0, 8.0])
    with pytest.raises(InputError, match="row 1: the height is 0 m"):
        frontage(street(), walls(6.0, 6.0), [8.0, 0.0])
    with pytest.raises(InputError, match=r"severe is 0\.6, destroyed 0\.5"):
        frontage(street(), walls(6.0, 6.0), [8.0, 8.0], reach=Reach(0.6, 0.5, 20.0))
    along = frontage(street(), walls(6.0, 6.0), [8.0, 8.0])
    with pytest.raises(InputError, match=r"shape \(1, 3\)"):
        blocked_roads(along, np.zeros((1, 3), np.uint8))
    with pytest.raises(InputError, match="grades hold 7"):
        blocked_roads(along, states((7, 0)))
    with pytest.raises(InputError, match="no realisation"):
        blocked_table(street(), np.zeros(1, np.int64), 0)
