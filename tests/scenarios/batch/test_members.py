"""Members of a batch: in order, told apart, and as scenarios that load."""

from __future__ import annotations

from pathlib import Path

import pytest

from census.errors import InputError
from scenarios.batch.members import LEAN, Members, members_of
from scenarios.sections.rain import DesignRain
from scenarios.spec import load_scenario
from tests.scenarios.batch.trial import STORMS, batch_in


def members(folder: Path, text: str) -> Members:
    """Members of a batch in a file of its own."""
    return members_of(batch_in(folder, text), folder=folder / "drawn")


def test_a_matrix_is_the_product_of_its_axes_in_their_order(tmp_path: Path) -> None:
    """The last axis runs fastest."""
    found = list(members(tmp_path, STORMS))
    pairs = [(m.parameters["rain.return_period_yr"], m.parameters["sewers"]) for m in found]
    assert pairs == [(period, state) for period in (2, 5, 10) for state in ("open", "half", "failed")]
    assert [m.index for m in found] == list(range(9))
    assert found[1].label == "return_period_yr 2, sewers half"


def test_what_a_member_states_is_what_its_scenario_holds(tmp_path: Path) -> None:
    """Set, axis and state all arrive, and what every member is run with."""
    last = list(members(tmp_path, STORMS))[-1]
    spec = load_scenario(last.base, last.overrides).spec
    assert isinstance(spec.rain, DesignRain) and spec.rain.return_period_yr == 10
    assert spec.sewers.kind == "none"
    assert (spec.settings.duration_h, spec.settings.threads) == (2.5, 1)
    assert (spec.outputs.maps, spec.outputs.rasters) == (False, False)


def test_a_batch_may_ask_for_maps_of_its_members(tmp_path: Path) -> None:
    """What the file states goes before what members are run with otherwise."""
    first = next(iter(members(tmp_path, STORMS.replace("[set]", "[set]\noutputs.maps = true"))))
    assert "outputs.maps=true" in first.overrides
    assert sum(text.startswith("outputs.maps=") for text in first.overrides) == 1
    assert len(LEAN) == 3


@pytest.mark.parametrize("written", ['"rain.return_period_yr" = [2]', "rain = {return_period_yr = [2]}"])
def test_keys_may_be_quoted_bare_or_tables(tmp_path: Path, written: str) -> None:
    """The same member comes of each way to write it."""
    text = f'[batch]\nname = "a"\nbase = "design-storm"\n[matrix]\n{written}\n'
    assert [m.parameters for m in members(tmp_path, text)] == [{"rain.return_period_yr": 2}]


def test_a_list_may_take_other_bases(tmp_path: Path) -> None:
    """Each listed member under its label; a path starts from the batch file."""
    (tmp_path / "mine.toml").write_text('base = "design-2yr"\n', encoding="utf-8")
    text = (
        '[batch]\nname = "a"\nbase = "design-5yr"\n[[members]]\nlabel = "five"\n'
        '[[members]]\nlabel = "own"\nbase = "mine.toml"\nset = {settings.courant = 0.5}\n'
    )
    five, own = members(tmp_path, text)
    assert (five.label, five.base, five.own) == ("five", "design-5yr", False)
    assert own.base == str((tmp_path / "mine.toml").resolve())
    assert load_scenario(own.base, own.overrides).spec.settings.courant == 0.5


def test_files_beside_the_batch_are_found_from_anywhere(tmp_path: Path) -> None:
    """A relative file becomes an absolute one; words stay words."""
    (tmp_path / "rain.csv").write_text("time_h,intensity_mm_h\n0,10\n1,0\n", encoding="utf-8")
    text = (
        '[batch]\nname = "a"\nbase = "gongshu"\n[set]\nrain = {kind = "none"}\n[matrix]\n'
        '"rain.file" = ["rain.csv", "other.csv"]\n'
    )
    first, second = members(tmp_path, text)
    assert f'rain.file="{(tmp_path / "rain.csv").resolve()}"' in first.overrides
    assert 'rain.file="other.csv"' in second.overrides
    assert first.parameters == {"rain.file": "rain.csv"}


def test_draws_follow_the_list_and_the_matrix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with what [set] states; what draws them is told seed and folder."""
    monkeypatch.setattr("scenarios.batch.members.DRAWS", {"rain": "tests.scenarios.batch.trial"})
    text = STORMS.replace("[set]", "seed = 7\n[set]") + (
        '[[members]]\nlabel = "first"\nset = {rain.return_period_yr = 3}\n'
        '[ensemble]\nkind = "rain"\nfile = "any.csv"\ncount = 2\n'
    )
    found = members(tmp_path, text)
    listed = list(found)
    assert len(found) == len(listed) == 1 + 9 + 2
    assert (listed[0].label, listed[-1].label) == ("first", "draw 1")
    assert listed[-1].parameters == {"draw": 1, "folder": "drawn"}
    assert {"rain.return_period_yr=10.0", "settings.duration_h=2.5"} <= set(listed[-1].overrides)


def test_an_ensemble_that_nothing_draws_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its kind."""
    monkeypatch.setattr("scenarios.batch.members.DRAWS", {"rain": "scenarios.batch.nothing"})
    found = members(tmp_path, STORMS + '[ensemble]\nkind = "rain"\nfile = "any.csv"\n')
    with pytest.raises(InputError, match=r"ensemble\.kind = 'rain' is not drawn"):
        len(found)
