"""[rain]: none, a design storm, a recorded storm, or rain of the user's own."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from models.waterlogging.hyetographs import day_storm, recorded_storm
from models.waterlogging.storm_intensity import check_design, storm_formula
from scenarios.sections.section import InputPath, NotNegative, Positive, Section

ROUNDING = 1e-9
"""Share by which a limit may be passed by the rounding of what is stated [-]."""


class NoRain(Section):
    """Dry weather."""

    kind: Literal["none"]


class Passage(Section):
    """A storm that passes over the domain instead of falling everywhere at once.

    Parameters
    ----------
    speed_m_s, heading_deg
        Its speed [m/s], and the direction it moves to, clockwise from north [degrees].
    interval_min
        Length of the intervals in which the rain is constant [min].
    block_m
        Edge of the blocks that share one series [m].
    """

    speed_m_s: Positive
    heading_deg: Annotated[float, Field(ge=0.0, le=360.0)]
    interval_min: Positive = 5.0
    block_m: Positive = 500.0


class UniformRain(Section):
    """The same rate everywhere for a while.

    Parameters
    ----------
    intensity_mm_h
        Rain rate [mm/h].
    duration_h, start_h
        Length and beginning of the rain [h].
    passage
        How the storm passes over the domain; without it the rain falls everywhere at once.
    """

    kind: Literal["uniform"]
    intensity_mm_h: NotNegative
    duration_h: Positive
    start_h: NotNegative = 0.0
    passage: Passage | None = None


class DesignRain(Section):
    """A Chicago storm of a storm-intensity formula.

    Parameters
    ----------
    return_period_yr
        Return period [yr].
    duration_min
        Length of the storm [min]; the formulas hold for 5 to 180.
    formula
        Name in the table of storm-intensity formulas; "A" is unverified.
    peak_ratio
        Share of the duration before the peak [-]; 0.4 is unverified.
    interval_min
        Interval of the hyetograph [min].
    start_h
        Beginning of the storm [h].
    passage
        How the storm passes over the domain; without it the rain falls everywhere at once.
    """

    kind: Literal["design"]
    return_period_yr: Positive
    duration_min: Positive
    formula: str = "A"
    peak_ratio: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.4
    interval_min: Positive = 5.0
    start_h: NotNegative = 0.0
    passage: Passage | None = None

    @model_validator(mode="after")
    def _within_the_formula(self) -> Self:
        storm_formula(self.formula)
        check_design(return_period=self.return_period_yr, duration=self.duration_min)
        if self.interval_min > self.duration_min:
            raise ValueError(
                f"interval_min = {self.interval_min:g} is longer than the storm of "
                f"{self.duration_min:g} minutes"
            )
        return self


class DesignDayRain(Section):
    """A design storm of 24 hours, or of part of them, whose inner three follow a storm-intensity formula.

    Parameters
    ----------
    return_period_yr, formula, peak_ratio, start_h
        As in a design storm.
    day_ratio
        Rain of 24 hours over that of 3 hours of the same return period [-]; 1.6 is unverified, to be
        replaced by that of the district's hydrological handbook.
    length_h
        Length of the storm, which holds the rain of that length of the day's [h].
    interval_min
        Interval of the hyetograph [min].
    passage
        How the storm passes over the domain; without it the rain falls everywhere at once.
    """

    kind: Literal["design-24h"]
    return_period_yr: Positive
    day_ratio: Positive = 1.6
    formula: str = "A"
    peak_ratio: Annotated[float, Field(gt=0.0, lt=1.0)] = 0.4
    length_h: Annotated[float, Field(gt=3.0, le=24.0)] = 24.0
    interval_min: Annotated[float, Field(gt=0.0, le=180.0)] = 10.0
    start_h: NotNegative = 0.0
    passage: Passage | None = None

    @model_validator(mode="after")
    def _possible(self) -> Self:
        day_storm(storm_formula(self.formula), return_period=self.return_period_yr, day_ratio=self.day_ratio)
        return self


class RecordedRain(Section):
    """A recorded storm: a figure on record and a dimensionless pattern in time.

    Parameters
    ----------
    pattern
        Name of a storm pattern, or the shares of the total in equal steps.
    duration_h
        Length of the storm [h].
    maximum_60min_mm, total_mm
        What is on record: the largest rain of 60 minutes, or the total [mm]; one of them.
    total_limit_mm
        A total on record for a longer time that the storm must not exceed [mm].
    start_h
        Beginning of the storm [h].
    passage
        How the storm passes over the domain; without it the rain falls everywhere at once.
    """

    kind: Literal["recorded"]
    pattern: Annotated[
        str | tuple[NotNegative, ...], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)
    ]
    duration_h: Positive
    maximum_60min_mm: Positive | None = None
    total_mm: Positive | None = None
    total_limit_mm: Positive | None = None
    start_h: NotNegative = 0.0
    passage: Passage | None = None

    @model_validator(mode="after")
    def _one_record(self) -> Self:
        if (self.maximum_60min_mm is None) == (self.total_mm is None):
            raise ValueError("state either maximum_60min_mm or total_mm, whichever is on record")
        if not isinstance(self.pattern, str) and sum(self.pattern) <= 0.0:
            raise ValueError("the shares of pattern sum to 0; at least one positive share is needed")
        _, depths = recorded_storm(
            self.pattern,
            duration=3600.0 * self.duration_h,
            maximum_hour=self.maximum_60min_mm,
            total=self.total_mm,
        )
        total = float(depths.sum())
        if self.total_limit_mm is not None and total > self.total_limit_mm:
            raise ValueError(
                f"pattern = {self.pattern!r} would give {total:.1f} mm, more than the "
                f"{self.total_limit_mm:g} mm on record for a longer time (rain.total_limit_mm); "
                "a pattern with a sharper peak is needed"
            )
        return self


class MovingCell(Section):
    """An elliptical cell of rain on its way; see `models.waterlogging.moving_storm.RainCell`.

    Parameters
    ----------
    peak_mm_h
        Rate at its centre when full-grown [mm/h].
    at_m
        Centre at its beginning, in the CRS of the domain [m].
    along_m, across_m
        Distances from the centre, along its way and across it, at which the rate is 0.61 of the peak [m].
    speed_m_s, heading_deg
        Speed [m/s], and direction it moves to, clockwise from north [degrees].
    start_h, duration_h
        Beginning and length of its life [h].
    growth_h, decay_h
        Times over which it grows and fades [h].
    """

    peak_mm_h: Positive
    at_m: Annotated[tuple[float, float], BeforeValidator(lambda v: tuple(v) if isinstance(v, list) else v)]
    along_m: Positive
    across_m: Positive
    speed_m_s: NotNegative
    heading_deg: Annotated[float, Field(ge=0.0, le=360.0)]
    start_h: NotNegative = 0.0
    duration_h: Positive
    growth_h: NotNegative = 0.0
    decay_h: NotNegative = 0.0

    @model_validator(mode="after")
    def _lives(self) -> Self:
        if self.growth_h + self.decay_h > self.duration_h:
            raise ValueError(
                f"growth_h + decay_h = {self.growth_h + self.decay_h:g} is longer than the life of the cell, "
                f"duration_h = {self.duration_h:g}"
            )
        return self


class MovingRain(Section):
    """Rain cells that move over an even background.

    Parameters
    ----------
    cells
        The cells, at least one.
    duration_h
        Length of the rain, the lives of its cells included [h].
    background_mm_h
        Rate everywhere [mm/h].
    interval_min
        Length of the intervals in which the rain is constant; no cell moves further in one than its
        `along_m` [min].
    block_m
        Edge of the blocks that share one series, a third of the smaller axis of the cells at most [m].
    """

    kind: Literal["moving"]
    cells: Annotated[tuple[MovingCell, ...], Field(min_length=1)]
    duration_h: Positive
    background_mm_h: NotNegative = 0.0
    interval_min: Positive = 5.0
    block_m: Positive = 500.0

    @model_validator(mode="after")
    def _falls_whole(self) -> Self:
        for number, cell in enumerate(self.cells):
            end, axis = cell.start_h + cell.duration_h, min(cell.along_m, cell.across_m)
            way = 60.0 * self.interval_min * cell.speed_m_s
            if end > self.duration_h * (1.0 + ROUNDING):
                raise ValueError(
                    f"cells.{number} rains until {end:g} h, but rain.duration_h = {self.duration_h:g}; "
                    f"at least {end:g} is needed, or a cell that ends before"
                )
            if self.block_m > axis / 3.0 * (1.0 + ROUNDING):
                raise ValueError(
                    f"block_m = {self.block_m:g} is more than a third of the smaller axis of cells.{number}, "
                    f"{axis:g} m, whose rain could fall between the blocks; at most {axis / 3.0:.4g} is right"
                )
            if way > cell.along_m * (1.0 + ROUNDING):
                raise ValueError(
                    f"cells.{number} moves {way:g} m in an interval of interval_min = {self.interval_min:g}, "
                    f"further than its along_m = {cell.along_m:g}, and would leave gaps on its way; at most "
                    f"{cell.along_m / cell.speed_m_s / 60.0:.4g} is right"
                )
        return self


Missing = Literal["refused", "dry"]
"""What falls before a record that begins after the run, or after one that ends before it: the run is
refused, or it is dry."""


class SeriesRain(Section):
    """The same rain everywhere, from a CSV file.

    Parameters
    ----------
    file
        CSV with a column time_s, time_min, time_h or time (dates, counted from
        scenario.start_time), and intensity_mm_h or depth_mm.
    time_marks
        Whether a time is the "start" or the "end" of its interval.
    start_h
        Shifts the file's time [h].
    before
        "dry" where the record begins after the run and it did not rain until then.
    after
        "dry" where the record ends before the run and it rained no more.
    passage
        How the storm passes over the domain; without it the rain falls everywhere at once.
    """

    kind: Literal["series"]
    file: InputPath
    time_marks: Literal["start", "end"] = "start"
    start_h: NotNegative = 0.0
    passage: Passage | None = None
    before: Missing = "refused"
    after: Missing = "refused"


class Gauge(Section):
    """A rain gauge: its place in the CRS of the domain [m] and its series."""

    name: str
    x_m: float
    y_m: float
    file: InputPath


class GaugesRain(Section):
    """Rain between gauges.

    Parameters
    ----------
    gauges
        The gauges, at least one.
    method
        "nearest", "inverse-distance" (squared) or "kriging" (ordinary).
    variogram, range_m, nugget
        Of the kriging: "exponential" or "spherical"; range [m], fitted to the totals of the gauges
        unless stated; share of the variance that two gauges at one place differ by [-].
    block_m
        Edge of the blocks that share one interpolated series [m].
    time_marks
        Whether a time is the "start" or the "end" of its interval.
    before
        "dry" where all records begin after the run and it did not rain until then.
    after
        "dry" where all records end before the run and it rained no more.
    """

    kind: Literal["gauges"]
    gauges: Annotated[tuple[Gauge, ...], Field(min_length=1)]
    method: Literal["nearest", "inverse-distance", "kriging"] = "inverse-distance"
    variogram: Literal["exponential", "spherical"] = "exponential"
    range_m: Positive | None = None
    nugget: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0
    block_m: Positive = 500.0
    time_marks: Literal["start", "end"] = "start"
    before: Missing = "refused"
    after: Missing = "refused"


class GridRain(Section):
    """Rain from a NetCDF grid of (time, y, x), or (time, lat, lon).

    Parameters
    ----------
    file
        The NetCDF file.
    variable
        Variable with the rain; its units attribute says mm/h, mm h-1, kg m-2 s-1, m s-1, or mm, kg m-2, m.
    accumulated
        Whether the values are sums since one start, as weather models give them.
    crs
        CRS of x and y where the file does not tell and it is not that of the domain.
    time_marks
        Whether a time is the "start" or the "end" of its interval, where the file has no bounds of time.
    before
        "dry" where the grid begins after the run and it did not rain until then.
    after
        "dry" where the grid ends before the run and it rained no more.
    """

    kind: Literal["grid"]
    file: InputPath
    variable: str
    accumulated: bool = False
    crs: str | None = None
    time_marks: Literal["start", "end"] = "start"
    before: Missing = "refused"
    after: Missing = "refused"


Rain = Annotated[
    NoRain
    | UniformRain
    | DesignRain
    | DesignDayRain
    | RecordedRain
    | MovingRain
    | SeriesRain
    | GaugesRain
    | GridRain,
    Field(discriminator="kind"),
]


def rain_window(rain: Rain) -> tuple[float, float] | None:
    """Beginning and end [h] of a rain whose length the section itself states."""
    if isinstance(rain, UniformRain | RecordedRain):
        return rain.start_h, rain.start_h + rain.duration_h
    if isinstance(rain, MovingRain):
        return 0.0, rain.duration_h
    if isinstance(rain, DesignRain):
        return rain.start_h, rain.start_h + rain.duration_min / 60.0
    if isinstance(rain, DesignDayRain):
        return rain.start_h, rain.start_h + rain.length_h
    return None
