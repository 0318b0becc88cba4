"""Yu et al. (2013): the equation on the axes, the ellipse between them, the ground of the zonation map."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.seismic.motion import Sites, motion_of
from models.seismic.motion.kernels import Axis, ellipse_levels
from models.seismic.rupture import Rupture

Floats = NDArray[np.float64]

# A1, B1, A2, B2, C, D, E of lg PGA [cm/s2], GB 18306-2015, eastern region of strong seismicity.
MAJOR = (1.979, 0.671, 3.533, 0.432, -2.315, 2.088, 0.399)
MINOR = (1.176, 0.660, 2.753, 0.418, -2.004, 0.944, 0.447)


def sites_at(x: Any, y: Any, site_class: int = 2) -> Sites:
    x, y = np.atleast_1d(np.asarray(x, float)), np.atleast_1d(np.asarray(y, float))
    return Sites(x, y, np.full(x.size, np.nan), np.full(x.size, site_class))


def equation(terms: tuple[float, ...], magnitude: float, distance: Floats) -> Floats:
    """PGA on rock [g]."""
    a1, b1, a2, b2, c, d, e = terms
    first, slope = (a1, b1) if magnitude <= 6.5 else (a2, b2)
    return np.asarray(
        10.0 ** (first + slope * magnitude + c * np.log10(distance + d * math.exp(e * magnitude))) / 980.665
    )


def rock_pga(rupture: Rupture, x: Any, y: Any) -> Floats:
    return np.asarray(np.exp(motion_of("yu2013", rupture, sites_at(x, y), ["PGA"], site="none").median[0]))


@pytest.mark.parametrize("magnitude", [4.0, 5.5, 6.5, 6.50001, 8.0])
def test_both_axes_have_their_own_equation(magnitude: float) -> None:
    distance = np.array([0.1, 1.0, 10.0, 100.0, 500.0])
    rupture = Rupture(magnitude, 500.0, -700.0, 10.0, strike_deg=0.0)
    north = rock_pga(rupture, np.full(5, 500.0), -700.0 + 1000.0 * distance)
    east = rock_pga(rupture, 500.0 - 1000.0 * distance, np.full(5, -700.0))
    np.testing.assert_allclose(north, equation(MAJOR, magnitude, distance), rtol=1e-11)
    np.testing.assert_allclose(east, equation(MINOR, magnitude, distance), rtol=1e-11)


@given(
    magnitude=st.floats(3.0, 8.5),
    strike=st.floats(0.0, 180.0),
    bearing=st.floats(0.0, 6.28),
    near=st.floats(0.0, 400.0),
    further=st.floats(0.01, 100.0),
)
def test_motion_falls_along_every_ray(
    magnitude: float, strike: float, bearing: float, near: float, further: float
) -> None:
    distance = 1000.0 * np.array([near, near + further])
    rupture = Rupture(magnitude, 0.0, 0.0, 10.0, strike_deg=strike)
    first, second = rock_pga(rupture, distance * math.sin(bearing), distance * math.cos(bearing))
    assert second < first


def test_between_the_axes_the_site_lies_on_the_ellipse_of_its_level() -> None:
    random = np.random.default_rng(3)
    x, y = random.uniform(-1e5, 1e5, (2, 200))
    pga = rock_pga(Rupture(6.0, 0.0, 0.0, 10.0, strike_deg=0.0), x, y)
    halves = []
    for a1, b1, _, _, c, d, e in (MAJOR, MINOR):
        halves.append(10.0 ** ((np.log10(980.665 * pga) - a1 - b1 * 6.0) / c) - d * math.exp(e * 6.0))
    np.testing.assert_allclose((y / 1000.0 / halves[0]) ** 2 + (x / 1000.0 / halves[1]) ** 2, 1.0, rtol=1e-9)


@pytest.mark.nojit
def test_the_kernel_finds_what_plain_bisection_finds() -> None:
    major, minor = Axis(6.0, -2.3, 20.0), Axis(5.1, -2.0, 12.0)
    random = np.random.default_rng(5)
    along, across = random.uniform(-80.0, 80.0, (2, 40))
    found = np.empty(40)
    ellipse_levels(major, minor, along, across, found)
    slow = [bisected(major, minor, u, v) for u, v in zip(along, across, strict=True)]
    np.testing.assert_allclose(found, slow, atol=1e-11)


def bisected(major: Axis, minor: Axis, along: float, across: float) -> float:
    """Halve until nothing is left; above its level at the epicentre an axis reaches nowhere."""
    low, high = -20.0, min(axis.base + axis.slope * math.log10(axis.near) for axis in (major, minor))
    for _ in range(200):
        level = 0.5 * (low + high)
        halves = [10.0 ** ((level - axis.base) / axis.slope) - axis.near for axis in (major, minor)]
        outside = min(halves) <= 0.0 or (along / halves[0]) ** 2 + (across / halves[1]) ** 2 > 1.0
        low, high = (low, level) if outside else (level, high)
    return 0.5 * (low + high)


def test_many_sites_and_magnitudes_give_what_each_gives_alone() -> None:
    random = np.random.default_rng(6)
    x, y = random.uniform(-1e5, 1e5, (2, 50))
    for magnitude in (4.5, 6.5, 7.2, 5.0):
        rupture = Rupture(magnitude, 0.0, 0.0, 10.0, strike_deg=25.0)
        alone = [rock_pga(rupture, *site)[0] for site in zip(x, y, strict=True)]
        np.testing.assert_array_equal(rock_pga(rupture, x, y), alone)


def test_turning_everything_changes_nothing() -> None:
    x, y = np.array([12e3, -30e3]), np.array([5e3, 8e3])
    turned = rock_pga(Rupture(6.0, 0.0, 0.0, 10.0, strike_deg=90.0), y, -x)
    np.testing.assert_allclose(
        turned, rock_pga(Rupture(6.0, 0.0, 0.0, 10.0, strike_deg=0.0), x, y), rtol=1e-11
    )


def test_class_ii_ground_shakes_a_quarter_more_than_rock_and_class_iv_by_the_table() -> None:
    # 100 km off M 6 shakes below 0.05 g, where the table has 1.25 for class IV, 0.72 for I0.
    rupture = Rupture(6.0, 0.0, 0.0, 10.0)
    rock = rock_pga(rupture, 1e5, 0.0)[0]
    assert 1.25 * rock < 0.05
    for site_class, factor in ((0, 0.72), (2, 1.0), (4, 1.25)):
        motion = motion_of("yu2013", rupture, sites_at(1e5, 0.0, site_class), ["PGA", "PGV"], site="gb-class")
        assert math.exp(motion.median[0, 0]) == pytest.approx(1.25 * factor * rock, rel=1e-12)
        assert {"rock_to_class_II", "site_factor", "between_share", "region"} == set(motion.unverified)


def test_the_total_scatter_is_the_tables_however_it_is_split() -> None:
    for share in (0.0, 0.3, 1.0):
        motion = motion_of(
            "yu2013", Rupture(6.0, 0.0, 0.0, 10.0), sites_at(1e4, 0.0), ["PGA"], between_share=share
        )
        total = math.hypot(motion.between[0, 0], motion.within[0, 0])
        assert total == pytest.approx(0.236 * math.log(10.0), rel=1e-12)
        assert motion.between[0, 0] ** 2 == pytest.approx(share * total**2, abs=1e-12)
