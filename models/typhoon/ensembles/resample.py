"""Many years of storms made from those of a record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from census.errors import InputError
from models.typhoon.ensembles.perturb import ALONG, CROSS, RMAX, WIND, motion_of, moved
from models.typhoon.ensembles.record import Record
from models.typhoon.intensity import intensity_of
from models.typhoon.track import Track

STREAM = 1
"""Of the draws; the members of a forecast have stream 0."""


@dataclass(frozen=True)
class Spread:
    """How far a resampled storm departs from the one it was; all assumed, status "unverified".

    Parameters
    ----------
    place_m
        Standard deviation of its shift to the east and to the north [m].
    wind_ln_sd
        Of the logarithm of its greatest wind [-]; the mean wind stays.
    rmax_ln_sd
        Of the logarithm of the radius of that [-].
    """

    place_m: float = 50_000.0
    wind_ln_sd: float = 0.1
    rmax_ln_sd: float = 0.3

    def __post_init__(self) -> None:
        for name, most in (("place_m", 300_000.0), ("wind_ln_sd", 1.0), ("rmax_ln_sd", 1.0)):
            value = getattr(self, name)
            if not 0.0 <= value <= most:
                raise InputError(f"{name} is {value}; 0 to {most:g} is needed")


def synthetic_years(
    record: Record,
    years: int,
    seed: int,
    *,
    spread: Spread | None = None,
    relation: str = "holland2008",
    rmax: str = "given",
    environment_pa: float | None = None,
) -> Iterator[tuple[int, Track]]:
    """Year and track of storms, one after the other.

    Parameters
    ----------
    record
        Storms that are resampled, each as likely, and how many come in a year.
    years
        How many.
    seed
        Of the draws; a year depends on it and its own number only, not on `years`.
    spread
        Departures from the storms of the record.
    relation, rmax, environment_pa
        How the intensity is completed, as for `intensity_of`; paths of the storms take rmax "given".

    Raises
    ------
    InputError
        If no year is wanted.

    Notes
    -----
    The number of storms of a year is a Poisson number of the record's rate. A storm is one of the record
    moved as a whole: a smoothed bootstrap with a normal kernel. Storms beyond the radius of the record are
    never moved in: the radius has to be larger than the reach of damaging winds by some of `place_m`. Those
    of the record without a strength are taken to be like the others.
    """
    if years < 1:
        raise InputError(f"the number of years is {years}; 1 or more is needed")
    chosen = spread or Spread()
    states = [
        intensity_of(track, motion_of(track)[1], relation=relation, rmax=rmax, environment_pa=environment_pa)
        for track in record.tracks
    ]
    for year in range(years):
        rng = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, year, STREAM]))
        for storm in range(int(rng.poisson(record.rate))):
            which = int(rng.integers(len(record.tracks)))
            draw = rng.standard_normal(4)
            track, state = record.tracks[which], states[which]
            error = np.empty((4, track.count))
            # With a heading of nought, along is to the north and across to the east.
            error[ALONG], error[CROSS] = chosen.place_m * draw[0], chosen.place_m * draw[1]
            stronger = np.exp(chosen.wind_ln_sd * draw[2] - 0.5 * chosen.wind_ln_sd**2)
            error[WIND] = (stronger - 1.0) * state.vmax
            error[RMAX] = chosen.rmax_ln_sd * draw[3]
            made = moved(track, state, np.zeros(track.count), error)
            yield year, replace(made, member=f"{year + 1:06d}-{storm + 1:02d}")
