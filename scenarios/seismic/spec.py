"""The file of a scenario of an earthquake as a frozen, validated value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self, TypeAlias

from pydantic import Field, model_validator

from scenarios.hazards import load_of
from scenarios.loaded import BUILT_IN, Loaded
from scenarios.sections.damage import DamageSection, MotionSection, RetrofitSection, SeismicSettings
from scenarios.sections.domain import ShakenDistrict
from scenarios.sections.earthquake import (
    Earthquake,
    IntensityEarthquake,
    PastEarthquake,
    RuptureEarthquake,
    ShakemapEarthquake,
    StationsSection,
    ZonationEarthquake,
)
from scenarios.sections.frame import Heading, Outputs, Words
from scenarios.sections.section import Section
from scenarios.seismic.doubts import doubts_of


class SeismicScenario(Section):
    """The whole file; each section is described by its own model."""

    scenario: Heading
    domain: ShakenDistrict
    earthquake: Earthquake
    motion: MotionSection = Field(default_factory=MotionSection)
    stations: StationsSection | None = None
    damage: DamageSection = Field(default_factory=DamageSection)
    retrofit: RetrofitSection | None = None
    settings: SeismicSettings = Field(default_factory=SeismicSettings)
    outputs: Outputs = Field(default_factory=Outputs)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.stations is not None and not self.has_model and not self._is_shakemap:
            raise ValueError(
                f'[stations] need earthquake.kind = "rupture", "past" or "shakemap"; it is '
                f'"{self.earthquake.kind}", which has no median that recordings could correct'
            )
        if self.stations is not None and not self.motion.sampled:
            raise ValueError(
                "[stations] need motion.sampled = true: the median alone has no residuals to condition"
            )
        self._check_spectrum()
        if self._tells_intensity_alone and self.damage.fragility == BUILT_IN["damage.fragility"]:
            raise ValueError(
                'damage.fragility = "hazus" takes peak acceleration, and this motion is of intensity alone; '
                "a file with damage matrices or with curves on INT is needed"
            )
        if isinstance(self.earthquake, ZonationEarthquake) and self.motion.site_term == "vs30":
            raise ValueError(
                'motion.site = "vs30" does not go with a level of the zonation map, which takes '
                '"gb-class" or "none"'
            )
        return self

    def _check_spectrum(self) -> None:
        stated = self.damage.spectrum
        if stated is None:
            return
        if self.damage.fragility != BUILT_IN["damage.fragility"]:
            raise ValueError(
                f'damage.spectrum = "{stated}" is a choice of fragility = "hazus"; curves of one\'s '
                "own stand as they are: leave it out"
            )
        if stated not in self._spectra:
            raise ValueError(
                f'damage.spectrum = "{stated}" does not go with this motion; '
                f"{' or '.join(self._spectra)} is right"
            )

    @property
    def _tells_intensity_alone(self) -> bool:
        mapped = isinstance(self.earthquake, IntensityEarthquake)
        return mapped or (self.has_model and self.motion.model == "intensity")

    @property
    def spectrum(self) -> str:
        """What the medians of Hazus stand for, see `DamageSection`."""
        return self.damage.spectrum or self._spectra[0]

    @property
    def _spectra(self) -> tuple[str, ...]:
        """What the medians can stand for under the motion of the scenario, the usual one first."""
        if self._is_shakemap:
            return ("one-second", "reference")
        if self.has_model and self.motion.model == "boore2014":
            return ("one-second", "event", "reference")
        return ("event", "reference") if self.has_model else ("reference",)

    @property
    def has_model(self) -> bool:
        """Whether the motion comes from a model of ground motion."""
        return isinstance(self.earthquake, RuptureEarthquake | PastEarthquake)

    @property
    def samples_motion(self) -> bool:
        """Whether the motion has residuals that are sampled; a zonation level has none."""
        return self.motion.sampled and not isinstance(self.earthquake, ZonationEarthquake)

    @property
    def _is_shakemap(self) -> bool:
        return isinstance(self.earthquake, ShakemapEarthquake)

    def doubts(self) -> list[Words]:
        """Every value that rests on an unverified source, a table of the suite or an assumption."""
        return doubts_of(self)


SeismicLoaded: TypeAlias = Loaded[SeismicScenario]
"""A scenario of an earthquake that was read and checked."""


def load_seismic(source: str | Path, overrides: Sequence[str] = ()) -> SeismicLoaded:
    """Read and check a scenario of an earthquake.

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
    return load_of("seismic", source, overrides)
