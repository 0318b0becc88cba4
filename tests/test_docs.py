"""The documentation names what there is."""

from __future__ import annotations

from pathlib import Path

from census.schema import TABLES

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_every_table_is_explained_with_its_standard_and_how_to_fill_it() -> None:
    text = (DOCS / "census.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        part = text.partition(f"### {table.name} {table.zh}\n")[2].partition("\n### ")[0]
        assert table.meaning in part, table.name
        assert (table.standard or "none of its own") in part, table.name
        assert "To fill it: " in part, table.name
