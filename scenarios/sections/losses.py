"""[infiltration] and [sewers]: where the water on the ground goes."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from models.waterlogging.storm_intensity import check_design, storm_formula
from scenarios.sections.section import NotNegative, Positive, Section
from scenarios.sections.sewers import NetworkSewers


class NoInfiltration(Section):
    """Sealed ground everywhere."""

    kind: Literal["none"]


class ConstantInfiltration(Section):
    """One rate on all open ground [mm/h]."""

    kind: Literal["constant"]
    rate_mm_h: NotNegative


class GreenAmptInfiltration(Section):
    """Green-Ampt with the same soil everywhere.

    Parameters
    ----------
    conductivity_mm_h
        Saturated hydraulic conductivity [mm/h].
    suction_mm
        Suction head at the wetting front [mm].
    moisture_deficit
        Porosity less initial moisture [-].
    """

    kind: Literal["green-ampt"]
    conductivity_mm_h: NotNegative
    suction_mm: NotNegative
    moisture_deficit: Annotated[float, Field(ge=0.0, le=1.0)]


class HortonSection(Section):
    """Horton with the same soil everywhere.

    Parameters
    ----------
    initial_mm_h, final_mm_h
        Rate of dry soil and rate after long ponding [mm/h].
    decay_1_h
        How fast the one falls to the other [1/h].
    drying_1_h
        How fast dry soil gets its first rate back [1/h]; 0 for never.
    """

    kind: Literal["horton"]
    initial_mm_h: NotNegative
    final_mm_h: NotNegative
    decay_1_h: Positive
    drying_1_h: NotNegative = 0.0

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if self.final_mm_h > self.initial_mm_h:
            raise ValueError(
                f"final_mm_h = {self.final_mm_h:g} is above initial_mm_h = {self.initial_mm_h:g}; "
                "the rate of Horton falls"
            )
        return self


class LandcoverInfiltration(Section):
    """Soil of each land-cover class (table of the suite, unverified).

    Parameters
    ----------
    equation
        "green-ampt" or "horton".
    """

    kind: Literal["land-cover"]
    equation: Literal["green-ampt", "horton"] = "green-ampt"


Infiltration = Annotated[
    NoInfiltration | ConstantInfiltration | GreenAmptInfiltration | HortonSection | LandcoverInfiltration,
    Field(discriminator="kind"),
]


class NoSewers(Section):
    """No sewers."""

    kind: Literal["none"]


class CapacitySewers(Section):
    """A stand-in for sewers: the rate every open cell can drain [mm/h]."""

    kind: Literal["capacity"]
    capacity_mm_h: NotNegative


class DesignSewers(Section):
    """A stand-in for sewers sized for a design storm.

    Parameters
    ----------
    return_period_yr, duration_min, formula
        Storm whose mean intensity the sewers were sized for.
    runoff_coefficient
        Share of that intensity they carry [-].
    """

    kind: Literal["design"]
    return_period_yr: Positive
    duration_min: Positive = 60.0
    formula: str = "A"
    runoff_coefficient: Annotated[float, Field(gt=0.0, le=1.0)] = 0.7

    @model_validator(mode="after")
    def _within_the_formula(self) -> Self:
        storm_formula(self.formula)
        check_design(return_period=self.return_period_yr, duration=self.duration_min)
        return self


Sewers = Annotated[NoSewers | CapacitySewers | DesignSewers | NetworkSewers, Field(discriminator="kind")]
