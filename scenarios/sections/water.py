"""[canals], [[inflows]] and [boundary]: the water that is already there or comes from outside."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from models.waterlogging.limits import SETTING_LIMITS
from scenarios.sections.section import InputPath, Positive, Section, Values, check_series

Point = Annotated[tuple[float, float], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]
Side = Literal["north", "east", "south", "west"]
Line = Annotated[
    tuple[Point, ...],
    BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v),
    Field(min_length=2),
]


class Stage(Section):
    """A water level in time, in the datum its owner states.

    Parameters
    ----------
    stage_m
        One level, or one per time [m].
    time_h
        Times [h]; levels between them are interpolated, before and after them constant.
    file
        CSV with the columns time_h and stage_m instead.
    """

    stage_m: Values | None = None
    time_h: Values | None = None
    file: InputPath | None = None

    @model_validator(mode="after")
    def _stated_once(self) -> Self:
        check_series(self.stage_m, self.time_h, self.file, key="stage_m")
        return self


class NoCanals(Section):
    """The canals of the domain, if any, hold no prescribed level."""

    kind: Literal["none"]


class NormalCanals(Section):
    """Every canal at the normal stage its snapshot states."""

    kind: Literal["normal"]


class StagedCanals(Section):
    """Levels of canal systems.

    Parameters
    ----------
    datum
        Datum of the levels, as text.
    datum_offset_m
        Subtracted from the levels to bring them to the datum of the bed [m].
    systems
        Level by canal system, e.g. grand_canal; systems not named stay at normal stage.
    """

    kind: Literal["stages"]
    datum: str
    datum_offset_m: float
    systems: dict[str, Stage]


class InflowSection(Section):
    """A discharge over a disk or along a line.

    Parameters
    ----------
    name
        Used in messages and results.
    at_m, radius_m
        Centre and radius of a disk [m].
    line_m
        Points of a line instead [m].
    discharge_m3_s, time_h, file
        One discharge, or one per time, or a CSV with the columns time_h and discharge_m3_s [m3/s].
    """

    name: str
    at_m: Point | None = None
    radius_m: Positive | None = None
    line_m: Line | None = None
    discharge_m3_s: Values | None = None
    time_h: Values | None = None
    file: InputPath | None = None

    @model_validator(mode="after")
    def _one_place_one_series(self) -> Self:
        if (self.at_m is None) == (self.line_m is None):
            raise ValueError("state either at_m with radius_m (a disk) or line_m")
        if (self.at_m is None) != (self.radius_m is None):
            raise ValueError("at_m and radius_m belong together")
        check_series(self.discharge_m3_s, self.time_h, self.file, key="discharge_m3_s")
        return self


class BoundaryStage(Stage):
    """A water level along a line.

    Parameters
    ----------
    name
        Used in messages and results.
    line_m
        Points of the line [m].
    datum, datum_offset_m
        Datum of the level, and what to subtract to reach the datum of the bed [m].
    """

    name: str
    line_m: Line
    datum: str
    datum_offset_m: float


class Boundary(Section):
    """The outer edge.

    Parameters
    ----------
    edge
        "closed" or "free".
    free_sides
        Sides over which water leaves where the edge is free: where water comes in, close the others.
    slope
        Least outward slope of the water surface at a free edge [-].
    stages
        Lines of prescribed level.
    """

    edge: Literal["closed", "free"] = "closed"
    free_sides: Annotated[tuple[Side, ...], Field(min_length=1)] = ("north", "east", "south", "west")
    slope: Annotated[float, Field(ge=0.0, le=SETTING_LIMITS["free_edge_slope"][1])] = 1e-3
    stages: tuple[BoundaryStage, ...] = ()
