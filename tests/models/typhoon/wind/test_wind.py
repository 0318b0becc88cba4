"""Wind at points against plain Python, its symmetries, and the swath of a straight track."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from models.typhoon.vortex import INFLOWS, PROFILES, TRANSLATIONS, VortexSettings, vortex_of
from models.typhoon.wind import Box, greatest_by_sector, greatest_wind, nest_over, table_of, wind_at
from models.typhoon.wind.kernels import wind_from
from tests.models.typhoon.vortex.vortices import Straight, passing

Floats = NDArray[np.float64]
BOX = Box(-12e3, -12e3, 12e3, 12e3)
STILL = VortexSettings(translation="none", inflow="none")


def plain_wind(
    storm: Straight, settings: VortexSettings, step: int, x: float, y: float
) -> tuple[float, float]:
    """The wind at one place in one step, without a table."""
    vortex = vortex_of(storm, settings).take(np.array([step]))
    dx, dy = x - storm.x[step], y - storm.y[step]
    r = np.array([math.hypot(dx, dy)])
    speed = float(PROFILES[settings.profile](r, vortex)[0])
    angle = math.radians(float(INFLOWS[settings.inflow](r, vortex.rmax)[0]) + settings.more_inflow_deg)
    share = float(TRANSLATIONS[settings.translation](r, vortex.rmax)[0] * vortex.motion[0])
    turn = -1.0 if storm.latitude[step] < 0.0 else 1.0
    east, north = dx / r[0], dy / r[0]
    across, inward = speed * math.cos(angle) * turn, speed * math.sin(angle)
    return (
        -across * north - inward * east + share * float(storm.vx[step]),
        across * east - inward * north + share * float(storm.vy[step]),
    )


def places(n: int = 60, seed: int = 1) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    rng = np.random.default_rng(seed)
    return rng.uniform(-12e3, 12e3, n).astype(np.float32), rng.uniform(-12e3, 12e3, n).astype(np.float32)


@pytest.mark.parametrize("profile", sorted(PROFILES))
@pytest.mark.parametrize("translation", sorted(TRANSLATIONS))
def test_wind_is_that_of_plain_python_within_a_centimetre_per_second(profile: str, translation: str) -> None:
    settings = VortexSettings(profile=profile, translation=translation)
    storm = passing(rmax=15e3, steps=21, aside=3e3)
    x, y = places()
    u, v = wind_at(table_of(storm, BOX, settings), x, y)
    plain = np.array([[plain_wind(storm, settings, k, float(a), float(b)) for a, b in zip(x, y, strict=True)]
                      for k in range(21)])  # fmt: skip
    far = np.hypot(x[None] - storm.x[:, None], y[None] - storm.y[:, None]) > 200.0
    speed = np.hypot(*np.moveaxis(plain, -1, 0))
    assert np.abs(np.hypot(u, v) - speed)[far & (speed > 0.1)].max() < 0.01
    # The angle of inflow has corners at Rm and 1.2 Rm, which turn the wind a little.
    assert np.abs(np.stack([u, v], -1) - plain)[far].max() < 0.03


def test_a_storm_at_rest_is_the_same_all_round() -> None:
    storm = passing(speed=0.0, steps=1, reach=0.0, aside=0.0)
    angle = np.linspace(0.0, 2.0 * np.pi, 73)
    for settings in (STILL, VortexSettings()):
        table = table_of(storm, BOX, settings)
        u, v = wind_at(table, (9e3 * np.cos(angle)).astype("f4"), (9e3 * np.sin(angle)).astype("f4"))
        speed = np.hypot(u, v)
        assert np.ptp(speed) < 1e-4 * speed.mean()


def test_the_other_hemisphere_is_a_mirror() -> None:
    x, y = places()
    north = table_of(passing(aside=5e3), BOX, VortexSettings())
    south = table_of(passing(aside=-5e3, latitude=-30.0), BOX, VortexSettings())
    u, v = wind_at(north, x, y)
    mirrored_u, mirrored_v = wind_at(south, x, -y)
    np.testing.assert_allclose(mirrored_u, u, atol=1e-5)
    np.testing.assert_allclose(mirrored_v, -v, atol=1e-5)


def test_north_of_the_equator_the_wind_is_stronger_right_of_the_track() -> None:
    storm = passing(aside=0.0, speed=10.0)
    table = table_of(storm, Box(-1e3, -40e3, 1e3, 40e3), VortexSettings())
    right, left = greatest_wind(table, np.zeros(2, "f4"), np.array([-30e3, 30e3], "f4"))[0]
    assert right > left + 10.0


def test_the_greatest_wind_round_the_storm_is_the_one_given() -> None:
    for name in ("miyazaki1961", "chen1994"):
        storm = passing(aside=0.0, speed=10.0, vmax=42.0, rmax=12e3, steps=1, reach=0.0)
        table = table_of(storm, Box(-30e3, -30e3, 30e3, 30e3), VortexSettings(translation=name))
        axis = np.arange(-30e3, 30e3, 250.0, dtype=np.float32)
        x, y = (values.ravel() for values in np.meshgrid(axis, axis))
        assert greatest_wind(table, x, y)[0].max() == pytest.approx(42.0, abs=0.1)


def test_a_straight_track_s_swath_is_a_maximisation_along_the_way() -> None:
    settings = VortexSettings(profile="holland2008")
    fine = passing(rmax=15e3, aside=8e3, steps=4001, reach=80e3)
    table = table_of(fine, BOX, settings)
    x, y = np.zeros(5, np.float32), np.array([-10e3, -4e3, 0.0, 5e3, 11e3], np.float32)
    found, when = greatest_wind(table, x, y)
    for place in range(5):

        def slower(along: float, at: float = float(y[place])) -> float:
            moved = fine._replace(x=np.full(4001, along))
            return -math.hypot(*plain_wind(moved, settings, 0, 0.0, at))

        starts = np.linspace(-60e3, 60e3, 121)
        best = starts[int(np.argmin([slower(start) for start in starts]))]
        sought = minimize_scalar(slower, bounds=(best - 1e3, best + 1e3), method="bounded")
        assert found[place] == pytest.approx(-sought.fun, abs=0.01)
        assert abs(fine.x[when[place]] - sought.x) < 1500.0


def test_more_steps_among_those_there_are_never_lower_the_maximum() -> None:
    storm = passing(steps=161, aside=4e3, rmax=12e3)
    x, y = places(200)
    coarse = Straight(*(values[::8] if len(values) == 161 else values for values in storm))
    few = greatest_wind(table_of(coarse, BOX, VortexSettings()), x, y)[0]
    many = greatest_wind(table_of(storm, BOX, VortexSettings()), x, y)[0]
    assert np.all(many >= few) and np.any(many > few)


def test_greatest_wind_is_the_largest_of_the_steps() -> None:
    x, y = places(700)
    table = table_of(passing(), BOX, VortexSettings())
    u, v = wind_at(table, x, y)
    speed, when = greatest_wind(table, x, y)
    each = u * u + v * v
    np.testing.assert_array_equal(speed, np.sqrt(each.max(axis=0)))
    np.testing.assert_array_equal(when, each.argmax(axis=0))


@pytest.mark.parametrize("sectors", [8, 16])
def test_sectors_hold_the_largest_of_the_steps_from_there(sectors: int) -> None:
    x, y = places(600)
    table = table_of(passing(steps=41), BOX, VortexSettings())
    u, v = (part.astype(np.float64) for part in wind_at(table, x, y))
    place = np.degrees(np.arctan2(-u, -v)) % 360.0 * sectors / 360.0
    clear = np.abs((place % 1.0) - 0.5) > 1e-4
    sector = np.floor(place + 0.5).astype(int) % sectors
    speed = np.where(clear, np.hypot(u, v), 0.0)
    plain = np.zeros((sectors, 600))
    for step in range(41):
        for point in range(600):
            s = sector[step, point]
            plain[s, point] = max(plain[s, point], speed[step, point])
    found = greatest_by_sector(table, x, y, sectors=sectors)
    if clear.all():
        np.testing.assert_allclose(found, plain, rtol=1e-5)
    assert np.all(found >= plain * (1.0 - 1e-5))
    np.testing.assert_allclose(found.max(axis=0), greatest_wind(table, x, y)[0], rtol=1e-6)


def test_the_direction_is_the_arc_tangent() -> None:
    angle = np.linspace(0.0, 2.0 * np.pi, 1441)[:-1]
    u, v = (-np.sin(angle)).astype("f4"), (-np.cos(angle)).astype("f4")
    found = np.array([wind_from(a, b) for a, b in zip(u, v, strict=True)])
    apart = np.abs((found - angle + np.pi) % (2.0 * np.pi) - np.pi)
    assert apart.max() < 4e-6


def test_threads_and_parts_change_no_bit() -> None:
    x, y = places(1500)
    table = table_of(passing(), BOX, VortexSettings())
    held = numba.get_num_threads()
    found = []
    for threads in (1, held):
        numba.set_num_threads(threads)
        found.append((greatest_wind(table, x, y)[0], greatest_by_sector(table, x, y, sectors=16)))
    parts = [slice(0, 333), slice(333, 1500)]
    found.append((
        np.concatenate([greatest_wind(table, x[p], y[p])[0] for p in parts]),
        np.concatenate([greatest_by_sector(table, x[p], y[p], sectors=16, parallel=False) for p in parts], 1),
    ))  # fmt: skip
    for other in found[1:]:
        np.testing.assert_array_equal(other[0], found[0][0])
        np.testing.assert_array_equal(other[1], found[0][1])


def test_points_outside_the_table_are_refused() -> None:
    table = table_of(passing(), BOX, VortexSettings())
    with pytest.raises(ValueError, match="outside the table's rectangle"):
        greatest_wind(table, np.array([20e3], np.float32), np.zeros(1, np.float32))


def test_a_nest_covers_its_rectangle_with_one_point_to_spare() -> None:
    nest = nest_over(Box(-5100.0, -300.0, 5200.0, 900.0), spacing=500.0)
    assert nest.box == Box(-6000.0, -1000.0, 6000.0, 1500.0)
    assert (nest.x[0], nest.y[0], nest.x[-1], nest.y[-1]) == (-6000.0, 1500.0, 6000.0, -1000.0)
    assert len(nest.x) == nest.points == 25 * 6
