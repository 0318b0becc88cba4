"""Forces, grades and warnings at their edges."""

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.scales import force_of, forces, grade_of, least_speed, storm_grades, warning_of

# GB/T 28591-2012: upper ends of the forces 0 to 17, to a tenth.
UPPER = (
    0.2, 1.5, 3.3, 5.4, 7.9, 10.7, 13.8, 17.1, 20.7, 24.4, 28.4, 32.6, 36.9, 41.4, 46.1, 50.9, 56.0, 61.2
)  # fmt: skip


def test_each_force_begins_a_tenth_above_the_end_of_the_one_below() -> None:
    least = [step.least for step in forces()]
    assert least[0] == 0.0
    assert np.allclose(np.array(least[1:]), np.array(UPPER) + 0.1, rtol=0.0, atol=1e-9)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_edges_are_exact_in_single_and_double_precision(kind: type[np.floating]) -> None:
    lower = np.array([step.least for step in forces()], kind)
    assert force_of(lower).tolist() == list(range(19))
    assert force_of(np.nextafter(lower[1:], kind(0.0))).tolist() == list(range(18))
    assert force_of(np.array(UPPER, kind)).tolist() == list(range(18))


def test_a_missing_speed_has_no_force() -> None:
    assert force_of(np.array([np.nan, 20.0, 99.0])).tolist() == [-1, 8, 18]
    assert force_of([17, 18]).tolist() == [7, 8]


def test_a_force_has_its_least_speed_and_others_are_refused() -> None:
    assert least_speed(8) == 17.2
    with pytest.raises(InputError, match="wind force is 19; 0 to 18"):
        least_speed(19)


def test_grades_of_storms_begin_at_even_forces() -> None:
    assert [int(force_of(step.least)) for step in storm_grades()] == [6, 8, 10, 12, 14, 16]
    assert grade_of(10.7) is None
    names = [found.name for speed in (17.1, 17.2, 32.6, 32.7, 51.0) if (found := grade_of(speed))]
    assert names == ["TD", "TS", "STS", "TY", "SuperTY"]


@pytest.mark.parametrize(
    ("mean", "gust", "hours", "colour"),
    [(5, 7, 0, None), (6, 7, 24, "blue"), (5, 8, 24, "blue"), (8, 9, 24, "yellow"), (10, 11, 13, "yellow"),
     (10, 11, 12, "orange"), (9, 14, 6, "red"), (12, 12, 7, "orange"), (12, 13, 25, None)],
)  # fmt: skip
def test_a_warning_takes_mean_or_gust_and_the_time_ahead(
    mean: int, gust: int, hours: int, colour: str | None
) -> None:
    found = warning_of(mean, gust, ahead=hours * 3600.0)
    assert (found.colour if found else None) == colour
