"""The one style of all maps: font, colours, classes and their words, in Chinese and English."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Language = Literal["zh", "en"]

FONT_FILE = "NotoSansCJKsc-Regular.otf"
FONT_PACKAGE = "mplfonts"

PAPER = "#ffffff"
INK = "#1a1a1a"
MUTED = "#5c5c5c"
BUILDING = "#f1ece3"
CANAL_FILL = "#f4fbff"
CANAL_LINE = "#2b6f8f"
STREET_LINE = "#555555"
DISTRICT_LINE = "#111111"
STAMP = "#a31515"

LEAST_DEPTH = 0.05
"""Depth below which the maps show no water [m]."""


class Bilingual(NamedTuple):
    """The same words in Chinese and English."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        """The words in one language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Theme:
    """How one field is shown.

    Parameters
    ----------
    field
        Name of the field.
    title
        Title of the map.
    unit
        Unit of the legend.
    scale
        Legend value of one unit of the field: 1/60 shows seconds as minutes.
    edges
        Lower edges of the classes, increasing, in the legend's unit; the last class is open.
    colours
        Ends and steps of the ramp, the least class first. Their lightness only falls or only
        rises, so the order survives colour blindness and a black-and-white printer.
    words
        What a class means, by the least edge it holds for, in the legend's unit.
    unverified
        What about the classes could not be checked; None when all was.
    """

    field: str
    title: Bilingual
    unit: Bilingual
    scale: float
    edges: tuple[float, ...]
    colours: tuple[str, ...]
    words: tuple[tuple[float, Bilingual], ...]
    unverified: Bilingual | None = None

    def word_of(self, edge: float, language: Language) -> str:
        """Words of the class that starts at an edge; empty below the first word."""
        fitting = [words.of(language) for least, words in self.words if least <= edge + 1e-9]
        return fitting[-1] if fitting else ""


_METRES = Bilingual("m", "m")

THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        "maximum_depth": Theme(
            field="maximum_depth",
            title=Bilingual("最大积水深度", "Maximum water depth"),
            unit=_METRES,
            scale=1.0,
            edges=(LEAST_DEPTH, 0.15, 0.30, 0.50, 1.00),
            colours=("#bddaef", "#7db8dc", "#3f8fc6", "#1c56a0", "#2f0f4f"),
            words=(
                (0.0, Bilingual("薄层积水", "shallow film")),
                (0.15, Bilingual("脚踝以上", "above the ankle")),
                (0.30, Bilingual("小腿以上", "above mid-calf")),
                (0.50, Bilingual("膝盖以上", "above the knee")),
                (1.00, Bilingual("腰部以上", "above the waist")),
            ),
        ),
        "maximum_speed": Theme(
            field="maximum_speed",
            title=Bilingual("最大流速", "Maximum flow speed"),
            unit=Bilingual("m/s", "m/s"),
            scale=1.0,
            edges=(0.0, 0.25, 0.50, 1.00, 2.00),
            colours=("#c9e0bd", "#a5cfa0", "#56a27d", "#1d6a63", "#0b2f3a"),
            words=(
                (0.0, Bilingual("近乎静水", "almost still")),
                (0.25, Bilingual("缓流", "slow")),
                (0.50, Bilingual("中等", "moderate")),
                (1.00, Bilingual("急流", "fast")),
                (2.00, Bilingual("很急", "very fast")),
            ),
        ),
        "maximum_hazard": Theme(
            field="maximum_hazard",
            title=Bilingual("最大行人危险度", "Maximum hazard to people on foot"),
            unit=Bilingual("m²/s", "m²/s"),
            scale=1.0,
            edges=(0.0, 0.75, 1.25, 2.00),
            colours=("#fbdf9d", "#f3ae5e", "#cc5a3b", "#5a0f2b"),
            words=(
                (0.0, Bilingual("低：注意", "low: caution")),
                (0.75, Bilingual("中：儿童老人危险", "moderate: danger for some")),
                (1.25, Bilingual("高：多数人危险", "significant: danger for most")),
                (2.00, Bilingual("极高：所有人危险", "extreme: danger for all")),
            ),
            unverified=Bilingual(
                "危险度分级阈值 0.75/1.25/2.0（FD2320 另有版本用 2.5）",
                "class limits of the hazard rating 0.75/1.25/2.0 (versions of FD2320 also use 2.5)",
            ),
        ),
        "arrival_time": Theme(
            field="arrival_time",
            title=Bilingual("积水到达时间（自开始）", "Arrival of the water, from the start"),
            unit=Bilingual("分钟", "min"),
            scale=1.0 / 60.0,
            edges=(0.0, 15.0, 30.0, 60.0, 120.0),
            colours=("#3b0f3f", "#8a2a62", "#c9626a", "#eaa782", "#f8e3c4"),
            words=(),
        ),
    }
)
"""The themes by the name of their field."""

_SHEET: Mapping[str, Any] = MappingProxyType(
    {
        "axes.edgecolor": INK,
        "axes.linewidth": 0.8,
        "axes.unicode_minus": False,
        "figure.facecolor": PAPER,
        "font.size": 8.0,
        "hatch.linewidth": 0.5,
        "text.color": INK,
        "xtick.color": MUTED,
        "xtick.direction": "out",
        "xtick.labelsize": 6.0,
        "xtick.major.size": 2.5,
        "ytick.color": MUTED,
        "ytick.direction": "out",
        "ytick.labelsize": 6.0,
        "ytick.major.size": 2.5,
    }
)


def missing_characters(text: str) -> list[str]:
    """Characters of a text that the map font lacks, each once."""
    known = _font_characters()
    return [c for c in dict.fromkeys(text) if c != "\n" and ord(c) not in known]


@cache
def _font_characters() -> frozenset[int]:
    from matplotlib import font_manager

    return frozenset(font_manager.get_font(font_manager.findfont(map_font())).get_charmap())


def style_sheet() -> dict[Any, Any]:
    """Matplotlib settings of all maps, for `matplotlib.rc_context`."""
    return {**_SHEET, "font.family": [map_font()]}


@cache
def map_font() -> str:
    """Family name of the map font, registered with matplotlib.

    Raises
    ------
    FileNotFoundError
        If the package that brings the font is not installed.
    """
    from matplotlib import font_manager

    # Found without importing the package, which would set matplotlib's global state.
    spec = importlib.util.find_spec(FONT_PACKAGE)
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        path = Path(folder) / "fonts" / FONT_FILE
        if path.is_file():
            font_manager.fontManager.addfont(path)
            return str(font_manager.FontProperties(fname=path).get_name())
    raise FileNotFoundError(f"the map font {FONT_FILE} is not there; install the package {FONT_PACKAGE}")


def depth_edges(depth_classes: Sequence[float]) -> tuple[float, ...]:
    """Class edges of the depth map: the run's own depth classes, a film below, 1 m above [m]."""
    inner = sorted(float(depth) for depth in depth_classes)
    below = [LEAST_DEPTH] if not inner or inner[0] > LEAST_DEPTH else []
    above = [1.0] if not inner or inner[-1] < 1.0 else []
    return (*below, *inner, *above)


def ramp(theme: Theme, count: int) -> list[tuple[float, float, float]]:
    """Colours of `count` classes along a theme's ramp, as red, green, blue in 0-1."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list(theme.field, theme.colours)
    places = [index / max(count - 1, 1) for index in range(count)]
    return [(r, g, b) for r, g, b, _ in (colours(place) for place in places)]
