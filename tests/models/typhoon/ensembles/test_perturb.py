from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.ensembles.errors import read_errors
from models.typhoon.ensembles.perturb import errors_of_member, lead_of, perturbed
from models.typhoon.path import Path, path_of
from tests.models.typhoon.storms import MIDDLE, START, storm

Floats = NDArray[np.float64]
ERRORS = read_errors()
NONE = replace(
    ERRORS, along=0.0 * ERRORS.along, cross=0.0 * ERRORS.cross, wind=0.0 * ERRORS.wind, rmax=0.0 * ERRORS.rmax
)
FIXES = 13
TRACK = storm(
    list(np.linspace(124.0, 119.0, FIXES)), list(np.linspace(24.0, 33.0, FIXES)), wind=[40.0] * FIXES,
    pressure_hpa=[950.0] * FIXES, agency="CMA", averaging_s=120.0,
)  # fmt: skip


def test_a_member_depends_on_the_seed_and_its_number_only() -> None:
    few, many = list(perturbed(TRACK, 3, 11, ERRORS)), list(perturbed(TRACK, 9, 11, ERRORS))
    for one, other in zip(few, many, strict=False):
        assert np.array_equal(one.lat, other.lat) and np.array_equal(one.wind, other.wind)
    other_seed = next(perturbed(TRACK, 1, 12, ERRORS))
    assert not np.allclose(few[0].lat, other_seed.lat)
    assert not np.allclose(few[0].lat, few[1].lat)


def test_without_errors_a_member_has_the_path_of_the_forecast() -> None:
    whole, member = path_of(TRACK, MIDDLE), path_of(next(perturbed(TRACK, 1, 1, NONE)), MIDDLE)
    assert isinstance(whole, Path) and isinstance(member, Path)
    for name in ("time", "x", "y", "vmax", "rmax", "deficit"):
        assert np.allclose(getattr(member, name), getattr(whole, name), rtol=1e-9), name


def test_errors_have_the_sizes_and_the_memory_of_the_table() -> None:
    lead: Floats = np.asarray(np.arange(0.0, 73.0, 6.0) * 3600.0, np.float64)
    drawn = np.array([errors_of_member(ERRORS, lead, 3, member) for member in range(4000)])
    for row, name in enumerate(("along", "cross", "wind", "rmax")):
        # The standard deviation of 4000 draws lies within 4 % of its own, three of its standard errors.
        assert np.allclose(drawn[:, row].std(axis=0), ERRORS.at(name, lead), rtol=0.04), name
        assert np.all(np.abs(drawn[:, row].mean(axis=0)) < 0.06 * ERRORS.at(name, lead))
    correlation = np.corrcoef(drawn[:, 0, 4], drawn[:, 0, 8])[0, 1]
    assert correlation == pytest.approx(0.8, abs=0.025)
    assert np.corrcoef(drawn[:, 2, 4], drawn[:, 2, 12])[0, 1] == pytest.approx(0.36, abs=0.05)
    assert np.corrcoef(drawn[:, 0, 8], drawn[:, 1, 8])[0, 1] == pytest.approx(0.0, abs=0.05)


def test_errors_along_lie_along_the_motion() -> None:
    only = replace(NONE, along=np.full(len(ERRORS.lead), 1e5))
    north = storm([120.0] * 5, [24.0, 26.0, 28.0, 30.0, 32.0], wind=[40.0] * 5)
    for member in perturbed(north, 5, 2, only):
        assert np.allclose(member.lon, 120.0, atol=1e-9)
        assert np.abs(member.lat - north.lat).max() > 0.05


def test_the_deficit_follows_the_square_of_the_wind() -> None:
    only = replace(NONE, wind=np.full(len(ERRORS.lead), 5.0))
    for member in perturbed(TRACK, 5, 2, only):
        whole, changed = path_of(TRACK, MIDDLE), path_of(member, MIDDLE)
        assert isinstance(whole, Path) and isinstance(changed, Path)
        fixes = np.isin(whole.time, TRACK.seconds)
        ratio = (changed.vmax / whole.vmax)[fixes]
        assert np.allclose((changed.deficit / whole.deficit)[fixes], ratio**2, rtol=1e-9)


def test_errors_grow_from_the_time_of_issue() -> None:
    issued = START + np.timedelta64(12, "h")
    assert lead_of(TRACK, issued)[:4].tolist() == [0.0, 0.0, 0.0, 6 * 3600.0]
    held = replace(TRACK, lead_s=np.linspace(0.0, 12.0, FIXES) * 3600.0)
    assert lead_of(held, None)[-1] == 12 * 3600.0
    assert lead_of(TRACK, None)[1] == 6 * 3600.0


def test_no_members_and_single_fixes_are_refused() -> None:
    with pytest.raises(InputError, match="number of members is 0"):
        next(perturbed(TRACK, 0, 1, ERRORS))
    with pytest.raises(InputError, match="one fix makes no track"):
        next(perturbed(TRACK.chosen(np.array([0])), 1, 1, ERRORS))


def test_no_member_is_stronger_than_any_storm_on_record() -> None:
    wild = replace(ERRORS, wind=40.0 + ERRORS.wind, rmax=3.0 + ERRORS.rmax)
    for member in perturbed(TRACK, 50, 6, wild):
        assert member.pressure.min() >= 87_000.0 - 1e-6 and member.wind.min() > 0.0
        assert member.rmax.min() >= 5e3 and member.rmax.max() <= 2e5
