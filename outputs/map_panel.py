"""The text column beside a map: legend, event, figures and notes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from outputs.map_style import (
    BUILDING,
    CANAL_FILL,
    CANAL_LINE,
    DISTRICT_LINE,
    INK,
    MUTED,
    STREET_LINE,
    Bilingual,
    Language,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 56
"""Width of the panel in half-width characters of its text."""
LINE = 0.0262
"""Height of a line of the panel, as a share of its height."""


class LegendClass(NamedTuple):
    """One class: its colour, its range, its words and its area as text."""

    colour: tuple[float, float, float]
    bounds: str
    words: str
    area: str


@dataclass(frozen=True)
class Panel:
    """The text column of a map.

    Parameters
    ----------
    legend_title
        Field and unit.
    legend_note
        Which cells the classes speak of; empty when of all.
    classes
        The classes, least first.
    area_unit
        Unit of their areas.
    symbols
        Names of the other signs on the map: "building", "canal" (with a stage), "river",
        "street", "district".
    sections
        Heading and rows (label, value) of each block of figures.
    notes
        Paragraphs at the foot.
    measure
        Heading of the column of numbers; empty for the areas of the classes.
    """

    legend_title: str
    legend_note: str
    classes: Sequence[LegendClass]
    area_unit: str
    symbols: Sequence[str]
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    notes: Sequence[str]
    measure: str = ""


_SYMBOLS = {
    "building": Bilingual("建筑", "building"),
    "canal": Bilingual("河道（水位给定）", "canal or river (stage given)"),
    "river": Bilingual("河道", "canal or river"),
    "street": Bilingual("街道界", "street border"),
    "district": Bilingual("区界", "district border"),
}
_AREA = Bilingual("面积", "area")


def draw_panel(axes: Axes, panel: Panel, language: Language) -> None:
    """Fill an empty axes with legend, figures and notes, from the top down."""
    axes.set_axis_off()
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(0.0, 1.0)
    y = 1.0 - 0.5 * LINE
    axes.text(0.0, y, panel.legend_title, fontsize=9.5, va="center")
    axes.text(
        1.0,
        y,
        panel.measure or f"{_AREA.of(language)} ({panel.area_unit})",
        fontsize=7.0,
        va="center",
        ha="right",
        color=MUTED,
    )
    if panel.legend_note:
        y -= 0.9 * LINE
        axes.text(0.0, y, panel.legend_note, fontsize=7.0, va="center", color=MUTED)
    y -= 1.35 * LINE
    for entry in panel.classes:
        _swatch(axes, y, entry.colour)
        axes.text(0.13, y, f"{entry.bounds}  {entry.words}".rstrip(), va="center")
        axes.text(1.0, y, entry.area, va="center", ha="right")
        y -= 1.15 * LINE
    y -= 0.3 * LINE
    for index, symbol in enumerate(panel.symbols):
        left = 0.5 * (index % 2)
        _symbol(axes, left, y, symbol)
        axes.text(left + 0.13, y, _SYMBOLS[symbol].of(language), va="center", fontsize=7.0)
        y -= 1.15 * LINE if index % 2 or index == len(panel.symbols) - 1 else 0.0
    for heading, rows in panel.sections:
        y = _section(axes, y - 0.5 * LINE, heading, rows)
    y -= 0.6 * LINE
    axes.plot([0.0, 1.0], [y, y], color=MUTED, linewidth=0.5)
    y -= 0.5 * LINE
    _notes(axes, y, panel.notes, language)


def _notes(axes: Axes, y: float, notes: Sequence[str], language: Language) -> None:
    """Write the notes as far as the page reaches."""
    more = Bilingual("……（全文见 README.txt）", "... (in full in README.txt)").of(language)
    for note in notes:
        lines = wrapped(note, round(COLUMNS * 8.0 / 6.5) + 2)
        room = max(int(y / (0.68 * LINE)), 0)
        if len(lines) > room:
            lines = [*lines[: max(room - 1, 0)], more]
        axes.text(0.0, y, "\n".join(lines), fontsize=6.5, va="top", linespacing=1.35, color=INK)
        y -= (0.68 * len(lines) + 0.45) * LINE


def _section(axes: Axes, y: float, heading: str, rows: Sequence[tuple[str, str]]) -> float:
    axes.text(0.0, y, heading, fontsize=9.5, va="center")
    y -= 0.75 * LINE
    axes.plot([0.0, 1.0], [y, y], color=MUTED, linewidth=0.5)
    y -= 0.75 * LINE
    for label, value in rows:
        lines = wrapped(value, COLUMNS - width_of(label) - 2)
        axes.text(0.0, y - 0.25 * LINE, label, va="baseline", color=MUTED)
        for row, line in enumerate(lines):
            axes.text(1.0, y - (0.25 + 0.8 * row) * LINE, line, va="baseline", ha="right")
        y -= (1.1 + 0.8 * (len(lines) - 1)) * LINE
    return y


def _swatch(axes: Axes, y: float, colour: tuple[float, float, float] | str, left: float = 0.0) -> None:
    from matplotlib.patches import Rectangle

    axes.add_patch(
        Rectangle((left, y - 0.4 * LINE), 0.1, 0.8 * LINE, facecolor=colour, edgecolor=INK, linewidth=0.4)
    )


def _symbol(axes: Axes, left: float, y: float, symbol: str) -> None:
    from matplotlib.patches import Rectangle

    if symbol == "building":
        _swatch(axes, y, BUILDING, left)
    elif symbol in ("canal", "river"):
        box = (left, y - 0.4 * LINE), 0.1, 0.8 * LINE
        axes.add_patch(
            Rectangle(*box, facecolor=CANAL_FILL, edgecolor=CANAL_LINE, hatch="////", linewidth=0.5)
        )
    elif symbol == "street":
        axes.plot([left, left + 0.1], [y, y], color=STREET_LINE, linewidth=0.7, linestyle=(0, (4, 2)))
    else:
        axes.plot([left, left + 0.1], [y, y], color=DISTRICT_LINE, linewidth=1.6)


def width_of(text: str) -> int:
    """Width of a text in half-width characters."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` half-width characters; Chinese breaks anywhere, English at spaces."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece.rstrip()) > columns and piece not in "，。；：）、":
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """What may not be broken: a wide character, or a word with the space after it."""
    pieces: list[str] = []
    for character in text:
        wide = width_of(character) == 2
        if pieces and not wide and not pieces[-1].endswith(" ") and width_of(pieces[-1][-1]) == 1:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
