"""Running extremes, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.waterlogging.extremes.kernels import Extremes, record_extremes
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.strategies import Scene, grid_like, series, surface_of, uniform_rain

pytestmark = pytest.mark.nojit

CLASSES = (0.15, 0.30, 0.50)
HALF = 1e-6
"""A depth this far beside a class is beside it in float32."""


def blank(scene: Scene) -> Extremes:
    like = np.zeros_like(scene.flow.depth)
    return Extremes(
        like, like.copy(), like.copy(), like.copy(), np.full_like(like, -1.0),
        np.zeros((len(CLASSES), *like.shape), np.float32),
    )  # fmt: skip


def record(scene: Scene, extremes: Extremes, *, now: float, seconds: float, blocks: int = 1) -> None:
    record_extremes(
        scene.ground, scene.flow, scene.work, extremes, np.array(CLASSES, np.float32),
        np.float32(now), np.float32(seconds), np.zeros((blocks, 3, scene.flow.depth.shape[1]), np.float32),
    )  # fmt: skip


def after(depths: list[NDArray[np.float64]], *, seconds: float = 10.0, blocks: int = 1) -> Extremes:
    """Extremes of a sequence of depth grids, one every so many seconds, the first at time zero."""
    scene = Scene(surface_of(np.full(depths[0].shape, 5.0)), depths[0])
    extremes = blank(scene)
    for step, depth in enumerate(depths):
        scene.flow.depth[1:-1, 1:-1] = depth
        record(scene, extremes, now=step * seconds, seconds=seconds if step else 0.0, blocks=blocks)
    return extremes


def sequence(*depths: float) -> list[NDArray[np.float64]]:
    return [np.full((1, 1), depth) for depth in depths]


def test_the_maximum_is_the_largest_depth_at_its_first_time() -> None:
    extremes = after(sequence(0.0, 0.1, 0.7, 0.2, 0.7, 0.3))
    assert extremes.depth[1, 1] == np.float32(0.7)
    assert extremes.time[1, 1] == 20.0


def test_arrival_is_the_first_time_at_the_lowest_class() -> None:
    extremes = after(sequence(0.0, 0.149, 0.15, 0.05, 0.4))
    assert extremes.arrival[1, 1] == 20.0
    assert after(sequence(0.0, 0.1499, 0.1)).arrival[1, 1] == -1.0


def test_durations_count_the_intervals_that_end_at_or_above_each_class() -> None:
    extremes = after(sequence(0.0, 0.15, 0.31, 0.50, 0.49, 0.2, 0.0, 0.16))
    # At or above 0.15 m at 10 to 50 s and at 70 s; above 0.30 m at 20, 30, 40 s; above 0.50 m at 30 s.
    assert extremes.duration[:, 1, 1].tolist() == [60.0, 30.0, 10.0]


def test_the_state_at_the_start_lasts_no_time() -> None:
    extremes = after(sequence(0.6, 0.0))
    assert extremes.duration[:, 1, 1].tolist() == [0.0, 0.0, 0.0]
    assert extremes.depth[1, 1] == np.float32(0.6) and extremes.arrival[1, 1] == 0.0


@pytest.mark.parametrize("blocks", [1, 2, 3])
def test_every_cell_of_a_wide_grid_keeps_its_own_record(blocks: int) -> None:
    # Wider than the segments in which cells are looked at together, and more rows than blocks.
    rows, columns = 5, 300
    peak = np.linspace(0.0, 0.6, rows * columns).reshape(rows, columns)
    extremes = after([0.5 * peak, peak, 0.2 * peak], blocks=blocks)
    inner = (slice(1, -1), slice(1, -1))
    np.testing.assert_allclose(extremes.depth[inner], peak, rtol=1e-6)
    np.testing.assert_array_equal(extremes.time[inner], np.where(peak > 0.0, 10.0, 0.0))
    at_ten = np.where(peak.astype(np.float32) >= np.float32(0.3), 10.0, 0.0)
    np.testing.assert_array_equal(extremes.duration[1][inner], at_ten)
    at_start = (0.5 * peak).astype(np.float32) >= np.float32(0.15)
    reached = np.where(peak.astype(np.float32) >= np.float32(0.15), 10.0, -1.0)
    np.testing.assert_array_equal(extremes.arrival[inner], np.where(at_start, 0.0, reached))


def moving(
    depth: float,
    *,
    west: float = 0.0,
    east: float = 0.0,
    north: float = 0.0,
    south: float = 0.0,
) -> tuple[float, float]:
    """Speed and hazard of the middle one of nine cells of even depth with given face discharges."""
    face_x, face_y = np.zeros((3, 3)), np.zeros((3, 3))
    face_x[1, 0], face_x[1, 1], face_y[0, 1], face_y[1, 1] = west, east, north, south
    scene = Scene(surface_of(np.full((3, 3), 5.0)), np.full((3, 3), depth), face_x, face_y)
    extremes = blank(scene)
    record(scene, extremes, now=0.0, seconds=0.0)
    return float(extremes.speed[2, 2]), float(extremes.hazard[2, 2])


def test_the_speed_joins_the_faster_faces_of_both_axes() -> None:
    # 0.3 and 0.4 m/s at right angles make 0.5 m/s, whichever side and sign they have.
    for faces in ({"west": 0.3, "south": 0.4}, {"east": -0.3, "north": -0.4}):
        assert moving(1.0, **faces)[0] == pytest.approx(0.5, rel=1e-5)
    assert moving(1.0, west=0.1, east=0.3, north=-0.4, south=0.2)[0] == pytest.approx(0.5, rel=1e-5)


def test_the_speed_at_a_face_is_over_the_depth_that_flows_there() -> None:
    # Over a sill 0.4 m above the middle cell 0.6 of 1 m flows.
    bed = np.full((3, 3), 5.0)
    bed[1, 2] = 5.4
    scene = Scene(surface_of(bed), np.array([[0, 0, 0], [0, 1.0, 0.2], [0, 0, 0]]), np.full((3, 3), 0.0))
    scene.flow.discharge_x[2, 2] = 0.3
    extremes = blank(scene)
    record(scene, extremes, now=0.0, seconds=0.0)
    assert extremes.speed[2, 2] == pytest.approx(0.5, rel=1e-5)


def test_the_speed_comes_from_the_depths_that_drove_the_discharge() -> None:
    scene = Scene(surface_of(np.full((1, 2), 5.0)), np.full((1, 2), 0.5), np.array([[0.25, 0.0]]))
    # The last step took the first cell from 0.5 to 0.1 m: the discharge left through 0.5 m.
    scene.flow.depth[1, 1] = 0.1
    extremes = blank(scene)
    record(scene, extremes, now=0.0, seconds=0.0)
    assert extremes.speed[1, 1] == pytest.approx(0.5, rel=1e-5)


def test_films_have_no_speed_and_no_hazard() -> None:
    assert moving(0.0099, east=0.05) == (0.0, 0.0)
    assert moving(0.0101, east=0.0101)[0] == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize(
    ("depth", "speed", "hazard"),
    [
        # HR = d (v + 0.5) + DF; in towns DF is 0 to 0.25 m and 1 beyond it or beyond 2 m/s (FD2320/TR1).
        (0.10, 0.0, 0.05),
        (0.25, 0.0, 0.125),
        (0.25 + HALF, 0.0, 1.125),
        (0.50, 1.0, 1.75),
        (1.00, 2.0, 3.5),
        (0.10, 1.99, 0.249),
        (0.10, 2.01, 1.251),
    ],
)
def test_hazard_is_that_of_defra_at_the_edges_of_its_classes(
    depth: float, speed: float, hazard: float
) -> None:
    found = moving(depth, east=depth * speed)
    assert found == pytest.approx((speed, hazard), rel=1e-4, abs=1e-6)


def test_speed_and_hazard_keep_their_largest_values() -> None:
    scene = Scene(surface_of(np.full((1, 2), 5.0)), np.full((1, 2), 1.0), np.array([[0.8, 0.0]]))
    extremes = blank(scene)
    record(scene, extremes, now=0.0, seconds=0.0)
    scene.flow.discharge_x[:] = 0.0
    record(scene, extremes, now=10.0, seconds=10.0)
    assert extremes.speed[1, 1] == pytest.approx(0.8, rel=1e-5)
    assert extremes.hazard[1, 1] == pytest.approx(1.0 * (0.8 + 0.5) + 1.0, rel=1e-5)


def test_a_level_plain_under_steady_rain_arrives_and_stays_on_time() -> None:
    # 0.1 mm/s reach 0.15 m at 1500 s and 0.30 m at the end; looked at every 15 s.
    surface = surface_of(np.full((3, 3), 5.0))
    settings = Settings(duration=3000.0, depth_classes=(0.15, 0.25, 0.4))
    result = simulate(surface, Event(rain=uniform_rain(1e-4, 3000.0)), settings)
    assert float(abs(result["arrival_time"] - 1500.0).max()) <= 15.0
    durations = result["duration_above_depth"].to_numpy()
    np.testing.assert_allclose(durations[0], 1500.0, atol=15.0)
    np.testing.assert_allclose(durations[1], 500.0, atol=15.0)
    assert not durations[2].any()
    np.testing.assert_allclose(result["maximum_depth"], 0.3, rtol=1e-5)
    np.testing.assert_array_equal(result["time_of_maximum_depth"], 3000.0)


def test_fields_are_blank_where_nothing_is_computed_or_nothing_came() -> None:
    bed = np.full((3, 4), 5.0)
    bed[0, 0] = np.nan
    built = np.zeros((3, 4), np.float32)
    built[1, 1] = 1.0
    canal = np.full((3, 4), -1, np.int16)
    canal[2, 3] = 0
    # The stage lies below the bed, so that no water comes out of the canal.
    surface = surface_of(bed, building_fraction=built, stage_group=canal, stage_groups=("canal",))
    result = simulate(
        surface,
        Event(stages={"canal": series((0.0, 4.0))}, initial_depth=grid_like(surface, 0.0)),
        Settings(duration=60.0),
    )
    empty = np.zeros((3, 4), bool)
    empty[0, 0] = empty[1, 1] = empty[2, 3] = True
    for name in ("maximum_depth", "maximum_speed", "maximum_hazard"):
        np.testing.assert_array_equal(np.isnan(result[name]), empty)
        assert float(result[name].max()) == 0.0
    np.testing.assert_array_equal(np.isnan(result["duration_above_depth"][0]), empty)
    assert np.isnan(result["arrival_time"]).all() and np.isnan(result["time_of_maximum_depth"]).all()
