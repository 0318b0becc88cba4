"""Intensity against the table of GB/T 17742 and the relations behind GB 18306."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.seismic.motion import Sites, motion_of
from models.seismic.motion.intensity import instrumental_intensity, intensity_of_pga, intensity_of_pgv
from models.seismic.rupture import Rupture

# Middle values of the standard's table, intensities 1 to 12 [m/s2, m/s].
PGA = [0.0172, 0.0356, 0.0737, 0.152, 0.315, 0.651, 1.35, 2.78, 5.76, 11.9, 24.6, 50.9]
PGV = [0.00119, 0.00257, 0.0554e-1, 0.0119, 0.0257, 0.0554, 0.119, 0.257, 0.554, 1.19, 2.57, 5.54]


def test_the_middles_of_the_table_are_whole_intensities() -> None:
    whole = np.arange(1, 13)
    np.testing.assert_allclose(intensity_of_pga(np.array(PGA) / 9.80665), whole, atol=0.02)
    np.testing.assert_allclose(intensity_of_pgv(100.0 * np.array(PGV)), whole, atol=0.02)


def test_strong_motion_goes_by_velocity_weak_by_the_mean_and_all_stays_on_the_scale() -> None:
    strong = instrumental_intensity(2.78 / 9.80665, 55.4)
    weak = instrumental_intensity(0.315 / 9.80665, 1.19)
    assert strong == pytest.approx(9.0, abs=0.02) and weak == pytest.approx(4.5, abs=0.02)
    np.testing.assert_array_equal(instrumental_intensity([1e-6, 90.0], [1e-4, 9e3]), [1.0, 12.0])


def test_intensity_falls_by_the_relation_of_each_axis() -> None:
    sites = Sites(np.array([0.0, 4e4, 0.0]), np.array([4e4, 0.0, 0.0]), np.full(3, np.nan), np.full(3, -1))
    motion = motion_of("intensity", Rupture(6.0, 0.0, 0.0, 10.0), sites, ["INT"])
    expected = [
        5.7123 + 1.3626 * 6.0 - 4.2903 * math.log10(40.0 + 25.0),
        3.6588 + 1.3626 * 6.0 - 3.5406 * math.log10(40.0 + 13.0),
        5.7123 + 1.3626 * 6.0 - 4.2903 * math.log10(25.0),
    ]
    np.testing.assert_allclose(motion.median[0], expected, atol=1e-3)
    np.testing.assert_allclose(np.hypot(motion.between, motion.within), 0.5826, rtol=1e-12)
    assert motion.unverified == ("region", "between_share", "intensity_attenuation")


@pytest.mark.parametrize("region", ["eastern_strong", "stable_moderate"])
def test_both_axes_of_intensity_meet_at_the_epicentre(region: str) -> None:
    sites = Sites(np.array([1e-3, 0.0]), np.array([0.0, 1e-3]), np.full(2, np.nan), np.full(2, -1))
    across, along = motion_of(
        "intensity", Rupture(6.0, 0.0, 0.0, 10.0), sites, ["INT"], region=region
    ).median[0]
    assert across == pytest.approx(along, abs=2e-3)
