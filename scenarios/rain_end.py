"""Rain on record that ends before the run does."""

from __future__ import annotations

from census.errors import InputError
from models.waterlogging.inputs import Rainfall

HOUR = 3600.0


def check_lasting(rain: Rainfall, *, after: str, end: float, what: str) -> None:
    """Refuse a record that is shorter than its run unless the scenario says what comes after it.

    Parameters
    ----------
    rain
        The rain as read.
    after
        rain.after: "refused" or "dry".
    end
        End of the run [s].
    what
        Names the record.

    Raises
    ------
    InputError
        If the record ends before the run and nothing is said of the time between.
    """
    last = float(rain.edges[-1])
    if after == "dry" or last >= end - 1.0:
        return
    raise InputError(
        f"{what} ends at {last / HOUR:g} h, the run at {end / HOUR:g} h (settings.duration_h): missing rain "
        'is not dry weather. Bring the record up to there, shorten the run, or state rain.after = "dry"'
    )
