"""What each community and street gets: damage, casualties, displaced people, with 5 to 95 % ranges."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.seismic.result import GRADES, HIGH, LOW, QUANTITIES, SeismicResult

OUTSIDE = ("outside", "区外", "outside the district")
TOTAL = ("total", "合计", "total")

UNIT_SUFFIX = {"1": "", "m3": "_m3", "CNY": "_cny", "d": "_d"}
"""Ending of the columns by the unit of their quantity."""


def column_of(quantity: str) -> str:
    """Stem of the columns of a quantity, with its unit."""
    return f"{quantity}{UNIT_SUFFIX[QUANTITIES[quantity]]}"


def community_table(result: SeismicResult, communities: pd.DataFrame, streets: pd.DataFrame) -> pd.DataFrame:
    """Statistics by community.

    Parameters
    ----------
    result
        What the simulation gave.
    communities
        Census table with `community_code` and `name`.
    streets
        Census table with `code`, `name` and `name_en`.

    Returns
    -------
    pandas.DataFrame
        One row for each zone, then the total. Columns: code, community, name and name_en of the street,
        buildings, people, and for each damage grade and each quantity the mean and the quantiles of 5 and
        95 % over the realisations.
    """
    zones = result.zones
    names = dict(zip(communities["community_code"].astype(str), communities["name"].astype(str), strict=True))
    of_street = _street_names(streets)
    rows = [
        (
            code or OUTSIDE[0],
            names.get(code, code or OUTSIDE[1]),
            *of_street.get(street, ("", "")),
        )
        for code, street in zip(zones.community, zones.street, strict=True)
    ]
    heads = pd.DataFrame(
        [*rows, (TOTAL[0], TOTAL[1], *TOTAL[1:])], columns=["code", "community", "name", "name_en"]
    )
    owner = np.arange(len(zones.community))
    return pd.concat([heads, _statistics(result, owner, len(owner))], axis=1)


def street_table(result: SeismicResult, streets: pd.DataFrame) -> pd.DataFrame:
    """Statistics by street, as `community_table` tells them by community.

    Quantiles of a street are those of its sums in each realisation, not sums of quantiles.
    """
    codes = [str(code) for code in streets["code"]]
    place = {code: row for row, code in enumerate(codes)}
    owner = np.array([place.get(street, len(codes)) for street in result.zones.street], dtype=np.int64)
    of_street = _street_names(streets)
    rows = [(code, *of_street[code]) for code in codes]
    outside = [OUTSIDE] if (owner == len(codes)).any() else []
    heads = pd.DataFrame([*rows, *outside, TOTAL], columns=["code", "name", "name_en"])
    return pd.concat([heads, _statistics(result, owner, len(codes) + len(outside))], axis=1)


def realisation_table(result: SeismicResult) -> pd.DataFrame:
    """Every quantity of every community in every realisation, for planning shelters and for programs.

    Returns
    -------
    pandas.DataFrame
        Columns realisation, community_code, street_code, one for each grade and one for each quantity.
    """
    zones = result.zones
    count, size = len(zones.community), result.realisations
    table: dict[str, Any] = {
        "realisation": np.repeat(np.arange(size, dtype=np.int32), count),
        "community_code": pd.Categorical(np.tile(np.asarray(zones.community, dtype=object), size)),
        "street_code": pd.Categorical(np.tile(np.asarray(zones.street, dtype=object), size)),
    }
    for grade, name in enumerate(GRADES):
        table[f"buildings_{name}"] = zones.grade_counts[:, :, grade].ravel()
    for index, quantity in enumerate(result.quantities):
        table[column_of(quantity)] = zones.totals[:, :, index].ravel()
    return pd.DataFrame(table)


def _street_names(streets: pd.DataFrame) -> dict[str, tuple[str, str]]:
    return {
        str(code): (str(zh), str(en))
        for code, zh, en in zip(streets["code"], streets["name"], streets["name_en"], strict=True)
    }


def _statistics(result: SeismicResult, owner: NDArray[np.int64], count: int) -> pd.DataFrame:
    """Statistics of `count` groups of zones, and of all together."""
    buildings, zones = result.buildings, result.zones
    group = np.where(buildings.community >= 0, owner[buildings.community], count - 1)
    found: dict[str, NDArray[np.float64] | NDArray[np.int64]] = {
        "buildings": _with_sum(np.bincount(group, minlength=count).astype(np.int64)),
        "people": _with_sum(np.bincount(group, weights=buildings.residents, minlength=count)),
    }
    for grade, name in enumerate(GRADES):
        sums = _grouped(zones.grade_counts[:, :, grade].astype(np.float64), owner, count)
        found[f"buildings_{name}"] = sums.mean(axis=0)
        low, high = np.quantile(sums, (LOW, HIGH), axis=0)
        found[f"buildings_{name}_p05"], found[f"buildings_{name}_p95"] = low, high
    for index, quantity in enumerate(result.quantities):
        sums = _grouped(zones.totals[:, :, index], owner, count)
        stem = column_of(quantity)
        found[stem] = sums.mean(axis=0)
        low, high = np.quantile(sums, (LOW, HIGH), axis=0)
        found[f"{stem}_p05"], found[f"{stem}_p95"] = low, high
    return pd.DataFrame(found)


def _grouped(totals: NDArray[np.float64], owner: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """Sums of groups of zones in each realisation, and of all, shape (R, count + 1)."""
    sums = np.zeros((totals.shape[0], count + 1))
    for zone, group in enumerate(owner):
        sums[:, group] += totals[:, zone]
    sums[:, count] = totals.sum(axis=1)
    return sums


def _with_sum(values: NDArray[Any]) -> NDArray[Any]:
    return np.concatenate([values, [values.sum()]])
