"""The assumptions after which the storm drains of the synthetic district are designed."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from census.drainage.hydraulics import Section, StormIntensity


@dataclass(frozen=True)
class Design:
    """What the drains are designed for.

    Parameters
    ----------
    return_period
        Of the design storm [yr].
    storm
        Storm-intensity formula.
    inlet_time
        Time in which rain reaches the first inlet [min].
    cover
        Least cover [m].
    fastest
        Greatest speed of a full drain [m/s].
    roughness
        Manning's n [s/m^(1/3)].
    margin
        Least capacity over the design flow [1].
    above_bed
        Least height of an outfall over the bed of its canal [m].
    stage_rise
        Height over its usual level of a canal against which drains still run without pumping [m].
    inlet_spacing, gully_weir, gully_area
        Distance of gullies along a street [m], edge over which water enters one [m], and its open area [m2].
    well_seconds, well_below, stop_depth, start_depth, pump_margin
        Wet wells: storage at full pumping [s], depth below the lowest drain [m], depths at which pumps
        stop and start [m], capacity over the design flow [1].
    flow_length
        Way of the rain over the ground to an inlet [m].
    """

    return_period: float
    storm: StormIntensity
    inlet_time: float
    cover: float
    fastest: float
    roughness: float
    margin: float
    above_bed: float
    stage_rise: float
    inlet_spacing: float
    gully_weir: float
    gully_area: float
    well_seconds: float
    well_below: float
    stop_depth: float
    start_depth: float
    pump_margin: float
    flow_length: float


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one of the assumption tables."""
    text = (files("census.twin") / "assumptions" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def design() -> Design:
    """The design of `drainage_design.csv`."""
    value = {row["name"]: float(row["value"]) for row in rows("drainage_design.csv")}
    storm = StormIntensity(*(value.pop(name) for name in ("q1", "C", "b", "n")))
    return Design(storm=storm, **value)


@cache
def sections() -> tuple[Section, ...]:
    """Sections of `drainage_sections.csv`, from the smallest."""
    return tuple(
        Section(
            row["shape"],
            1e-3 * float(row["height_mm"]),
            1e-3 * float(row["width_mm"]),
            float(row["least_slope"]),
        )
        for row in rows("drainage_sections.csv")
    )


@cache
def surfaces() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sealed share and runoff coefficient by land-cover code, 0 outside."""
    sealed, runoff = np.zeros(256), np.zeros(256)
    for row in rows("drainage_surfaces.csv"):
        sealed[int(row["code"])] = float(row["sealed"])
        runoff[int(row["code"])] = float(row["runoff_coefficient"])
    return sealed, runoff
