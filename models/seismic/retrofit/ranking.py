"""Lists of what to strengthen first, by building and by community."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.portfolio import Portfolio
from models.seismic.retrofit.averted import Candidates
from models.seismic.retrofit.selection import Selection, greedy_selection

FloatArray = NDArray[np.float64]

OBJECTIVES = ("deaths", "displaced")
"""What is averted per cost; the other one decides between equals."""

MILLION = 1e6


class Plan(NamedTuple):
    """A list in order, and what its choice within the budget is worth.

    Parameters
    ----------
    table
        One row for each building or community, the best per cost first.
    cost
        Cost of what is chosen [CNY].
    averted
        What it averts of the objective [1].
    bound
        What no choice within the budget exceeds [1].
    """

    table: pd.DataFrame
    cost: float
    averted: float
    bound: float


def rank_buildings(
    portfolio: Portfolio, candidates: Candidates, *, budget: float = 0.0, objective: str = "deaths"
) -> Plan:
    """Buildings by what strengthening averts per cost.

    Parameters
    ----------
    portfolio, candidates
        Buildings, and what each measure would avert in each.
    budget
        Money to spend [CNY]; 0 ranks without choosing.
    objective
        One of `OBJECTIVES`.

    Returns
    -------
    Plan
        A row holds the measure chosen within the budget, else the one that averts most per cost. Buildings
        in which no measure averts any of the objective are left out. `cumulative_cost` is that of a row and
        all before it.

    Notes
    -----
    Greedy, see `greedy_selection`. Equals go by the other quantity, then by `building_id`.
    """
    benefit, other = _benefits(candidates, objective, budget)
    names = portfolio.building_id.astype(str)
    place = np.empty(len(names), np.int64)
    place[np.argsort(names, kind="stable")] = np.arange(len(names))
    group = place[candidates.building]
    chosen = greedy_selection(group, candidates.cost, benefit, budget, second=other)
    taken = np.isin(group, group[chosen.chosen])
    shown = np.flatnonzero(chosen.chosen | (chosen.first & ~taken))
    building = candidates.building[shown]
    communities = np.array([*portfolio.communities, ""], dtype=object)
    table = pd.DataFrame(
        {
            "building_id": names[building],
            "community_code": communities[portfolio.community[building]],
            "fragility_class": np.array(portfolio.classes, dtype=object)[portfolio.class_index[building]],
            "measure": np.array([one.name for one in candidates.measures], dtype=object)[
                candidates.measure[shown]
            ],
            "cost": candidates.cost[shown],
            "deaths_averted": candidates.deaths[shown],
            "displaced_averted": candidates.displaced[shown],
            "chosen": chosen.chosen[shown],
        }
    )
    return _plan(table, chosen, objective, "building_id")


def rank_blocks(
    portfolio: Portfolio, candidates: Candidates, *, budget: float = 0.0, objective: str = "deaths"
) -> Plan:
    """Communities by what strengthening all their buildings averts per cost.

    Parameters
    ----------
    portfolio, candidates, budget, objective
        As for `rank_buildings`.

    Returns
    -------
    Plan
        In a community every building in which a measure averts any of the objective has the measure that
        averts most per cost; a community is chosen whole or not at all. Buildings in no community are left
        out. Equals go by the other quantity, then by the code of the community.
    """
    benefit, other = _benefits(candidates, objective, budget)
    first = greedy_selection(candidates.building, candidates.cost, benefit, 0.0, second=other).first
    zone = portfolio.community[candidates.building]
    rows = np.flatnonzero(first & (zone >= 0))
    count = len(portfolio.communities)

    def summed(value: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(zone[rows], weights=value[rows], minlength=count), np.float64)

    cost, worth = summed(candidates.cost), summed(benefit)
    buildings = np.bincount(zone[rows], minlength=count)
    met = np.flatnonzero(buildings)
    chosen = greedy_selection(met, cost[met], worth[met], budget, second=summed(other)[met])
    table = pd.DataFrame(
        {
            "community_code": np.array(portfolio.communities, dtype=object)[met],
            "buildings": buildings[met],
            "cost": cost[met],
            "deaths_averted": summed(candidates.deaths)[met],
            "displaced_averted": summed(candidates.displaced)[met],
            "chosen": chosen.chosen,
        }
    )
    return _plan(table, chosen, objective, "community_code")


def _benefits(candidates: Candidates, objective: str, budget: float) -> tuple[FloatArray, FloatArray]:
    """What counts, and what decides between equals."""
    if objective not in OBJECTIVES:
        raise InputError(f"retrofit objective {objective!r}; one of {', '.join(OBJECTIVES)} is needed")
    if not budget >= 0.0:
        raise InputError(f"retrofit budget is {budget:g} CNY; a number of at least 0 is needed")
    both = (candidates.deaths, candidates.displaced)
    return both if objective == "deaths" else both[::-1]


def _plan(table: pd.DataFrame, chosen: Selection, objective: str, key: str) -> Plan:
    """The list in order, with ratios, ranks and running cost."""
    for name in OBJECTIVES:
        table[f"{name}_averted_per_million"] = table[f"{name}_averted"] / table["cost"] * MILLION
    other = OBJECTIVES[1 - OBJECTIVES.index(objective)]
    ratios = [f"{name}_averted_per_million" for name in (objective, other)]
    ordered = table.sort_values([*ratios, key], ascending=[False, False, True], kind="stable")
    ordered = ordered.reset_index(drop=True)
    ordered.insert(0, "rank", np.arange(1, len(ordered) + 1))
    ordered["cumulative_cost"] = ordered["cost"].cumsum()
    return Plan(ordered, chosen.cost, chosen.benefit, chosen.bound)
