"""Rain on record that begins after its run does, or ends before it."""

from __future__ import annotations

from census.errors import InputError
from models.waterlogging.inputs import Rainfall

HOUR = 3600.0

ROUNDING = 1.0
"""Part of the run that a record may leave out without a word, as rounded times do [s]."""


def check_span(
    rain: Rainfall, *, before: str, after: str, end: float, shift: float, begins: str, ends: str
) -> None:
    """Refuse a record that does not cover its run unless the scenario says what falls in the rest.

    Parameters
    ----------
    rain
        The rain as read.
    before, after
        rain.before and rain.after: "refused" or "dry".
    end
        End of the run [s].
    shift
        How much later than on record the scenario lets the rain begin [s].
    begins, ends
        Name the record where its beginning or its end is told.

    Raises
    ------
    InputError
        If the record begins after the run or ends before it, and nothing is said of the time between.
    """
    first, last = float(rain.edges[0]), float(rain.edges[-1])
    if before != "dry" and first - shift > ROUNDING and first < end:
        raise InputError(
            f"{begins} begins {first / HOUR:g} h after the run: missing rain is not dry weather. Bring the "
            "record from there, let the run begin with it (scenario.start_time, or times from 0 in the "
            'file), or state rain.before = "dry"'
        )
    if after != "dry" and last < end - ROUNDING:
        raise InputError(
            f"{ends} ends at {last / HOUR:g} h, the run at {end / HOUR:g} h (settings.duration_h): missing "
            "rain is not dry weather. Bring the record up to there, shorten the run, or state "
            'rain.after = "dry"'
        )
