"""The table of supplies."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.twin import dice, facts
from census.twin.survey.base import Base
from census.twin.survey.capacity.assumptions import assumption
from census.twin.survey.capacity.places import key_of
from census.twin.survey.persons import person_ids

_MOST_LISTED = 0.55
"""Share of the items that one agreement, market or production supplier deals in."""

_DAYS_PER_MONTH = 30.4375


def supplies(base: Base, depots: pd.DataFrame) -> gpd.GeoDataFrame:
    """Rows of the table of supplies: each depot's items."""
    pairs = depots.merge(assumption("supplies"), how="cross").reset_index(drop=True)
    x, y = key_of(pairs["geometry"].to_numpy(dtype=object))
    item = pairs.groupby("item_code", sort=True).ngroup().to_numpy()
    lot = dice.uniform(base.seed, "capacity/stock", x, y, item)
    quantity = _quantity(pairs, lot)
    listed = dice.uniform(base.seed, "capacity/listed", x, y, item) < _MOST_LISTED
    kept = (quantity > 0) & (listed | (pairs["reserve_kind"] == "physical").to_numpy())
    pairs, quantity, lot = pairs[kept].reset_index(drop=True), quantity[kept], lot[kept]
    kind = pairs["reserve_kind"].to_numpy(dtype=object)
    columns: dict[str, Any] = {
        "supply_id": [f"SU{number:05d}" for number in range(1, len(pairs) + 1)],
        "reserve_kind": kind,
        "item_code": pairs["item_code"],
        "item": pairs["item"],
        "item_en": pairs["item_en"],
        "category": pairs["category"],
        "quantity": quantity,
        "quantity_unit": pairs["unit"],
        "basis": np.where(kind == "production", "per_day", "held"),
        "depot_id": pairs["depot_id"],
        "depot": pairs["depot"],
        "level": pairs["level"],
        "street_code": pairs["street_code"],
        "building_id": pairs["building_id"],
        "lead_time_h": np.round(pairs["lead_h"].to_numpy(dtype=float) * (0.8 + 0.6 * lot), 1),
        "person_id": _keepers(pairs),
        "status": np.full(len(pairs), "synthetic", dtype=object),
    }
    columns |= _dates(pairs, lot)
    return gpd.GeoDataFrame(columns, geometry=pairs["geometry"].to_numpy(dtype=object), crs=DISTRICT_CRS)


def _quantity(pairs: pd.DataFrame, lot: NDArray[np.float64]) -> NDArray[np.int64]:
    """Units of each item in each depot."""
    kind = pairs["reserve_kind"].to_numpy(dtype=object)
    column = np.where(kind == "physical", np.where(pairs["level"] == "township", "street", "district"), kind)
    amount = np.zeros(len(pairs))
    for name in ("district", "street", "agreement", "market", "production"):
        rows = column == name
        amount[rows] = pairs[name].to_numpy(dtype=float)[rows]
    # Depots are told for each 100,000 residents, suppliers each for itself.
    served = np.where(kind == "physical", pairs["residents"].to_numpy(dtype=float) / 1e5, 1.0)
    return np.asarray(np.rint(amount * served * (0.75 + 0.5 * lot)), dtype=np.int64)


def _keepers(pairs: pd.DataFrame) -> list[str]:
    """One keeper for each depot."""
    codes, order = pd.factorize(pairs["depot_id"])
    ids = np.array(person_ids("supplies", len(order)), dtype=object)
    return [str(ids[code]) for code in codes]


def _dates(pairs: pd.DataFrame, lot: NDArray[np.float64]) -> dict[str, Any]:
    """Production and expiry of physical stock, at most nine tenths of its life old; end of agreements."""
    today = np.datetime64(facts.SOURCE_DATE)
    life = np.rint(pairs["shelf_months"].to_numpy(dtype=float) * _DAYS_PER_MONTH).astype(np.int64)
    age = np.floor(life * (0.1 + 0.8 * lot)).astype(np.int64)
    made_on = today - age.astype("timedelta64[D]")
    kind = pairs["reserve_kind"].to_numpy(dtype=object)
    aging = (kind == "physical") & (life > 0)
    produced, expires, until = (np.full(len(pairs), None, dtype=object) for _ in range(3))
    produced[aging] = made_on.astype(str)[aging]
    expires[aging] = (made_on + life.astype("timedelta64[D]")).astype(str)[aging]
    bound = kind == "agreement"
    until[bound] = (today + np.floor(60 + 700 * lot).astype("timedelta64[D]")).astype(str)[bound]
    return {"produced_on": produced, "expires_on": expires, "agreement_until": until}
