"""What to do before which hour, as people read it: with streets, kinds and the local clock."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from outputs.map_style import Bilingual
from outputs.tables import Column
from outputs.typhoon.clock import Clock

ACTION_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "deadline_local": Column(Bilingual("完成时限（北京时间）", "to be done by (UTC+8)")),
        "reached_local": Column(Bilingual("达到阈值时间（北京时间）", "threshold reached (UTC+8)")),
        "place": Column(Bilingual("地点或对象", "place")),
        "key": Column(Bilingual("编号", "key")),
        "places": Column(Bilingual("处数", "places"), 1.0, 0),
        "count": Column(Bilingual("数量", "count"), 1.0, 0),
        "force": Column(Bilingual("风力阈值（级）", "force of the threshold"), 1.0, 0),
        "lead_h": Column(Bilingual("提前量（小时）", "lead (h)"), 1.0, 1),
        "overdue": Column(Bilingual("发布时已逾期", "overdue when issued")),
        "status": Column(Bilingual("阈值来源状态", "status of the threshold")),
    }
)
"""Columns of the lists of actions, by name."""

KIND_WORDS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "tower_cranes": Bilingual("塔式起重机", "tower cranes"),
        "scaffolds": Bilingual("脚手架（平方米）", "scaffolds (m2)"),
        "site_huts": Bilingual("工地活动板房", "site huts"),
        "construction_sites": Bilingual("工地（人）", "construction sites (workers)"),
        "street_trees": Bilingual("行道树", "street trees"),
        "park_trees": Bilingual("绿地树木", "trees of greens"),
        "signboards": Bilingual("店招", "shop signs"),
        "curtain_walls": Bilingual("玻璃幕墙（平方米）", "curtain walls (m2)"),
        "schools": Bilingual("学校（学生）", "schools (students)"),
        "crowded_places": Bilingual("人员密集场所（人）", "crowded places (people)"),
        "dangerous_buildings": Bilingual("危房（居民）", "dangerous buildings (residents)"),
        "streets": Bilingual("街道", "streets"),
    }
)
"""Kinds of places, with what is counted at them."""

QUANTITY_WORDS: Mapping[str, Bilingual] = MappingProxyType(
    {"mean": Bilingual("平均风", "mean wind"), "gust": Bilingual("阵风", "gust")}
)

_FIRST = ("deadline_local", "action_zh", "action_en", "who_zh", "who_en", "street", "street_en", "kind_zh",
          "kind_en", "place")  # fmt: skip


def readable_actions(actions: pd.DataFrame, streets: pd.DataFrame, clock: Clock) -> pd.DataFrame:
    """A list of actions with names and local times.

    Parameters
    ----------
    actions
        As `models.typhoon.actions.action_list` or `street_actions` gives them.
    streets
        Census table with `code`, `name` and `name_en`.
    clock
        The clock of the run.

    Returns
    -------
    pandas.DataFrame
        The columns of `actions` with words of the action, the street and the kind in both languages, and
        deadlines and times of the thresholds on the local clock.
    """
    table = actions.rename(columns={"zh": "action_zh", "en": "action_en", "name": "place"})
    rows = streets.set_index(streets["code"].astype(str))
    code = table["street_code"].astype(str)
    table["street"] = code.map(rows["name"]).fillna("")
    table["street_en"] = code.map(rows["name_en"]).fillna("")
    table["kind_zh"] = [KIND_WORDS[kind].zh for kind in table["objects"]]
    table["kind_en"] = [KIND_WORDS[kind].en for kind in table["objects"]]
    table["quantity_zh"] = [QUANTITY_WORDS[name].zh for name in table["quantity"]]
    table["quantity_en"] = [QUANTITY_WORDS[name].en for name in table["quantity"]]
    origin = np.datetime64(clock.origin.replace(tzinfo=None), "s")
    for name in ("deadline", "reached"):
        seconds = (table[f"{name}_utc"].to_numpy().astype("datetime64[s]") - origin) / np.timedelta64(1, "s")
        table[f"{name}_local"] = [clock.at(value).strftime("%Y-%m-%d %H:%M") for value in seconds]
    first = [name for name in _FIRST if name in table.columns]
    return table[[*first, *(name for name in table.columns if name not in first)]]


def action_figures(actions: pd.DataFrame, clock: Clock) -> dict[str, int | str | None]:
    """Number of actions and the first deadline, local time; None without actions."""
    first = None
    if len(actions):
        origin = np.datetime64(clock.origin.replace(tzinfo=None), "s")
        earliest = actions["deadline_utc"].to_numpy().astype("datetime64[s]").min()
        first = clock.at(float((earliest - origin) / np.timedelta64(1, "s"))).strftime("%Y-%m-%d %H:%M")
    return {"actions": len(actions), "first_deadline_local": first}
