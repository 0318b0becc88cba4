"""[storm]: the storm or the storms that blow over the district."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, field_validator

from scenarios.sections.section import InputPath, Positive, Section, Values

TrackFormat = Literal["plain", "cma", "jma", "ibtracs", "atcf"]
"""Formats of track files; unless stated the file itself tells."""


class StormFile(Section):
    """What all kinds say of their file.

    Parameters
    ----------
    file
        Track file.
    format
        "plain", "cma", "jma", "ibtracs" or "atcf"; recognised from the file unless stated.
    storm
        Identifier or name of the storm where the file holds several.
    agency
        Agency whose values are taken where the file holds those of several.
    issued
        When the forecast was made: of an ATCF file the forecast of that time (its last unless stated), of
        any other the fixes from that time on.
    reach_km
        Distance from the middle of the district within which a storm counts; one that never comes so near
        has no effect [km].
    """

    file: InputPath
    format: TrackFormat | None = None
    storm: Annotated[str, Field(min_length=1)] | None = None
    agency: Annotated[str, Field(min_length=1)] | None = None
    issued: AwareDatetime | None = None
    reach_km: Annotated[float, Field(ge=50.0, le=2000.0)] = 500.0


class TrackStorm(StormFile):
    """One storm: a best track, or one forecast."""

    kind: Literal["track"]


class PerturbedStorm(StormFile):
    """A forecast with its errors: many storms about one track. Errors grow from the time it was issued.

    Parameters
    ----------
    members
        Number of perturbed storms.
    errors
        "published" for the errors of the suite's table, or a CSV of one's own.
    """

    kind: Literal["perturbed"]
    members: Annotated[int, Field(ge=2, le=50_000)] = 1000
    errors: InputPath = "published"


class MembersStorm(StormFile):
    """The members of an agency's ensemble, all in one file."""

    kind: Literal["members"]


class ReturnStorms(StormFile):
    """All storms of a record around the district, resampled into many years for winds of return periods.

    Parameters
    ----------
    first_season, last_season
        Seasons of the record that count.
    radius_km
        Storms that pass within this distance of the district are resampled [km].
    years
        Number of years that are made.
    return_periods_yr
        Return periods of the winds that are told, increasing [year].
    """

    kind: Literal["return-period"]
    first_season: Annotated[int, Field(ge=1842, le=2200)] | None = None
    last_season: Annotated[int, Field(ge=1842, le=2200)] | None = None
    radius_km: Annotated[float, Field(ge=50.0, le=1500.0)] = 500.0
    years: Annotated[int, Field(ge=100, le=100_000)] = 2000
    return_periods_yr: Values = (10.0, 25.0, 50.0, 100.0)

    @field_validator("return_periods_yr")
    @classmethod
    def _increasing(cls, periods: tuple[float, ...]) -> tuple[float, ...]:
        if periods[0] <= 1.0 or any(b <= a for a, b in pairwise(periods)):
            raise ValueError(
                f"return_periods_yr are {list(periods)}; numbers above 1 in increasing order are needed"
            )
        return periods


Storm = Annotated[TrackStorm | PerturbedStorm | MembersStorm | ReturnStorms, Field(discriminator="kind")]


class WindPoints(Section):
    """Places at which wind and pressure are told over time.

    Parameters
    ----------
    file
        CSV with the columns name, and lon and lat [degree] or x and y [m].
    census
        Whether the weather stations of the snapshot within the district are among them.
    interval_min
        Time between the values of the series [min].
    """

    file: InputPath | None = None
    census: bool = True
    interval_min: Annotated[Positive, Field(ge=1.0, le=360.0)] = 10.0
