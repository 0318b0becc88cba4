"""The level of the zonation map on the ground of its sites."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.motion import Motion, Sites, motion_of_zonation


def on_classes(classes: list[int], pga: Any = 0.10, **given: Any) -> Motion:
    place = np.zeros(len(classes))
    sites = Sites(place, place, np.full(len(classes), np.nan), np.array(classes))
    return motion_of_zonation(pga, sites, given.pop("measures", ["PGA"]), **given)


def test_the_factors_are_the_tables_at_its_columns_and_linear_between() -> None:
    motion = on_classes([0, 2, 3, 4, 4], np.array([0.10, 0.10, 0.10, 0.10, 0.125]))
    expected = [0.074, 0.10, 0.125, 0.12, 0.125 * 1.15]
    np.testing.assert_allclose(np.exp(motion.median[0]), expected, rtol=1e-12)
    assert not motion.between.any() and not motion.within.any() and motion.unverified == ("site_factor",)


def test_intensity_follows_from_the_acceleration_and_class_ii_may_be_kept() -> None:
    motion = on_classes([-1, -1], measures=["INT", "PGA"], site="none")
    np.testing.assert_allclose(motion.median[0], 3.17 * math.log10(0.980665) + 6.59, rtol=1e-12)
    np.testing.assert_allclose(np.exp(motion.median[1]), 0.10, rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"pga": 0.0}, "the peak acceleration at site 1 is 0 g; over 0"),
        ({"pga": 98.0}, "is 98 g"),
        ({"site": "vs30"}, "site term 'vs30' does not go with the zonation map"),
        ({"measures": ["PGV"]}, "gives no 'PGV'"),
        ({"classes": [7]}, "site class of site 1 is 7"),
    ],
)
def test_what_is_no_level_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        on_classes(**{"classes": [2]} | given)
