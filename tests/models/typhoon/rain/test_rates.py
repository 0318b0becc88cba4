"""Rain rates about the centre: the published relations by hand, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.typhoon.averaging import averaging_factor
from models.typhoon.rain import RATES, Intensity, ipet, rcliper

KNOT = 1852.0 / 3600.0


def storm(one_minute_kn: float = 35.0, deficit: float = 5000.0, rmax: float = 40_000.0) -> Intensity:
    vmax = one_minute_kn * KNOT / averaging_factor(600.0, 60.0, exposure="at-sea")
    return Intensity(np.array(vmax), np.array(deficit), np.array(rmax))


@pytest.mark.parametrize(
    ("kilometres", "inches_per_day"),
    [
        # At 35 kn U is 1: centre 2.86, ring 3.20 inches a day at 51.5 km, falling by e over 134 km.
        (0.0, 2.86), (51.5, 3.20), (25.75, 3.03), (185.5, 3.20 / math.e), (501.0, 0.0),
    ],
)  # fmt: skip
def test_rcliper_at_35_knots(kilometres: float, inches_per_day: float) -> None:
    rate = rcliper(np.array([1000.0 * kilometres]), storm())
    assert rate[0] == pytest.approx(inches_per_day * 25.4 / 24.0, rel=1e-12)


def test_rcliper_at_101_knots() -> None:
    # U is 3: ring 12.8 inches a day at 25.5 km.
    rate = rcliper(np.array([25_500.0]), storm(101.0))
    assert rate[0] == pytest.approx(12.8 * 25.4 / 24.0, rel=1e-12)


@given(st.floats(0.0, 200.0), st.floats(0.0, 600.0))
def test_rain_is_never_negative_nor_missing(knots: float, kilometres: float) -> None:
    for rate in RATES.values():
        value = rate(np.array([1000.0 * kilometres]), storm(knots))
        assert np.isfinite(value).all()
        assert (value >= 0.0).all()


def test_ipet_by_hand() -> None:
    # 50 hPa give 7.14 mm/h within the radius of 40 km, and exp(-0.3) of it at twice the radius.
    rate = ipet(np.array([0.0, 40_000.0, 80_000.0, 501_000.0]), storm())
    assert rate == pytest.approx([7.14, 7.14, 7.14 * math.exp(-0.3), 0.0])
