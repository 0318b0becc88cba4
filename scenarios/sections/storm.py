"""[storm]: the storm or the storms that blow over the district."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from scenarios.sections.section import InputPath, Positive, Section

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


Storm = Annotated[TrackStorm | PerturbedStorm | MembersStorm, Field(discriminator="kind")]


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
