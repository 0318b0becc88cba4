"""Tables of plans, the six haves and the scales of levels."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.schema.capacity.organisation import SIX_ITEMS
from census.twin import dice, facts
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.assumptions import assumption

_UNITS = {
    "leadership": "人", "mechanism": "项制度", "plan": "份", "team": "人", "supplies": "类", "drill": "次/年",
}  # fmt: skip

_HELD = {"leadership": 0.99, "mechanism": 0.95, "plan": 0.97, "team": 0.98, "supplies": 0.9, "drill": 0.88}
"""Share of the communities that have each of the six; assumption. Streets have nearly all."""

_RANGE = {"leadership": (3, 9), "mechanism": (3, 8), "plan": (2, 7), "supplies": (8, 26), "drill": (1, 4)}
_GOOD = {"leadership": 5, "mechanism": 5, "plan": 4, "team": 10, "supplies": 15, "drill": 2}


def plans() -> pd.DataFrame:
    """Rows of the table of plans."""
    table = assumption("plans").copy()
    table.insert(0, "plan_id", [f"PL{n:04d}" for n in range(1, len(table) + 1)])
    table["order"] = table.groupby("plan_code").cumcount() + 1
    table["window_h"] = pd.to_numeric(table["window_h"].replace("", None))
    for name in ("trigger_value", "deadline_min"):
        table[name] = table[name].astype(float)
    return table


def levels() -> pd.DataFrame:
    """Rows of the table of levels."""
    table = assumption("levels").copy()
    for name in ("colour", "colour_hex"):
        table[name] = table[name].replace("", None)
    return table


def six_haves(base: Base, made: Frames, crews: gpd.GeoDataFrame) -> pd.DataFrame:
    """Rows of the six haves: six for each street and each community."""
    units = _units(made)
    rows = units.loc[np.repeat(units.index.to_numpy(), len(SIX_ITEMS))].reset_index(drop=True)
    item = np.tile(np.array(list(SIX_ITEMS), dtype=object), len(units))
    code = rows["unit_code"].astype(str).astype(np.int64).to_numpy()
    number = np.tile(np.arange(len(SIX_ITEMS)), len(units))
    lot = dice.uniform(base.seed, "capacity/six haves", code, number)
    amount = dice.uniform(base.seed, "capacity/six haves amount", code, number)
    share = np.array([_HELD[name] for name in item], dtype=float)
    held = lot < np.where(rows["unit_level"] == "township", 0.5 + 0.5 * share, share)
    held |= item == "leadership"
    quantity = _quantity(item, amount, _members(rows, crews))
    quantity = np.where(held, quantity, 0)
    good = np.array([_GOOD[name] for name in item], dtype=float)
    day = np.datetime64(facts.SOURCE_DATE) - np.floor(20 + 500 * amount).astype("timedelta64[D]")
    last = np.where(held, day.astype(str).astype(object), np.array(None, dtype=object))
    columns: dict[str, Any] = {
        "unit_code": rows["unit_code"],
        "unit_level": rows["unit_level"],
        "item": item,
        "street_code": rows["street_code"],
        "held": held,
        "quantity": quantity.astype(np.int64),
        "quantity_unit": [_UNITS[name] for name in item],
        "score": np.round(np.minimum(quantity / good, 1.0), 2),
        "last_on": last,
        "status": np.full(len(rows), "synthetic", dtype=object),
    }
    return pd.DataFrame(columns)


def _units(made: Frames) -> pd.DataFrame:
    """Streets and communities with their codes."""
    code = made["streets"]["code"].astype(str)
    found = [pd.DataFrame({"unit_code": code, "unit_level": "township", "street_code": code})]
    if "communities" in made:
        table = made["communities"]
        found.append(
            pd.DataFrame(
                {
                    "unit_code": table["community_code"].astype(str),
                    "unit_level": "community",
                    "street_code": table["street_code"].astype(str),
                }
            )
        )
    return pd.concat(found, ignore_index=True)


def _members(rows: pd.DataFrame, crews: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Members of the team of each unit, as the table of teams has them."""
    found: dict[str, int] = {}
    for level, column in (("township", "street_code"), ("community", "community_code")):
        mine = crews[crews["kind"] == ("street" if level == "township" else "community")]
        found |= {str(code): int(n) for code, n in zip(mine[column], mine["members"], strict=True)}
    return np.array([found.get(str(code), 8) for code in rows["unit_code"]], dtype=np.int64)


def _quantity(
    item: NDArray[np.object_], amount: NDArray[np.float64], members: NDArray[np.int64]
) -> NDArray[np.int64]:
    low = np.array([_RANGE.get(name, (0, 0))[0] for name in item], dtype=float)
    high = np.array([_RANGE.get(name, (0, 0))[1] for name in item], dtype=float)
    return np.where(item == "team", members, np.floor(low + amount * (high - low + 1.0)).astype(np.int64))
