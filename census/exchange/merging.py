"""Rows that came in, put among those that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from census.database.content import prepared
from census.exchange.headings import SAID
from census.exchange.rows import Incoming
from census.schema.column import Table


@dataclass(frozen=True)
class Merged:
    """A table after an import.

    Parameters
    ----------
    frame
        All its rows: those that were there in their order, then the new ones.
    added, changed, unchanged, removed
        Numbers of rows.
    differs
        Whether anything, provenance included, is not as before.
    """

    frame: pd.DataFrame
    added: int
    changed: int
    unchanged: int
    removed: int
    differs: bool


def merged(
    part: Incoming, before: pd.DataFrame | None, defaults: Mapping[str, str | None], *, replace: bool
) -> Merged:
    """Put rows among those of the database.

    Parameters
    ----------
    part
        What came in; rows with faults are left out.
    before
        Rows of the database; None where it has no such table.
    defaults
        Provenance of rows that bring none.
    replace
        Whether rows that did not come in are taken away.
    """
    told = _told(part.good, defaults)
    if before is not None and len(before):
        told = _completed(part, told, before)
    new = prepared(part.table, told)
    if before is None or not len(before):
        return Merged(new, len(new), 0, 0, 0, before is None or len(new) > 0)
    places = {key: place for place, key in enumerate(_keys(part.table, before))}
    at = np.array([places.get(key, -1) for key in _keys(part.table, new)], dtype=np.int64)
    known = at >= 0
    old_hash = before["row_hash"].to_numpy(dtype=object)[np.where(known, at, 0)]
    same = known & (new["row_hash"].to_numpy(dtype=object) == old_hash)
    # A row that only lost its provenance on the way keeps the one it has.
    kept = same & (not _brings_provenance(part))
    order = _order(len(before), at, kept, replace=replace)
    if replace:
        # A row set apart says nothing yet: the one it was to replace stays.
        waiting = [places[key] for key in _keys_set_apart(part) if key in places]
        order = np.concatenate([order, np.setdiff1d(waiting, at[known])]).astype(np.int64)
    both = pd.concat([before, new], ignore_index=True)
    frame = both.iloc[order].reset_index(drop=True)
    removed = len(before) + int((~known).sum()) - len(frame) if replace else 0
    differs = len(frame) != len(before) or not frame.drop(columns="geometry", errors="ignore").equals(
        before.drop(columns="geometry", errors="ignore")
    )
    changed = known & (~same | _other_source(before, new, np.where(known, at, 0), same & ~kept))
    counted = int(changed.sum()), int((known & ~changed).sum())
    return Merged(frame, int((~known).sum()), *counted, removed, differs)


def _order(size: int, at: Any, kept: Any, *, replace: bool) -> Any:
    """Positions, among the old rows and then the new ones, of those that stay."""
    came = size + np.arange(len(at))
    chosen = np.where(kept, at, came)
    if replace:
        return chosen
    order = np.arange(size)
    known = at >= 0
    order[at[known]] = chosen[known]
    return np.concatenate([order, came[~known]])


def _told(good: pd.DataFrame, defaults: Mapping[str, str | None]) -> pd.DataFrame:
    """Rows with provenance: their own as far as they bring it."""
    made = good.copy()
    for column in SAID:
        default = defaults[column.name]
        if column.name not in made.columns:
            made[column.name] = pd.Series(default, index=made.index, dtype="str")
        elif default is not None:
            made[column.name] = made[column.name].fillna(default)
    return made


def _completed(part: Incoming, told: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Rows whose fields without a column in the file are those of the row they change."""
    places = {key: place for place, key in enumerate(_keys(part.table, before))}
    at = [places.get(key, -1) for key in _keys(part.table, told)]
    made = told.copy()
    for name in sorted(part.absent):
        values = [before[name].iloc[k] if k >= 0 else v for k, v in zip(at, told[name], strict=True)]
        made[name] = pd.Series(values, index=told.index, dtype=told[name].dtype)
    return made


def _keys_set_apart(part: Incoming) -> set[tuple[Any, ...]]:
    """Keys of the rows with a fault, as far as they have one."""
    rows = part.frame.iloc[sorted(part.bad)]
    return set(_keys(part.table, rows)) if len(rows) else set()


def _other_source(before: pd.DataFrame, new: pd.DataFrame, at: Any, asked: Any) -> Any:
    """Rows, of those asked about, that say another origin than the row they meet."""
    told = ["source_id", "source_date", "method", "confidence"]
    differs = (new[told].to_numpy(dtype=object) != before[told].to_numpy(dtype=object)[at]).any(axis=1)
    return asked & differs


def _brings_provenance(part: Incoming) -> bool:
    return "source_id" in part.frame.columns and bool(part.frame["source_id"].notna().any())


def _keys(table: Table, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(zip(*(frame[name].tolist() for name in table.key), strict=True))
