"""The list of what has to be done before which hour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.typhoon.actions.places import ActionPlaces
from models.typhoon.actions.thresholds import Threshold, built_in_thresholds

ACTION_COLUMNS = (
    "action", "zh", "en", "who_zh", "who_en", "objects", "key", "name", "street_code", "count", "quantity",
    "force", "reached_utc", "lead_h", "deadline_utc", "overdue", "status",
)  # fmt: skip
STREET_COLUMNS = (
    "street_code", "action", "zh", "en", "who_zh", "who_en", "objects", "places", "count", "quantity",
    "force", "reached_utc", "deadline_utc", "overdue", "status",
)  # fmt: skip


def action_list(
    places: Sequence[ActionPlaces],
    *,
    thresholds: Sequence[Threshold] | None = None,
    issued: np.datetime64 | None = None,
    margin_s: float = 0.0,
) -> pd.DataFrame:
    """Actions with their deadlines, by place.

    Parameters
    ----------
    places
        Of all kinds; kinds without threshold and thresholds without places give nothing.
    thresholds
        The table beside the model unless given.
    issued
        When the list is issued, UTC: what should be done by then is overdue.
    margin_s
        Taken off every deadline for the error of the forecast's timing [s].

    Returns
    -------
    pandas.DataFrame
        Columns `ACTION_COLUMNS`, by deadline; one row for each action and place that the wind calls for, with
        the threshold that falls due first. `overdue` is missing unless it is known when the list is issued.

    Notes
    -----
    deadline = time at which the force is first reached - lead - margin.
    """
    rows = built_in_thresholds() if thresholds is None else thresholds
    parts = [_due(place, row, margin_s) for place in places for row in rows if row.objects == place.objects]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(ACTION_COLUMNS))
    joined = pd.concat(parts, ignore_index=True)
    late = [pd.NA] * len(joined) if issued is None else joined["deadline_utc"].to_numpy() < issued
    joined["overdue"] = pd.array(late, dtype="boolean")
    joined = joined.sort_values(["deadline_utc", "action", "street_code", "key"], kind="stable")
    first = joined.drop_duplicates(["action", "objects", "key"], ignore_index=True)
    return first[list(ACTION_COLUMNS)]


def street_actions(actions: pd.DataFrame) -> pd.DataFrame:
    """Actions of each street with their earliest deadline and the number of places and things.

    Parameters
    ----------
    actions
        As `action_list` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns `STREET_COLUMNS`, by street and deadline.
    """
    if not len(actions):
        return pd.DataFrame(columns=list(STREET_COLUMNS))
    each = ["street_code", "action", "objects"]
    group = actions.groupby(each, sort=False)
    sums = group.agg(places=("key", "size"), count=("count", "sum")).reset_index()
    earliest = actions.sort_values("deadline_utc", kind="stable").drop_duplicates(each).drop(columns="count")
    joined = earliest.merge(sums, on=each, validate="one_to_one")
    ordered = joined.sort_values(["street_code", "deadline_utc", "action"], ignore_index=True)
    return ordered[list(STREET_COLUMNS)]


def _due(place: ActionPlaces, row: Threshold, margin_s: float) -> pd.DataFrame:
    """Places at which one threshold is reached."""
    reached = place.first.of(row.quantity, row.force)
    at = np.flatnonzero(np.isfinite(reached) & (place.count > 0.0))
    second = np.timedelta64(1, "s")
    when = place.first.origin.astype("datetime64[s]") + np.floor(reached[at]).astype(np.int64) * second
    return pd.DataFrame(
        {
            "action": row.action, "zh": row.zh, "en": row.en, "who_zh": row.who_zh, "who_en": row.who_en,
            "objects": row.objects, "key": place.key[at], "name": place.name[at],
            "street_code": place.street[at], "count": place.count[at], "quantity": row.quantity,
            "force": row.force, "reached_utc": when, "lead_h": row.lead / 3600.0,
            "deadline_utc": when - round(row.lead + margin_s) * second, "status": row.status,
        }
    )  # fmt: skip
