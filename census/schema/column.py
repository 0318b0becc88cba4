"""What describes a table of the census and a column of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "real", "flag", "date", "time"]
"""How a value is kept.

`text`, `date` (YYYY-MM-DD) and `time` (YYYY-MM-DDTHH:MM, local, UTC+8) are strings, `integer` and `real`
64-bit numbers, `flag` a truth value. Missing is NaN or NA; an optional integer is pandas' Int64, an
optional flag pandas' boolean.
"""

Shape = Literal["Point", "LineString", "Polygon", "MultiPolygon"]
"""Geometry of a table; MultiPolygon also takes polygons."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """One field of one table.

    Parameters
    ----------
    name
        Name in tables and files; the unit stands at its end where there is one (`height_m`).
    zh, en
        Labels for people; the Chinese one heads the columns of the forms that are filled.
    kind
        How a value is kept.
    unit
        UDUNITS spelling; "" for text and counts, "1" for a share.
    minimum, maximum
        Least and greatest value that can be true, in `unit`; None where there is no bound.
    codes
        The values allowed, each with its Chinese label; None where any value is.
    pattern
        Regular expression that a text must match as a whole.
    required
        Whether every row must have a value.
    references
        "table.column" whose values this one takes.
    datum
        Name of the column of this table that tells the vertical datum of this level.
    aliases
        Other Chinese headings under which the field is met.
    meaning
        One English sentence on what the value says, where the label does not tell all.
    standard
        Standard or form that defines the field, with clause where it is known.
    """

    name: str
    zh: str
    en: str
    kind: Kind
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    codes: Mapping[str, str] | None = None
    pattern: str | None = None
    required: bool = True
    references: str | None = None
    datum: str | None = None
    aliases: tuple[str, ...] = ()
    meaning: str = ""
    standard: str = ""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of the census.

    Parameters
    ----------
    name, group
        Name in files, and the group of the census it belongs to.
    zh, en
        Labels for people.
    key
        Columns whose values together name a row.
    columns
        Fields without geometry and provenance, in order.
    geometry
        Kind of geometry; None for a table without.
    beyond
        Whether a geometry may lie outside the district (faults, past earthquakes, rivers).
    personal
        Whether it holds personal data: it is then kept in a file of its own and in no product.
    meaning
        What a row stands for and how the table is filled, in two or three English sentences.
    standard
        Standard or form after which the table is made.
    """

    name: str
    group: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    geometry: Shape | None = None
    beyond: bool = False
    personal: bool = False
    meaning: str = ""
    standard: str = ""

    def column(self, name: str) -> Column:
        """Return the column of one name; KeyError where there is none."""
        return {column.name: column for column in self.columns}[name]
