"""One field of a scenario as it stands in memory, in files and in legends."""

from __future__ import annotations

from dataclasses import dataclass

CF_NAMES = "CF Standard Name Table, version 93"
MODEL = "waterlogging model"


@dataclass(frozen=True)
class Variable:
    """One field as it stands in memory, in files and in legends.

    Parameters
    ----------
    name
        Name in datasets and files.
    zh, en
        Labels for people.
    unit
        UDUNITS spelling; "1" for a share, "" for text.
    dims
        Dimensions in order.
    valid_min, valid_max
        Least and greatest value that can be true, in `unit`; None where there is no bound.
    meaning_zh, meaning_en
        One sentence on what the number says.
    standard_name
        CF standard name, only where its definition is met word for word.
    cell_methods
        CF cell methods.
    source
        Who defines or computes it.
    """

    name: str
    zh: str
    en: str
    unit: str
    dims: tuple[str, ...]
    valid_min: float | None
    valid_max: float | None
    meaning_zh: str
    meaning_en: str
    standard_name: str | None = None
    cell_methods: str | None = None
    source: str = MODEL
