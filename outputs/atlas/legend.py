"""What a sheet says beside its map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from census.derive.step import Source
from outputs.map_style import Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class View:
    """What a sheet shows, and what its numbers count.

    Parameters
    ----------
    bounds
        West, south, east and north of the map [m].
    area
        The street or the district: numbers count what lies in it.
    """

    bounds: tuple[float, float, float, float]
    area: shapely.Geometry


@dataclass(frozen=True)
class Entry:
    """One class of a legend: colour, words, and its number as text."""

    colour: str
    words: Bilingual
    number: str = ""


@dataclass(frozen=True)
class Legend:
    """The text of a sheet.

    Parameters
    ----------
    title
        What the classes show, with its unit.
    measure
        What the numbers beside the classes count.
    entries
        The classes in order.
    figures
        Key figures: label and value.
    notes
        What the reader has to know, one paragraph each.
    """

    title: Bilingual
    measure: Bilingual
    entries: Sequence[Entry]
    figures: Sequence[tuple[Bilingual, str]] = ()
    notes: Sequence[Bilingual] = ()


@dataclass(frozen=True)
class Atlas:
    """What the sheets are drawn from: the census, and what was derived from it."""

    census: Source
    derived: Source | None = None


Draw = Callable[["Axes", Atlas, View, Language], Legend]
"""Draws on the map's axes and says what it drew."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of the atlas.

    Parameters
    ----------
    title
        Heading of the page.
    draw
        What draws it.
    derived
        Whether it shows derived values, which have to be there.
    """

    title: Bilingual
    draw: Draw
    derived: bool = False
