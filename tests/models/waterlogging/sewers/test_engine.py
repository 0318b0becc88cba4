"""The engine stepped from compiled loops, and the loops over gullies, beside plain Python."""

from __future__ import annotations

import ctypes
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from swmm.toolkit import solver
from swmm.toolkit.shared_enum import LinkResult

from models.waterlogging.sewers.engine import Engine
from models.waterlogging.sewers.head_limits import HeadLimits
from models.waterlogging.sewers.kernels import lowest_gullies, share_cells
from models.waterlogging.sewers.text import coupled_text
from tests.models.waterlogging.sewers.basin import drain, u_pipe

STEP = {"ROUTING_STEP": "5", "VARIABLE_STEP": "0"}


def opened(text: str) -> Engine:
    return Engine(coupled_text(text, (), options=STEP, duration=3600.0), flow_units="CMS")


def numbers(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def test_a_second_engine_in_one_process_is_refused() -> None:
    engine = opened(drain().text)
    try:
        with pytest.raises(RuntimeError, match="a sewer engine is open in this process; close it first"):
            opened(drain().text)
    finally:
        engine.close()


def test_volumes_are_the_sums_of_flows_over_the_steps() -> None:
    engine = opened(drain().text)
    node, link = numbers(engine.nodes["J1"]), numbers(engine.links["P1"])
    engine.set_inflows(node, np.array([0.2]))
    passed = engine.advance(300.0, link, node)
    engine.close()
    again = opened(drain().text)
    again.set_inflows(node, np.array([0.2]))
    flows = [0.0]
    for _ in range(60):
        solver.swmm_step()
        flows.append(solver.link_get_result(int(link[0]), LinkResult.FLOW))
    again.close()
    assert passed.seconds == pytest.approx(300.0, abs=1e-6)
    expected = 5.0 * sum(0.5 * (before + after) for before, after in pairwise(flows))
    assert passed.volumes[0] == pytest.approx(expected, rel=1e-6)
    assert passed.floods[0] == 0.0


def test_no_head_rises_above_its_limit_and_the_rest_comes_up() -> None:
    engine = opened(u_pipe().text)
    nodes = numbers(engine.nodes["J1"], engine.nodes["J2"])
    links = np.zeros(0, np.int32)
    engine.set_limits(nodes, np.array([0.3, -0.25]))
    engine.set_inflows(nodes, np.array([0.05, 0.0]))
    engine.advance(3600.0, links, nodes)
    passed = engine.advance(7200.0, links, nodes)
    heads = engine.heads(nodes)
    engine.close()
    # Both junctions are full at 0 m; what comes in at one side leaves at the lower limit of the other.
    assert heads[1] == pytest.approx(-0.25, abs=1e-6)
    assert -0.25 < heads[0] <= 0.3 + 1e-6
    np.testing.assert_allclose(passed.floods, [0.0, 0.05 * 3600.0], rtol=0.01)


def test_a_library_that_hides_its_nodes_leaves_the_rim_as_limit() -> None:
    limits = HeadLimits.found(ctypes.CDLL(None))
    assert limits.depths is None
    limits.set(numbers(0), np.array([1.0]))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=4), min_size=1, max_size=6))
def test_the_lowest_gully_is_the_first_of_the_least(levels: list[list[float]]) -> None:
    first = np.cumsum([0, *(len(own) for own in levels)])
    gully, lowest = lowest_gullies(first, np.array([v for own in levels for v in own]))
    assert lowest.tolist() == [min(own) for own in levels]
    expected = [int(start) + own.index(min(own)) for start, own in zip(first, levels, strict=False)]
    assert gully.tolist() == expected


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0.0, 2.0)), min_size=1, max_size=8),
    st.lists(st.floats(0.0, 20.0), min_size=4, max_size=4),
)
def test_a_cell_gives_what_it_holds_in_fair_shares(
    gullies: list[tuple[int, float]], water: list[float]
) -> None:
    cell = np.array([c for c, _ in gullies])
    wanted = np.array([q for _, q in gullies])
    flow = wanted.copy()
    share_cells(cell, np.array(water)[cell], 10.0, np.zeros(4), flow)
    for number in range(4):
        total = 10.0 * sum(q for c, q in gullies if c == number)
        factor = min(1.0, water[number] / total) if total > 0.0 else 1.0
        np.testing.assert_allclose(flow[cell == number], wanted[cell == number] * factor, rtol=1e-12)
