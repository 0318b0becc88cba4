"""Sluices and pumping stations by their rules, and networks that are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from census.errors import InputError
from models.waterlogging.canals import Channel, Network, Pump, Sluice
from models.waterlogging.canals.checks import check_network
from models.waterlogging.canals.rules import Gatekeeper, Stationmaster
from models.waterlogging.inputs import Series
from tests.models.waterlogging.canals.networks import box, sea

A = box("inner", bed=0.0, area=1000.0, stage=2.0)
B = box("outer", bed=0.0, area=1000.0, stage=2.0)
GATE = Sluice("SL", "inner", "outer", 5.0, 0.0, 2.0, close_stage=2.4, open_stage=1.6, travel=0.0)
PUMP = Pump("PS", "inner", "outer", np.array([0.0, 2.0]), np.array([3.0, 1.0]), start=2.0, stop=1.0, units=2)


def openings(gate: Sluice, levels: list[tuple[float, float]], dt: float = 60.0) -> list[float]:
    keeper = Gatekeeper(Network((A, B), sluices=(gate,)))
    found = []
    for n, pair in enumerate(levels):
        keeper.move(np.array(pair), n * dt, (n + 1) * dt)
        found.append(float(keeper.share[0]))
    return found


def test_a_sluice_keeps_a_high_outer_water_out_and_opens_when_the_inner_stands_higher() -> None:
    levels = [(2.0, 2.0), (2.0, 2.5), (2.3, 2.3), (2.5, 2.3), (1.5, 1.2), (2.45, 2.5)]
    assert openings(GATE, levels) == [1.0, 0.0, 0.0, 1.0, 1.0, 0.0]


def test_a_gate_of_a_higher_river_keeps_its_level() -> None:
    held = replace(GATE, is_open=False, open_stage=3.1, hold_stage=2.7)
    levels = [(3.0, 1.2), (3.2, 1.2), (2.9, 1.5), (2.7, 1.6), (3.0, 1.6), (3.2, 1.6)]
    assert openings(held, levels) == [0.0, 1.0, 1.0, 0.0, 0.0, 1.0]


def test_a_gate_takes_its_time() -> None:
    slow = replace(GATE, travel=240.0)
    assert openings(slow, [(2.0, 2.5)] * 5) == pytest.approx([0.75, 0.5, 0.25, 0.0, 0.0])


def test_a_table_replaces_the_rule_until_it_gives_the_gate_back() -> None:
    table = Series(np.array([60.0, 180.0, 300.0]), np.array([1.0, 0.5, np.nan]))
    found = openings(replace(GATE, table=table), [(2.0, 2.5)] * 6)
    assert found == [0.0, 1.0, 1.0, 0.5, 0.5, 0.0]


def discharges(pump: Pump, levels: list[tuple[float, float]]) -> list[float]:
    master = Stationmaster(Network((A, B), pumps=(pump,)))
    return [
        float(master.capacity(np.array(pair), 60.0 * n, 60.0 * n + 60.0)[0]) for n, pair in enumerate(levels)
    ]


def test_a_station_starts_and_stops_at_different_levels() -> None:
    found = discharges(PUMP, [(1.5, 1.5), (2.0, 2.0), (1.5, 1.5), (1.0, 1.0), (1.5, 1.5)])
    assert found == [0.0, 6.0, 6.0, 0.0, 0.0]


def test_units_start_one_after_another() -> None:
    found = discharges(replace(PUMP, unit_step=0.2), [(2.0, 2.0), (2.2, 2.2), (1.2, 1.2), (1.0, 1.0)])
    assert found == [3.0, 6.0, 3.0, 0.0]


def test_discharge_falls_with_the_head_along_the_curve() -> None:
    assert discharges(PUMP, [(2.0, 3.0)]) == [pytest.approx(2 * 2.0)]
    assert discharges(PUMP, [(2.0, 9.0)]) == [pytest.approx(2 * 1.0)]


def test_an_outage_takes_its_part_of_an_interval() -> None:
    found = discharges(replace(PUMP, outages=((30.0, 120.0),)), [(2.0, 2.0)] * 3)
    assert found == [3.0, 0.0, 6.0]


BAD: dict[str, dict[str, Any]] = {
    "joins 'inner' to itself": {"sluices": (replace(GATE, b="inner"),)},
    "names the water 'lake'": {"channels": (Channel("inner", "lake", 10.0, 5.0, 0.0, 0.0, 9.0),)},
    "it must stop at a lower level than it starts": {"pumps": (replace(PUMP, stop=2.5),)},
    "has the capacity 0 m3/s": {"pumps": (replace(PUMP, head=np.zeros(1), discharge=np.zeros(1)),)},
    "has the capacity -1 m3/s": {"pumps": (replace(PUMP, head=np.zeros(1), discharge=-np.ones(1)),)},
    "two pumping stations are called 'PS'": {"pumps": (PUMP, PUMP)},
    "two sluices are called 'SL'": {"sluices": (GATE, GATE)},
    "a share from 0": {"sluices": (replace(GATE, table=Series(np.zeros(1), np.array([3.0]))),)},
    "has length 0": {"channels": (Channel("inner", "outer", 0.0, 5.0, 0.0, 0.0, 9.0),)},
    "below its bed": {"reaches": (replace(A, stage=-1.0), B)},
}


@pytest.mark.parametrize("message", list(BAD))
def test_a_network_that_cannot_be_is_refused_by_name(message: str) -> None:
    parts: dict[str, Any] = {"reaches": (A, B), "outside": (sea(1.0),), **BAD[message]}
    network = Network(**parts)
    with pytest.raises(InputError, match=message):
        check_network(network)
