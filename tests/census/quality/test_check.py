"""The check as a whole: sound rows pass, rules name what exists, databases and snapshots are read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from census.errors import InputError
from census.quality import (
    RULES,
    Report,
    capacity,
    check_tables,
    dates,
    institutions,
    levels,
    personal,
    statements,
    tiling,
)
from census.quality.geometry import APART_BY, SHARED_PLACES
from census.quality.rule import SEVERITIES
from census.schema import TABLES
from census.schema.provenance import PROVENANCE

Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def report(sound_tables: Frames) -> Report:
    return check_tables(sound_tables)


def test_sound_rows_break_no_rule(report: Report) -> None:
    assert report.errors == 0, report.summary()
    assert report.sound
    assert report.skipped == {}


def test_every_table_is_counted(report: Report, sound_tables: Frames) -> None:
    assert set(report.tables) == set(TABLES)
    assert all(report.tables[name] == len(frame) for name, frame in sound_tables.items())


def _named() -> Iterator[tuple[str, str]]:
    for rule in RULES.values():
        yield from ((table, column) for table, columns in rule.needs.items() for column in columns)
    for chains in (levels.ORDERED, dates.ORDERED, institutions._PARTS):
        for table, groups in chains.items():
            yield from ((table, column) for group in groups for column in group)
    for one in (levels.GROUND, tiling._AREAS):
        yield from one.items()
    yield from ((table, column) for table, columns in APART_BY.items() for column in columns)
    yield from levels.HEIGHTS
    yield from (("persons", column) for column in personal.ARTIFICIAL)
    yield from (("shelters", column) for column in capacity._ROOM)
    yield from ((table, "geometry") for table in SHARED_PLACES)


def test_rules_name_columns_that_exist() -> None:
    for table, column in _named():
        known = {c.name for c in (*TABLES[table].columns, *PROVENANCE)}
        known |= {"geometry"} if TABLES[table].geometry else set()
        assert column in known, f"{table}.{column}"


def test_every_rule_says_what_must_hold_and_why() -> None:
    told = statements()
    assert set(told["rule"]) == set(RULES)
    assert set(told["severity"]) <= set(SEVERITIES)
    assert told["must"].str.endswith(".").all()
    assert told["source"].str.len().gt(3).all()


def test_a_table_nobody_knows_is_told() -> None:
    levels_table = pd.DataFrame({"a": [1]})
    report = check_tables({"shelter": levels_table, "wind_scale": pd.DataFrame()})
    row = report.findings[report.findings["rule"] == "table_unknown"].iloc[0]
    assert row["table"] == "shelter"
    assert "shelters" in str(row["message"])


def test_tables_of_no_census_are_refused() -> None:
    with pytest.raises(InputError, match="no table of the census"):
        check_tables({"cows": pd.DataFrame()})


def test_a_report_goes_out_as_workbook_and_text(tmp_path: Path, sound_tables: Frames) -> None:
    plans = sound_tables["plans"].assign(row_hash="0123456789abcdef")
    report = check_tables({"plans": plans})
    sheets = pd.read_excel(report.write(tmp_path / "findings.xlsx"), sheet_name=None)
    assert {"汇总", "问题", "规则"} <= {str(name) for name in sheets}
    back = pd.read_csv(report.write(tmp_path / "findings.csv"))
    assert (back["规则"] == "row_hash").sum() == len(plans)
    with pytest.raises(InputError, match=r"\.csv or \.xlsx"):
        report.write(tmp_path / "findings.pdf")
