"""What stands beside and on a map: legend, figures, notes, scale bar, north arrow, stamp."""

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
    PAPER,
    STAMP,
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
    classes
        The classes, least first.
    area_unit
        Unit of their areas.
    symbols
        Names of the other signs on the map: "building", "canal", "street", "district".
    sections
        Heading and rows (label, value) of each block of figures.
    notes
        Paragraphs at the foot.
    """

    legend_title: str
    classes: Sequence[LegendClass]
    area_unit: str
    symbols: Sequence[str]
    sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    notes: Sequence[str]


_SYMBOLS = {
    "building": Bilingual("建筑", "building"),
    "canal": Bilingual("河道（水位给定）", "canal or river (stage given)"),
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
        f"{_AREA.of(language)} ({panel.area_unit})",
        fontsize=7.0,
        va="center",
        ha="right",
        color=MUTED,
    )
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
    elif symbol == "canal":
        box = (left, y - 0.4 * LINE), 0.1, 0.8 * LINE
        axes.add_patch(
            Rectangle(*box, facecolor=CANAL_FILL, edgecolor=CANAL_LINE, hatch="////", linewidth=0.5)
        )
    elif symbol == "street":
        axes.plot([left, left + 0.1], [y, y], color=STREET_LINE, linewidth=0.7, linestyle=(0, (4, 2)))
    else:
        axes.plot([left, left + 0.1], [y, y], color=DISTRICT_LINE, linewidth=1.6)


def draw_scale_bar(axes: Axes, *, metres: float, language: Language, printed_scale: float) -> None:
    """Draw a two-tone scale bar of about a quarter of the map's width in its lower left.

    Parameters
    ----------
    axes
        The map, in metres.
    metres
        Width of the map [m].
    language
        Language of the caption.
    printed_scale
        Denominator of the scale on paper.
    """
    from matplotlib.patches import FancyBboxPatch, Rectangle

    length = round_length(metres / 4.0)
    west, east = axes.get_xlim()
    south, _ = axes.get_ylim()
    unit = (east - west) / 100.0
    x, y = west + 2.5 * unit, south + 3.0 * unit
    box = (x - 1.2 * unit, y - 1.8 * unit), length + 7.0 * unit, 5.6 * unit
    axes.add_patch(
        FancyBboxPatch(*box, boxstyle="square,pad=0", facecolor=PAPER, edgecolor="none", alpha=0.85, zorder=8)
    )
    for part in range(4):
        colour = INK if part % 2 == 0 else PAPER
        axes.add_patch(
            Rectangle(
                (x + part * length / 4, y),
                length / 4,
                0.7 * unit,
                facecolor=colour,
                edgecolor=INK,
                linewidth=0.6,
                zorder=9,
            )
        )
    for share in (0.0, 0.5, 1.0):
        last = " m" if length < 1000 else " km"
        value = share * length / (1.0 if length < 1000 else 1000.0)
        text = f"{value:g}{last if share == 1.0 else ''}"
        axes.text(x + share * length, y + 1.1 * unit, text, fontsize=6.5, ha="center", va="bottom", zorder=9)
    ratio = f"1:{float(f'{printed_scale:.2g}'):,.0f}"
    about = Bilingual(f"A4 打印约 {ratio}", f"about {ratio} on A4").of(language)
    axes.text(x, y - 0.4 * unit, about, fontsize=5.5, va="top", zorder=9, color=MUTED)


def draw_north_arrow(axes: Axes, language: Language) -> None:
    """Draw an arrow to grid north in the map's upper right."""
    from matplotlib.patches import Polygon, Rectangle

    place = axes.transAxes
    width, height = 0.014, 0.055
    box = axes.get_window_extent()
    width *= max(box.height / box.width, 1.0)
    x, y = 1.0 - 0.04 * max(box.height / box.width, 1.0), 0.905
    back = (x - 1.8 * width, y - 0.012), 3.6 * width, height + 0.05
    axes.add_patch(Rectangle(*back, facecolor=PAPER, edgecolor="none", alpha=0.85, transform=place, zorder=8))
    for side, colour in ((-1.0, INK), (1.0, PAPER)):
        corners = [(x, y + height), (x + side * width, y), (x, y + 0.25 * height)]
        axes.add_patch(
            Polygon(
                corners,
                closed=True,
                facecolor=colour,
                edgecolor=INK,
                linewidth=0.7,
                transform=place,
                zorder=9,
            )
        )
    axes.text(
        x,
        y + height + 0.005,
        Bilingual("北", "N").of(language),
        ha="center",
        va="bottom",
        fontsize=9,
        transform=place,
        zorder=9,
    )


def draw_stamp(axes: Axes, language: Language) -> None:
    """Stamp the map as made up, in its upper left."""
    words = Bilingual(
        "合成数据  SYNTHETIC\n演练用，不代表真实街区",
        "SYNTHETIC DATA  合成数据\nfor exercise, not the real district",
    )
    axes.text(
        0.015,
        0.985,
        words.of(language),
        transform=axes.transAxes,
        ha="left",
        va="top",
        fontsize=8.5,
        color=STAMP,
        linespacing=1.3,
        zorder=10,
        bbox={"boxstyle": "square,pad=0.35", "facecolor": PAPER, "edgecolor": STAMP, "linewidth": 1.4},
    )


def round_length(metres: float) -> float:
    """The greatest of 1, 2, 5 times a power of ten that is not longer [m]."""
    power = 10.0 ** len(str(int(metres))) / 10.0 if metres >= 1.0 else 0.1
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= max(metres, power))


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
