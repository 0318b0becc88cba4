"""The tracks that a scenario names, read and checked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from census.errors import InputError
from models.typhoon.track import Track
from models.typhoon.tracks import read_track, read_tracks
from models.typhoon.tracks.read import format_of
from scenarios.sections.storm import StormFile
from scenarios.typhoon.spec import TyphoonLoaded


def track_of(loaded: TyphoonLoaded) -> Track:
    """The one track of a scenario; only from the time it was issued on where that is stated.

    Raises
    ------
    InputError
        If the file cannot be read, holds several storms and none is named, or one fix only.
    """
    storm = loaded.spec.storm
    path = loaded.path("storm.file")
    track = read_track(
        path, format=storm.format, storm=storm.storm, agency=storm.agency, issued=_cycle(storm, path)
    )
    return _issued(track, storm, path)


def members_of(loaded: TyphoonLoaded) -> list[Track]:
    """All members of an agency's ensemble.

    Raises
    ------
    InputError
        If the file holds fewer than two members.
    """
    storm = loaded.spec.storm
    path = loaded.path("storm.file")
    tracks = read_tracks(
        path, format=storm.format, storm=storm.storm, agency=storm.agency, issued=_cycle(storm, path)
    )
    if len(tracks) < 2:
        raise InputError(
            f'{path} holds {len(tracks)} track; storm.kind = "members" needs the members of an ensemble, '
            'each with a name of its own (column "member"); for one track take storm.kind = "track"'
        )
    return [_issued(track, storm, path) for track in tracks]


def _is_deck(storm: StormFile, path: Path) -> bool:
    """Whether the file holds forecasts of several times, of which one is picked in reading."""
    return (storm.format or format_of(path)) == "atcf"


def _cycle(storm: StormFile, path: Path) -> str | None:
    """Time of the forecast as ATCF writes it; None where it is not picked in reading."""
    if storm.issued is None or not path.is_file() or not _is_deck(storm, path):
        return None
    return storm.issued.astimezone(dt.UTC).strftime("%Y%m%d%H")


def _issued(track: Track, storm: StormFile, path: Path) -> Track:
    """The track from the time the forecast was made on."""
    if storm.issued is None or _is_deck(storm, path):
        return track
    moment = np.datetime64(storm.issued.astimezone(dt.UTC).replace(tzinfo=None), "s")
    first, last = track.time[0], track.time[-1]
    later = track.time >= moment
    if moment < first or int(later.sum()) < 2:
        raise InputError(
            f"{path}: storm.issued = {storm.issued.isoformat()} leaves {int(later.sum())} of the fixes of "
            f"{track.called}, which lasts from {first}Z to {last}Z; a time at or after the first fix "
            "with two fixes from it on is needed"
        )
    return track.between(moment, None)
