"""[canals] computed, [[sluices]] and [[pumps]]: levels that follow from what comes in and what is moved."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from models.waterlogging.defaults import GATE_COEFFICIENT, MANNING, REACH_LENGTH
from scenarios.sections.section import InputPath, NotNegative, Positive, Section, Values, check_series
from scenarios.sections.water import NoCanals, NormalCanals, Point, Stage, StagedCanals

Window = Annotated[tuple[float, float], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]


class Discharge(Section):
    """A discharge in time.

    Parameters
    ----------
    discharge_m3_s, time_h, file
        One discharge, or one per time, or a CSV with the columns time_h and discharge_m3_s [m3/s].
    """

    discharge_m3_s: Values | None = None
    time_h: Values | None = None
    file: InputPath | None = None

    @model_validator(mode="after")
    def _stated_once(self) -> Self:
        check_series(self.discharge_m3_s, self.time_h, self.file, key="discharge_m3_s")
        return self


class CanalEnd(Section):
    """Water at an end of a canal.

    Parameters
    ----------
    name
        Used in messages and results.
    canal, end
        Row of the census table canals; its "start" (chainage 0) or its "end".
    stage
        Level of the water outside.
    area_km2
        Area of the canals outside instead: they store, and stand as high as the canal at first [km2].
    discharge
        What flows in there: into the canal, or into the canals outside.
    """

    name: str
    canal: str
    end: Literal["start", "end"]
    stage: Stage | None = None
    area_km2: Positive | None = None
    discharge: Discharge | None = None

    @model_validator(mode="after")
    def _one_water(self) -> Self:
        if self.stage is not None and (self.area_km2 is not None or self.discharge is not None):
            raise ValueError("a stated stage stands alone; leave area_km2 and discharge out, or stage")
        if self.stage is None and self.area_km2 is None and self.discharge is None:
            raise ValueError("state stage, area_km2 or discharge")
        return self


class StationSection(Section):
    """What is stated of a pumping station instead of its row in the census.

    Parameters
    ----------
    capacity_m3_s
        Capacity of all its units [m3/s].
    start_stage_m, stop_stage_m
        Levels at which it starts and stops [m].
    in_service
        Whether it is there at all.
    outages_h
        Times from and until which it stands still [h].
    """

    capacity_m3_s: Positive | None = None
    start_stage_m: float | None = None
    stop_stage_m: float | None = None
    in_service: bool = True
    outages_h: tuple[Window, ...] = ()

    @model_validator(mode="after")
    def _outages_end(self) -> Self:
        for since, until in self.outages_h:
            if until <= since:
                raise ValueError(f"outages_h holds [{since:g}, {until:g}]; it must end after it begins")
        return self


class SluiceRule(Section):
    """What is stated of a sluice instead of its row in the census.

    Parameters
    ----------
    close_stage_m, open_stage_m
        Stages of the outer and of the inner water at which it is shut and opened [m].
    initially
        "open" or "shut"; unless stated, open between waters of one system and shut between two.
    coefficient
        Discharge coefficient [-].
    """

    close_stage_m: float | None = None
    open_stage_m: float | None = None
    initially: Literal["open", "shut"] | None = None
    coefficient: Annotated[float, Field(gt=0.0, le=1.5)] = GATE_COEFFICIENT


class ComputedCanals(Section):
    """Levels computed reach by reach.

    Parameters
    ----------
    datum, datum_offset_m
        Datum of all levels stated here, and what to subtract to bring them to that of the bed [m].
    initial_stage_m
        First level by canal system; normal stage where none is stated [m].
    reach_length_m
        Length of a reach [m].
    manning
        Manning's n of the canals [s m-1/3].
    outer_stage_m
        Level of the waters outside that stations lift to; 5.0 m in the datum of the bed unless stated [m].
    ends
        Waters at the ends of canals; an end not named is closed.
    stations, sluices
        What differs from the census, by row.
    """

    kind: Literal["computed"]
    datum: str = "1985 national"
    datum_offset_m: float = 0.0
    initial_stage_m: dict[str, float] = Field(default_factory=dict)
    reach_length_m: Annotated[float, Field(ge=100.0, le=5000.0)] = REACH_LENGTH
    manning: Annotated[float, Field(gt=0.0, le=0.2)] = MANNING
    outer_stage_m: float | None = None
    ends: tuple[CanalEnd, ...] = ()
    stations: dict[str, StationSection] = Field(default_factory=dict)
    sluices: dict[str, SluiceRule] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ends_apart(self) -> Self:
        names = [end.name for end in self.ends]
        places = [f"{end.canal} ({end.end})" for end in self.ends]
        for what, found in (("the name", names), ("the end", places)):
            double = next((n for n in found if found.count(n) > 1), None)
            if double is not None:
                raise ValueError(f"ends: {what} {double!r} is given twice; each needs its own")
        return self


Canals = Annotated[NoCanals | NormalCanals | StagedCanals | ComputedCanals, Field(discriminator="kind")]


class SluiceOrders(Section):
    """Openings of a sluice by time, instead of its rule.

    Parameters
    ----------
    sluice
        Row of the census table sluices.
    time_h
        Times from which each opening holds [h].
    opening
        Share of the full opening, 0 shut to 1 open, one for each time.
    until_h
        When the gate goes back to its rule; never unless stated [h].
    """

    sluice: str
    time_h: Values
    opening: Values
    until_h: NotNegative | None = None

    @model_validator(mode="after")
    def _one_opening_a_time(self) -> Self:
        if len(self.time_h) != len(self.opening):
            raise ValueError(
                f"time_h has {len(self.time_h)} times, opening has {len(self.opening)} values; "
                "one each is needed"
            )
        times = [*self.time_h, *([] if self.until_h is None else [self.until_h])]
        if times[0] < 0.0 or any(b <= a for a, b in pairwise(times)):
            raise ValueError(
                f"time_h and until_h are {times}; times from 0 on in increasing order are needed"
            )
        wrong = next((v for v in self.opening if not 0.0 <= v <= 1.0), None)
        if wrong is not None:
            raise ValueError(f"opening holds {wrong:g}; a share from 0 (shut) to 1 (open) is needed")
        return self


class PumpSection(Section):
    """A mobile pump at one place for a time.

    Parameters
    ----------
    name
        Used in messages and results; a unit that moves keeps its name in the next section.
    unit
        Row of the census table mobile_pumps whose capacity it has.
    capacity_m3_s
        Capacity instead [m3/s].
    at_m, radius_m
        Where it stands, and how far around it draws water from [m].
    from_h, until_h
        When it can run; to the end of the run unless stated [h].
    to
        "canal" (the nearest), a row of the census table canals, or "outside".
    to_m
        A place on the street instead [m].
    start_depth_m, stop_depth_m
        Deepest water within the radius from which it runs, and at which it stops [m].
    """

    name: str
    unit: str | None = None
    capacity_m3_s: float | None = None
    at_m: Point
    radius_m: Positive = 15.0
    from_h: NotNegative = 0.0
    until_h: Positive | None = None
    to: str | None = None
    to_m: Point | None = None
    start_depth_m: NotNegative = 0.05
    stop_depth_m: NotNegative = 0.02

    @model_validator(mode="after")
    def _from_one_to_one(self) -> Self:
        if (self.unit is None) == (self.capacity_m3_s is None):
            raise ValueError("state either unit, a row of mobile_pumps, or capacity_m3_s")
        if (self.to is None) == (self.to_m is None):
            raise ValueError('state either to, e.g. to = "canal", or to_m, a place on the street')
        return self
