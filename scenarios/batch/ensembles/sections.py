"""[ensemble] of a batch file: what is drawn, and how often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from scenarios.sections.section import InputPath, Positive, Section, Values

MOST_DRAWN = 1_000_000


@dataclass(frozen=True)
class Drawn:
    """One draw of an ensemble.

    Parameters
    ----------
    label
        What it is called, e.g. "lekima-2019 17".
    base
        Scenario it is laid over.
    set
        Values by dotted key; files as absolute paths.
    parameters
        What the results are told by.
    """

    label: str
    base: str
    set: Mapping[str, Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)


class TracksEnsemble(Section):
    """Perturbed copies of the tracks of some typhoons.

    Parameters
    ----------
    count
        Copies of each.
    bases
        The typhoons: scenarios with storm.kind = "track"; that of the batch unless stated.
    issued_h
        The errors grow from so many hours before the storm comes nearest [h].
    errors
        "published" for the errors of the suite's table, or a CSV of one's own.
    set
        Values of all copies by dotted key.
    """

    kind: Literal["tracks"]
    count: Annotated[int, Field(ge=1, le=MOST_DRAWN)]
    bases: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    issued_h: Positive = 24.0
    errors: InputPath = "published"
    set: dict[str, Any] = Field(default_factory=dict)


class EarthquakesEnsemble(Section):
    """Random earthquakes about the district.

    Parameters
    ----------
    count
        Number of earthquakes.
    base
        Scenario with earthquake.kind = "rupture"; that of the batch unless stated.
    b_value
        Slope of the Gutenberg-Richter relation [-]; 0.9 is unverified.
    magnitude
        Least and greatest magnitude.
    distance_km
        Least and greatest distance [km]; places are even over the area between.
    azimuth_deg
        Directions from the district, clockwise from north [degree].
    annual_rate
        Earthquakes of the least magnitude and above in a year, within the area.
    set
        Values of all members by dotted key.
    """

    kind: Literal["earthquakes"]
    count: Annotated[int, Field(ge=1, le=MOST_DRAWN)]
    base: Annotated[str, Field(min_length=1)] | None = None
    b_value: Positive = 0.9
    magnitude: tuple[float, float]
    distance_km: tuple[float, float]
    azimuth_deg: tuple[float, float] = (0.0, 360.0)
    annual_rate: Positive | None = None
    set: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ranges(self) -> Self:
        for name in ("magnitude", "distance_km", "azimuth_deg"):
            least, greatest = getattr(self, name)
            if least >= greatest:
                raise ValueError(
                    f"{name} = [{least:g}, {greatest:g}]; the lesser and then the greater is needed"
                )
        if self.distance_km[0] < 0.0:
            raise ValueError(f"distance_km begins with {self.distance_km[0]:g}; 0 or more is needed")
        return self


class RainEnsemble(Section):
    """Rain of the members of a forecast, from one file.

    Parameters
    ----------
    file
        CSV with the columns member, time_s, time_min, time_h or time, and intensity_mm_h or depth_mm.
    count
        The first members of the file; all unless stated.
    base
        Scenario of waterlogging; that of the batch unless stated.
    factors
        Each member once for each of these factors on its rain.
    set
        Values of all members by dotted key.
    """

    kind: Literal["rain"]
    file: InputPath
    count: Annotated[int, Field(ge=1, le=MOST_DRAWN)] | None = None
    base: Annotated[str, Field(min_length=1)] | None = None
    factors: Values = (1.0,)
    set: dict[str, Any] = Field(default_factory=dict)


Ensemble = Annotated[TracksEnsemble | EarthquakesEnsemble | RainEnsemble, Field(discriminator="kind")]

DRAWS: Mapping[str, str] = MappingProxyType(
    {
        "tracks": "scenarios.batch.ensembles.tracks",
        "earthquakes": "scenarios.batch.ensembles.earthquakes",
        "rain": "scenarios.batch.ensembles.rain",
    }
)
"""Modules that draw each kind. Each has `count(section, *, batch) -> int`, and `draw(section, *, batch,
folder) -> Iterator[Drawn]`, which writes what its members need into a folder."""

Draws = Iterator[Drawn]
Folder = Path
