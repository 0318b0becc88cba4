"""The rain of a scenario as the model takes it."""

from __future__ import annotations

from typing import assert_never

from census.errors import InputError
from census.grid import Grid
from census.readers.rain_grid import read_rain_grid
from census.readers.series import read_series
from models.waterlogging.gauges import GaugeSeries, gauge_rainfall
from models.waterlogging.hyetographs import chicago_storm, day_storm, recorded_storm
from models.waterlogging.inputs import Rainfall
from models.waterlogging.kriging import Variogram
from models.waterlogging.moving_storm import RainCell, moving_rainfall, passing_rainfall
from models.waterlogging.rainfall import (
    RAIN_COLUMNS,
    FloatArray,
    gridded_rainfall,
    rainfall,
    series_intervals,
    uniform_rainfall,
)
from models.waterlogging.storm_intensity import storm_formula
from scenarios.rain_span import check_span
from scenarios.sections.rain import (
    DesignDayRain,
    DesignRain,
    GaugesRain,
    GridRain,
    MovingRain,
    NoRain,
    Passage,
    RecordedRain,
    SeriesRain,
    UniformRain,
)
from scenarios.spec import LoadedScenario

HOUR = 3600.0

Falling = (
    UniformRain | DesignRain | DesignDayRain | RecordedRain | SeriesRain | GaugesRain | GridRain | MovingRain
)
"""Sections that bring rain."""

PASSING = (UniformRain, DesignRain, DesignDayRain, RecordedRain, SeriesRain)
"""Rain that falls everywhere at once, unless it passes."""


def rain_of(loaded: LoadedScenario, grid: Grid) -> Rainfall | None:
    """Rain of a scenario on the grid of its domain; None where there is none.

    Raises
    ------
    InputError
        If a file is unusable, or the rain starts after the end of the run.
    """
    section = loaded.spec.rain
    end = loaded.spec.settings.duration_h * HOUR
    if isinstance(section, NoRain):
        return None
    rain = _stated(loaded, section, grid)
    if isinstance(section, SeriesRain | GaugesRain | GridRain):
        begins = ends = "" if isinstance(section, GaugesRain) else f"the rain of {section.file}"
        check_span(
            rain,
            before=section.before,
            after=section.after,
            end=end,
            shift=section.start_h * HOUR if isinstance(section, SeriesRain) else 0.0,
            begins=begins or "the first gauge",
            ends=ends or "the last gauge",
        )
    if rain.edges[0] >= end:
        raise InputError(
            f"the rain starts at {rain.edges[0] / HOUR:g} h, when the run is over "
            f"(settings.duration_h = {end / HOUR:g})"
        )
    if isinstance(section, PASSING) and section.passage is not None:
        return _passing(rain, section.passage, grid, end)
    return rain


def _stated(loaded: LoadedScenario, section: Falling, grid: Grid) -> Rainfall:
    """Rain as its section states it."""
    match section:
        case UniformRain():
            return uniform_rainfall(
                section.intensity_mm_h, duration=section.duration_h * HOUR, start=section.start_h * HOUR
            )
        case DesignRain():
            return _design(section)
        case DesignDayRain():
            return _design_day(section)
        case RecordedRain():
            return _recorded(section)
        case SeriesRain():
            return _series(loaded, section)
        case GaugesRain():
            return _gauges(loaded, section, grid)
        case GridRain():
            return _gridded(loaded, section, grid)
        case MovingRain():
            return _moving(section, grid)
        case _:
            assert_never(section)


def _design(section: DesignRain) -> Rainfall:
    edges, depths = chicago_storm(
        storm_formula(section.formula),
        return_period=section.return_period_yr,
        duration=section.duration_min,
        peak_ratio=section.peak_ratio,
        interval=section.interval_min,
    )
    return rainfall(edges, depths, start=section.start_h * HOUR)


def _design_day(section: DesignDayRain) -> Rainfall:
    edges, depths = day_storm(
        storm_formula(section.formula),
        return_period=section.return_period_yr,
        day_ratio=section.day_ratio,
        peak_ratio=section.peak_ratio,
        interval=section.interval_min,
        duration=60.0 * section.length_h,
    )
    return rainfall(edges, depths, start=section.start_h * HOUR)


def _recorded(section: RecordedRain) -> Rainfall:
    edges, depths = recorded_storm(
        section.pattern,
        duration=section.duration_h * HOUR,
        maximum_hour=section.maximum_60min_mm,
        total=section.total_mm,
    )
    return rainfall(edges, depths, start=section.start_h * HOUR)


def _series(loaded: LoadedScenario, section: SeriesRain) -> Rainfall:
    edges, depths = _intervals(loaded, "rain.file", section.time_marks)
    return rainfall(edges, depths, start=section.start_h * HOUR)


def _gridded(loaded: LoadedScenario, section: GridRain, grid: Grid) -> Rainfall:
    rain = read_rain_grid(
        loaded.path("rain.file"),
        variable=section.variable,
        grid=grid,
        time_marks=section.time_marks,
        what="rain.file",
        start=loaded.spec.scenario.start_time,
        crs=section.crs,
        accumulated=section.accumulated,
    )
    return gridded_rainfall(rain, grid, end=loaded.spec.settings.duration_h * HOUR)


def _gauges(loaded: LoadedScenario, section: GaugesRain, grid: Grid) -> Rainfall:
    gauges = []
    for index, gauge in enumerate(section.gauges):
        edges, depths = _intervals(loaded, f"rain.gauges.{index}.file", section.time_marks, gaps=True)
        gauges.append(GaugeSeries(name=gauge.name, x=gauge.x_m, y=gauge.y_m, edges=edges, depths=depths))
    variogram = Variogram(section.variogram, section.range_m or 0.0, section.nugget)
    return gauge_rainfall(
        gauges, grid, method=section.method, block=section.block_m, variogram=variogram,
        end=loaded.spec.settings.duration_h * HOUR,
    )  # fmt: skip


def _passing(rain: Rainfall, passage: Passage, grid: Grid, end: float) -> Rainfall:
    """A storm on its way over the domain, which must be over before the run is."""
    moved = passing_rainfall(
        rain,
        grid,
        speed=passage.speed_m_s,
        heading=passage.heading_deg,
        interval=60.0 * passage.interval_min,
        block=passage.block_m,
    )
    if moved.edges[-1] > end + 1.0:
        crossing = (moved.edges[-1] - rain.edges[-1]) / HOUR
        raise InputError(
            f"the storm takes {crossing:.2f} h to cross the domain (rain.passage) and is over at "
            f"{moved.edges[-1] / HOUR:.2f} h, after the run (settings.duration_h = {end / HOUR:g}); a longer "
            "run is needed"
        )
    return moved


def _moving(section: MovingRain, grid: Grid) -> Rainfall:
    cells = [
        RainCell(
            peak=cell.peak_mm_h, x=cell.at_m[0], y=cell.at_m[1], along=cell.along_m, across=cell.across_m,
            speed=cell.speed_m_s, heading=cell.heading_deg, start=cell.start_h * HOUR,
            duration=cell.duration_h * HOUR, growth=cell.growth_h * HOUR, decay=cell.decay_h * HOUR,
        )
        for cell in section.cells
    ]  # fmt: skip
    return moving_rainfall(
        cells,
        grid,
        duration=section.duration_h * HOUR,
        background=section.background_mm_h,
        interval=60.0 * section.interval_min,
        block=section.block_m,
    )


def _intervals(
    loaded: LoadedScenario, key: str, time_marks: str, *, gaps: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Edges [s] and depths [mm] of a rain file."""
    path = loaded.path(key)
    start = loaded.spec.scenario.start_time
    series = read_series(path, quantities=RAIN_COLUMNS, what=key, minimum=0.0, start=start, gaps=gaps)
    return series_intervals(series, time_marks=time_marks, what=f"{key}: {path}")
