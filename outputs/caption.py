"""What a product says about its run: title, time, rain, source, and what is not certain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from outputs.map_style import Bilingual, Language

_UNDATED = Bilingual("未指定（设计情景）", "none (design event)")


@dataclass(frozen=True)
class Caption:
    """What a map says about its run.

    Parameters
    ----------
    title
        Name of the scenario.
    start
        T0, the wall-clock start of the run; None for a design event without a date.
    duration
        Length of the run [s]; None leaves it out.
    rain
        The rain in words, with its total.
    start_state
        The state of an earlier run that this one began with, in words; None for a start of its own.
    source
        Where the data come from.
    synthetic
        Whether the district is made up.
    unverified
        Parameters whose source could not be checked.
    figures
        Key figures: label and value.
    event
        Label and value of what the event is, in place of T0, duration and rain; none for those.
    """

    title: Bilingual
    start: dt.datetime | None = None
    duration: float | None = None
    rain: Bilingual | None = None
    start_state: Bilingual | None = None
    source: Bilingual | None = None
    synthetic: bool = False
    unverified: Sequence[Bilingual] = ()
    figures: Sequence[tuple[Bilingual, str]] = ()
    event: Sequence[tuple[Bilingual, Bilingual]] = ()

    def event_rows(self, language: Language) -> list[tuple[str, str]]:
        """Label and value of the event: its own, or T0, duration, rain and the state it began with."""
        if self.event:
            return [(label.of(language), value.of(language)) for label, value in self.event]
        start = self.start.strftime("%Y-%m-%d %H:%M %z").strip() if self.start else _UNDATED.of(language)
        rows = [("T0", start)]
        if self.duration is not None:
            label = Bilingual("模拟历时", "duration").of(language)
            rows.append((label, duration_text(self.duration, language)))
        if self.rain is not None:
            rows.append((Bilingual("降雨", "rain").of(language), self.rain.of(language)))
        if self.start_state is not None:
            rows.append((Bilingual("起始状态", "start").of(language), self.start_state.of(language)))
        return rows

    def notes(self, language: Language, *more: Bilingual | None) -> list[str]:
        """Source line and the list of what could not be checked."""
        notes = []
        if self.source is not None:
            notes.append(Bilingual("资料来源：", "Source: ").of(language) + self.source.of(language))
        doubts = [item.of(language) for item in (*self.unverified, *more) if item is not None]
        if doubts:
            head = Bilingual("未核实参数：", "Unverified parameters: ").of(language)
            notes.append(head + Bilingual("；", "; ").of(language).join(doubts))
        return notes


def duration_text(seconds: float, language: Language) -> str:
    """A length of time in words: 2.5 h, 40 min."""
    if seconds >= 5400.0:
        return f"{seconds / 3600.0:.3g} {Bilingual('小时', 'h').of(language)}"
    return f"{seconds / 60.0:.3g} {Bilingual('分钟', 'min').of(language)}"
