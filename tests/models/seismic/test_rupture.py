"""The rupture's geometry by hand, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.rupture import Rupture


def test_a_point_source_has_one_distance() -> None:
    rupture = Rupture(5.0, 1000.0, 2000.0, 10.0, strike_deg=33.0)
    for distance in (rupture.epicentral_km, rupture.joyner_boore_km):
        np.testing.assert_allclose(distance([4000.0, 1000.0], [6000.0, 2000.0]), [5.0, 0.0], atol=1e-12)


def test_along_is_the_strike_and_across_lies_to_its_right() -> None:
    along, across = Rupture(6.0, 0.0, 0.0, 10.0, strike_deg=90.0).along_across_km(
        [3000.0, 0.0], [0.0, -4000.0]
    )
    np.testing.assert_allclose(along, [3.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(across, [0.0, 4.0], atol=1e-12)


def test_distances_to_a_plane_that_strikes_north_and_dips_east_by_60_degrees() -> None:
    # Half along, half down: 20 km x 12 km project to 10 km north and south, 3 km east and west.
    rupture = Rupture(6.5, 0.0, 0.0, 10.0, 0.0, 60.0, 90.0, length_km=20.0, width_km=12.0)
    x = np.array([0.0, 2900.0, 7000.0, -5000.0, 6000.0])
    y = np.array([9900.0, 0.0, 0.0, 0.0, 14000.0])
    np.testing.assert_allclose(rupture.joyner_boore_km(x, y), [0.0, 0.0, 4.0, 2.0, 5.0], atol=1e-9)


def test_the_hypocentre_may_lie_at_an_end_of_the_plane() -> None:
    rupture = Rupture(
        6.0, 0.0, 0.0, 11.0, length_km=10.0, width_km=9.0, hypocentre_along=0.0, hypocentre_down=1.0
    )
    np.testing.assert_allclose(
        rupture.joyner_boore_km([0.0, 0.0], [12000.0, -2000.0]), [2.0, 2.0], atol=1e-12
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"magnitude": 12.0}, r"earthquake 'test': magnitude is 12.0; a magnitude from 3 to 9"),
        ({"magnitude": math.nan}, "magnitude is nan"),
        ({"depth_km": 300.0}, "depth_km is 300.0; a depth from 0 to 100 km"),
        ({"dip_deg": 95.0}, "dip_deg is 95.0"),
        ({"rake_deg": 270.0}, "rake_deg is 270.0; -180 to 180"),
        ({"x": math.inf}, "the epicentre is"),
        ({"width_km": 8.0}, "width_km is 8.0 but length_km is 0"),
        ({"length_km": 20.0, "width_km": 24.0}, r"reaches 2.0 km above the ground"),
    ],
)
def test_what_is_no_rupture_is_named(change: dict[str, float], message: str) -> None:
    given = {"magnitude": 6.0, "x": 0.0, "y": 0.0, "depth_km": 10.0} | change
    with pytest.raises(InputError, match=message):
        Rupture(name="test", **given)


def test_a_site_far_away_is_named() -> None:
    rupture = Rupture(6.0, 0.0, 0.0, 10.0)
    rupture.check_near([0.0, 599e3], [0.0, 0.0])
    with pytest.raises(InputError, match="site 2 lies 700 km from the epicentre; at most 600 km"):
        rupture.check_near([0.0, 7e5], [0.0, 0.0])
    with pytest.raises(InputError, match="site 2 lies nan km"):
        rupture.check_near([0.0, math.nan], [0.0, 0.0])
