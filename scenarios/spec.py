"""A scenario file as a frozen, validated value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, get_args

from pydantic import BaseModel, Field, ValidationError, model_validator

from scenarios.doubts import doubts_of
from scenarios.paths import input_path
from scenarios.refusals import refusal
from scenarios.sections.canals import Canals, ComputedCanals, PumpSection, SluiceOrders
from scenarios.sections.domain import DistrictDomain, Domain, RastersDomain
from scenarios.sections.factors import Factors
from scenarios.sections.frame import Heading, Outputs, RunSettings, Words
from scenarios.sections.losses import Infiltration, LandcoverInfiltration, NoInfiltration, NoSewers, Sewers
from scenarios.sections.rain import NoRain, Rain, rain_window
from scenarios.sections.section import FileMark, Section
from scenarios.sections.sewers import NetworkSewers
from scenarios.sections.start import Start
from scenarios.sections.underground import NoUnderground, Underground
from scenarios.sections.water import Boundary, InflowSection, NoCanals
from scenarios.variants import SET, Chain, read_chain

TWIN = "twin"
"""Value of domain.snapshot that stands for the built-in synthetic district."""


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


@dataclass(frozen=True)
class LoadedScenario:
    """A validated scenario and where its values come from.

    Parameters
    ----------
    spec
        The values.
    chain
        The raw tables and files.
    overrides
        Texts "a.b=value" that were applied.
    """

    spec: Scenario
    chain: Chain
    overrides: tuple[str, ...] = ()

    def path(self, dotted: str) -> Path:
        """Path of the input file that a key names."""
        text = next(text for key, text in _files(self.spec) if key == dotted)
        return self._resolved(dotted, text)

    def files(self) -> Mapping[str, Path]:
        """Path of every input file by its key; the built-in district is none."""
        return {key: self._resolved(key, text) for key, text in _files(self.spec) if text != TWIN}

    def canonical(self) -> str:
        """The scenario as JSON with sorted keys, without what cannot change the result."""
        values = self.spec.model_dump(mode="json")
        values["settings"].pop("threads")
        return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def unverified(self) -> list[Words]:
        """Every value of the scenario that rests on an unverified source or an assumption."""
        return doubts_of(self.spec)

    def _resolved(self, dotted: str, text: str) -> Path:
        origin = self.chain.origin(dotted)
        return input_path(text, folder=Path() if origin == SET else origin.parent, key=dotted)


def load_scenario(source: str | Path, overrides: Sequence[str] = ()) -> LoadedScenario:
    """Read and check a scenario.

    Parameters
    ----------
    source
        A path that ends in .toml, or a name of the library.
    overrides
        Texts of the form "a.b=value", the value in TOML.

    Raises
    ------
    InputError
        If the file or an override is wrong; the message names file, key, value and remedy.
    """
    chain = read_chain(source, overrides)
    try:
        # Through JSON, where a strict model still takes a list for a tuple.
        spec = Scenario.model_validate_json(json.dumps(chain.data, default=str))
    except ValidationError as error:
        raise refusal(error, model=Scenario, chain=chain) from None
    return LoadedScenario(spec=spec, chain=chain, overrides=tuple(overrides))


def is_synthetic(scenario: Scenario) -> bool:
    """Whether the scenario stands on the built-in synthetic district."""
    return isinstance(scenario.domain, DistrictDomain) and scenario.domain.snapshot == TWIN


def _files(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Key and text of every marked path in a section and below."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if isinstance(inner, str):
                if _is_path(field.annotation, field.metadata):
                    yield f"{prefix}{name}", inner
            else:
                yield from _files(inner, f"{prefix}{name}.")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _files(item, f"{prefix}{index}.")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _files(item, f"{prefix}{key}.")


def _is_path(annotation: Any, metadata: Sequence[Any]) -> bool:
    """Whether a field is marked as a path, also where it may be absent."""
    marks = [*metadata, *(m for part in get_args(annotation) for m in getattr(part, "__metadata__", ()))]
    return any(isinstance(mark, FileMark) for mark in marks)
