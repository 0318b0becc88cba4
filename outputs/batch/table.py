"""The table of a batch: a row for each member with its parameters, what became of it and its key figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from outputs.publish import is_whole, read_manifest

OF_THE_WORK = ("seconds", "peak_bytes", "worker", "attempts")
"""Columns that tell how a member was computed; they differ from one machine to another."""


@dataclass(frozen=True)
class MemberRow:
    """What is told of one member.

    Parameters
    ----------
    index, label
        Place and name in the batch.
    parameters
        What it changes on its base, by key.
    run_id
        Name of its run.
    status
        "done" or "failed".
    reason
        Why it failed; "" otherwise.
    seconds, peak_bytes, worker, attempts
        Wall time [s], largest memory [bytes], who did it and how often it was begun.
    """

    index: int
    label: str
    parameters: Mapping[str, Any]
    run_id: str
    status: str
    reason: str
    seconds: float
    peak_bytes: int
    worker: str
    attempts: int


def results_table(rows: Sequence[MemberRow], runs_dir: Path) -> pd.DataFrame:
    """A row for each member, in their order.

    Parameters
    ----------
    rows
        The members.
    runs_dir
        Folder of the runs, whose manifests hold the key figures.

    Returns
    -------
    pandas.DataFrame
        Columns index, label, run_id, status, reason, one for each parameter, one for each key figure of any
        member, and those of `OF_THE_WORK`. A member that failed has no figures.
    """
    heads = pd.DataFrame(
        [(row.index, row.label, row.run_id, row.status, row.reason) for row in rows],
        columns=["index", "label", "run_id", "status", "reason"],
    )
    parameters = pd.DataFrame([_plain(row.parameters) for row in rows])
    figures = pd.DataFrame([_figures(row, runs_dir) for row in rows])
    work = pd.DataFrame(
        [[getattr(row, name) for name in OF_THE_WORK] for row in rows], columns=[*OF_THE_WORK]
    )
    parts = [heads, parameters, figures.drop(columns=parameters.columns, errors="ignore"), work]
    return pd.concat([part for part in parts if part.shape[1] > 0], axis=1)


def write_results(table: pd.DataFrame, folder: Path) -> None:
    """Write the table as Parquet and as a workbook."""
    table.to_parquet(folder / "results.parquet", index=False)
    table.to_excel(folder / "results.xlsx", index=False, sheet_name="members")


def _figures(row: MemberRow, runs_dir: Path) -> Mapping[str, Any]:
    folder = runs_dir / row.run_id
    if row.status == "failed" or not is_whole(folder):
        return {}
    return _plain(read_manifest(folder).get("key_figures", {}))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values that a cell can hold; tables and lists as text."""
    return {
        str(key): value if isinstance(value, str | int | float | bool) or value is None else str(value)
        for key, value in values.items()
    }
