"""Workbooks that people can read and fill: a sheet for each table, one that explains, one of code lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from census.exchange.cells import LONGEST, NO, YES, Cell, cells_of, escaped, labels_of
from census.exchange.headings import PLACE, carried, heading, sheet_title
from census.schema.column import Column, Table
from census.schema.groups import GROUPS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Progress = Callable[[float, str], None]

GUIDE, CODES, FAULTS = "说明", "代码表", "问题清单"
"""Sheets that hold no table: how to fill the others, the code lists, the faults of rows set apart."""

ROWS_OF_SHEET = 1_000_000
"""Rows of one sheet; a workbook allows 1,048,576. Longer tables go on in further sheets."""

FORM_ROWS = 5_000
"""Rows of an empty form for which code lists are offered."""

_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_BLOCK = 20_000

_GUIDE_TEXT = (
    "本工作簿由 fangzai 写出。每张表一页，首行为字段名，其后每行一条记录；带 * 的字段必填。",
    "括号内为单位。有代码的字段请从下拉列表中选择，可填的值见“代码表”。",
    "几何用 WKT 表示，坐标系 CGCS2000 / 3 度带 120E（EPSG:4549），单位米；过长时续写在“几何（WKT）2”等列。",
    "日期写作 2024-05-31，时间写作 2024-05-31T08:00（北京时间）。空格子表示没有数据。",
    "A sheet for each table; the first row heads the fields, those with * need a value. WKT is in EPSG:4549.",
)


def write_workbook(
    path: Path,
    tables: Mapping[str, Table],
    rows_of: Callable[[str], pd.DataFrame],
    *,
    form: bool = False,
    synthetic: bool = False,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write tables into a workbook.

    Parameters
    ----------
    path
        The new file.
    tables
        Tables by name, in the order of the sheets.
    rows_of
        Gives the rows of a table, called for one after the other.
    form
        Whether it is an empty form, whose rows offer the code lists.
    synthetic
        Whether the rows are made up; the first sheet then says so.
    progress
        Called with the share done and a table's name.

    Returns
    -------
    dict
        Number of rows by table.
    """
    from openpyxl import Workbook

    tell = progress or (lambda fraction, message: None)
    book = Workbook(write_only=True)
    _write_guide(book, tables, synthetic=synthetic)
    lists = _write_codes(book, tables)
    counts: dict[str, int] = {}
    titles: set[str] = {GUIDE, CODES}
    for number, (name, table) in enumerate(tables.items()):
        tell(number / len(tables), name)
        title = sheet_title(table) if sheet_title(table) not in titles else table.name[:28]
        titles.add(title)
        frame = rows_of(name)
        counts[name] = len(frame)
        for part, start in enumerate(range(0, max(len(frame), 1), ROWS_OF_SHEET), 1):
            sheet = book.create_sheet(title if part == 1 else f"{title}#{part}")
            _write_rows(sheet, table, frame.iloc[start : start + ROWS_OF_SHEET], lists, form=form)
    tell(0.97, "saving")
    book.save(path)
    return counts


def append_texts(sheet: WriteOnlyWorksheet, texts: Sequence[str], *, bold: bool = False) -> None:
    """Append a row of texts; none of them becomes a formula."""
    _append(sheet, [(text, "s") if text else None for text in texts], bold=bold)


def _write_rows(
    sheet: WriteOnlyWorksheet, table: Table, frame: pd.DataFrame, lists: Mapping[str, str], *, form: bool
) -> None:
    """Heading, rows and lists to choose from."""
    columns = carried(table)
    places = _places(table, frame)
    heads = [heading(table, column) for column in columns]
    heads += [PLACE if part == 0 else f"{PLACE}{part + 1}" for part in range(len(places))]
    _fit(sheet, heads)
    _validate(sheet, table, columns, lists, rows=max(len(frame), FORM_ROWS if form else 1))
    append_texts(sheet, heads, bold=True)
    blank = _cells(sheet, len(heads))
    for start in range(0, len(frame), _BLOCK):
        block = frame.iloc[start : start + _BLOCK]
        data = [cells_of(column, block[column.name]) for column in columns if column.name in block.columns]
        data += [part[start : start + _BLOCK] for part in places]
        for row in zip(*data, strict=True):
            sheet.append([_filled(cell, value) for cell, value in zip(blank, row, strict=True)])


def _places(table: Table, frame: pd.DataFrame) -> list[list[Cell | None]]:
    """Geometry as text, in as many columns as the longest needs; at least one where there is geometry."""
    if table.geometry is None:
        return []
    geometry = frame["geometry"].to_numpy()
    texts = [text or "" for text in shapely.to_wkt(geometry, rounding_precision=-1, trim=True).tolist()]
    parts = max((-(-len(text) // LONGEST) for text in texts), default=1)
    return [
        [(cut, "s") if (cut := text[LONGEST * part : LONGEST * (part + 1)]) else None for text in texts]
        for part in range(max(parts, 1))
    ]


def _cells(sheet: WriteOnlyWorksheet, count: int) -> list[WriteOnlyCell]:
    from openpyxl.cell import WriteOnlyCell

    return [WriteOnlyCell(sheet) for _ in range(count)]


def _filled(cell: WriteOnlyCell, value: Cell | None) -> WriteOnlyCell | None:
    """A cell with a value of a stated type: nothing is guessed, so no text becomes a formula.

    openpyxl writes numbers with 16 digits, which lose the last bit of some; a text of type "n" stands as
    it is.
    """
    if value is None:
        return None
    text, kind = value
    if kind == "s":
        text = escaped(text)
        if len(text) > LONGEST + 700:
            raise ValueError(f"a text of {len(text)} characters does not fit into a cell: {text[:40]!r}...")
        if text.startswith(_FORMULA_BEGINS):
            return _quoted(cell, text)
    # The type is stated, not guessed from the value.
    cell._value = text  # noqa: SLF001
    cell.data_type = kind
    return cell


def _quoted(cell: WriteOnlyCell, text: str) -> WriteOnlyCell:
    """A text that stays one when it is edited in a spreadsheet."""
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(cell.parent)
    made._value = text  # noqa: SLF001
    made.data_type = "s"
    made.number_format = "@"
    made.quotePrefix = True
    return made


def _append(sheet: WriteOnlyWorksheet, row: list[Cell | None], *, bold: bool = False) -> None:
    from openpyxl.styles import Font

    cells = [_filled(cell, value) for cell, value in zip(_cells(sheet, len(row)), row, strict=True)]
    if bold:
        for cell in cells:
            if cell is not None:
                cell.font = Font(bold=True)
    sheet.append(cells)


def _fit(sheet: WriteOnlyWorksheet, heads: list[str]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(number)].width = min(8.0 + 1.6 * len(head), 40.0)


def _validate(
    sheet: WriteOnlyWorksheet,
    table: Table,
    columns: tuple[Column, ...],
    lists: Mapping[str, str],
    *,
    rows: int,
) -> None:
    """Offer the codes of a field as a list."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, column in enumerate(columns, 1):
        source = f'"{YES},{NO}"' if column.kind == "flag" else lists.get(f"{table.name}.{column.name}")
        if source is None:
            continue
        letter = get_column_letter(number)
        offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
        offered.add(f"{letter}2:{letter}{rows + 1}")
        sheet.data_validations.append(offered)


def _write_guide(book: Workbook, tables: Mapping[str, Table], *, synthetic: bool) -> None:
    """First sheet: how to read and fill the others, and every field of them."""
    sheet = book.create_sheet(GUIDE)
    if synthetic:
        append_texts(sheet, ("合成数据，不是实际调查结果 / synthetic data, not surveyed",), bold=True)
    for line in _GUIDE_TEXT:
        append_texts(sheet, (line,))
    sheet.append([])
    heads = (
        "组",
        "表",
        "table",
        "字段",
        "field",
        "English",
        "类型",
        "单位",
        "最小",
        "最大",
        "必填",
        "说明",
        "标准",
    )
    append_texts(sheet, heads, bold=True)
    for table in tables.values():
        group = GROUPS.get(table.group, (table.group, ""))[0]
        said = (
            group,
            table.zh,
            table.name,
            "",
            "",
            table.en,
            "",
            "",
            "",
            "",
            "",
            table.meaning,
            table.standard,
        )
        append_texts(sheet, said, bold=True)
        for row in _field_rows(table, group):
            append_texts(sheet, row)


def _field_rows(table: Table, group: str) -> Iterator[tuple[str, ...]]:
    for c in carried(table):
        bounds = ["" if bound is None else f"{bound:g}" for bound in (c.minimum, c.maximum)]
        need = "是" if c.required and c in table.columns else ""
        head = heading(table, c)
        yield (
            group,
            table.zh,
            table.name,
            head,
            c.name,
            c.en,
            c.kind,
            c.unit,
            *bounds,
            need,
            c.meaning,
            c.standard,
        )


def _write_codes(book: Workbook, tables: Mapping[str, Table]) -> dict[str, str]:
    """Sheet of the code lists; where each stands, by "table.field"."""
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(CODES)
    coded = [(t, c) for t in tables.values() for c in carried(t) if c.codes]
    columns: dict[tuple[str, ...], int] = {}
    places: dict[str, str] = {}
    heads: list[Cell | None] = []
    for table, column in coded:
        labels = tuple(labels_of(column).values())
        if labels not in columns:
            columns[labels] = len(columns) + 1
            heads.append((f"{table.zh}：{column.zh}", "s"))
        letter = get_column_letter(columns[labels])
        places[f"{table.name}.{column.name}"] = f"'{CODES}'!${letter}$2:${letter}${len(labels) + 1}"
    if heads:
        _append(sheet, heads, bold=True)
    lists: list[Any] = list(columns)
    for row in range(max((len(labels) for labels in lists), default=0)):
        _append(sheet, [(labels[row], "s") if row < len(labels) else None for labels in lists])
    return places
