"""The step `frequency`: return levels and storm-intensity formulas from the annual maxima."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from census.derive.step import Derived, Progress, Source
from census.errors import InputError
from census.frequency.maxima import TABLE, Series, series_of
from census.frequency.methods import method_named, return_level
from census.frequency.return_levels import PERIODS, fit_table, return_level_table
from census.frequency.storm_intensity import (
    ABSOLUTE_LIMIT,
    L_S_HA_PER_MM_MIN,
    RELATIVE_LIMIT,
    fit_intensity_formula,
)
from census.storm_intensity import LONGEST, SHORTEST

if TYPE_CHECKING:
    import pandas as pd

FORMULA_PERIODS = (2, 3, 5, 10, 20)
"""Return periods to which a storm-intensity formula is fitted [yr]; the limits of its error hold for them."""

ALL_STATIONS = "all"
"""Stands for the mean over the stations in the table of fitted formulas."""


def derive(source: Source, progress: Progress) -> Derived:
    """Return levels with intervals, the fits behind them, and fitted storm-intensity formulas.

    Parameters
    ----------
    source
        With the table annual_maxima.
    progress
        Called with the share done and what comes next.

    Raises
    ------
    InputError
        Naming the row of annual_maxima that cannot be used.
    """
    progress(0.0, "annual maxima")
    series = series_of(source.rows(TABLE))
    if not series:
        raise InputError(f"table {TABLE!r} has no row; the frequency analysis needs annual maxima")
    progress(0.1, "return levels")
    levels = return_level_table(series)
    progress(0.4, "goodness of fit")
    fits = fit_table(series)
    progress(0.9, "storm-intensity formulas")
    formulas = formula_table(series)
    progress(1.0, "done")
    tables = {"return_levels": levels, "frequency_fits": fits, "fitted_storm_intensity": formulas}
    return Derived(tables=tables, notes=_notes(series, levels, fits, formulas))


def formula_table(series: tuple[Series, ...]) -> pd.DataFrame:
    """Storm-intensity formula of each station and of the mean over them.

    Parameters
    ----------
    series
        Annual maxima; rain of `SHORTEST` to `LONGEST` minutes is used.

    Returns
    -------
    pandas.DataFrame
        Coefficients, errors, and `problem` where no formula fits a station.
    """
    import pandas as pd

    periods = np.asarray(FORMULA_PERIODS, dtype=np.float64)
    found: dict[str, dict[float, NDArray[np.float64]]] = {}
    for one in series:
        if one.quantity == "rain_mm" and SHORTEST <= one.duration_min <= LONGEST:
            method = method_named("gev_l_moments")
            level = return_level(method, method.fit(one.sample), periods)
            found.setdefault(one.station_id, {})[float(one.duration_min)] = level / one.duration_min
    rows = [_formula_row(name, by_duration, periods) for name, by_duration in found.items()]
    common = set.intersection(*(set(by_duration) for by_duration in found.values())) if found else set()
    if len(found) > 1 and len(common) > 2:
        mean = {t: np.mean([station[t] for station in found.values()], axis=0) for t in sorted(common)}
        rows.append(_formula_row(ALL_STATIONS, mean, periods))
    return pd.DataFrame(rows, columns=list(_formula_row("", {}, periods)))


def _formula_row(
    station: str, by_duration: dict[float, NDArray[np.float64]], periods: NDArray[np.float64]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "station_id": station, "a1": np.nan, "c": np.nan, "b_min": np.nan, "n": np.nan, "q1_l_s_ha": np.nan,
        "shortest_min": min(by_duration, default=np.nan), "longest_min": max(by_duration, default=np.nan),
        "absolute_error_mm_min": np.nan, "relative_error": np.nan, "within_limits": False, "problem": "",
    }  # fmt: skip
    if not station:
        return row
    durations = np.array(sorted(by_duration))
    try:
        intensities = np.column_stack([by_duration[minutes] for minutes in durations])
        fit = fit_intensity_formula(intensities, periods, durations)
    except InputError as error:
        return row | {"problem": str(error)}
    formula = fit.formula
    return row | {
        "a1": round(formula.a1, 4), "c": round(formula.c, 4), "b_min": round(formula.b, 3),
        "n": round(formula.n, 4), "q1_l_s_ha": round(L_S_HA_PER_MM_MIN * formula.a1, 2),
        "absolute_error_mm_min": round(fit.absolute_error, 4), "relative_error": round(fit.relative_error, 4),
        "within_limits": fit.within_limits,
    }  # fmt: skip


def _notes(
    series: tuple[Series, ...], levels: pd.DataFrame, fits: pd.DataFrame, formulas: pd.DataFrame
) -> dict[str, object]:
    """Figures and doubts of the step."""
    return {
        "series": len(series),
        "rows_of_return_levels": len(levels),
        "return_periods_yr": list(PERIODS),
        "fits_that_did_not_settle": int((fits["problem"] != "").sum()),
        "formulas_within_limits": int(formulas["within_limits"].sum()),
        "error_limits": f"{ABSOLUTE_LIMIT:g} mm/min or {RELATIVE_LIMIT:.0%}; from memory, unverified",
        "formula_durations_min": [SHORTEST, LONGEST],
        "intervals": "parametric bootstrap, 90 %",
    }
