"""The reference page of all fields; `python -m census.fields_page docs/fields.md` writes it anew."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from census.schema import TABLES, Column, Table
from census.schema.groups import GROUPS
from census.variables import COORDINATES, FIELDS, PROVENANCE_FIELDS, Variable

_HEADS = (
    "字段 field",
    "名称 label",
    "类型 kind",
    "单位 unit",
    "范围 range",
    "代码 codes",
    "说明 meaning",
    "标准 standard",
)
_RUN_HEADS = (
    "字段 field",
    "名称 label",
    "维 dimensions",
    "单位 unit",
    "范围 range",
    "说明 meaning",
    "来源 source",
)

_INTRODUCTION = """# Fields

This page is written from the code; `python -m census.fields_page docs/fields.md` renews it. Fields in bold
name a row; fields marked * must have a value. Units are spelt as UDUNITS does; 1 is a share. Levels name the
column that tells their vertical datum. [Census](census.md) says how the tables are filled.
"""


def fields_page() -> str:
    """Text of the page, in Markdown."""
    parts = [_INTRODUCTION, _contents()]
    for group, (zh, en) in GROUPS.items():
        parts.append(f"## {zh} {en}\n")
        parts += [_table_section(table) for table in TABLES.values() if table.group == group]
    parts.append("## 来源信息 provenance\n\nEvery table carries these fields besides its own.\n")
    parts.append(_grid(_HEADS, (_column_row(column, ()) for column in PROVENANCE_FIELDS.values())))
    parts.append("## 模拟结果 fields of a run\n")
    parts.append(_grid(_RUN_HEADS, map(_variable_row, (*FIELDS.values(), *COORDINATES.values()))))
    return "\n".join(parts)


def _contents() -> str:
    lines = []
    for group, (zh, _) in GROUPS.items():
        names = [table for table in TABLES.values() if table.group == group]
        lines.append(f"- {zh}: " + ", ".join(f"[{table.zh}](#{table.name})" for table in names))
    return "\n".join(lines) + "\n"


def _table_section(table: Table) -> str:
    """Heading, meaning and fields of one table."""
    said = [table.meaning] if table.meaning else []
    said += [f"Standard: {table.standard}."] if table.standard else []
    said += (
        [f"Geometry: {table.geometry}{', also outside the district' if table.beyond else ''}."]
        if (table.geometry)
        else []
    )
    said += ["Personal data, kept in a file of its own."] if table.personal else []
    text = _escaped(" ".join(said))
    grid = _grid(_HEADS, (_column_row(column, table.key) for column in table.columns))
    return f'<a id="{table.name}"></a>\n\n### {table.zh} {table.en} (`{table.name}`)\n\n{text}\n\n{grid}'


def _column_row(column: Column, key: Sequence[str]) -> Iterator[str]:
    name = f"`{column.name}`{'*' if column.required else ''}"
    yield f"**{name}**" if column.name in key else name
    yield f"{column.zh} {column.en}"
    yield column.kind
    yield column.unit
    yield _range(column.minimum, column.maximum)
    codes = "; ".join(f"`{code}` {label}" for code, label in (column.codes or {}).items())
    yield codes or (f"`{_escaped(column.pattern)}`" if column.pattern else "")
    said = [_escaped(column.meaning)] if column.meaning else []
    said += [f"Names a row of `{column.references}`."] if column.references else []
    said += [f"Datum: `{column.datum}`."] if column.datum else []
    yield " ".join(said)
    yield _escaped(column.standard)


def _variable_row(variable: Variable) -> Iterator[str]:
    yield f"`{variable.name}`"
    yield f"{variable.zh} {variable.en}"
    yield ", ".join(variable.dims)
    yield variable.unit
    yield _range(variable.valid_min, variable.valid_max)
    yield _escaped(f"{variable.meaning_zh}。{variable.meaning_en}")
    yield _escaped(variable.source)


def _range(least: float | None, greatest: float | None) -> str:
    if least is None and greatest is None:
        return ""
    if greatest is None:
        return f"at least {least:g}"
    return f"at most {greatest:g}" if least is None else f"{least:g} to {greatest:g}"


def _grid(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    lines += [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _escaped(text: str) -> str:
    """Text that neither ends a cell nor opens a tag."""
    return text.replace("|", "&#124;").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(fields_page(), encoding="utf-8")
