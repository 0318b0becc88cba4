"""Profiles: published values, the greatest wind at its radius, balance with the pressure."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from models.typhoon.vortex import PROFILES, Vortex, pressure_at
from models.typhoon.vortex.profiles import emanuel2011, holland1980, holland2008, holland2010
from models.typhoon.vortex.shape import balanced_shape, balanced_speed, coriolis, vickery2008_shape
from models.typhoon.vortex.willoughby import willoughby2006

ONE = np.ones(1)


def vortex(vmax: float = 45.0, rmax: float = 30e3, latitude: float = 30.0) -> Vortex:
    return Vortex(
        vmax=vmax * ONE, rmax=rmax * ONE, shape=1.4 * ONE, deficit=5000.0 * ONE,
        coriolis=coriolis(latitude * ONE), latitude=latitude * ONE, outer_speed=17.0 * ONE,
        outer_radius=250e3 * ONE, motion=ONE,
    )  # fmt: skip


def test_holland_2010_has_the_published_winds() -> None:
    r = np.array([0.0, 75.0, 220.0, 300.0, 490.0]) * 1000.0
    speed = holland2010(
        r,
        vmax=35.0 * ONE,
        rmax=75e3 * ONE,
        shape=1.75 * ONE,
        outer_speed=17.0 * ONE,
        outer_radius=300e3 * ONE,
    )
    np.testing.assert_allclose(speed, [0.0, 35.0, 21.1815, 17.0, 12.1035], atol=5e-5)


def test_b_and_greatest_wind_have_the_published_values() -> None:
    shape = balanced_shape(np.array([35.0, 40.0]), np.array([1500.0, 3000.0]))
    np.testing.assert_allclose(shape, [2.5, 1.667213], atol=5e-7)
    speed = balanced_speed(np.array([2.5, 1.67]), np.array([1500.0, 3000.0]))
    np.testing.assert_allclose(speed, [34.635341, 40.033421], atol=5e-7)


def test_vickery_and_wadhera_s_b_follows_by_hand() -> None:
    f = 2.0 * 7.292e-5 * math.sin(math.radians(30.0))
    found = vickery2008_shape(40e3 * ONE, 30.0 * ONE)
    np.testing.assert_allclose(found, 1.833 - 0.326 * math.sqrt(f * 40e3), rtol=1e-12)


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_the_greatest_wind_is_at_its_radius(name: str) -> None:
    one = vortex()
    r = np.concatenate(([1.0], np.arange(100.0, 400e3, 100.0)))
    speed = PROFILES[name](r, one)
    assert speed[np.flatnonzero(r == 30e3)] == pytest.approx(45.0, rel=1e-12)
    # Earth's rotation draws the greatest gradient wind inwards by less than a kilometre.
    assert speed.max() < 45.0 * 1.002
    assert abs(r[np.argmax(speed)] - 30e3) < (2500.0 if name in ("holland1980", "emanuel2011") else 200.0)
    beyond = speed[r >= 35e3]
    assert np.all(np.diff(beyond) <= 1e-9) and np.all(speed >= 0.0)


def test_holland_1980_without_rotation_is_cyclostrophic() -> None:
    speed = holland1980(
        30e3 * ONE, deficit=5000.0 * ONE, rmax=30e3 * ONE, shape=1.4 * ONE, coriolis=0.0 * ONE
    )
    np.testing.assert_allclose(speed, math.sqrt(1.4 * 5000.0 / (1.15 * math.e)), rtol=1e-12)


def test_holland_1980_balances_the_slope_of_the_pressure() -> None:
    f = 7.292e-5
    for r in (5e3, 30e3, 80e3, 300e3):
        at = np.array([r - 1.0, r + 1.0])
        low, high = pressure_at(
            at, environment=101000.0 * ONE, deficit=5000.0 * ONE, rmax=30e3 * ONE, shape=1.4 * ONE
        )
        speed = float(
            holland1980(
                np.array(r), deficit=5000.0 * ONE, rmax=30e3 * ONE, shape=1.4 * ONE, coriolis=f * ONE
            )[0]
        )
        assert speed**2 / r + f * speed == pytest.approx((high - low) / 2.0 / 1.15, rel=1e-5)


def test_pressure_of_holland_2008_is_the_integral_of_its_wind() -> None:
    def slope(r: float) -> float:
        deficit = 40.0**2 * math.e * 1.15 / 1.4
        vmax = balanced_speed(1.4 * ONE, deficit * ONE)
        return 1.15 * float(holland2008(np.array(r), vmax=vmax, rmax=25e3 * ONE, shape=1.4 * ONE)[0]) ** 2 / r

    deficit = 40.0**2 * math.e * 1.15 / 1.4
    near, far = pressure_at(
        np.array([10e3, 120e3]), environment=1e5 * ONE, deficit=deficit * ONE, rmax=25e3 * ONE,
        shape=1.4 * ONE,
    )  # fmt: skip
    assert far - near == pytest.approx(quad(slope, 10e3, 120e3)[0], rel=1e-6)


def test_emanuel_and_rotunno_keeps_angular_momentum_at_the_rim() -> None:
    assert float(
        emanuel2011(30e3 * ONE, vmax=45.0 * ONE, rmax=30e3 * ONE, coriolis=7e-5 * ONE)[0]
    ) == pytest.approx(45.0)


def test_willoughby_is_a_power_inside_and_two_exponentials_outside() -> None:
    speed = willoughby2006(np.array([1e3, 100e3]), vmax=50.0 * ONE, rmax=40e3 * ONE, latitude=25.0 * ONE)
    power = 0.4067 + 0.0144 * 50.0 - 0.0038 * 25.0
    long, share = 317.1 - 2.026 * 50.0 + 1.915 * 25.0, 0.0696 + 0.0049 * 50.0 - 0.0064 * 25.0
    far = 50.0 * ((1.0 - share) * math.exp(-60.0 / long) + share * math.exp(-60.0 / 25.0))
    np.testing.assert_allclose(speed, [50.0 * (1.0 / 40.0) ** power, far], rtol=1e-12)


def test_holland_2010_without_an_outer_wind_is_holland_2008() -> None:
    r = np.linspace(1e3, 500e3, 50)
    known = {"vmax": 40.0 * ONE, "rmax": 30e3 * ONE, "shape": 1.3 * ONE}
    np.testing.assert_allclose(
        holland2010(r, **known, outer_speed=np.nan * ONE, outer_radius=np.nan * ONE),
        holland2008(r, **known),
        rtol=1e-12,
    )


def test_an_outer_wind_is_never_exceeded_beyond_its_radius() -> None:
    r = np.linspace(200e3, 1500e3, 500)
    speed = holland2010(
        r, vmax=40.0 * ONE, rmax=20e3 * ONE, shape=1.5 * ONE, outer_speed=20.0 * ONE, outer_radius=200e3 * ONE
    )
    assert speed.max() <= 20.0 + 1e-9
