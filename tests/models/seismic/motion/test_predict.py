"""What is refused before ground motion is computed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.motion import Motion, Sites, motion_of
from models.seismic.rupture import Rupture

RUPTURE = Rupture(6.0, 0.0, 0.0, 10.0)


def asked(model: str = "boore2014", measures: tuple[str, ...] = ("PGA",), **given: Any) -> Motion:
    vs30, site_class = given.pop("vs30", (300.0, 400.0)), given.pop("site_class", (2, 3))
    x = given.pop("x", (1e3, 2e3))
    sites = Sites(np.array(x), np.zeros(2), np.array(vs30), np.array(site_class))
    return motion_of(model, RUPTURE, sites, measures, **given)


@pytest.mark.parametrize("vs30", [0.0, -300.0, np.nan, np.inf, 0.03, 7000.0])
def test_a_velocity_that_is_none_is_named(vs30: float) -> None:
    with pytest.raises(
        InputError, match=re.escape(f"Vs30 of site 2 is {vs30:g} m/s (1 such sites); 50 to 3000")
    ):
        asked(vs30=(300.0, vs30))


@pytest.mark.parametrize(
    ("model", "site"), [("boore2014", "gb-class"), ("yu2013", "vs30"), ("intensity", "vs30")]
)
def test_the_ground_never_counts_twice(model: str, site: str) -> None:
    with pytest.raises(InputError, match=f"site term '{site}' does not go with the relation '{model}'"):
        asked(model, ("INT",), site=site)


def test_a_site_class_that_is_not_known_is_named_only_where_it_counts() -> None:
    with pytest.raises(InputError, match="site class of site 1 is -1"):
        asked("yu2013", site_class=(-1, 2))
    asked("yu2013", site_class=(-1, 2), site="none")
    asked("boore2014", site_class=(-1, 2))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"model": "boore"}, "there is no model 'boore'; it may be boore2014, yu2013, intensity"),
        ({"model": "yu2013", "measures": ("SA(0.3)",)}, "gives no 'SA\\(0.3\\)'; it gives PGA, PGV, INT"),
        ({"measures": ()}, "no measure is asked for"),
        ({"measures": ("PGA", "PGA")}, "'PGA' stands twice"),
        ({"region": "tibet"}, "there is no region 'tibet'"),
        ({"model": "yu2013", "between_share": 1.5}, "between_share is 1.5; a share"),
        ({"model": "yu2013", "rock_to_class_ii": 0.0}, "rock_to_class_II is 0.0; a factor"),
        ({"x": (1e3, 7e5)}, "site 2 lies 700 km from the epicentre"),
    ],
)
def test_what_cannot_be_answered_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        asked(**given)


def test_arrays_of_other_lengths_are_named() -> None:
    with pytest.raises(InputError, match=r"vs30 has shape \(3,\), x has \(2,\)"):
        Sites(np.zeros(2), np.zeros(2), np.zeros(3), np.zeros(2, np.int64))


def test_motion_has_a_row_for_each_measure_in_their_order() -> None:
    motion = asked(measures=("SA(1.0)", "PGV", "PGA"))
    assert motion.measures == ("SA(1.0)", "PGV", "PGA")
    assert motion.median.shape == motion.between.shape == motion.within.shape == (3, 2)
    alone = [asked(measures=(measure,)).median[0] for measure in motion.measures]
    np.testing.assert_array_equal(motion.median, alone)
