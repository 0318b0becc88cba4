"""The text of a SWMM model as the coupling needs it: options, coupled junctions, start and end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

_SECTION = re.compile(r"^\s*\[([^\]]*)\]", re.MULTILINE)


def coupled_text(
    text: str,
    coupled: Sequence[str],
    *,
    options: Mapping[str, str],
    begin: float = 0.0,
    duration: float,
    hotstart: bool = False,
) -> str:
    """Text of a model with its options, times, and coupled junctions that do not pond.

    Parameters
    ----------
    text
        The model.
    coupled
        Junctions that trade with the street: water above them stands there and nowhere else.
    options
        Lines of [OPTIONS] to set, by name.
    begin
        Time after the model's own start at which this run of it starts [s].
    duration
        Time it must be able to run from there [s].
    hotstart
        Whether it begins from a file whose path takes the place of `{hotstart}`.
    """
    sections = _split(text)
    start = _start(sections) + dt.timedelta(seconds=begin)
    # The engine shortens its last step to its end: a day of room keeps that out of the run.
    end = start + dt.timedelta(seconds=duration + 86400.0)
    set_ = {**options, **_times(start, end), "REPORT_STEP": "01:00:00"}
    sections = [_with_options(name, body, set_) for name, body in sections if name != "REPORT"]
    held = frozenset(coupled)
    sections = [_without_ponds(name, body, held) for name, body in sections]
    sections.append(("REPORT", "INPUT NO\nCONTROLS NO\nSUBCATCHMENTS NONE\nNODES NONE\nLINKS NONE"))
    if hotstart:
        sections = [_without_hotstart(name, body) for name, body in sections]
        sections.append(("FILES", 'USE HOTSTART "{hotstart}"'))
    return "\n\n".join(f"[{name}]\n{body}" for name, body in sections) + "\n"


def _split(text: str) -> list[tuple[str, str]]:
    """Name and body of each section in order."""
    marks = list(_SECTION.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        (mark.group(1).strip().upper(), text[text.find("\n", mark.end()) + 1 : end].strip("\n"))
        for mark, end in zip(marks, ends, strict=True)
    ]


def option(text: str, name: str, default: str) -> str:
    """Value of an option of a model."""
    for section, body in _split(text):
        for fields in _rows(body) if section == "OPTIONS" else ():
            if fields[0].upper() == name and len(fields) > 1:
                return fields[1].upper()
    return default


def seconds_of(text: str) -> float:
    """Seconds of a time step as SWMM writes it: a number of seconds, or hours:minutes:seconds."""
    parts = [float(part) for part in text.split(":")]
    return parts[0] if len(parts) == 1 else sum(p * 60.0**k for k, p in zip((2, 1, 0), parts, strict=False))


def _rows(body: str) -> Iterable[list[str]]:
    for line in body.splitlines():
        fields = line.split(";", 1)[0].split()
        if fields:
            yield fields


def _start(sections: Sequence[tuple[str, str]]) -> dt.datetime:
    found = {"START_DATE": "01/01/2000", "START_TIME": "00:00:00"}
    for name, body in sections:
        if name == "OPTIONS":
            found |= {f[0].upper(): f[1] for f in _rows(body) if f[0].upper() in found and len(f) > 1}
    month, day, year = (int(part) for part in re.split(r"[/-]", found["START_DATE"]))
    # The engine knows no time zones.
    midnight = dt.datetime(year, month, day)  # noqa: DTZ001
    clock = [float(part) for part in found["START_TIME"].split(":")]
    hours, minutes, seconds = (*clock, 0.0, 0.0)[:3]
    return midnight + dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _times(start: dt.datetime, end: dt.datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, time in (("START", start), ("REPORT_START", start), ("END", end)):
        found[f"{name}_DATE"] = time.strftime("%m/%d/%Y")
        found[f"{name}_TIME"] = time.strftime("%H:%M:%S")
    return found


def _with_options(name: str, body: str, options: Mapping[str, str]) -> tuple[str, str]:
    if name != "OPTIONS":
        return name, body
    kept = [" ".join(fields) for fields in _rows(body) if fields[0].upper() not in options]
    return name, "\n".join([*kept, *(f"{key} {value}" for key, value in options.items())])


def _without_ponds(name: str, body: str, coupled: frozenset[str]) -> tuple[str, str]:
    """Coupled junctions without surcharge depth and ponded area of their own."""
    if name != "JUNCTIONS" or not coupled:
        return name, body
    lines = []
    for fields in _rows(body):
        kept = fields if fields[0] not in coupled else [*(*fields, "0", "0")[:4], "0", "0"]
        lines.append(" ".join(kept))
    return name, "\n".join(lines)


def _without_hotstart(name: str, body: str) -> tuple[str, str]:
    if name != "FILES":
        return name, body
    return name, "\n".join(
        " ".join(f) for f in _rows(body) if [p.upper() for p in f[:2]] != ["USE", "HOTSTART"]
    )
