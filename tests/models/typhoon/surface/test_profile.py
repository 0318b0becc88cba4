"""Wind with height over ground of any roughness against the code and the guideline."""

import math

import numpy as np
import pytest

from models.typhoon.surface import GUSTS, SEA_ROUGHNESS, factor_at_height, gust_factor_at_height
from models.typhoon.surface.profile import least_height, turbulence_intensity
from models.typhoon.units import gust_factor


def test_the_sea_itself_has_the_factor_one() -> None:
    assert float(factor_at_height(10.0, SEA_ROUGHNESS, 0.0)) == 1.0
    assert float(factor_at_height(10.0, 0.03, 0.0, sea_roughness=0.03)) == 1.0


@pytest.mark.parametrize(
    ("length", "least", "height"),
    [(0.01, 1.0, 10.0), (0.05, 2.0, 10.0), (0.3, 5.0, 10.0), (1.0, 10.0, 30.0), (1.0, 10.0, 4.0)]
)  # fmt: skip
def test_factors_are_quotients_of_roughness_factors_of_the_code(
    length: float, least: float, height: float
) -> None:
    def roughness_factor(z: float, z0: float, zmin: float) -> float:
        return 0.19 * math.pow(z0 / 0.05, 0.07) * math.log(max(z, zmin) / z0)

    wanted = roughness_factor(height, length, least) / roughness_factor(10.0, 0.003, 1.0)
    assert float(factor_at_height(height, length, 0.0)) == pytest.approx(wanted, rel=1e-12)
    assert float(least_height(length)) == pytest.approx(least, rel=1e-12)


def test_open_country_has_about_five_sixths_of_the_wind_at_sea() -> None:
    # Simiu and Scanlan's 0.83 to 0.85 from sea to open country.
    assert float(factor_at_height(10.0, 0.03, 0.0)) == pytest.approx(0.84, abs=0.015)


def test_wind_falls_with_roughness_and_displacement_and_rises_with_height() -> None:
    length = np.geomspace(0.0005, 3.0, 60)
    assert (np.diff(factor_at_height(10.0, length, 0.0)) <= 1e-12).all()
    assert (np.diff(factor_at_height(30.0, 1.0, np.arange(0.0, 25.0))) <= 0.0).all()
    assert (np.diff(factor_at_height(np.arange(1.0, 90.0), 0.4, 5.0)) >= 0.0).all()
    assert (factor_at_height(10.0, length, 12.0) > 0.2).all()


@pytest.mark.parametrize("relation", sorted(GUSTS))
def test_gusts_over_sea_are_near_those_of_the_guideline(relation: str) -> None:
    found = float(gust_factor_at_height(10.0, SEA_ROUGHNESS, 0.0, relation=relation))
    assert found == pytest.approx(gust_factor(3.0, 600.0, exposure="at-sea"), abs=0.05)
    assert 1.3 < float(gust_factor_at_height(10.0, 0.1, 0.0, relation=relation)) < 1.66


def test_intensity_is_one_over_the_logarithm_and_a_hill_lowers_it() -> None:
    assert float(turbulence_intensity(10.0, 0.05, 0.0)) == pytest.approx(1.0 / math.log(200.0), rel=1e-12)
    flat = float(gust_factor_at_height(10.0, 0.05, 0.0))
    on_hill = float(gust_factor_at_height(10.0, 0.05, 0.0, hill=1.5))
    assert flat < 1.5 * on_hill < 1.5 * flat
