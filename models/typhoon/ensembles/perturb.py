"""Storms about one forecast, with the errors that forecasts have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.averaging import averaging_factor
from models.typhoon.ensembles.errors import DAY, ForecastErrors
from models.typhoon.intensity import TEN_MINUTES, Intensity, intensity_of
from models.typhoon.plane import EARTH_M
from models.typhoon.track import Track

Floats = NDArray[np.float64]

LEAST_SHARE = 0.3
"""Of the forecast's greatest wind that is left to a member at least."""
LOWEST_PA = 87_000.0
"""At the centre of a member: that of Tip on 12 October 1979, the lowest on record."""
SMALLEST_M, WIDEST_M = 5_000.0, 200_000.0
"""Between which the radius of a member's greatest wind lies, unless the forecast's own lies beyond."""
ALONG, CROSS, WIND, RMAX = range(4)
FARTHEST_NORTH = 80.0
"""Latitude beyond which no member is moved [degree]."""


def perturbed(
    track: Track,
    count: int,
    seed: int,
    errors: ForecastErrors,
    *,
    issued: np.datetime64 | None = None,
    relation: str = "holland2008",
    rmax: str = "given",
    environment_pa: float | None = None,
) -> Iterator[Track]:
    """Members of an ensemble about one track, one after the other.

    Parameters
    ----------
    track
        The forecast.
    count
        Number of members.
    seed
        Of the draws; a member depends on it and its own number only, not on `count`.
    errors
        Of such forecasts by lead time.
    issued
        When the forecast was made, UTC; the track's own lead times where it has them, else its first fix.
    relation, rmax, environment_pa
        How the intensity is completed, as for `intensity_of`; paths of the members take rmax "given".

    Raises
    ------
    InputError
        If there is no member or a single fix.

    Notes
    -----
    Errors of position along and across the track, of the greatest wind and of the logarithm of its radius are
    normal, grow with the lead time and keep part of the error of the day before: an autoregression of first
    order from day to day, in straight lines between. The deficit follows the square of the wind, and the
    radii of other winds the radius of the greatest.
    """
    if count < 1:
        raise InputError(f"the number of members is {count}; 1 or more is needed")
    if track.count < 2:
        raise InputError(f"{track.called}: one fix makes no track; two are needed")
    lead = lead_of(track, issued)
    heading, speed = motion_of(track)
    state = intensity_of(track, speed, relation=relation, rmax=rmax, environment_pa=environment_pa)
    to_ten = averaging_factor(track.averaging_s, TEN_MINUTES)
    for member in range(count):
        error = errors_of_member(errors, lead, seed, member)
        error[WIND] *= to_ten
        yield replace(moved(track, state, heading, error), member=f"{member + 1:05d}")


def lead_of(track: Track, issued: np.datetime64 | None) -> Floats:
    """Time of the fixes since the forecast was made, 0 for those before, shape (n,) [s]."""
    if issued is None and np.isfinite(track.lead_s).all():
        return np.maximum(track.lead_s, 0.0)
    start = track.time[0] if issued is None else issued
    return np.maximum(np.asarray((track.time - start) / np.timedelta64(1, "s"), np.float64), 0.0)


def errors_of_member(errors: ForecastErrors, lead: Floats, seed: int, member: int) -> Floats:
    """Errors of a member at n rising lead times, shape (4, n).

    Along the track [m], across it to the right [m], of the greatest wind [m/s] and of the logarithm of its
    radius [-].
    """
    days = np.asarray(np.arange(int(np.ceil(lead[-1] / DAY)) + 2) * DAY, np.float64)
    names = ("position_correlation", "position_correlation", "wind_correlation", "rmax_correlation")
    kept = np.array([errors.at(name, days[1:]) for name in names])
    # The counter names the member, so that it is the same whatever others are drawn.
    rng = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, member, 0]))
    daily = rng.standard_normal((len(days), 4)).T
    for day in range(1, len(days)):
        share = kept[:, day - 1]
        daily[:, day] = share * daily[:, day - 1] + np.sqrt(1.0 - share**2) * daily[:, day]
    before = np.floor(lead / DAY).astype(np.int64)
    later = lead / DAY - before
    drawn = (1.0 - later) * daily[:, before] + later * daily[:, before + 1]
    # Between two days the mean of their draws varies less than either.
    drawn /= np.sqrt((1.0 - later) ** 2 + later**2 + 2.0 * later * (1.0 - later) * kept[:, before])
    return np.asarray(drawn * [errors.at(name, lead) for name in ("along", "cross", "wind", "rmax")])


def motion_of(track: Track) -> tuple[Floats, Floats]:
    """Direction of the motion at the fixes, clockwise from north [rad], and its speed [m/s].

    The direction is that of the way from a day before to a day after: errors do not swing with every loop.
    """
    time, per_degree = track.seconds, np.radians(EARTH_M)
    places = np.array([track.lon * np.cos(np.radians(track.lat.mean())), track.lat]) * per_degree
    way = [np.interp(time + DAY, time, line) - np.interp(time - DAY, time, line) for line in places]
    speed = np.hypot(*(np.gradient(line, time) for line in places))
    return np.asarray(np.arctan2(*way)), np.asarray(speed)


def moved(track: Track, state: Intensity, heading: Floats, error: Floats) -> Track:
    """The track with errors, its winds as 10-minute means.

    Parameters
    ----------
    track
        Of n fixes.
    state
        Its intensity, completed.
    heading
        Direction along which it is moved, clockwise from north, shape (n,) [rad].
    error
        As `errors_of_member` gives them, shape (4, n), that of the wind of the 10-minute mean.
    """
    sine, cosine = np.sin(heading), np.cos(heading)
    east = error[ALONG] * sine + error[CROSS] * cosine
    north = error[ALONG] * cosine - error[CROSS] * sine
    per_degree = np.radians(EARTH_M)
    lat = np.clip(track.lat + north / per_degree, -FARTHEST_NORTH, FARTHEST_NORTH)
    lon = track.lon + east / (per_degree * np.cos(np.radians(track.lat)))
    to_ten = averaging_factor(track.averaging_s, TEN_MINUTES)
    most = np.sqrt(np.maximum((state.environment - LOWEST_PA) / state.deficit, 1.0))
    stronger = np.clip(1.0 + error[WIND] / state.vmax, LEAST_SHARE, most)
    radius = np.clip(
        state.rmax * np.exp(error[RMAX]), np.minimum(SMALLEST_M, state.rmax), np.maximum(WIDEST_M, state.rmax)
    )
    wider = radius / state.rmax
    return replace(
        track, averaging_s=TEN_MINUTES, lat=lat, lon=lon, wind=state.vmax * stronger,
        pressure=state.environment - state.deficit * stronger**2, outer_pressure=state.environment,
        rmax=radius, radii=track.radii * wider[:, None, None],
        radii_wind=track.radii_wind * to_ten, wind_below=np.full(track.count, np.nan),
        notes=(*track.notes, *state.notes),
    )  # fmt: skip
