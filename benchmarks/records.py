"""Names of the records that verification and benchmarks leave."""

from __future__ import annotations

import re


def part_name(record: str, prefix: str) -> str:
    """Name of a record, of its own where it holds only what begins with a prefix.

    Parameters
    ----------
    record
        Name of the whole record.
    prefix
        What was asked for; "" for everything.
    """
    told = re.sub(r"[^A-Za-z0-9_-]+", "-", prefix).strip("-")
    return f"{record}-{told or 'part'}" if prefix else record
