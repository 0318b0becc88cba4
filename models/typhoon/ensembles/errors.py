"""How far forecasts of typhoons miss, by lead time."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path as File

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

Floats = NDArray[np.float64]

PUBLISHED = File(__file__).parent / "tables" / "forecast_errors.csv"
"""Errors of official forecasts; status and sources stand in the file."""

HOUR, DAY = 3600.0, 86400.0
MEAN_OF_ABSOLUTE = float(np.sqrt(2.0 / np.pi))
"""Mean size of a normal error over its standard deviation."""
MOST_UNEVEN = 10.0

_COLUMNS = {
    "lead_h": (0.0, 1000.0),
    "position_km": (0.0, 5000.0),
    "along_over_cross": (1.0 / MOST_UNEVEN, MOST_UNEVEN),
    "position_correlation": (0.0, 1.0),
    "wind_m_s": (0.0, 60.0),
    "wind_correlation": (0.0, 1.0),
    "rmax_ln_sd": (0.0, 2.0),
    "rmax_correlation": (0.0, 1.0),
}
"""Columns of the table, each with the range of its values."""


@dataclass(frozen=True)
class ForecastErrors:
    """Errors at k lead times, each of shape (k,); between them in straight lines, beyond the last as there.

    Parameters
    ----------
    lead
        Rising [s].
    along, cross
        Standard deviation of the position along the track and across it [m].
    wind
        Standard deviation of the greatest wind in the averaging of the forecast [m/s].
    rmax
        Standard deviation of the logarithm of the radius of the greatest wind [-].
    position_correlation, wind_correlation, rmax_correlation
        With the error 24 h before, between 0 and 1.
    source
        File.
    """

    lead: Floats
    along: Floats
    cross: Floats
    wind: Floats
    rmax: Floats
    position_correlation: Floats
    wind_correlation: Floats
    rmax_correlation: Floats
    source: str = ""

    def at(self, name: str, lead: Floats) -> Floats:
        """Values of a field at lead times, shape as theirs [s]."""
        return np.asarray(np.interp(lead, self.lead, getattr(self, name)))


def read_errors(path: File = PUBLISHED) -> ForecastErrors:
    """Errors of a table; without a path those of official forecasts.

    Parameters
    ----------
    path
        CSV with the columns lead_h, position_km (mean distance), along_over_cross (ratio of the standard
        deviations), wind_m_s (mean absolute error), rmax_ln_sd and position_correlation, wind_correlation,
        rmax_correlation (with the error 24 h before). Lines that start with # are comments.

    Raises
    ------
    InputError
        If the file, a column or a row is missing, or a value is no number or beyond its range.

    Notes
    -----
    The mean distance of a normal error with the standard deviations a and c along and across is computed by
    integrating over the direction; it is sqrt(pi/2) a where both are equal.
    """
    if not path.is_file():
        raise InputError(f"{path}: there is no such file of forecast errors")
    lines = [line for line in path.read_text("utf-8-sig").splitlines() if not line.startswith("#")]
    reader = csv.DictReader(lines)
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"{path}: column {', '.join(missing)} is missing; {', '.join(_COLUMNS)} are needed")
    rows = [[_number(path, at, row, name) for name in _COLUMNS] for at, row in enumerate(reader, 1)]
    if not rows:
        raise InputError(f"{path}: there is no row; one for each lead time is needed")
    held = dict(zip(_COLUMNS, np.array(rows).T, strict=True))
    if np.any(np.diff(held["lead_h"]) <= 0.0):
        raise InputError(f"{path}: lead_h is {held['lead_h'].tolist()}; rising lead times are needed")
    cross = 1000.0 * held["position_km"] / mean_distance(held["along_over_cross"])
    return ForecastErrors(
        lead=held["lead_h"] * HOUR, along=held["along_over_cross"] * cross, cross=cross,
        wind=held["wind_m_s"] / MEAN_OF_ABSOLUTE, rmax=held["rmax_ln_sd"],
        position_correlation=held["position_correlation"], wind_correlation=held["wind_correlation"],
        rmax_correlation=held["rmax_correlation"], source=path.name,
    )  # fmt: skip


def mean_distance(ratio: Floats) -> Floats:
    """Mean length of a vector of two independent normals with standard deviations `ratio` and 1.

    Notes
    -----
    sqrt(pi/2) times the mean over all directions of sqrt(ratio^2 cos^2 + sin^2).
    """
    turn = (np.arange(720) + 0.5) * (np.pi / 720.0)
    along, cross = np.asarray(ratio, np.float64)[..., None] * np.cos(turn), np.sin(turn)
    return np.asarray(np.sqrt(np.pi / 2.0) * np.hypot(along, cross).mean(axis=-1))


def _number(path: File, at: int, row: dict[str, str], name: str) -> float:
    least, most = _COLUMNS[name]
    text = row[name]
    try:
        value = float(text)
    except (TypeError, ValueError):
        raise InputError(f"{path}, row {at}: {name} is {text!r}; a number is needed") from None
    if not least <= value <= most:
        raise InputError(f"{path}, row {at}: {name} is {value:g}; {least:g} to {most:g} is needed")
    return value
