"""What stands on a map itself: scale bar, north arrow and the stamp of a made-up district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outputs.map_style import INK, MUTED, PAPER, STAMP, Bilingual, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
