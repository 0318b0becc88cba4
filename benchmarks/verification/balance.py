"""Mass conservation over days of weak rain with every way in and out at work."""

from __future__ import annotations

import numpy as np

from benchmarks.verification.ground import MM_H, rough_terrain, run, steady_rain, surface_of
from benchmarks.verification.rows import Case, Row, at_most, told
from models.waterlogging.inputs import Event, Infiltration, Series, Settings, SewerSink, Surface

SOURCE = "conservation of mass"
HOURS = 86.0
RAIN = 2.69 * MM_H
"""231 mm in 86 h [m/s]: so little falls in a step that adding it in float32 would lose water."""


def city(side: int) -> Surface:
    """Rough ground with soil, sewers, roofs and a canal."""
    bed = rough_terrain(side, side, relief=0.4, fall=2.0, seed=11)
    random = np.random.default_rng(12)
    built = np.where(random.random(bed.shape) < 0.3, random.random(bed.shape), 0.0)
    canal = np.full(bed.shape, -1, np.int16)
    canal[:, side // 3] = 0
    bed[:, side // 3] -= 3.0
    built[:, side // 3] = 0.0
    green = random.random(bed.shape) < 0.4
    return surface_of(
        bed, cell_size=5.0, manning=0.03, stage_group=canal, stage_groups=("canal",),
        building_fraction=built.astype(np.float32),
        infiltration=Infiltration(
            np.where(green, 1.0 * MM_H, 0.0).astype(np.float32), np.where(green, 0.01, 0.0).astype(np.float32)
        ),
        sewers=SewerSink(
            np.where(green, 0.0, 0.5 * MM_H).astype(np.float32), np.zeros(bed.shape, np.int16), {"canal": 3.0}
        ),
    )  # fmt: skip


def weak_rain(full: bool) -> list[Row]:
    """86 hours of 2.69 mm/h."""
    side = 160 if full else 40
    seconds = 3600.0 * HOURS
    tide = np.linspace(0.0, seconds, 44)
    stage = Series(time=tide, value=3.4 + 1.0 * np.sin(2.0 * np.pi * tide / (0.3 * seconds)))
    event = Event(rain=steady_rain(RAIN, seconds), stages={"canal": stage}, edge="free")
    result = run(city(side), event, Settings(duration=seconds))
    terms = {
        str(k): float(v) for k, v in zip(result["ledger_term"].values, result["ledger"].values, strict=True)
    }
    fallen = RAIN * seconds * (side * 5.0) ** 2
    ways = ("infiltration", "sewer", "canal", "edge", "storage_change")
    return [
        at_most("|residual| over the rain", abs(terms["residual"]) / fallen, 1e-6, SOURCE),
        at_most(
            "rain in the ledger, relative error",
            abs(terms["rain"] / fallen - 1.0),
            1e-9,
            "rate x time x area",
        ),
        *[told(f"{name} over the rain", terms[name] / fallen, "this run") for name in ways],
    ]


CASES: dict[str, Case] = {"waterlogging.weak_rain_balance": weak_rain}
