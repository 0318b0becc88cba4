"""The sewer sink against its law, on cells that exchange no water.

A full gravity pipe conveys with the square root of the head between street and outfall, so that the
capacity is that at the reference stage times sqrt((ground - stage) / (ground - reference)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.ground import MM_H, constant, run, surface_of, walled_off
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, Series, Settings, SewerSink

LAW = "full gravity pipe: discharge with the root of the head"
PLENTY = "capacity x time"
CAPACITY = 36.0 * MM_H
REFERENCE = 2.5
BED = np.array([2.0, 3.2, 3.5, 4.0, 5.0, 8.0, 4.0, 4.0])
"""Ground of each cell [m]; the first is the canal, the last but one drains freely, the last is shallow."""


def share(stage: NDArray[np.float64], ground: float) -> NDArray[np.float64]:
    """Share of the capacity that is left [-]."""
    head = np.clip((ground - stage) / (ground - REFERENCE), 0.0, 1.0)
    return np.where(stage <= REFERENCE, 1.0, np.sqrt(head))


def drained(stage: Series, seconds: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Depth that left each cell behind the canal [m], and what stood there first."""
    group = np.full((1, BED.size), -1, np.int16)
    group[0, 0] = 0
    outfall = np.zeros((1, BED.size), np.int16)
    outfall[0, -2:] = -1
    open_x, open_y = walled_off(BED.size)
    surface = surface_of(
        BED[None], cell_size=5.0, manning=0.03, open_x=open_x, open_y=open_y,
        stage_group=group, stage_groups=("canal",),
        sewers=SewerSink(np.full((1, BED.size), CAPACITY, np.float32), outfall, {"canal": REFERENCE}),
    )  # fmt: skip
    first = np.full((1, BED.size), 0.5, np.float32)
    first[0, -1] = 0.001
    event = Event(initial_depth=first, stages={"canal": stage})
    result = run(surface, event, Settings(duration=seconds, output_interval=seconds))
    last = result["depth"].isel(time=-1).to_numpy()[0, 1:].astype(np.float64)
    return first[0, 1:] - last, first[0, 1:].astype(np.float64)


def capacity_law(_full: bool) -> list[Row]:
    """Steady stages below and above the reference, and a rising one."""
    seconds = 3600.0
    rows = []
    for stage in (2.0, 3.0, 3.4):
        found, _ = drained(constant(stage), seconds)
        left = np.array([share(np.array(stage), z) for z in BED[1:-2]])
        exact = CAPACITY * seconds * left
        error = np.abs(found[:-2] - exact).max() / (CAPACITY * seconds)
        rows.append(
            at_most(f"canal at {stage:g} m: drained, largest error over the capacity", error, 1e-5, LAW)
        )
        free = abs(found[-2] / (CAPACITY * seconds) - 1.0)
        rows.append(at_most(f"canal at {stage:g} m: free outfall, relative error", free, 1e-5, PLENTY))
    found, first = drained(constant(2.0), seconds)
    rows.append(
        at_most("shallow cell: drained beyond what stood there [m]", found[-1] - first[-1], 1e-9, PLENTY)
    )
    rows.append(at_most("shallow cell: left standing [m]", first[-1] - found[-1], 1e-7, PLENTY))
    found, _ = drained(Series(time=np.array([0.0, seconds]), value=np.array([2.0, 4.0])), seconds)
    moving = 2.0 + 2.0 * (np.arange(36000) + 0.5) / 36000
    exact = CAPACITY * seconds * np.array([share(moving, z).mean() for z in BED[1:-2]])
    error = np.abs(found[:-2] - exact).max() / (CAPACITY * seconds)
    return [*rows, at_most("canal rising 2 m in an hour: largest error over the capacity", error, 0.005, LAW)]


CASES: dict[str, Case] = {"waterlogging.sewer_capacity": capacity_law}
