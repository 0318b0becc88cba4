"""The factor of an earthquake's spectrum on the medians of Hazus."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.seismic.fragility.spectrum import long_period_factor, median_factor, shape_ratio
from models.seismic.motion import Sites, motion_of
from models.seismic.rupture import Rupture


def test_the_reference_spectrum_has_a_factor_of_one() -> None:
    # M 8 beyond 80 km has R = 0.75; on class D under strong motion F_V is 1.5, and 0.75 (1.5 / 1.5) = 0.75.
    strong = np.array([0.6])
    at = median_factor(8.0, np.array([80.0]), np.array([250.0]), rock_pga=strong, ground_pga=strong)
    np.testing.assert_allclose(at, 0.75, rtol=1e-12)


@pytest.mark.parametrize(
    ("magnitude", "distance", "ratio"),
    [(5.0, 10.0, 3.8), (6.0, 20.0, 1.8), (7.0, 40.0, 1.05), (6.5, 15.0, 1.65)],
)
def test_shape_ratios_are_those_of_the_manual_and_linear_between(
    magnitude: float, distance: float, ratio: float
) -> None:
    np.testing.assert_allclose(shape_ratio(magnitude, np.array([distance])), ratio, rtol=1e-12)


def test_site_factors_are_those_of_nehrp() -> None:
    vs30 = np.array([2000.0, 900.0, 500.0, 250.0, 150.0])
    np.testing.assert_allclose(long_period_factor(vs30, np.full(5, 0.05)), [0.8, 1.0, 1.7, 2.4, 3.5])
    np.testing.assert_allclose(long_period_factor(vs30, np.full(5, 0.9)), [0.8, 1.0, 1.3, 1.5, 2.4])


def test_a_larger_earthquake_and_softer_ground_do_more_harm_for_the_same_peak() -> None:
    peak = np.full(4, 0.15)
    softer = median_factor(
        6.0, np.full(4, 18.0), np.array([800.0, 500.0, 250.0, 150.0]), rock_pga=peak, ground_pga=peak
    )
    assert (np.diff(softer) < 0.0).all()
    one = np.array([0.15])
    larger = [
        float(median_factor(m, np.array([18.0]), np.array([200.0]), rock_pga=one, ground_pga=one)[0])
        for m in (5.0, 5.5, 6.0, 6.5, 7.0)
    ]
    assert (np.diff(larger) < 0.0).all()


def test_the_factor_carries_the_peak_to_the_one_second_acceleration_of_a_relation_that_knows_it() -> None:
    # Boore et al. (2014), M 6.5 at 40 km on 250 m/s, a case near the reference of the tables:
    # PGA / factor is the peak of the reference spectrum, 1.5 times which is SA(1.0).
    rupture = Rupture(magnitude=6.5, x=40_000.0, y=0.0, depth_km=10.0)

    def motion(velocity: float) -> NDArray[np.float64]:
        one = np.zeros(1)
        sites = Sites(one, one, np.array([velocity]), np.array([2]))
        return np.exp(motion_of("boore2014", rupture, sites, ("PGA", "SA(1.0)")).median)

    there, rock = motion(250.0), motion(760.0)
    distance = np.array([np.hypot(40.0, 10.0)])
    factor = median_factor(6.5, distance, np.array([250.0]), rock_pga=rock[0], ground_pga=there[0])
    np.testing.assert_allclose(1.5 * there[0] / factor, there[1], rtol=0.1)
