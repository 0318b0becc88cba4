"""The reference page of all fields is that of the registry."""

from pathlib import Path

from census.fields_page import fields_page
from census.schema import TABLES
from census.variables import TABLE_FIELDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


def test_the_page_in_the_documentation_is_current() -> None:
    current = PAGE.read_text(encoding="utf-8") == fields_page()
    assert current, "renew it with: python -m census.fields_page docs/fields.md"


def test_every_field_stands_in_a_row_of_its_table() -> None:
    sections = fields_page().split('<a id="')[1:]
    by_table = {section.partition('"')[0]: section.splitlines() for section in sections}
    assert list(by_table) and set(by_table) == set(TABLES)
    for key in TABLE_FIELDS:
        table, _, field = key.partition(".")
        rows = [line for line in by_table[table] if line.startswith((f"| `{field}`", f"| **`{field}`"))]
        assert len(rows) == 1 and rows[0].count(" | ") == 7


def test_the_registry_tells_unit_and_label_of_a_field_by_its_table() -> None:
    assert TABLE_FIELDS["buildings.building_id"].kind == "text"
    assert TABLE_FIELDS["pump_stations.pump_station_id"].zh
    assert TABLE_FIELDS["streets.code"] is TABLES["streets"].column("code")
