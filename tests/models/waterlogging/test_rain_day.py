"""Design storms of a day: nested windows, the formula inside, the stated depth outside."""

import numpy as np
import pytest

from census.errors import InputError
from models.waterlogging.hyetographs import day_storm, largest_in_window
from models.waterlogging.storm_intensity import design_depth, storm_formula

FORMULA = storm_formula("A")


@pytest.mark.parametrize("peak_ratio", [0.2, 0.4, 0.7])
def test_the_day_holds_its_ratio_and_the_inner_hours_the_formula(peak_ratio: float) -> None:
    edges, depths = day_storm(FORMULA, return_period=50.0, day_ratio=1.6, peak_ratio=peak_ratio, interval=1.0)
    # The table of the facts has 122.1 mm in 180 and 81.9 mm in 60 minutes for 50 years.
    assert depths.sum() == pytest.approx(1.6 * 122.1, rel=1e-3)
    for minutes, listed in ((60.0, 81.9), (180.0, 122.1)):
        largest = largest_in_window(edges, depths, window=60.0 * minutes)
        assert largest == pytest.approx(listed, rel=2e-3)
        exact = design_depth(FORMULA, return_period=50.0, duration=minutes)
        # Windows need not end at an edge of an interval of a minute.
        assert largest == pytest.approx(exact, rel=2e-3)


def test_the_rain_rises_to_one_peak_and_falls() -> None:
    _, depths = day_storm(FORMULA, return_period=10.0, day_ratio=1.6, interval=10.0)
    peak = int(depths.argmax())
    assert (np.diff(depths[:peak]) > 0.0).all()
    assert (np.diff(depths[peak:]) < 0.0).all()


@pytest.mark.parametrize("ratio", [0.9, 1.0, 3.0])
def test_a_ratio_that_does_not_join_the_formula_is_refused(ratio: float) -> None:
    with pytest.raises(InputError, match=f"a ratio of {ratio:g} between the rain of 24 and of 3 hours"):
        day_storm(FORMULA, return_period=10.0, day_ratio=ratio)


@pytest.mark.parametrize("hours", [4.0, 6.0, 12.0])
def test_a_part_of_the_day_holds_the_rain_of_its_length(hours: float) -> None:
    """A shorter storm is the day's strongest window, and holds the formula's three hours too."""
    edges, depths = day_storm(FORMULA, return_period=50.0, day_ratio=1.6, interval=1.0, duration=60.0 * hours)
    whole_edges, whole = day_storm(FORMULA, return_period=50.0, day_ratio=1.6, interval=1.0)
    assert edges[-1] == 3600.0 * hours
    assert depths.sum() == pytest.approx(122.1 * (hours / 3.0) ** (np.log(1.6) / np.log(8.0)), rel=1e-3)
    assert depths.sum() == pytest.approx(
        largest_in_window(whole_edges, whole, window=3600.0 * hours), rel=2e-3
    )
    assert largest_in_window(edges, depths, window=3.0 * 3600.0) == pytest.approx(122.1, rel=2e-3)


@pytest.mark.parametrize("hours", [3.0, 25.0])
def test_a_length_that_is_no_part_of_the_day_is_refused(hours: float) -> None:
    """Up to three hours the formula itself gives the storm; beyond a day there is no ratio."""
    with pytest.raises(InputError, match=f"a design storm of {hours:g} hours"):
        day_storm(FORMULA, return_period=10.0, day_ratio=1.6, duration=60.0 * hours)
