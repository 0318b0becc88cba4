"""How strong and how wide a storm is at its fixes, with what the agency left out filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.averaging import averaging_factor
from models.typhoon.pressure_wind import LEAST_DEFICIT, PRESSURE_WIND, PressureWind, deficit_of
from models.typhoon.size import RMAX
from models.typhoon.track import Track

Floats = NDArray[np.float64]
Named = TypeVar("Named")

ENVIRONMENT_PA = 101_000.0
"""Pressure around a storm of the western North Pacific; Atkinson and Holliday (1977) take 1010 hPa."""
TEN_MINUTES = 600.0
RMAX_ELSE = "vickery2008"
"""Relation for fixes without a radius of the agency's."""


@dataclass(frozen=True)
class Intensity:
    """State at the fixes, each of shape (n,).

    Parameters
    ----------
    deficit, environment
        Pressure around the storm less that at its centre, and around it [Pa].
    vmax
        Greatest 10-minute mean wind at 10 m over open sea [m/s].
    rmax
        Its radius [m].
    notes
        What was filled in, and how.
    """

    deficit: Floats
    environment: Floats
    vmax: Floats
    rmax: Floats
    notes: tuple[str, ...]


def intensity_of(
    track: Track,
    speed: Floats,
    *,
    rmax: str = "given",
    relation: str = "holland2008",
    environment_pa: float | None = None,
    exposure: str = "at-sea",
) -> Intensity:
    """Intensity and size at the fixes.

    Parameters
    ----------
    track
        Of n fixes.
    speed
        Of the storm's motion at the fixes, shape (n,) [m/s].
    rmax
        "given" takes the agency's radius where there is one and `RMAX_ELSE` elsewhere; a name of `RMAX`
        takes that relation everywhere.
    relation
        Name of `PRESSURE_WIND` for a missing wind or pressure.
    environment_pa
        Pressure around the storm [Pa]; None takes the agency's, 1010 hPa where it gives none.
    exposure
        Where the agency's wind holds, for its averaging period.

    Raises
    ------
    InputError
        If a name is not known, or no fix has a wind or a pressure.
    """
    filler = _named(PRESSURE_WIND, relation, "relation of pressure and wind")
    to_ten = averaging_factor(track.averaging_s, TEN_MINUTES, exposure=exposure)
    to_filler = averaging_factor(track.averaging_s, filler.averaging_s, exposure=exposure)
    outer = np.where(np.isnan(track.outer_pressure), ENVIRONMENT_PA, track.outer_pressure)
    environment = outer if environment_pa is None else np.full(track.count, environment_pa)
    deficit = np.maximum(environment - track.pressure, LEAST_DEFICIT)
    wind, notes = track.wind * to_filler, []
    no_wind, no_pressure = np.isnan(wind), np.isnan(deficit)
    if np.all(no_wind & no_pressure):
        raise InputError(f"{track.called}: no fix has a wind or a pressure; one of them is needed")
    if no_wind.any() or no_pressure.any():
        wind, deficit = _filled(track, wind, deficit, speed, filler, track.wind_below * to_filler)
        for missing, what in ((no_wind, "wind"), (no_pressure, "pressure")):
            if missing.any():
                notes.append(f"{what} of {int(missing.sum())} of {track.count} fixes after {filler.source}")
    vmax = np.where(no_wind, wind * (to_ten / to_filler), track.wind * to_ten)
    radius, radius_note = _radius(track, rmax, deficit, vmax, exposure)
    return Intensity(deficit, environment, vmax, radius, (*notes, *radius_note))


def _filled(
    track: Track, wind: Floats, deficit: Floats, speed: Floats, filler: PressureWind, below: Floats
) -> tuple[Floats, Floats]:
    """Winds of the relation's averaging [m/s] and deficits [Pa] without gaps."""
    seconds = track.seconds
    known = ~np.isnan(deficit)
    rate = np.zeros(track.count)
    if known.sum() > 1:
        # A fix without a pressure lies between others': its rate is theirs.
        filled = np.interp(seconds, seconds[known], deficit[known])
        rate = -np.gradient(filled, seconds)
    estimate = filler.speed(np.where(known, deficit, LEAST_DEFICIT), track.lat, speed, rate)
    estimate = np.fmin(estimate, below)
    back = ~known & ~np.isnan(wind)
    wind = np.where(np.isnan(wind) & known, estimate, wind)
    if back.any():
        still = np.zeros(int(back.sum()))
        deficit = deficit.copy()
        deficit[back] = deficit_of(filler, wind[back], track.lat[back], speed[back], still)
    held = ~np.isnan(wind)
    return (
        np.interp(seconds, seconds[held], wind[held]),
        np.interp(seconds, seconds[held], deficit[held]),
    )


def _radius(
    track: Track, rmax: str, deficit: Floats, vmax: Floats, exposure: str
) -> tuple[Floats, tuple[str, ...]]:
    """Radius of the greatest wind [m] and a note on where it comes from."""
    minute = vmax * averaging_factor(TEN_MINUTES, 60.0, exposure=exposure)
    if rmax != "given":
        function = _named(RMAX, rmax, "relation of the radius of the greatest wind")
        return function(deficit, minute, track.lat), (f"radius of the greatest wind after {rmax}",)
    given = ~np.isnan(track.rmax)
    if given.all():
        return track.rmax, ()
    radius = np.where(given, track.rmax, RMAX[RMAX_ELSE](deficit, minute, track.lat))
    count = int((~given).sum())
    return radius, (f"radius of the greatest wind of {count} of {track.count} fixes after {RMAX_ELSE}",)


def _named(table: Mapping[str, Named], name: str, what: str) -> Named:
    if name not in table:
        raise InputError(f"{what} is {name!r}; one of {', '.join(table)} is needed")
    return table[name]
