"""All tables of the census by name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from types import MappingProxyType

from census.errors import InputError
from census.schema import (
    capacity,
    dangers,
    earthquake,
    exposure,
    flood,
    geological,
    history,
    meteorological,
    persons,
    regions,
    subsidence,
    wildfire,
)
from census.schema.column import Table

_GROUPS = (
    regions, earthquake, geological, flood, meteorological, subsidence, wildfire, exposure, capacity,
    history, dangers, persons,
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for group in _GROUPS for table in group.TABLES}
)
"""Every table by name, in the order of the groups."""


def table_named(name: str) -> Table:
    """Return the table of one name.

    Raises
    ------
    InputError
        If there is none, with the nearest name.
    """
    if name in TABLES:
        return TABLES[name]
    near = difflib.get_close_matches(name, TABLES, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InputError(f"the census has no table {name!r}{hint}")
