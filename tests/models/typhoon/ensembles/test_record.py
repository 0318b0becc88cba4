import os
from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.ensembles.record import closest_m, poisson_interval, record_near
from models.typhoon.plane import plane_at
from models.typhoon.tracks import read_tracks
from tests.models.typhoon.storms import MIDDLE, storm

PLANE = plane_at(*MIDDLE)
REALDATA = Path(os.environ.get("FANGZAI_REALDATA", "../shared/realdata"))
ARCHIVE = REALDATA / "ibtracs" / "ibtracs_wp_tracks.parquet"
DEGREE_M = 111_194.9
NEAR = storm([124.0, 116.0], [30.32, 30.32], wind=[30.0, 30.0], hours=48.0)
FAR = storm([140.0, 142.0], [20.0, 22.0], wind=[30.0, 30.0])


@pytest.mark.parametrize(
    ("count", "confidence", "low", "high"),
    # Exact limits of Poisson numbers as tabulated after Garwood (1936).
    [(0, 0.95, 0.0, 3.689), (1, 0.95, 0.0253, 5.572), (10, 0.95, 4.795, 18.390), (10, 0.90, 5.425, 16.962)],
)
def test_intervals_are_those_of_garwood(count: int, confidence: float, low: float, high: float) -> None:
    assert poisson_interval(count, confidence) == pytest.approx((low, high), abs=6e-4)


def test_a_storm_is_as_near_as_the_line_between_its_fixes() -> None:
    # Both fixes lie 380 km away, the line over the middle (on a plane about it, some km beside).
    assert closest_m(NEAR, PLANE) < 8_000.0
    aside = storm([MIDDLE[0] + 1.0] * 2, [29.0, 31.0], wind=[30.0] * 2)
    assert closest_m(aside, PLANE) == pytest.approx(DEGREE_M * np.cos(np.radians(MIDDLE[1])), rel=0.01)
    ends = storm([MIDDLE[0]] * 2, [32.32, 35.0], wind=[30.0] * 2)
    assert closest_m(ends, PLANE) == pytest.approx(2.0 * DEGREE_M, rel=0.01)


def test_the_rate_counts_the_seasons_with_and_without_storms() -> None:
    record = record_near([NEAR, FAR], PLANE, radius_m=5e5, first_season=2010, last_season=2019)
    assert (len(record.tracks), record.years) == (1, 10)
    assert record.rate == pytest.approx(0.1)
    assert record.rate_interval(0.95) == pytest.approx((0.00253, 0.5572), abs=1e-4)


def test_a_storm_without_strength_counts_in_the_rate() -> None:
    weak = storm([124.0, 116.0], [30.0, 30.0])
    record = record_near([NEAR, weak], PLANE, radius_m=5e5, first_season=2019, last_season=2019)
    assert (len(record.tracks), record.left_out, record.rate) == (1, 1, 2.0)


def test_no_storm_and_seasons_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(InputError, match=r"within 100 km of 120\.15 E"):
        record_near([FAR], PLANE, radius_m=1e5)
    with pytest.raises(InputError, match="2019 to 2010"):
        record_near([NEAR], PLANE, radius_m=1e5, first_season=2019, last_season=2010)
    with pytest.raises(InputError, match="no storm"):
        record_near([], PLANE, radius_m=1e5)


@pytest.mark.skipif(not ARCHIVE.is_file(), reason="the archive of storms is not among the real data")
def test_three_storms_a_year_come_within_500_km_of_hangzhou() -> None:
    tracks = read_tracks(ARCHIVE, agency="WMO", refused=[])
    record = record_near(tracks, PLANE, radius_m=5e5)
    assert (record.first_season, record.last_season) == (1951, 2024)
    # Some seven typhoons a year reach the coast of China; fewer than half of them come near Hangzhou.
    assert 2.0 < record.rate < 4.0
    assert all(closest_m(track, PLANE) <= 5e5 for track in record.tracks)
