"""What buildings are used for, who owns them, and in which kind of location they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from census.twin import dice
from census.twin.survey.exposure.stock import Flags, Reals, Stock, Texts, Whole

_NEAR_FACILITY = 60.0
"""A house this near to a school, hospital or market stands around it [m]."""

_CANAL_SIDE = 350.0
"""Old factories this near to the Grand Canal have become places of culture [m]."""

_BUSINESSES: dict[str, dict[str, float]] = {
    "village_house": {
        "none": 0.30, "rental": 0.46, "retail": 0.10, "catering": 0.07, "storage": 0.04,
        "guesthouse": 0.01, "wholesale": 0.02,
    },
    "old_lane_house": {"none": 0.77, "retail": 0.11, "catering": 0.07, "guesthouse": 0.05},
    "bottom_frame": {"retail": 0.58, "catering": 0.30, "medical": 0.03, "education": 0.05, "care": 0.04},
    "tower": {"none": 0.86, "retail": 0.09, "catering": 0.03, "education": 0.02},
}  # fmt: skip
"""Business on the ground floor of dwellings, shares; unverified."""


def uses(stock: Stock, trunk: Texts) -> dict[str, Any]:
    """Fields on use, ownership and location.

    Parameters
    ----------
    stock
        The buildings.
    trunk
        Water of the Grand Canal, shape (k,).
    """
    use = use_of(stock, trunk)
    business = _business(stock)
    return {
        "category": _category(stock, use),
        "use": use,
        "business": business,
        "location_type": _location(stock, business),
        "ownership": stock.pick(
            ("private", "collective", "state", "enterprise", "mixed"), _by_block(stock, "ownership")
        ),
    }


def use_of(stock: Stock, trunk: Texts) -> Texts:
    """Use of each building; schools and hospitals are of one kind within a block."""
    use = np.full(len(stock.kind), "dwelling", dtype=object)
    shared, own = stock.shared("use"), stock.own("use")
    total = _block_floor(stock)
    offices = stock.of("office")
    use[offices] = "office"
    use[offices & (shared < 0.08)] = "government"
    use[offices & (shared > 0.94)] = "hotel"
    use[offices & (shared > 0.985)] = "culture"
    shops = stock.of("commercial")
    use[shops] = np.where(stock.floor[shops] > 9000.0, "mall", "shop")
    use[shops & (shared < 0.22)] = "market"
    use[shops & (shared > 0.88)] = "hotel"
    use[shops & (shared > 0.965)] = "sport"
    use[shops & (use == "shop") & (own < 0.3)] = "restaurant"
    schools = stock.of("school")
    use[schools] = np.where(total[schools] < 7500.0, "kindergarten", "primary_school")
    use[schools & (total > 9500.0) & (shared < 0.55)] = "middle_school"
    use[schools & (total > 38_000.0)] = "college"
    clinics = stock.of("hospital")
    use[clinics] = "hospital"
    use[clinics & (total < 48_000.0) & (shared < 0.48)] = "care_home"
    use[clinics & (total < 42_000.0) & (shared >= 0.70)] = "health_centre"
    return _industry_and_yards(stock, use, trunk, own, shared)


def _industry_and_yards(stock: Stock, use: Texts, trunk: Texts, own: Reals, shared: Reals) -> Texts:
    works = stock.of("factory")
    use[works] = "workshop"
    if len(trunk):
        beside, _ = shapely.STRtree(trunk).query(stock.middle, predicate="dwithin", distance=_CANAL_SIDE)
        near = np.zeros(len(use), dtype=bool)
        near[beside] = True
        use[works & near & (stock.year < 1990) & (shared < 0.5)] = "culture"
    use[stock.of("shed")] = "warehouse"
    yards = stock.of("outbuilding")
    kinds = np.array(["bicycle_shed", "gatehouse", "substation", "public_toilet"], dtype=object)
    use[yards] = kinds[np.searchsorted([0.55, 0.78, 0.96], own[yards], side="right")]
    return use


def _category(stock: Stock, use: Texts) -> Texts:
    village = np.zeros(int(stock.block.max(initial=-1)) + 1, dtype=bool)
    village[stock.block[stock.of("village_house")]] = True
    rural, lived_in = village[stock.block], use == "dwelling"
    return np.where(
        rural,
        np.where(lived_in, "rural_residential", "rural_nonresidential"),
        np.where(lived_in, "urban_residential", "urban_nonresidential"),
    ).astype(object)


def _business(stock: Stock) -> Texts:
    result = np.full(len(stock.kind), "none", dtype=object)
    draw = stock.own("business")
    for group, shares in _BUSINESSES.items():
        mine = stock.structure == "bottom_frame_masonry" if group == "bottom_frame" else stock.of(group)
        names = np.array(list(shares), dtype=object)
        weights = np.tile(np.array(list(shares.values())), (int(mine.sum()), 1))
        result[mine] = names[dice.choose(weights, draw[mine])]
    return result


def _location(stock: Stock, business: Texts) -> Texts:
    result = np.full(len(stock.kind), "built_up", dtype=object)
    draw = stock.shared("location")
    village, work = stock.of("village_house"), stock.of("factory", "shed")
    result[village] = "urban_village"
    result[(village | work) & stock.fringe & (draw < 0.35)] = "urban_rural_fringe"
    result[village & (stock.year >= 1998) & (draw > 0.72)] = "resettlement"
    facility = stock.geometry[stock.of("school", "hospital", "commercial")]
    if len(facility):
        trading = np.flatnonzero(village & (business != "none"))
        near, _ = shapely.STRtree(facility).query(
            stock.middle[trading], predicate="dwithin", distance=_NEAR_FACILITY
        )
        result[trading[near]] = "around_facility"
    return result


def _by_block(stock: Stock, subject: str) -> Reals:
    """Draws that buildings of a block share, except where each house is its owner's affair."""
    alone = stock.of("village_house", "old_lane_house", "outbuilding")
    return np.asarray(np.where(alone, stock.own(subject), stock.shared(subject)))


def _block_floor(stock: Stock) -> Reals:
    """Floor area of the whole block each building stands in [m2], yards left out."""
    counted: Flags = ~stock.of("outbuilding")
    number: Whole = stock.block
    return np.asarray(np.bincount(number, weights=stock.floor * counted)[number])
