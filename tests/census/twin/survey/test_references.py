"""What one table names, another holds."""

from __future__ import annotations

import pandas as pd
import pytest

from census.schema import TABLES

REFERENCES = [
    (table.name, column.name, column.references)
    for table in TABLES.values()
    for column in table.columns
    if column.references is not None
]


@pytest.mark.parametrize(("name", "field", "wanted"), REFERENCES)
def test_every_reference_leads_to_a_row(
    name: str, field: str, wanted: str, small_tables: dict[str, pd.DataFrame]
) -> None:
    table, _, key = wanted.partition(".")
    assert set(small_tables[name][field].dropna()) <= set(small_tables[table][key])
