"""Infiltration and sewer capacity as the scenario states them, in SI."""

from __future__ import annotations

import numpy as np

from census.grid import Grid
from models.waterlogging.inputs import HortonInfiltration, Infiltration
from models.waterlogging.rainfall import M_S_PER_MM_H
from models.waterlogging.storm_intensity import design_intensity, storm_formula
from scenarios.sections.losses import (
    CapacitySewers,
    ConstantInfiltration,
    DesignSewers,
    GreenAmptInfiltration,
    HortonSection,
    NoInfiltration,
    Sewers,
)


def sewer_capacity_mm_h(sewers: Sewers) -> float:
    """Rate the stand-in for sewers drains [mm/h]; 0 for no sewers.

    Raises
    ------
    InputError
        If the formula is unknown or its duration or return period outside its validity.
    """
    if isinstance(sewers, CapacitySewers):
        return sewers.capacity_mm_h
    if isinstance(sewers, DesignSewers):
        rain = design_intensity(
            storm_formula(sewers.formula), return_period=sewers.return_period_yr, duration=sewers.duration_min
        )
        return sewers.runoff_coefficient * rain
    return 0.0


def uniform_infiltration(
    section: NoInfiltration | ConstantInfiltration | GreenAmptInfiltration | HortonSection, grid: Grid
) -> Infiltration | HortonInfiltration | None:
    """Infiltration that is the same on all open ground."""
    if isinstance(section, NoInfiltration):
        return None
    if isinstance(section, HortonSection):
        return HortonInfiltration(
            initial=np.full(grid.shape, section.initial_mm_h * M_S_PER_MM_H, np.float32),
            final=np.full(grid.shape, section.final_mm_h * M_S_PER_MM_H, np.float32),
            decay=np.full(grid.shape, section.decay_1_h / 3600.0, np.float32),
            drying=np.full(grid.shape, section.drying_1_h / 3600.0, np.float32),
        )
    if isinstance(section, ConstantInfiltration):
        rate, deficit = section.rate_mm_h, 0.0
    else:
        rate, deficit = section.conductivity_mm_h, 1e-3 * section.suction_mm * section.moisture_deficit
    return Infiltration(
        conductivity=np.full(grid.shape, rate * M_S_PER_MM_H, dtype=np.float32),
        suction_deficit=np.full(grid.shape, deficit, dtype=np.float32),
    )
