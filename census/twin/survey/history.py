"""The survey of the group `history`: figures of real events, and invented losses of streets."""

from __future__ import annotations

from importlib.resources import files
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd

from census.schema.history import TABLES
from census.twin import dice, facts
from census.twin.survey.base import Base, Frames

_LOSSES = {
    "affected_people": 2.5e-3, "moved_people": 6e-4, "relief_people": 1.2e-4, "damaged_houses": 9e-5,
    "badly_damaged_houses": 1.2e-5, "collapsed_houses": 2e-6, "waterlogged_places": 6e-5,
}  # fmt: skip
"""Mean loss of a street for each resident in an event that reached it; assumption."""

_REACHED = 0.35
"""Share of the streets with a loss in an event; assumption."""

_LOSS_PER_PERSON = 0.16
"""Direct loss for each person affected [1e4 CNY]; assumption."""

_PARTS = {
    "agriculture_loss": 0.06,
    "industry_loss": 0.42,
    "infrastructure_loss": 0.24,
    "household_loss": 0.28,
}


def survey(base: Base, made: Frames) -> Frames:
    """Table of past disasters."""
    events = _events()
    both = pd.concat([events, _losses(base, made, events)], ignore_index=True)
    blank = [column.name for column in TABLES[0].columns if column.name not in both.columns]
    return {"disasters": both.assign(**dict.fromkeys(blank))}


def _events() -> pd.DataFrame:
    """One row for each published figure."""
    text = (files("census.twin") / "assumptions" / "history_events.csv").read_text(encoding="utf-8")
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    table = pd.read_csv(StringIO(lines))
    table.insert(0, "disaster_id", [f"DE{n:04d}" for n in range(1, len(table) + 1)])
    day = table["end"].fillna(table["begin"])
    return table.assign(
        record="published_event", year=day.str[:4].astype(int), method="published", status="published"
    )


def _losses(base: Base, made: Frames, events: pd.DataFrame) -> pd.DataFrame:
    """Losses of some streets in each event."""
    first = events.drop_duplicates("event")[["event", "event_zh", "kind", "year", "begin", "end"]]
    streets = pd.DataFrame(made["streets"][["code", "name", "population"]])
    pairs = first.merge(streets, how="cross")
    code = pairs["code"].astype(int).to_numpy()
    year = pairs["year"].to_numpy(dtype=np.int64) * 100 + pd.factorize(pairs["event"])[0]
    reached = dice.uniform(base.seed, "history/reached", code, year) < _REACHED
    pairs, code, year = pairs[reached].reset_index(drop=True), code[reached], year[reached]
    people = pairs["population"].to_numpy(dtype=float)
    weight = np.exp(0.7 * dice.normal(base.seed, "history/weight", code, year))
    columns: dict[str, Any] = {
        name: np.floor(people * rate * weight).astype(np.int64) for name, rate in _LOSSES.items()
    }
    loss = np.round(columns["affected_people"] * _LOSS_PER_PERSON * weight**0.3, 1)
    columns |= {name: np.round(loss * share, 1) for name, share in _PARTS.items()}
    columns["direct_loss"] = np.round(sum(columns[name] for name in _PARTS), 1)
    columns["relief_funds"] = np.round(0.08 * loss, 1)
    return pd.DataFrame(
        {
            "disaster_id": [f"DL{n:04d}" for n in range(1, len(pairs) + 1)],
            **{name: pairs[name] for name in ("event", "event_zh", "kind", "year", "begin", "end")},
            "record": "street_loss", "street_code": pairs["code"], "place": pairs["name"], **columns,
            "deaths": 0, "missing": 0, "note": "invented; the event is real", "status": "synthetic",
            "confidence": "synthetic", "method": "synthetic", "source_id": "fangzai-twin",
            "source_date": facts.SOURCE_DATE,
        }
    )  # fmt: skip
