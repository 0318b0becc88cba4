"""Reading the tracks of a file, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from census.errors import InputError
from census.readers.files import existing_file
from models.typhoon.track import Track
from models.typhoon.tracks.atcf import read_atcf
from models.typhoon.tracks.blocks import MARK
from models.typhoon.tracks.cma import read_cma
from models.typhoon.tracks.fixes import WHAT, Choice, Head, Storm
from models.typhoon.tracks.ibtracs import read_ibtracs
from models.typhoon.tracks.jma import read_jma
from models.typhoon.tracks.mending import mended
from models.typhoon.tracks.plain import read_plain
from models.typhoon.tracks.plausible import implausible_pair


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Parameters
    ----------
    read
        Finds its storms.
    in_metres
        Whether winds may stand in m/s, so that knots can be written there by mistake.
    """

    read: Callable[[Path, Choice], list[Storm]]
    in_metres: bool


FORMATS = {
    "cma": Format(read_cma, True),
    "jma": Format(read_jma, False),
    "ibtracs": Format(read_ibtracs, False),
    "atcf": Format(read_atcf, False),
    "plain": Format(read_plain, True),
}
"""Formats by name."""
SHOWN = 20
"""Storms named in an error."""


def read_tracks(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of scenario files
    storm: str | None = None,
    agency: str | None = None,
    issued: str | None = None,
    coastal_wind: bool = False,
    single_fix: bool = False,
    trust_winds: bool = False,
    refused: list[str] | None = None,
) -> list[Track]:
    """All tracks of a file, or those of one storm.

    Parameters
    ----------
    path
        The file.
    format
        Name of `FORMATS`; None looks into the file.
    storm
        Number, name or IBTrACS identifier; members of an ensemble have one in common.
    agency, issued, coastal_wind
        As those of `Choice`; the agency also picks tracks of a plain table.
    single_fix
        Whether a storm of one fix is let through.
    trust_winds
        Whether winds in m/s that look like knots beside their pressure are let through with a note.
    refused
        If given, a storm that cannot be used is left out and the reason added here.

    Returns
    -------
    list[Track]
        In the order of the file; notes of each say what was mended.

    Raises
    ------
    InputError
        Naming file, row and value.
    """
    path = existing_file(Path(path), what=WHAT)
    kind = format_of(path) if format is None else format
    if kind not in FORMATS:
        raise InputError(f"{WHAT}: format is {kind!r}; one of {', '.join(FORMATS)} is needed")
    storms = FORMATS[kind].read(path, Choice(agency, issued, coastal_wind))
    chosen = [found for found in storms if _is(found.head, storm, agency if kind == "plain" else None)]
    if not chosen:
        raise InputError(
            f"{WHAT}: {path} has no storm {storm or ''!r}{f' of {agency}' if agency else ''}; it holds "
            f"{_names([found.head for found in storms])}"
        )
    tracks = []
    for found in chosen:
        try:
            tracks.append(_track(found, FORMATS[kind].in_metres, single_fix, trust_winds))
        except InputError as error:
            if refused is None:
                raise
            refused.append(str(error))
    return tracks


def read_track(
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of scenario files
    storm: str | None = None,
    agency: str | None = None,
    issued: str | None = None,
    coastal_wind: bool = False,
    single_fix: bool = False,
    trust_winds: bool = False,
) -> Track:
    """The only track of a file, or of one of its storms; parameters as for `read_tracks`.

    Raises
    ------
    InputError
        If there are several; they are named.
    """
    tracks = read_tracks(
        path,
        format=format,
        storm=storm,
        agency=agency,
        issued=issued,
        coastal_wind=coastal_wind,
        single_fix=single_fix,
        trust_winds=trust_winds,
    )
    if len(tracks) > 1:
        raise InputError(
            f"{WHAT}: {path} has {len(tracks)} tracks{f' of {storm!r}' if storm else ''}: {_names(tracks)}; "
            "one is needed, named by storm, agency or issued"
        )
    return tracks[0]


def format_of(path: Path) -> str:
    """Name of the format of a file, by its suffix and first lines.

    Raises
    ------
    InputError
        If none fits.
    """
    if path.suffix.lower() in {".nc", ".parquet"}:
        return "ibtracs"
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        lines = [line for line in (file.readline() for _ in range(200)) if line.strip()]
    told = [line for line in lines if not line.startswith("#")]
    first = told[0] if told else ""
    if first.startswith(MARK):
        # A row of CMA begins with ten digits, one of JMA with eight.
        return "jma" if re.match(r"\d{8}\s", told[1] if len(told) > 1 else "") else "cma"
    if first.replace('"', "").startswith("SID,"):
        return "ibtracs"
    if re.match(r"[A-Z]{2}\s*,\s*\d{2}\s*,\s*\d", first, re.IGNORECASE):
        return "atcf"
    if "time_utc" in first:
        return "plain"
    raise InputError(
        f"{WHAT}: {path} begins with {first[:60].strip()!r}; a file of {', '.join(FORMATS)} is needed "
        "(a plain table has the columns time_utc, lat, lon, ...)"
    )


def _track(found: Storm, in_metres: bool, single_fix: bool, trust_winds: bool) -> Track:
    fixes = found.fixes()
    track = mended(fixes, found.head, single_fix=single_fix)
    fault = implausible_pair(track) if in_metres else None
    if fault is None:
        return track
    place, reason = fault
    row = int(fixes.rows[np.flatnonzero(fixes.time == track.time[place])[0]])
    if not trust_winds:
        raise InputError(f"{found.head.where(row)}: {reason}")
    return track.noted([f"{found.head.unit} {row}: {reason}"])


def _is(head: Head, storm: str | None, agency: str | None) -> bool:
    if agency is not None and head.agency.upper() != agency.upper():
        return False
    return storm is None or storm.strip().upper() in {head.storm_id.upper(), head.name.upper()}


def _names(heads: list[Head] | list[Track]) -> str:
    names = dict.fromkeys(
        " ".join(part for part in (head.storm_id, head.name, head.agency, head.member) if part)
        for head in heads
    )
    shown = ", ".join(list(names)[:SHOWN])
    return shown + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
