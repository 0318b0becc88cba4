"""What HLLC lets through between ground and a prescribed level, and over a free edge."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from models.waterlogging.inputs import Event, Inflow, Series, Settings, Surface
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.hllc.test_hllc import GRAVITY, last, plain, run

CELL, MANNING, SLOPE = 5.0, 0.03, 0.002


def always(value: float) -> Series:
    return Series(np.zeros(1), np.full(1, value))


def channel(slope: float, cells: int, *, level_at: int | None) -> Surface:
    bed = np.asarray(slope * CELL * np.arange(cells)[::-1][None], np.float64)
    surface = plain(bed, cell=CELL, manning=MANNING)
    if level_at is None:
        return surface
    group = np.full((1, cells), -1, np.int16)
    group[0, level_at] = 0
    return replace(surface, stage_group=group, stage_groups=("level",))


@pytest.mark.parametrize("level_at", [-1, None])
def test_uniform_flow_leaves_at_its_own_depth(level_at: int | None) -> None:
    # 1 m2/s at Froude 0.4 over a free edge of the same slope, or into a level that stands at normal depth
    # where it begins, half a cell before its middle.
    cells = 80
    normal = (MANNING / math.sqrt(SLOPE)) ** 0.6
    surface = channel(SLOPE, cells, level_at=level_at)
    inflow = Inflow("above", np.zeros(1, np.int64), np.zeros(1, np.int64), always(CELL))
    stages = (
        {} if level_at is None else {"level": always(float(surface.bed[0, -1]) + 0.5 * SLOPE * CELL + normal)}
    )
    depth = np.full((1, cells), normal, np.float32)
    event = Event(initial_depth=depth, inflows=(inflow,), stages=stages, edge="closed" if stages else "free")
    found = last(run(surface, event, 3600.0, free_edge_slope=0.0))[0, 10:level_at]
    assert np.abs(found / normal - 1.0).max() < 0.005


def test_a_level_above_a_bank_passes_it_as_a_broad_crest() -> None:
    # Behind the crest the ground falls by a tenth: the flow is critical on the crest, so that
    # q = (2/3)^(3/2) sqrt(g) H^(3/2) with the head H of the level above it.
    head, cells = 0.3, 40
    bed = 5.0 - 0.1 * CELL * np.maximum(np.arange(cells) - 1.0, 0.0)
    bed[0] = 2.0
    surface = replace(
        plain(bed[None], cell=CELL, manning=0.01),
        stage_group=np.where(np.arange(cells) == 0, 0, -1)[None].astype(np.int16),
        stage_groups=("canal",),
    )
    event = Event(stages={"canal": always(5.0 + head)}, edge="free")
    settings = Settings(duration=600.0, solver="hllc", output_interval=300.0, free_edge_slope=0.0)
    spilled = -float(simulate(surface, event, settings)["ledger"].sel(ledger_term="canal"))
    crest = (2.0 / 3.0) ** 1.5 * math.sqrt(GRAVITY) * head**1.5
    assert spilled / (600.0 * CELL) == pytest.approx(crest, rel=0.05)
