"""Tables of published criteria: storm-intensity formulas, warning signals, wind forces."""

from __future__ import annotations

import pandas as pd

from census.twin.survey.meteorological.assumptions import number, rows

_PUBLISHED = {"verified": "published", "unverified": "low"}


def formulas() -> pd.DataFrame:
    """Storm-intensity formulas, the default first."""
    table = pd.DataFrame(rows("formulas"))
    numbers = ("q1_l_s_ha", "c", "b_min", "n", "shortest_min", "longest_min")
    return _told(table, numbers).assign(is_default=table["is_default"] == "yes")


def warnings() -> pd.DataFrame:
    """Criteria of the warning signals."""
    table = _told(pd.DataFrame(rows("warnings")), ("period_h", "rain_mm", "temperature_c", "snow_mm"))
    for name in ("level", "mean_force", "gust_force"):
        table[name] = table[name].map(number).astype("Int64")
    return table


def wind_scale() -> pd.DataFrame:
    """Wind forces and their speeds."""
    table = _told(pd.DataFrame(rows("wind_scale")), ("lower_m_s", "upper_m_s"))
    grade = table["cyclone_grade"].where(table["cyclone_grade"] != "")
    return table.assign(force=table["force"].astype("int64"), cyclone_grade=grade)


def _told(table: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    """Rows with their numbers, and with provenance: they are facts, not made up."""
    made = table.assign(**{name: table[name].map(number) for name in numbers})
    return made.assign(
        source_id=table["source"],
        method="published",
        confidence=table["status"].map(_PUBLISHED),
    )
