"""The table of actions, and files that are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from census.errors import InputError
from models.typhoon.actions import built_in_thresholds, read_thresholds
from models.typhoon.actions.thresholds import COLUMNS, OBJECTS

HEADER = ",".join(COLUMNS) + "\n"
ROW = "stop,停,stop,甲,a,schools,gust,9,6,unverified,none"


def test_the_table_beside_the_model_covers_every_kind_of_things() -> None:
    rows = built_in_thresholds()
    assert {row.objects for row in rows} == set(OBJECTS)
    asked = {"cranes_lower", "scaffolds_check", "trees_prune", "site_work_stop", "schools_close"}
    assert asked <= {row.action for row in rows}
    assert all(row.zh and row.en and row.who_zh and row.who_en and row.source for row in rows)


def test_schools_close_at_the_orange_signal() -> None:
    # Order no. 16 of the CMA, as the warning table of the census has it: mean 10 or gust 12 within 12 h.
    rows = [row for row in built_in_thresholds() if row.action == "schools_close"]
    assert {(row.quantity, row.force, row.lead) for row in rows} == {
        ("mean", 10, 12 * 3600.0),
        ("gust", 12, 12 * 3600.0),
    }


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("# remark\n" + HEADER + ROW + "\n", encoding="utf-8")
    (row,) = read_thresholds(path)
    assert (row.action, row.force, row.lead) == ("stop", 9, 21_600.0)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (ROW.replace("schools", "boats"), "line 2: objects is 'boats'"),
        (ROW.replace("gust", "squall"), "quantity is 'squall'; it is one of mean, gust"),
        (ROW.replace(",9,", ",21,"), "force is '21'; a number from 1 to 17"),
        (ROW.replace(",9,", ",8.5,"), "force is 8.5; a whole number"),
        (ROW.replace(",6,", ",soon,"), "lead_h is 'soon'"),
        (ROW.replace("停", ""), "zh is empty"),
        (ROW.replace("unverified", "sure"), "status is 'sure'"),
        ("a,b", "2 cells for 11 columns"),
    ],
)
def test_a_faulty_row_is_refused(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(HEADER + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_thresholds(path)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("action,force\nstop,9\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns action, force; thresholds have"):
        read_thresholds(path)
