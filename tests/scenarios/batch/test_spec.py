"""What a batch file may say, and how it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from census.errors import InputError
from scenarios.batch.spec import load_batch
from tests.scenarios.batch.trial import STORMS, batch_in

RATES = '\n[rates.exceedance]\n"rain.return_period_yr" = [0.5, 0.2, 0.1]\n'

REFUSED = {
    "batch.bse": (STORMS.replace("base =", "bse ="), "base"),
    "an axis without values": (
        STORMS.replace("[2, 5, 10]", "[]"),
        "rain.return_period_yr = []; an axis without",
    ),
    "an axis that is no list": (STORMS.replace("[2, 5, 10]", "2"), "a list of values is needed"),
    "a value twice": (STORMS.replace("[2, 5, 10]", "[2, 5, 2]"), "holds 2 twice"),
    "no members": ('[batch]\nname = "a"\nbase = "design-2yr"\n', "the batch has no members"),
    "a name that is none": (STORMS.replace('"storms"', '"Storms of mine"'), "batch.name = 'Storms of mine'"),
    "an unknown table": (STORMS + "\n[matrx]\na = [1]\n", "did you mean matrix"),
    "an unknown word": (STORMS.replace('"half", "failed"', '"hlf", "failed"'), "matrix.sewers holds 'hlf'"),
    "states of no axis": (STORMS + "\n[states.canals]\nhigh = {}\n", "states.canals belongs to no axis"),
    "a key that is none": (STORMS + '\n[[members]]\nlabel = "a"\nset = {"a b" = 1}\n', "'a b' is no key"),
    "stated twice": (
        STORMS.replace("[matrix]", "rain.return_period_yr = 3\n[matrix]"),
        "in [set] and in [matrix]",
    ),
    "one label for two": (
        STORMS + '\n[[members]]\nlabel = "a"\n[[members]]\nlabel = "a"\n',
        "members.1.label = 'a' is that of members.0 too",
    ),
    "rates of one axis": (STORMS + RATES, "says nothing of sewers, which varies too"),
    "shares not said to be independent": (
        STORMS + RATES + "[rates.share]\nsewers = [0.9, 0.08, 0.02]\n",
        "rates.independent = true, or their joint rates",
    ),
    "shares that miss some": (
        STORMS + RATES + "[rates.share]\nsewers = [0.9, 0.02, 0.02]\n",
        "sum to 0.94; shares sum to 1",
    ),
    "too few rates": (STORMS + RATES.replace("0.5, ", ""), "has 2 numbers for 3 values"),
    "an ensemble of no kind": (STORMS + '\n[ensemble]\nkind = "storms"\ncount = 3\n', "'storms'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_file_is_refused_by_what_is_wrong(tmp_path: Path, name: str) -> None:
    """Each message names the file, the key and what would be right."""
    text, words = REFUSED[name]
    with pytest.raises(InputError) as refused:
        batch_in(tmp_path, text)
    assert words in str(refused.value)
    assert "batch.toml" in str(refused.value)


def test_rates_that_say_all_are_taken(tmp_path: Path) -> None:
    """Shares that are independent, a value at which members are taken, or a table of joint rates."""
    shares = "[rates.share]\nsewers = [0.9, 0.08, 0.02]\n"
    for rates in (
        "[rates]\nindependent = true\n" + RATES.strip() + "\n" + shares,
        RATES + '[rates.at]\nsewers = "open"\n',
        '[rates]\nfile = "joint.csv"\n',
    ):
        assert batch_in(tmp_path, STORMS + "\n" + rates).values.rates is not None


def test_a_batch_is_named_by_what_it_says_and_its_runs(tmp_path: Path) -> None:
    """Spelling does not matter, values and runs do."""
    batch = batch_in(tmp_path, STORMS)
    same = batch_in(tmp_path, "# as before\n" + STORMS.replace("[2, 5, 10]", "[2,5,10]"))
    other = batch_in(tmp_path, STORMS.replace("[2, 5, 10]", "[2, 5, 20]"))
    assert batch.digest == same.digest != other.digest
    assert batch.run_name(["a-1", "b-2"]) == same.run_name(["a-1", "b-2"])
    assert batch.run_name(["a-1", "b-2"]) != batch.run_name(["a-1", "b-3"])
    assert batch.run_name(["a-1"]).startswith("batch-storms-")


def test_a_batch_that_is_not_there_is_refused() -> None:
    """By path and by name."""
    with pytest.raises(InputError, match=r"none\.toml"):
        load_batch("none.toml")
    with pytest.raises(InputError, match="there is no batch 'nothing'"):
        load_batch("nothing")


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    """With the place of the fault."""
    with pytest.raises(InputError, match="is no TOML in UTF-8"):
        batch_in(tmp_path, "[batch\n")
