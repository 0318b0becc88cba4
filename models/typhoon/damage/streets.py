"""Damage summed over streets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.typhoon.damage.expected import Damage
from models.typhoon.damage.objects import KINDS


def street_damage(damages: Sequence[Damage]) -> pd.DataFrame:
    """Expected damage by street and kind.

    Returns
    -------
    pandas.DataFrame
        One row for each street and kind that it holds: `street_code` (empty for what lies in none), `kind`,
        `items` and `affected` (in any state but intact) and `worst` (in the worst state) in the unit of the
        kind, `value_yuan`, `loss_yuan`, `gust_m_s` (greatest over the things) and `status`.
    """
    parts = [_of_kind(damage) for damage in damages if damage.objects.size]
    if not parts:
        return pd.DataFrame(columns=list(_COLUMNS))
    order = list(KINDS)
    joined = pd.concat(parts, ignore_index=True)
    joined["_place"] = joined["kind"].map(order.index)
    return joined.sort_values(["street_code", "_place"], ignore_index=True)[list(_COLUMNS)]


def street_states(damages: Sequence[Damage]) -> pd.DataFrame:
    """Expected number of things in each state by street, kind and class.

    Returns
    -------
    pandas.DataFrame
        `street_code`, `kind`, `class`, `class_zh`, `class_en`, `state`, `state_zh`, `state_en`, `expected`;
        the intact are left out.
    """
    parts = []
    for damage in damages:
        names = [state.name for state in damage.curves.states]
        frame = pd.DataFrame(damage.expected[:, 1:], columns=names)
        frame.insert(0, "class", damage.objects.cls)
        frame.insert(0, "street_code", damage.objects.street)
        sums = frame.groupby(["street_code", "class"], as_index=False)[names].sum()
        part = sums.melt(["street_code", "class"], names, "state", "expected")
        words = dict(zip(damage.curves.classes, damage.curves.words, strict=True))
        states = {state.name: state for state in damage.curves.states}
        part.insert(1, "kind", damage.objects.kind)
        part.insert(3, "class_zh", [words[one][0] for one in part["class"]])
        part.insert(4, "class_en", [words[one][1] for one in part["class"]])
        part.insert(6, "state_zh", [states[one].zh for one in part["state"]])
        part.insert(7, "state_en", [states[one].en for one in part["state"]])
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


_COLUMNS = (
    "street_code", "kind", "items", "affected", "worst", "value_yuan", "loss_yuan", "gust_m_s", "status",
)  # fmt: skip


def _of_kind(damage: Damage) -> pd.DataFrame:
    objects, expected = damage.objects, damage.expected
    frame = pd.DataFrame(
        {
            "street_code": objects.street,
            "items": objects.count,
            "affected": np.sum(expected[:, 1:], axis=1),
            "worst": expected[:, -1],
            "value_yuan": objects.value,
            "loss_yuan": damage.loss,
            "gust_m_s": damage.gust,
        }
    )
    how = dict.fromkeys(frame.columns[1:-1], "sum") | {"gust_m_s": "max"}
    summed = frame.groupby("street_code", as_index=False).agg(how)
    return summed.assign(kind=objects.kind, status=damage.status)
