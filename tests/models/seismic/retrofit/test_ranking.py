"""Lists of what to strengthen first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.retrofit import Candidates, rank_blocks, rank_buildings, retrofit_measures
from tests.models.seismic.retrofit.district import portfolio

HELD = portfolio(8)
"""Communities: none, 001, 002, 003, none, 001, 002, 003."""


def made(rows: list[tuple[int, int, float, float, float]]) -> Candidates:
    """Rows of building, measure, cost, deaths and displaced averted."""
    building, measure, cost, deaths, displaced = np.array(rows, np.float64).T
    return Candidates(
        building.astype(np.int64), measure.astype(np.int64), cost, deaths, displaced, retrofit_measures()
    )


ROWS = made([(1, 0, 1e6, 2.0, 5.0), (1, 1, 3e6, 3.0, 9.0), (2, 0, 1e6, 1.0, 8.0), (5, 0, 2e6, 2.0, 1.0),
             (6, 0, 1e6, 0.0, 3.0), (0, 0, 1e6, 1.0, 7.0)])  # fmt: skip


def test_buildings_stand_by_deaths_averted_per_cost_and_equals_by_displaced() -> None:
    table = rank_buildings(HELD, ROWS).table
    # Deaths per million: building 1: 2 (measure 0), 2, 0 and 5: 1 each, with 8, 7 and 0.5 displaced; 6: none.
    assert table["building_id"].tolist() == ["B000001", "B000002", "B000000", "B000005"]
    assert table["rank"].tolist() == [1, 2, 3, 4]
    assert table["deaths_averted_per_million"].tolist() == [2.0, 1.0, 1.0, 1.0]
    assert table["community_code"].tolist() == ["001", "002", "", "001"]
    assert table["cumulative_cost"].tolist() == [1e6, 2e6, 3e6, 5e6]
    assert table["measure"].tolist() == ["masonry_ties"] * 4
    assert not table["chosen"].any()


def test_a_budget_is_spent_down_the_list_and_on_dearer_measures_where_they_pay() -> None:
    plan = rank_buildings(HELD, ROWS, budget=4.5e6)
    # 1, 2, 0 for 3 million; building 5 for 2 and the step of 1 to its dearer measure for 2 do not fit.
    assert plan.table.loc[plan.table["chosen"], "building_id"].tolist() == ["B000001", "B000002", "B000000"]
    assert (plan.cost, plan.averted) == (3e6, 4.0)
    assert plan.bound == pytest.approx(4.0 + 2.0 * 1.5 / 2.0)
    full = rank_buildings(HELD, ROWS, budget=7e6)
    taken = full.table[full.table["chosen"]].set_index("building_id")
    assert taken.loc["B000001", "measure"] == "masonry_panels" and full.cost == 7e6 and full.averted == 7.0
    assert full.table["building_id"].is_unique


def test_displaced_people_give_another_order() -> None:
    table = rank_buildings(HELD, ROWS, objective="displaced").table
    assert table["building_id"].tolist() == ["B000002", "B000000", "B000001", "B000006", "B000005"]


def test_communities_are_taken_whole() -> None:
    plan = rank_blocks(HELD, ROWS, budget=2.5e6)
    # 001: buildings 1 and 5, 3 million, 4 deaths; 002: building 2, a million, 1 death.
    assert plan.table["community_code"].tolist() == ["001", "002"]
    assert plan.table["buildings"].tolist() == [2, 1]
    assert plan.table["cost"].tolist() == [3e6, 1e6]
    assert plan.table["deaths_averted"].tolist() == [4.0, 1.0]
    assert plan.table["displaced_averted"].tolist() == [6.0, 8.0]
    assert plan.table["chosen"].tolist() == [False, True] and plan.cost == 1e6


def test_of_communities_alike_the_one_with_more_displacement_averted_is_chosen() -> None:
    rows = made([(1, 0, 1e6, 1.0, 2.0), (2, 0, 1e6, 1.0, 5.0), (3, 0, 1e6, 1.0, 3.0)])
    plan = rank_blocks(HELD, rows, budget=1e6)
    assert plan.table["community_code"].tolist() == ["002", "003", "001"]
    assert plan.table["chosen"].tolist() == [True, False, False]


@pytest.mark.parametrize("rank", [rank_buildings, rank_blocks])
def test_the_order_of_the_portfolio_does_not_matter(rank: object) -> None:
    order = np.random.default_rng(0).permutation(8)
    mixed = replace(
        HELD, building_id=HELD.building_id[order], community=HELD.community[order],
        class_index=HELD.class_index[order],
    )  # fmt: skip
    moved = replace(ROWS, building=np.argsort(order)[ROWS.building])
    one, two = rank(HELD, ROWS, budget=4e6), rank(mixed, moved, budget=4e6)  # type: ignore[operator]
    assert one.table.to_dict("list") == two.table.to_dict("list")


def test_no_candidates_give_an_empty_list() -> None:
    none = made([(0, 0, 1.0, 0.0, 0.0)])
    assert len(rank_buildings(HELD, none).table) == len(rank_blocks(HELD, none).table) == 0


def test_bad_input_is_named() -> None:
    with pytest.raises(InputError, match="objective 'money'"):
        rank_buildings(HELD, ROWS, objective="money")
    with pytest.raises(InputError, match="budget is -1 CNY"):
        rank_blocks(HELD, ROWS, budget=-1.0)
