import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.ensembles.record import Record
from models.typhoon.ensembles.resample import Spread, synthetic_years
from models.typhoon.path import Path, path_of
from tests.models.typhoon.storms import MIDDLE, storm

NONE = Spread(place_m=0.0, wind_ln_sd=0.0, rmax_ln_sd=0.0)
STORMS = (
    storm(
        [123.0, 121.0, 119.0], [27.0, 29.5, 32.0], wind=[40.0, 38.0, 25.0], pressure_hpa=[955.0, 960.0, 985.0]
    ),
    storm(
        [125.0, 123.0, 122.0], [26.0, 30.0, 34.0], wind=[30.0, 28.0, 26.0],
        pressure_hpa=[975.0, 978.0, 982.0], agency="CMA", averaging_s=120.0,
    ),
)  # fmt: skip
RECORD = Record(STORMS, 2000, 2000, 5e5)


def test_a_year_depends_on_the_seed_and_its_number_only() -> None:
    few, many = list(synthetic_years(RECORD, 5, 3)), list(synthetic_years(RECORD, 20, 3))
    assert len(few) > 3 and len(many) > len(few)
    for (year, one), (other_year, other) in zip(few, many, strict=False):
        assert year == other_year and np.array_equal(one.lat, other.lat) and one.member == other.member
    other_seed = list(synthetic_years(RECORD, 5, 4))
    assert not np.array_equal(few[0][1].lat, other_seed[0][1].lat)


def test_storms_come_as_often_as_in_the_record_and_each_as_likely() -> None:
    years = 2000
    made = list(synthetic_years(RECORD, years, 1, spread=NONE))
    # Two storms a year; four standard errors of the Poisson number.
    assert len(made) == pytest.approx(2.0 * years, abs=4.0 * np.sqrt(2.0 * years))
    of_year = np.bincount([year for year, _ in made], minlength=years)
    assert of_year.var() == pytest.approx(2.0, rel=0.15)
    first = sum(np.allclose(track.lat, STORMS[0].lat) for _, track in made)
    assert first == pytest.approx(0.5 * len(made), abs=4.0 * np.sqrt(0.25 * len(made)))


def test_without_spread_a_storm_has_the_path_of_the_record() -> None:
    expected = [path_of(track, MIDDLE) for track in STORMS]
    for _, track in synthetic_years(RECORD, 4, 2, spread=NONE):
        found = path_of(track, MIDDLE)
        assert isinstance(found, Path)
        which = expected[0 if track.name and np.allclose(track.lat, STORMS[0].lat) else 1]
        assert isinstance(which, Path)
        for name in ("time", "x", "y", "vmax", "rmax", "deficit"):
            assert np.allclose(getattr(found, name), getattr(which, name), rtol=1e-9), name


def test_a_storm_is_moved_as_a_whole_and_its_mean_wind_stays() -> None:
    one = Record(STORMS[:1], 2000, 2000, 5e5)
    made = [track for _, track in synthetic_years(one, 3000, 9)]
    north = np.array([track.lat - STORMS[0].lat for track in made]) * 111_194.9
    assert np.ptp(north, axis=1).max() < 1e-6
    assert north[:, 0].std() == pytest.approx(50_000.0, rel=0.06)
    wind = np.array([track.wind / STORMS[0].wind for track in made])
    assert wind.mean() == pytest.approx(1.0, abs=0.008)
    assert np.log(wind[:, 0]).std() == pytest.approx(0.1, rel=0.06)
    radius = np.log([track.rmax[0] for track in made])
    assert radius.std() == pytest.approx(0.3, rel=0.06)


def test_no_years_and_wild_spreads_are_refused() -> None:
    with pytest.raises(InputError, match="number of years is 0"):
        next(synthetic_years(RECORD, 0, 1))
    with pytest.raises(InputError, match="wind_ln_sd is 2"):
        Spread(wind_ln_sd=2.0)
