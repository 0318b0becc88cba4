"""States of the hazard database as the commands meet them: a database's present one, or a snapshot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from census.database import Database, open_database
from census.database.manifest import FILE
from census.errors import InputError
from census.schema import TABLES
from census.schema.provenance import PROVENANCE
from census.snapshot import MANIFEST, Snapshot, open_snapshot

if TYPE_CHECKING:
    from outputs.map_style import Bilingual


def open_state(folder: Path, *, personal: bool = False) -> Database | Snapshot:
    """Open what a folder holds.

    Parameters
    ----------
    folder
        Folder of a database or of a snapshot.
    personal
        Whether the personal tables of a database may be read; a snapshot has none.

    Raises
    ------
    InputError
        If it is neither, or cannot be read.
    """
    if (folder / MANIFEST).is_file():
        if personal:
            raise InputError(f"{folder} is a snapshot, which holds no personal data; name the database")
        return open_snapshot(folder)
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder")
    if not (folder / FILE).is_file():
        raise InputError(f"{folder} is neither a database ({FILE}) nor a snapshot ({MANIFEST})")
    return open_database(folder, personal=personal)


def derived_folder(folder: Path) -> Path:
    """Where the derived values of a state lie unless stated: beside it, for a snapshot never changes."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}-derived")


def district_name(state: Database | Snapshot) -> Bilingual:
    """Name of the district; a general one where the table of the district has no row."""
    from outputs.map_style import Bilingual

    rows = state.rows("district") if "district" in state.table_names else None
    if rows is None or not len(rows):
        return Bilingual("本区", "the district")
    first = rows.iloc[0]
    return Bilingual(str(first["name"]), str(first["name_en"]))


def tables_of(state: Database | Snapshot) -> list[dict[str, Any]]:
    """Group, name, Chinese label and number of rows of each table."""
    entries = state.manifest["tables"] if isinstance(state, Snapshot) else state.manifest.tables
    found = []
    for name, table in TABLES.items():
        if name in state.table_names:
            rows = entries[name]["rows"] if "rows" in entries[name] else len(state.rows(name))
            found.append({"group": table.group, "table": name, "zh": table.zh, "rows": rows})
    return found


def fields_of(state: Database | Snapshot, name: str) -> list[dict[str, Any]]:
    """Each field of a table: label, unit, how many rows have a value, and what the values are.

    Raises
    ------
    InputError
        If the state has no such table.
    """
    rows = state.rows(name)
    described = {column.name: column for column in (*TABLES[name].columns, *PROVENANCE)}
    found = []
    for field in rows.columns:
        column = described.get(str(field))
        values = rows[field].dropna()
        found.append(
            {
                "field": str(field),
                "zh": "位置" if column is None else column.zh,
                "unit": "" if column is None else column.unit,
                "filled": len(values),
                "values": "" if column is None else _summary(values, column.kind),
            }
        )
    return found


def _summary(values: Any, kind: str) -> str:
    """Least and greatest number, or the commonest texts."""
    if not len(values):
        return ""
    if kind in {"integer", "real"}:
        return f"{values.min():,.6g} to {values.max():,.6g}"
    counted = values.astype(str).value_counts()
    most = ", ".join(str(value) for value in counted.index[:3])
    return most if len(counted) <= 3 else f"{most}, ... ({len(counted)})"
