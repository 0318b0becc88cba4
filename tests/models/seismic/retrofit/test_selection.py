"""Greedy selection against exhaustive search and hand-made cases."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.seismic.retrofit.selection import greedy_selection

Options = list[tuple[int, int, int]]

options = st.lists(
    st.tuples(st.integers(0, 4), st.integers(1, 30), st.integers(0, 30)), min_size=1, max_size=8
)


def best(held: Options, budget: float) -> float:
    """Greatest benefit of all ways to take at most one option of each group."""
    groups = sorted({group for group, _, _ in held})
    ways = [[(0, 0), *((c, b) for g, c, b in held if g == group)] for group in groups]
    sums = (tuple(map(sum, zip(*way, strict=True))) for way in product(*ways))
    return float(max(benefit for cost, benefit in sums if cost <= budget))


@given(options, st.integers(0, 100))
def test_the_optimum_lies_between_the_choice_and_its_bound(held: Options, budget: int) -> None:
    group, cost, benefit = np.array(held).T
    found = greedy_selection(group, cost, benefit, budget)
    optimum = best(held, budget)
    assert found.benefit <= optimum + 1e-9
    assert optimum <= found.bound + 1e-9
    assert found.cost == cost[found.chosen].sum() <= budget
    assert len(set(group[found.chosen])) == found.chosen.sum()
    assert found.benefit == benefit[found.chosen].sum()


@given(options)
def test_money_without_end_takes_the_most_of_every_group(held: Options) -> None:
    group, cost, benefit = np.array(held).T
    found = greedy_selection(group, cost, benefit, 1e9)
    assert found.benefit == sum(max(benefit[group == one]) for one in set(group))


@given(options, st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_order_of_the_options_does_not_matter(held: Options, budget: int, mixer: object) -> None:
    distinct = sorted(set(held))
    mixed = distinct.copy()
    mixer.shuffle(mixed)  # type: ignore[attr-defined]
    taken = []
    for one in (distinct, mixed):
        group, cost, benefit = np.array(one).T
        found = greedy_selection(group, cost, benefit, budget)
        taken.append(sorted(option for option, yes in zip(one, found.chosen, strict=True) if yes))
    assert taken[0] == taken[1]


def test_a_group_goes_on_to_its_dearer_option_only_where_the_step_pays() -> None:
    # Steps by ratio: group 0 to (10, 10), group 1 to (10, 8), group 0 on to (30, 14): 0.2 a unit.
    group, cost, benefit = [0, 0, 1], [10, 30, 10], [10, 14, 8]
    taken = [greedy_selection(group, cost, benefit, budget).chosen.tolist() for budget in (10, 20, 30, 40)]
    assert taken == [[True, False, False], [True, False, True], [True, False, True], [False, True, True]]


def test_a_step_that_does_not_fit_is_passed_over_and_the_rest_goes_on() -> None:
    found = greedy_selection([0, 1, 2], [10, 100, 5], [10, 90, 4], 16)
    assert found.chosen.tolist() == [True, False, True]
    assert found.bound == pytest.approx(10 + 90 * 6 / 100)


def test_equals_go_by_the_second_benefit_and_then_by_the_group() -> None:
    assert greedy_selection([1, 0], [5, 5], [1, 1], 5).chosen.tolist() == [False, True]
    assert greedy_selection([1, 0], [5, 5], [1, 1], 5, second=[2, 1]).chosen.tolist() == [True, False]


def test_a_step_never_comes_before_the_one_it_starts_from() -> None:
    # Both steps of the group have the ratio 0.1: by rounding the second has a little more.
    found = greedy_selection([0, 0], [1.0, 3.0], [0.1, 3.0 * 0.1], 3.0)
    assert (3.0 * 0.1 - 0.1) / 2.0 > 0.1 and found.chosen.tolist() == [False, True]
    # The second benefit is all in the second step.
    found = greedy_selection([0, 0, 1], [10, 20, 10], [10, 20, 10], 20, second=[1, 30, 0])
    assert found.chosen.tolist() == [False, True, False]


def test_of_options_alike_a_group_takes_the_one_with_more_of_the_second() -> None:
    assert greedy_selection([0, 0], [5, 5], [1, 1], 5, second=[1, 2]).chosen.tolist() == [False, True]
    assert greedy_selection([0, 0], [5, 5], [1, 1], 5, second=[2, 1]).chosen.tolist() == [True, False]


def test_no_money_goes_to_a_dearer_option_that_gains_nothing() -> None:
    found = greedy_selection([0, 0], [10, 20], [10, 10], 100)
    assert found.chosen.tolist() == [True, False] and found.cost == 10.0


def test_nothing_is_chosen_of_nothing_or_for_nothing() -> None:
    assert greedy_selection([], [], [], 10.0)[2:] == (0.0, 0.0, 0.0)
    assert not greedy_selection([0, 1], [1, 1], [0, 0], 10.0).chosen.any()
    ranked = greedy_selection([0, 1], [2, 1], [1, 1], 0.0)
    assert ranked.first.all() and not ranked.chosen.any() and ranked[2:] == (0.0, 0.0, 0.0)
