"""Critical rain (临界雨量) of places: read off a set of runs, tabulated, and asked for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from census.errors import InputError
from outputs.map_style import Language

STATE = ("place_id", "duration_h", "canal_rise_m", "sewers")
"""What one critical rain belongs to."""

ABOVE, BELOW, FOUND = "above", "below", ""
"""Whether a critical rain lies above or below all rains that were run, or between two."""


@dataclass(frozen=True)
class Critical:
    """Rain at which a place reaches its threshold.

    Parameters
    ----------
    least, most
        Between which rains it lies [mm]; both the same where it was interpolated, infinite or zero where the
        runs tell no bound.
    runs
        The published runs it rests on.
    """

    least: float
    most: float
    runs: tuple[str, ...]

    @property
    def rain_mm(self) -> float:
        """The rain; NaN where only a bound is known [mm]."""
        return self.least if self.least == self.most else math.nan

    def words(self, language: Language = "zh") -> str:
        """The value or its bounds in words."""
        if self.least == self.most:
            return f"{self.least:.0f} mm"
        if math.isinf(self.most):
            return f"高于 {self.least:.0f} mm" if language == "zh" else f"above {self.least:.0f} mm"
        if self.least == 0.0:
            return f"低于 {self.most:.0f} mm" if language == "zh" else f"below {self.most:.0f} mm"
        both = f"{self.least:.0f}", f"{self.most:.0f}"
        return f"{both[0]} 至 {both[1]} mm" if language == "zh" else f"{both[0]} to {both[1]} mm"


def crossing(rain: Sequence[float], value: Sequence[float], threshold: float) -> tuple[str, int, float]:
    """Where a value that rises with rain reaches a threshold.

    Parameters
    ----------
    rain
        Rain of each run, increasing [mm].
    value
        What was read in each.
    threshold
        Value to be reached.

    Returns
    -------
    tuple
        `FOUND`, `ABOVE` or `BELOW`; index of the first run that reaches the threshold (the last run where
        none does); the rain by linear interpolation, NaN where it lies outside the runs [mm].

    Notes
    -----
    A value below that of a smaller rain counts as the larger of the two, so that the answer is unique.
    """
    risen = np.maximum.accumulate(np.asarray(value, np.float64))
    reached = np.flatnonzero(risen >= threshold)
    if reached.size == 0:
        return ABOVE, len(risen) - 1, math.nan
    k = int(reached[0])
    if k == 0:
        return BELOW, 0, math.nan
    share = (threshold - risen[k - 1]) / (risen[k] - risen[k - 1])
    return FOUND, k, float(rain[k - 1] + share * (rain[k] - rain[k - 1]))


def critical_table(readings: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Critical rain of every place by duration, canal rise and state of the sewers.

    Parameters
    ----------
    readings
        One row per run and place: place_id, duration_h, canal_rise_m, sewers, rain_mm, run_id, value.
    places
        One row per place: place_id, threshold, and whatever else is to stand in the table.

    Returns
    -------
    pandas.DataFrame
        The columns of `places`, then duration_h, canal_rise_m, sewers, critical_rain_mm (NaN where censored),
        censored ("above" or "below" all rains that were run), lower_mm, upper_mm, lower_value, upper_value,
        lower_run, upper_run (the two runs between which it lies; one of them where it is
        censored), monotone (whether the value rises from run to run).
    """
    rows = []
    thresholds = dict(zip(places["place_id"].astype(str), places["threshold"].astype(float), strict=True))
    for key, group in readings.groupby(list(STATE), sort=True):
        ladder = group.sort_values("rain_mm")
        rain, value = ladder["rain_mm"].to_list(), ladder["value"].to_list()
        kind, k, found = crossing(rain, value, thresholds[str(key[0])])
        lower = k if kind == ABOVE else k - 1
        rows.append(
            {
                **dict(zip(STATE, key, strict=True)),
                "critical_rain_mm": found,
                "censored": kind,
                **_bracket("lower", ladder, lower if lower >= 0 else None),
                **_bracket("upper", ladder, None if kind == ABOVE else k),
                "monotone": bool((np.diff(value) >= 0.0).all()),
            }
        )
    table: pd.DataFrame = places.merge(pd.DataFrame(rows), on="place_id", how="inner", validate="1:m")
    return table


def critical_rain(
    table: pd.DataFrame, place: str, duration_h: float, canal_rise_m: float, sewers: str
) -> Critical:
    """Critical rain of a place, at once.

    Parameters
    ----------
    table
        From `critical_table`.
    place
        Key of the census.
    duration_h
        One of the durations of the table [h].
    canal_rise_m
        Level of the canals above normal, within the table's; between two the rain is interpolated [m].
    sewers
        State of the sewers, one of the table's.

    Raises
    ------
    InputError
        If the table does not hold what is asked for; what it holds is named.
    """
    for name, asked in (("place_id", place), ("duration_h", duration_h), ("sewers", sewers)):
        table = _of(table, name, asked)
    rises = [float(rise) for rise in np.sort(table["canal_rise_m"].to_numpy(np.float64))]
    if not rises[0] <= canal_rise_m <= rises[-1]:
        raise InputError(
            f"canal_rise_m = {canal_rise_m:g}: the runs go from {rises[0]:g} to {rises[-1]:g} m above "
            "normal; nothing is said beyond"
        )
    k = min(int(np.searchsorted(rises, canal_rise_m, side="right")), len(rises) - 1)
    rows = [table[table["canal_rise_m"] == rise].iloc[0] for rise in (rises[max(k - 1, 0)], rises[k])]
    low, high = (_bounds(row) for row in rows)
    if rises[k] == canal_rise_m:
        low = high
    elif rises[max(k - 1, 0)] == canal_rise_m or rises[k] == rises[max(k - 1, 0)]:
        high = low
    if low.least == low.most and high.least == high.most and low is not high:
        share = (canal_rise_m - rises[k - 1]) / (rises[k] - rises[k - 1])
        value = low.least + share * (high.least - low.least)
        return Critical(value, value, (*low.runs, *high.runs))
    # A bound holds for all stages between two only where it holds for both.
    runs = low.runs if low is high else (*low.runs, *high.runs)
    return Critical(min(low.least, high.least), max(low.most, high.most), runs)


def places_over(
    table: pd.DataFrame, rain_mm: Mapping[float, float], *, canal_rise_m: float, sewers: str
) -> pd.DataFrame:
    """Places expected over their threshold after some rain, the surest first.

    Parameters
    ----------
    table
        From `critical_table`.
    rain_mm
        Rain of the last so many hours, by duration, e.g. {1.0: 35.0, 3.0: 60.0} [mm].
    canal_rise_m, sewers
        As for `critical_rain`.

    Returns
    -------
    pandas.DataFrame
        One row per place: its columns of the table, duration_h (that which exceeds most), rain_mm, critical
        (in words), least_mm and most_mm, ratio of the rain to the critical rain, expected ("yes", or
        "possible" where the runs only bound it).
    """
    fixed = list(table.columns[: list(table.columns).index("duration_h")])
    rows = []
    for place, group in table.groupby("place_id", sort=False):
        found = [
            (rain / max(critical.most if math.isfinite(critical.most) else critical.least, 1e-9), hours, rain,
             critical)
            for hours, rain in rain_mm.items()
            for critical in [critical_rain(group, str(place), hours, canal_rise_m, sewers)]
            # Without rain nothing is expected, however low the least rain that was run.
            if rain > 0.0
            and (rain >= critical.most or (math.isnan(critical.rain_mm) and rain >= critical.least))
        ]  # fmt: skip
        if not found:
            continue
        sure = [item for item in found if item[2] >= item[3].most]
        ratio, hours, rain, critical = max(sure or found, key=lambda item: item[0])
        rows.append(
            {
                **group.iloc[0][fixed].to_dict(), "duration_h": hours, "rain_mm": rain,
                "critical": critical.words(), "least_mm": critical.least, "most_mm": critical.most,
                "ratio": ratio, "expected": "yes" if sure else "possible",
            }
        )  # fmt: skip
    names = [*fixed, "duration_h", "rain_mm", "critical", "least_mm", "most_mm", "ratio", "expected"]
    listed = pd.DataFrame(rows, columns=names)
    order = np.lexsort((-listed["ratio"].to_numpy(np.float64), listed["expected"].to_numpy(str) != "yes"))
    result: pd.DataFrame = listed.iloc[order].reset_index(drop=True)
    return result


def _bracket(side: str, ladder: pd.DataFrame, index: int | None) -> dict[str, object]:
    if index is None:
        return {f"{side}_mm": math.nan, f"{side}_value": math.nan, f"{side}_run": ""}
    row = ladder.iloc[index]
    return {
        f"{side}_mm": float(row["rain_mm"]),
        f"{side}_value": float(row["value"]),
        f"{side}_run": str(row["run_id"]),
    }


def _bounds(row: pd.Series) -> Critical:
    runs = tuple(str(row[name]) for name in ("lower_run", "upper_run") if row[name])
    if row["censored"] == ABOVE:
        return Critical(float(row["lower_mm"]), math.inf, runs)
    if row["censored"] == BELOW:
        return Critical(0.0, float(row["upper_mm"]), runs)
    found = float(row["critical_rain_mm"])
    return Critical(found, found, runs)


def _of(table: pd.DataFrame, name: str, asked: object) -> pd.DataFrame:
    kept = table[table[name] == asked]
    if kept.empty:
        held = ", ".join(str(value) for value in table[name].unique()[:12])
        raise InputError(f"{name} = {asked!r} is not in the table of critical rain; it has {held}")
    return kept
