"""The quality report: what was found, in a form that people can send back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from census.errors import InputError
from census.quality.rule import SEVERITIES

COLUMNS: Mapping[str, str] = {
    "table": "表",
    "row": "行（主键）",
    "field": "字段",
    "value": "值",
    "rule": "规则",
    "severity": "级别",
    "message": "说明",
}
"""Columns of the findings and their headings in a file."""

SEVERITY_LABELS = {"error": "错误", "warning": "警告", "told": "提示"}

_ANSWER = "处理意见"
"""Heading of the empty column in which people answer."""

_SHEET_ROWS = 1_000_000
"""Findings that one sheet takes; a workbook's sheet ends at 1,048,576 rows."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Report:
    """What a check found.

    Parameters
    ----------
    findings
        One row each: table, row (the key of the row; "" for the table as a whole), field, value, rule,
        severity, message.
    tables
        Number of rows of each table that was checked.
    skipped
        Rules that could not be applied, each with what was missing.
    completeness
        Rows of each table in each street: one row per street, one column per table.
    """

    findings: pd.DataFrame
    tables: Mapping[str, int]
    skipped: Mapping[str, str]
    completeness: pd.DataFrame

    @property
    def errors(self) -> int:
        """Number of findings that cannot be true."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """Number of findings that are hardly true."""
        return self._count("warning")

    @property
    def told(self) -> int:
        """Number of findings that are good to know."""
        return self._count("told")

    @property
    def sound(self) -> bool:
        """Whether no error was found."""
        return self.errors == 0

    def by_rule(self) -> pd.DataFrame:
        """Number of findings by severity, table and rule, the worst first."""
        counted = self.findings.groupby(["severity", "table", "rule"], sort=True).size().reset_index(name="n")
        order = counted["severity"].map({name: number for number, name in enumerate(SEVERITIES)})
        return counted.assign(_order=order).sort_values(
            ["_order", "n", "table", "rule"], ascending=[True, False, True, True], ignore_index=True
        ).drop(columns="_order")  # fmt: skip

    def summary(self, *, most: int = 20) -> str:
        """Text for a terminal: counts, then the rules that were broken with an example of each.

        Parameters
        ----------
        most
            Number of rules told.
        """
        size = f"{len(self.tables)} tables, {sum(self.tables.values())} rows"
        lines = [f"{size}: {self.errors} errors, {self.warnings} warnings, {self.told} told"]
        counted = self.by_rule()
        counted = counted[counted["severity"] != "told"]
        for severity, table, rule, number in counted.head(most).itertuples(index=False):
            same = self.findings[(self.findings["table"] == table) & (self.findings["rule"] == rule)]
            first = same.iloc[0]
            at = f" [{first['row']}]" if first["row"] else ""
            lines.append(f"{severity}: {table}: {rule} x {number}: {first['field']}{at}: {first['message']}")
        if len(counted) > most:
            lines.append(f"... and {len(counted) - most} more; the report file holds all")
        if self.skipped:
            lines.append(f"{len(self.skipped)} rules were not applied: {', '.join(sorted(self.skipped))}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Counts, findings and rules not applied as plain values."""
        return {
            "errors": self.errors,
            "warnings": self.warnings,
            "told": self.told,
            "tables": dict(self.tables),
            "findings": self.findings.to_dict("records"),
            "skipped": dict(self.skipped),
        }

    def write(self, path: str | Path) -> Path:
        """Write the report as a file to be sent back.

        Parameters
        ----------
        path
            `.csv` holds the findings alone (UTF-8 with a byte-order mark, so that office programs read the
            Chinese); `.xlsx` also the counts, the completeness by street and what each rule asks.

        Raises
        ------
        InputError
            If the name ends otherwise.
        """
        path = Path(path)
        if path.suffix.lower() == ".csv":
            _headed(self.findings).to_csv(path, index=False, encoding="utf-8-sig")
        elif path.suffix.lower() == ".xlsx":
            self._write_workbook(path)
        else:
            raise InputError(f"report {path}: the name ends in {path.suffix!r}; .csv or .xlsx is needed")
        return path

    def _write_workbook(self, path: Path) -> None:
        from census.quality.catalogue import statements

        counted = self.by_rule().rename(
            columns={"severity": "级别", "table": "表", "rule": "规则", "n": "数量"}
        )
        counted["级别"] = counted["级别"].map(SEVERITY_LABELS)
        skipped = pd.DataFrame({"规则": list(self.skipped), "未检查原因": list(self.skipped.values())})
        rows = pd.DataFrame({"表": list(self.tables), "行数": list(self.tables.values())})
        with pd.ExcelWriter(path, engine="openpyxl") as book:
            counted.to_excel(book, sheet_name="汇总", index=False)
            for start in range(0, max(len(self.findings), 1), _SHEET_ROWS):
                part = _headed(self.findings.iloc[start : start + _SHEET_ROWS])
                number = start // _SHEET_ROWS
                part.to_excel(book, sheet_name="问题" if number == 0 else f"问题{number + 1}", index=False)
            self.completeness.to_excel(book, sheet_name="分街道完整性", index=False)
            rows.to_excel(book, sheet_name="各表行数", index=False)
            skipped.to_excel(book, sheet_name="未检查", index=False)
            statements().to_excel(book, sheet_name="规则", index=False)
            for sheet in book.sheets.values():
                sheet.freeze_panes = "A2"

    def _count(self, severity: str) -> int:
        return int((self.findings["severity"] == severity).sum())


def shown(value: Any) -> str:
    """Text of a value; missing is empty."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _headed(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings with Chinese headings, and a column to answer in.

    A text that an office program would take for a formula is kept from being one.
    """
    told = findings.assign(severity=findings["severity"].map(SEVERITY_LABELS))
    for name in ("row", "field", "value", "message"):
        told[name] = [_harmless(text) for text in told[name]]
    return told.rename(columns=dict(COLUMNS)).assign(**{_ANSWER: ""})


def _harmless(text: str) -> str:
    text = _CONTROL.sub("?", text)
    if text.startswith(_FORMULA) and not re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", text):
        return f"'{text}"
    return text
