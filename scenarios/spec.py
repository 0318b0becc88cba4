"""The file of a scenario of waterlogging as a frozen, validated value."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self, TypeAlias

from pydantic import Field, model_validator

from scenarios.doubts import doubts_of
from scenarios.hazards import load_of
from scenarios.loaded import Loaded
from scenarios.sections.canals import Canals, ComputedCanals, PumpSection, SluiceOrders
from scenarios.sections.domain import Domain, RastersDomain
from scenarios.sections.factors import Factors
from scenarios.sections.frame import Heading, Outputs, RunSettings, Words
from scenarios.sections.losses import Infiltration, LandcoverInfiltration, NoInfiltration, NoSewers, Sewers
from scenarios.sections.rain import NoRain, Rain, rain_window
from scenarios.sections.section import Section
from scenarios.sections.sewers import NetworkSewers
from scenarios.sections.start import Start
from scenarios.sections.underground import NoUnderground, Underground
from scenarios.sections.water import Boundary, InflowSection, NoCanals


class Scenario(Section):
    """The whole file; each section is described by its own model."""

    scenario: Heading
    domain: Domain
    rain: Rain = NoRain(kind="none")
    infiltration: Infiltration = NoInfiltration(kind="none")
    sewers: Sewers = NoSewers(kind="none")
    canals: Canals = NoCanals(kind="none")
    underground: Underground = NoUnderground(kind="none")
    sluices: tuple[SluiceOrders, ...] = ()
    pumps: tuple[PumpSection, ...] = ()
    factors: Factors = Field(default_factory=Factors)
    inflows: tuple[InflowSection, ...] = ()
    boundary: Boundary = Field(default_factory=Boundary)
    start: Start | None = None
    settings: RunSettings
    outputs: Outputs = Field(default_factory=Outputs)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self._check_times()
        self._check_names()
        if self.domain.has_subgrid and self.settings.solver == "hllc":
            raise ValueError(
                'settings.solver = "hllc" knows no sub-grid ground; take "local_inertia" or "auto", or leave '
                "domain.subgrid out"
            )
        if self.domain.roofs == "inlets" and not isinstance(self.sewers, NetworkSewers):
            raise ValueError(
                f'domain.roofs = "inlets" needs sewers.kind = "network", it is "{self.sewers.kind}"; '
                'couple a network or leave the roofs to the "ground"'
            )
        if isinstance(self.domain, RastersDomain):
            if not isinstance(self.canals, NoCanals):
                raise ValueError(
                    f'canals.kind = "{self.canals.kind}" needs a district; '
                    "with rasters write [[boundary.stages]]"
                )
            if not isinstance(self.underground, NoUnderground):
                raise ValueError(
                    f'underground.kind = "{self.underground.kind}" needs a district with the census table '
                    "underground_spaces; with rasters leave [underground] out"
                )
            if isinstance(self.infiltration, LandcoverInfiltration) and self.domain.landcover is None:
                raise ValueError(
                    'infiltration.kind = "land-cover" needs domain.landcover, a raster of classes'
                )
        return self

    def _check_times(self) -> None:
        """Rain and series must meet the run."""
        end = self.settings.duration_h
        window = rain_window(self.rain)
        start = window[0] if window else getattr(self.rain, "start_h", 0.0)
        if start >= end:
            raise ValueError(
                f"rain.start_h = {start:g}: the rain starts when the run is over "
                f"(settings.duration_h = {end:g})"
            )
        if window and window[1] > end + 1e-9:
            raise ValueError(
                f"the rain lasts until {window[1]:g} h but the run ends at settings.duration_h = {end:g}; "
                f"at least {window[1]:g} is needed"
            )
        if self.settings.output_interval_min > 60.0 * end:
            raise ValueError(
                f"settings.output_interval_min = {self.settings.output_interval_min:g} is longer than "
                f"the run of {60.0 * end:g} minutes"
            )
        for pump in self.pumps:
            if pump.from_h >= end:
                raise ValueError(
                    f"pump {pump.name!r} begins at {pump.from_h:g} h, after the run of {end:g} h"
                )
        if self.sluices and not isinstance(self.canals, ComputedCanals):
            raise ValueError(f'[[sluices]] orders need canals.kind = "computed"; it is "{self.canals.kind}"')
        for inflow in self.inflows:
            if inflow.time_h and inflow.time_h[0] >= end:
                raise ValueError(
                    f"inflow {inflow.name!r} starts at {inflow.time_h[0]:g} h, after the run of {end:g} h"
                )

    def _check_names(self) -> None:
        """Inflows and boundary stages are told apart by their names."""
        for kind, names in {
            "inflows": [i.name for i in self.inflows],
            "boundary.stages": [s.name for s in self.boundary.stages],
        }.items():
            double = next((n for n in names if names.count(n) > 1), None)
            if double is not None:
                raise ValueError(f"{kind}: the name {double!r} is given twice; each needs its own")

    def doubts(self) -> list[Words]:
        """Every value that rests on an unverified source, a table of the suite or an assumption."""
        return doubts_of(self)


LoadedScenario: TypeAlias = Loaded[Scenario]
"""A scenario of waterlogging that was read and checked."""


def load_scenario(source: str | Path, overrides: Sequence[str] = ()) -> LoadedScenario:
    """Read and check a scenario of waterlogging.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name of the library.
    overrides
        Texts of the form "a.b=value", the value in TOML.

    Raises
    ------
    InputError
        If the file or an override is wrong, or the scenario is of another hazard; the message names file,
        key, value and remedy.
    """
    return load_of("waterlogging", source, overrides)
