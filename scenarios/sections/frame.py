"""[scenario], [settings] and [outputs]: what it is called, how it runs, what is made of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from models.waterlogging.limits import SETTING_LIMITS
from scenarios.sections.section import NotNegative, Positive, Section, Share, Values

# The model's own limits, so that what is valid here runs.
_COURANT = SETTING_LIMITS["courant"]
_SOURCES = SETTING_LIMITS["source_interval"]
_SERIES = SETTING_LIMITS["series_interval"]
_LONGEST_H = SETTING_LIMITS["duration"][1] / 3600.0
_MOST_THREADS = int(SETTING_LIMITS["threads"][1])


class Words(Section):
    """A sentence in Chinese, English or both; one stands for the other where it is missing."""

    zh: str = ""
    en: str = ""

    @model_validator(mode="after")
    def _not_wordless(self) -> Self:
        if not (self.zh or self.en):
            raise ValueError("state the text as zh, en or both")
        return self

    def of(self, language: Literal["zh", "en"]) -> str:
        """The sentence in a language."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)


class Source(Words):
    """Where a value comes from, in words.

    Parameters
    ----------
    status
        "verified" (read in the source), "press" (read in a report of it), "derived" (computed
        from values read) or "unverified" (from memory or assumed, to be replaced).
    """

    status: Literal["verified", "press", "derived", "unverified"]


class Heading(Section):
    """Name, titles, seed, sources and assumptions.

    Parameters
    ----------
    name
        Lower-case letters, digits and hyphens; the name of the file unless stated.
    title_zh, title_en, description
        What it is, in words.
    hazard
        The model that runs.
    template
        A base for variants that is not run itself; variants do not inherit this.
    start_time
        Date and time of the start with its zone, e.g. "2013-10-06T08:00:00+08:00" (of an earthquake its
        origin time); none for a design event or one whose hour is not on record.
    seed
        For models that draw random numbers: the same seed gives the same answer. The waterlogging model
        draws none; the seed is part of the run's identity all the same.
    sources
        Source by what it stands for, e.g. rain_formula.
    assumptions
        Assumption by what it is about, e.g. pattern.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    title_zh: str
    title_en: str
    description: str = ""
    hazard: Literal["waterlogging", "seismic", "typhoon"]
    template: bool = False
    start_time: AwareDatetime | None = None
    seed: Annotated[int, Field(ge=0)]
    sources: dict[str, Source] = Field(default_factory=dict)
    assumptions: dict[str, Words] = Field(default_factory=dict)


class RunSettings(Section):
    """How the run is done.

    Parameters
    ----------
    duration_h
        Length of the run [h].
    output_interval_min
        Time between stored depth grids [min]; 0 stores none.
    courant, theta
        Share of the stable step; weight of the local face in the flux average, from the flow itself
        unless stated [-].
    source_interval_s
        Clock of rain, losses and statistics [s].
    depth_classes_m
        Depths whose durations are kept, increasing; the first is the arrival depth [m].
    series_interval_min
        Time between the values of series of sewers, canals and pumps [min].
    keep_states_h
        Times of states to keep in the run's folder, from which another run can start [h].
    solver
        "local_inertia", "hllc", or "auto": HLLC where slopes and roughness let water shoot.
    local_steps
        Whether local inertia gives every tile of the surface a step of its own, and none to those at rest.
    threads
        Threads of the compiled loops, all cores unless stated; no part of the run's identity.
    """

    duration_h: Annotated[float, Field(gt=0.0, le=_LONGEST_H)]
    output_interval_min: NotNegative = 0.0
    courant: Annotated[float, Field(ge=_COURANT[0], le=_COURANT[1])] = 0.7
    theta: Share | None = None
    source_interval_s: Annotated[float, Field(ge=_SOURCES[0], le=_SOURCES[1])] | None = None
    depth_classes_m: Values = (0.15, 0.30, 0.50)
    solver: Literal["local_inertia", "hllc", "auto"] = "local_inertia"
    local_steps: bool = False
    threads: Annotated[int, Field(ge=1, le=_MOST_THREADS)] | None = None
    series_interval_min: Annotated[float, Field(ge=_SERIES[0] / 60.0, le=_SERIES[1] / 60.0)] = 5.0
    keep_states_h: tuple[Positive, ...] = ()

    @model_validator(mode="after")
    def _states_within_the_run(self) -> Self:
        late = [time for time in self.keep_states_h if time > self.duration_h]
        if late:
            raise ValueError(
                f"keep_states_h holds {late[0]:g}, after the end of the run "
                f"(duration_h = {self.duration_h:g})"
            )
        return self

    @model_validator(mode="after")
    def _increasing_classes(self) -> Self:
        classes = self.depth_classes_m
        if classes[0] <= 0.0 or any(b <= a for a, b in pairwise(classes)):
            raise ValueError(
                f"depth_classes_m are {list(classes)}; positive depths in increasing order are needed"
            )
        return self


class Outputs(Section):
    """What is made of the results.

    Parameters
    ----------
    language
        Language of maps, tables and texts: "zh", "en" or "both".
    maps, rasters
        Whether maps and GeoTIFF are made; a set of many runs does without them.
    """

    language: Literal["zh", "en", "both"] = "zh"
    maps: bool = True
    rasters: bool = True
