"""Expected damage by street as people read it: with names, kinds and units in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from models.typhoon.damage import KINDS, Damage, street_damage, street_states
from outputs.map_style import Bilingual
from outputs.tables import Column

_WAN = 1e4

DAMAGE_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "street_code": Column(Bilingual("街道代码", "street code")),
        "items": Column(Bilingual("数量", "items"), 1.0, 0),
        "affected": Column(Bilingual("受损（期望）", "affected, expected"), 1.0, 1),
        "worst": Column(Bilingual("最重一级（期望）", "worst state, expected"), 1.0, 2),
        "loss_yuan": Column(Bilingual("损失（万元，期望）", "loss (10,000 CNY), expected"), _WAN, 1),
        "value_yuan": Column(Bilingual("重置价（万元）", "replacement (10,000 CNY)"), _WAN, 0),
        "gust_m_s": Column(
            Bilingual("最大阵风（m/s，物件高度处）", "greatest gust (m/s, at its height)"), 1.0, 1
        ),
        "status": Column(Bilingual("来源状态", "status of the sources")),
        "expected": Column(Bilingual("期望数量", "expected number"), 1.0, 2),
    }
)  # fmt: skip
"""Columns of the tables of damage, by name."""


def damage_table(damages: Sequence[Damage], streets: pd.DataFrame) -> pd.DataFrame:
    """Expected damage by street and kind, the district's sum of each kind last.

    Parameters
    ----------
    damages
        Damage of each kind.
    streets
        Census table with `code`, `name` and `name_en`.
    """
    table = street_damage(damages)
    sums = table.groupby("kind", sort=False, as_index=False).agg(
        {**dict.fromkeys(("items", "affected", "worst", "value_yuan", "loss_yuan"), "sum"),
         "gust_m_s": "max", "status": "max"}
    )  # fmt: skip
    sums.insert(0, "street_code", "total")
    return _named(pd.concat([table, sums], ignore_index=True), streets)


def state_table(damages: Sequence[Damage], streets: pd.DataFrame) -> pd.DataFrame:
    """Expected number of things in each state by street, kind and class."""
    return _named(street_states(damages), streets)


def _named(table: pd.DataFrame, streets: pd.DataFrame) -> pd.DataFrame:
    """The table with street, kind and unit in both languages."""
    if table.empty:
        return table
    rows = streets.set_index(streets["code"].astype(str))
    code = table["street_code"].astype(str)
    zh = code.map(rows["name"]).where(code != "total", "合计").fillna("区外")
    en = code.map(rows["name_en"]).where(code != "total", "total").fillna("outside the district")
    table.insert(1, "street", zh)
    table.insert(2, "street_en", en)
    table.insert(3, "kind_zh", [KINDS[one].zh for one in table["kind"]])
    table.insert(4, "kind_en", [KINDS[one].en for one in table["kind"]])
    table.insert(5, "unit_zh", [KINDS[one].unit_zh for one in table["kind"]])
    table.insert(6, "unit_en", [KINDS[one].unit_en for one in table["kind"]])
    return table
