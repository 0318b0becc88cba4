"""Where a row comes from: the columns that every table carries, and the hash that names a row's content."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from census.schema.column import Column, Table

CONFIDENCES = {
    "surveyed": "实测",
    "published": "公开发布",
    "derived": "推算",
    "low": "可信度低",
    "synthetic": "合成",
}
"""How sure a row is; the Chinese label of each."""

PROVENANCE: tuple[Column, ...] = (
    Column(name="source_id", zh="来源编号", en="source", kind="text", meaning="Short name of the source."),
    Column(name="source_date", zh="来源日期", en="date of the source", kind="date"),
    Column(name="method", zh="获取方法", en="method", kind="text", meaning="How the row was obtained."),
    Column(name="confidence", zh="可信度", en="confidence", kind="text", codes=CONFIDENCES),
    Column(name="valid_from", zh="生效日期", en="valid from", kind="date"),
    Column(name="valid_to", zh="失效日期", en="valid to", kind="date", required=False),
    Column(name="ingested_at", zh="入库时间", en="ingested at", kind="time"),
    Column(name="run_id", zh="入库批次", en="ingestion run", kind="text"),
    Column(
        name="row_hash", zh="行哈希", en="row hash", kind="text", pattern="[0-9a-f]{16}",
        meaning="First 16 digits of the SHA-256 over the row's fields and geometry, provenance left out.",
    ),
)  # fmt: skip
"""Columns at the end of every table, in order."""


def row_hashes(table: Table, frame: pd.DataFrame) -> list[str]:
    """Hash of the content of each row.

    Parameters
    ----------
    table
        The table's description.
    frame
        Its rows, with the dtypes of `census.schema.frames.typed`.

    Returns
    -------
    list of str
        Sixteen hexadecimal digits each. Numbers are hashed by their shortest exact text, geometries by
        their WKB, so that a file format in between changes nothing.
    """
    parts = [_texts(frame[column.name]) for column in table.columns]
    if table.geometry is not None:
        parts.append(frame["geometry"].to_wkb(hex=True).fillna("").to_numpy(dtype=object))
    rows = zip(*parts, strict=True) if parts else iter([])
    return [hashlib.sha256("\x1f".join(row).encode()).hexdigest()[:16] for row in rows]


def _texts(values: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Exact text of each value; missing is empty."""
    present = values.notna().to_numpy()
    out = np.full(len(values), "", dtype=object)
    plain = values[present].tolist()
    out[present] = [repr(v) if isinstance(v, float) else str(v) for v in plain]
    return out
