"""The file of a scenario of a typhoon as a frozen, validated value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self, TypeAlias

from pydantic import Field, model_validator

from scenarios.hazards import load_of
from scenarios.loaded import Loaded
from scenarios.sections.domain import WindyDistrict
from scenarios.sections.frame import Heading, Outputs, Words
from scenarios.sections.section import Section
from scenarios.sections.storm import Storm, TrackStorm, WindPoints
from scenarios.sections.wind import (
    ActionsSection,
    SurfaceSection,
    TrackRainSection,
    VortexSection,
    WindDamageSection,
    WindSettings,
)
from scenarios.typhoon.doubts import doubts_of


class TyphoonScenario(Section):
    """The whole file; each section is described by its own model."""

    scenario: Heading
    domain: WindyDistrict
    storm: Storm
    vortex: VortexSection = Field(default_factory=VortexSection)
    surface: SurfaceSection = Field(default_factory=SurfaceSection)
    points: WindPoints | None = None
    damage: WindDamageSection | None = None
    actions: ActionsSection | None = None
    track_rain: TrackRainSection | None = None
    settings: WindSettings = Field(default_factory=WindSettings)
    outputs: Outputs = Field(default_factory=Outputs)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.scenario.start_time is not None:
            raise ValueError(
                "scenario.start_time has no meaning for a typhoon, whose track states its own times; "
                "leave it out"
            )
        for name in ("points", "damage", "actions", "track_rain"):
            if getattr(self, name) is not None and not isinstance(self.storm, TrackStorm):
                raise ValueError(
                    f'[{name}] need one storm in time, storm.kind = "track"; it is "{self.storm.kind}"'
                )
        return self

    def doubts(self) -> list[Words]:
        """Every value that rests on an unverified source, a table of the suite or an assumption."""
        return doubts_of(self)


TyphoonLoaded: TypeAlias = Loaded[TyphoonScenario]
"""A scenario of a typhoon that was read and checked."""


def load_typhoon(source: str | Path, overrides: Sequence[str] = ()) -> TyphoonLoaded:
    """Read and check a scenario of a typhoon.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name of the library.
    overrides
        Texts of the form "a.b=value", the value in TOML.

    Raises
    ------
    InputError
        If the file or an override is wrong, or the scenario is of another hazard.
    """
    return load_of("typhoon", source, overrides)
