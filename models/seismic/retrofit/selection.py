"""Selection within a budget: a knapsack filled greedily by benefit per cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


class Selection(NamedTuple):
    """What is chosen.

    Parameters
    ----------
    chosen
        Whether each option is taken, at most one of a group, shape (c,).
    first
        Whether an option is its group's with the greatest benefit per cost, shape (c,).
    cost, benefit
        Sums over those chosen.
    bound
        Benefit that no selection within the budget exceeds: that of the problem with divisible options.
    """

    chosen: NDArray[np.bool_]
    first: NDArray[np.bool_]
    cost: float
    benefit: float
    bound: float


class _Steps(NamedTuple):
    """Steps from one option of a group to its next, by falling benefit per cost."""

    option: NDArray[np.int64]
    previous: NDArray[np.int64]
    cost: FloatArray
    benefit: FloatArray


def greedy_selection(
    group: ArrayLike, cost: ArrayLike, benefit: ArrayLike, budget: float, *, second: ArrayLike | None = None
) -> Selection:
    """Choose options within a budget, at most one of each group.

    Parameters
    ----------
    group
        Number of the group of each option, shape (c,).
    cost, benefit
        Cost (positive) and benefit of each option, shape (c,); without benefit none is chosen.
    budget
        Most that may be spent.
    second
        Benefit that decides between equal ratios, shape (c,).

    Notes
    -----
    The multiple-choice knapsack problem with the greedy rule for its relaxation (Sinha and Zoltners 1979,
    Oper. Res. 27(3), 503-515): options off the upper convex hull of (cost, benefit) of their group drop out;
    steps along the hulls are taken in the order of benefit per cost as long as they fit. Not the optimum,
    but it misses no more than `bound - benefit`. Equal ratios go by the second benefit per cost, then to the
    lower number of the group.
    """
    groups = np.asarray(group, np.int64)
    price, gain = np.asarray(cost, np.float64), np.asarray(benefit, np.float64)
    other = np.zeros(len(groups)) if second is None else np.asarray(second, np.float64)
    steps = _steps(groups, price, gain, other)
    held: dict[int, int] = {}
    left, spare, bound = budget, budget, 0.0
    for option, previous, need, better in zip(*(one.tolist() for one in steps), strict=True):
        if spare > 0.0:
            bound += better * min(1.0, spare / need)
            spare -= need
        # A step whose foregoing one did not fit has nothing to start from.
        if need <= left and held.get(int(groups[option]), -1) == previous:
            held[int(groups[option])] = option
            left -= need
    chosen, first = np.zeros(len(groups), bool), np.zeros(len(groups), bool)
    chosen[list(held.values())] = True
    first[steps.option[steps.previous < 0]] = True
    return Selection(chosen, first, float(price[chosen].sum()), float(gain[chosen].sum()), bound)


def _steps(group: NDArray[np.int64], cost: FloatArray, benefit: FloatArray, second: FloatArray) -> _Steps:
    """Steps of all groups, by falling ratio, then by the second ratio and by group."""
    useful = np.flatnonzero((benefit > 0.0) & (cost > 0.0))
    order = useful[np.lexsort((-second[useful], -benefit[useful], cost[useful], group[useful]))]
    begin = np.flatnonzero(np.diff(group[order])) + 1
    found: list[tuple[int, int]] = []
    for one in np.split(order, begin):
        hull = _hull(one.tolist(), cost, benefit)
        found += list(zip(hull, [-1, *hull], strict=False))
    option, previous = np.array(found, np.int64).reshape(-1, 2).T
    more, better, other = (
        value[option] - np.where(previous < 0, 0.0, value[previous]) for value in (cost, benefit, second)
    )
    ratio, next_ratio = better / more, other / more
    for at in np.flatnonzero(previous >= 0).tolist():
        # Rounding and equal ratios must not put a step before the one it starts from.
        ratio[at], next_ratio[at] = min(ratio[at], ratio[at - 1]), min(next_ratio[at], next_ratio[at - 1])
    order = np.lexsort((group[option], -next_ratio, -ratio))
    return _Steps(option[order], previous[order], more[order], better[order])


def _hull(options: list[int], cost: FloatArray, benefit: FloatArray) -> list[int]:
    """Options on the upper convex hull from (0, 0) on, by rising cost."""
    hull: list[int] = []
    for one in options:
        if hull and (benefit[one] <= benefit[hull[-1]] or cost[one] <= cost[hull[-1]]):
            continue
        while hull:
            base = hull[-2] if len(hull) > 1 else -1
            at, worth = (cost[base], benefit[base]) if base >= 0 else (0.0, 0.0)
            last = hull[-1]
            if (benefit[last] - worth) * (cost[one] - at) >= (benefit[one] - worth) * (cost[last] - at):
                break
            hull.pop()
        hull.append(one)
    return hull
