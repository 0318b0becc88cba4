"""Members are checked before anything starts."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from census.errors import InputError
from scenarios.batch.checking import check_members
from scenarios.batch.members import members_of
from scenarios.hazards import load
from scenarios.identity import identity_of
from tests.scenarios.batch.trial import HUGE, STORMS, batch_in


def check(folder: Path, text: str) -> list[str]:
    """Run ids of the members of a batch in a file of its own."""
    members = members_of(batch_in(folder, text), folder=folder / "drawn")
    return [item.run_id for item in check_members(members, cache=folder / "cache")]


def test_a_member_is_the_run_that_its_overrides_make(tmp_path: Path) -> None:
    """The run id of a member is that of a single run with the same words."""
    members = members_of(batch_in(tmp_path, STORMS), folder=tmp_path)
    alone = [identity_of(load(member.base, member.overrides)).run_id for member in members]
    assert check(tmp_path, STORMS) == alone
    assert len(set(alone)) == 9


def test_ten_million_members_are_counted_and_not_made(tmp_path: Path) -> None:
    """Refused with count and estimate, in less than a second and without a list of them."""
    load("design-2yr")  # What is imported first is no part of it.
    tracemalloc.start()
    began = time.perf_counter()
    with pytest.raises(InputError) as refused:
        check(tmp_path, HUGE)
    seconds = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for words in ("9,765,625 members", "25 rain.duration_min", "at most 10,000", "of one core", " GB"):
        assert words in str(refused.value)
    assert seconds < 1.0
    assert peak < 20e6


def test_an_invalid_member_is_named_with_its_parameters(tmp_path: Path) -> None:
    """And what is wrong with it, as for one run; the others are not started."""
    text = STORMS.replace("[2, 5, 10]", "[2, 5, -10]")
    with pytest.raises(InputError) as refused:
        check(tmp_path, text)
    message = str(refused.value)
    assert "3 of 9 members cannot be run; nothing was started" in message
    assert "member 6 (return_period_yr -10, sewers open) and 2 more: rain.return_period_yr = -10" in message
    assert "--set" not in message


def test_an_unknown_key_of_the_scenario_is_named(tmp_path: Path) -> None:
    """With the nearest keys there are."""
    with pytest.raises(
        InputError, match=r"rain\.return_period is no key of this table; did you mean return_period_yr"
    ):
        check(tmp_path, STORMS.replace("rain.return_period_yr", "rain.return_period"))


def test_two_members_of_one_run_are_refused_by_name(tmp_path: Path) -> None:
    """Ten written in two ways is ten."""
    with pytest.raises(
        InputError, match=r"member 0 \(return_period_yr 10, .* and member .* are the same run"
    ):
        check(tmp_path, STORMS.replace("[2, 5, 10]", "[10, 10.0]"))


def test_a_template_is_no_member(tmp_path: Path) -> None:
    """Unless the member says what it is to be."""
    text = '[batch]\nname = "a"\nbase = "design-storm"\n[[members]]\nlabel = "plain"\n'
    with pytest.raises(InputError, match="design-storm is a base for variants"):
        check(tmp_path, text)
    assert len(check(tmp_path, text + "set = {rain.return_period_yr = 20}\n")) == 1


def test_a_base_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    """Not for every member anew."""
    with pytest.raises(InputError) as refused:
        check(tmp_path, STORMS.replace('"design-storm"', '"desing-storm"'))
    assert str(refused.value).count("there is no scenario 'desing-storm'") == 1
    assert "and 8 more" in str(refused.value)
