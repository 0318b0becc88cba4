"""Translation, inflow, decay, and the motion that is never counted twice."""

from __future__ import annotations

import math

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.vortex import INFLOWS, TRANSLATIONS, VortexSettings, vortex_of
from models.typhoon.vortex.decay import DECAY, KNOT, kaplan_demaria_speed, vickery_deficit
from tests.models.typhoon.vortex.vortices import passing


def test_translation_shares_follow_their_papers() -> None:
    rmax = np.array([30e3])
    assert TRANSLATIONS["miyazaki1961"](np.array([500e3]), rmax)[0] == pytest.approx(math.exp(-math.pi))
    assert TRANSLATIONS["chen1994"](rmax, rmax)[0] == pytest.approx(1.0)
    assert TRANSLATIONS["chen1994"](np.array([120e3]), rmax)[0] == pytest.approx(24.0 / (1.0 + 64.0 + 8.0))
    assert TRANSLATIONS["none"](np.array([1.0, 2.0]), rmax).tolist() == [0.0, 0.0]


def test_inflow_is_continuous_and_settles_at_25_degrees() -> None:
    rmax = np.array([40e3])
    r = np.linspace(0.0, 100e3, 200_001)
    angle = INFLOWS["bretschneider1972"](r, rmax)
    assert np.abs(np.diff(angle)).max() < 1e-3
    assert angle[0] == 10.0 and angle[-1] == 25.0
    at_rim = INFLOWS["bretschneider1972"](np.array([40e3, 44e3, 48e3]), rmax)
    np.testing.assert_allclose(at_rim, [20.0, 22.5, 25.0])


def test_the_storm_s_motion_is_taken_out_of_its_greatest_wind() -> None:
    storm = passing(vmax=40.0, speed=8.0, rmax=30e3)
    vortex = vortex_of(storm, VortexSettings(translation="miyazaki1961"))
    np.testing.assert_allclose(vortex.vmax, 40.0 - 8.0 * math.exp(-math.pi * 30.0 / 500.0), rtol=1e-12)
    np.testing.assert_allclose(vortex.motion, 1.0)


def test_a_fast_weak_storm_keeps_half_its_wind_for_the_vortex() -> None:
    storm = passing(vmax=20.0, speed=25.0, rmax=30e3)
    vortex = vortex_of(storm, VortexSettings(translation="chen1994"))
    np.testing.assert_allclose(vortex.vmax, 10.0)
    np.testing.assert_allclose(vortex.vmax + vortex.motion * 25.0, 20.0)


def test_an_outer_radius_is_the_mean_of_the_weakest_gale() -> None:
    radii = np.array([[100e3, 80e3, np.nan, 60e3], [300e3, 200e3, 100e3, 200e3]]).T[None].swapaxes(1, 2)
    storm = passing(radii=np.repeat(radii, 3, axis=0), radii_wind=np.array([25.0, 17.0]), steps=3)
    vortex = vortex_of(storm, VortexSettings())
    np.testing.assert_allclose(vortex.outer_speed, 17.0)
    np.testing.assert_allclose(vortex.outer_radius, 200e3)


def test_decay_inland_has_its_limits() -> None:
    speed = np.full(3, 50.0)
    found = kaplan_demaria_speed(speed, np.array([0.0, 1e-9, 1e3]))
    np.testing.assert_allclose(found, [50.0, 45.0, 26.7 * KNOT], rtol=1e-6)
    half = vickery_deficit(
        np.array([4000.0]), np.array([10.0]), translation=np.array([5.0]), rmax=np.array([40e3])
    )
    np.testing.assert_allclose(half, 4000.0 * math.exp(-10.0 * (0.006 + 0.00046 * 40.0 * 5.0 / 40.0)))
    assert DECAY.status == "unverified"


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="profile is 'holland'; one of holland1980"):
        VortexSettings(profile="holland")
