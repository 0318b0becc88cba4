"""[underground]: the spaces below ground that take water from the street."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.waterlogging.defaults import DEPTHS, PUMP_START, PUMP_STOP, WEIR_COEFFICIENT, WIDTH
from scenarios.sections.section import NotNegative, Positive, Section, Share, Values

SpaceKind = Literal["underpass", "metro_entrance", "garage", "mall"]


class NoUnderground(Section):
    """No water is lost to spaces below ground."""

    kind: Literal["none"]


class EntranceClosure(Section):
    """Stop-logs or flood gates at entrances.

    Parameters
    ----------
    spaces
        Keys of the census, e.g. "UG0010".
    kinds
        Whole kinds instead.
    height_m
        Height above the sill [m].
    from_h
        Time from which they stand [h].
    """

    spaces: tuple[str, ...] = ()
    kinds: tuple[SpaceKind, ...] = ()
    height_m: Positive
    from_h: NotNegative = 0.0

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        if bool(self.spaces) == bool(self.kinds):
            raise ValueError('state either spaces, e.g. ["UG0010"], or kinds, e.g. ["garage"]')
        return self


class CensusUnderground(Section):
    """The spaces of the census table underground_spaces.

    Parameters
    ----------
    kinds
        Kinds taken.
    closing_depth_m
        Depth inside at which a kind is closed, e.g. {underpass = 0.25}, instead of that of the census [m].
    depths_m
        Depths inside whose first times are kept, increasing [m].
    discharge_coefficient
        C of Q = C b h^1.5 over a sill [m0.5/s]; unverified.
    entrance_width_m
        Width of an entrance for which the census has none [m]; unverified.
    pumps
        Share of the census's drain pumps that run [-].
    pump_start_m, pump_stop_m
        Depths inside at which they start and stop [m]; unverified.
    closures
        Closures of entrances.
    """

    kind: Literal["census"]
    kinds: Annotated[tuple[SpaceKind, ...], Field(min_length=1)] = (
        "underpass", "metro_entrance", "garage", "mall",
    )  # fmt: skip
    closing_depth_m: dict[SpaceKind, Positive] = Field(default_factory=dict)
    depths_m: Values = DEPTHS
    discharge_coefficient: Annotated[float, Field(gt=0.0, le=3.0)] = WEIR_COEFFICIENT
    entrance_width_m: Positive = WIDTH
    pumps: Share = 1.0
    pump_start_m: Positive = PUMP_START
    pump_stop_m: NotNegative = PUMP_STOP
    closures: tuple[EntranceClosure, ...] = ()

    @model_validator(mode="after")
    def _pumps_stop_below_their_start(self) -> Self:
        if self.pump_stop_m >= self.pump_start_m:
            raise ValueError(
                f"pump_stop_m = {self.pump_stop_m:g} is not below pump_start_m = {self.pump_start_m:g}"
            )
        return self

    @model_validator(mode="after")
    def _increasing_depths(self) -> Self:
        if self.depths_m[0] <= 0.0 or sorted(set(self.depths_m)) != list(self.depths_m):
            raise ValueError(
                f"depths_m are {list(self.depths_m)}; positive depths in increasing order are needed"
            )
        return self


Underground = Annotated[NoUnderground | CensusUnderground, Field(discriminator="kind")]
