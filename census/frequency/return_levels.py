"""The table of return levels from the annual maxima."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.frequency.goodness import anderson_darling, anderson_darling_probability, plot_correlation
from census.frequency.intervals import CONFIDENCE, bootstrap_interval
from census.frequency.maxima import QUANTITIES, Series
from census.frequency.methods import METHODS, Method, method_named, return_level

if TYPE_CHECKING:
    import pandas as pd

PERIODS = (2, 3, 5, 10, 20, 30, 50, 100)
"""Return periods of the table [yr]."""

SEED = 20231231
"""Seed of the bootstrap; each series draws from a generator of its own."""


def return_level_table(
    series: Sequence[Series], *, periods: Sequence[int] = PERIODS, seed: int = SEED
) -> pd.DataFrame:
    """Return levels of every series by the default method of its quantity, with intervals.

    Parameters
    ----------
    series
        Annual maxima.
    periods
        Return periods [yr].
    seed
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        One row for each series and period: value, lower and upper end of the interval, method, length of
        the record. Of two durations of rain at one station the longer is never given less.
    """
    import pandas as pd

    frames = [pd.DataFrame(_levels(one, np.asarray(periods), seed)) for one in series]
    table = pd.concat(frames, ignore_index=True)
    return _in_order(table)


def fit_table(series: Sequence[Series], *, seed: int = SEED) -> pd.DataFrame:
    """Parameters and goodness of fit of every method on every series.

    Parameters
    ----------
    series
        Annual maxima.
    seed
        Of the bootstrap behind the probability of the Anderson-Darling distance.

    Returns
    -------
    pandas.DataFrame
        A method that does not settle on a series has no numbers and says why in `problem`.
    """
    import pandas as pd

    rows = [_fit_row(one, method, seed) for one in series for method in METHODS.values()]
    return pd.DataFrame(rows)


def generator_of(series: Series, seed: int) -> np.random.Generator:
    """Generator of one series, the same whatever else is analysed."""
    name = f"{series.station_id}/{series.quantity}/{series.duration_min}"
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def _levels(series: Series, periods: NDArray[np.int64], seed: int) -> dict[str, Any]:
    method = method_named(QUANTITIES[series.quantity].method)
    sample = series.sample
    fit = method.fit(sample)
    value = return_level(method, fit, periods)
    ends = bootstrap_interval(method, fit, periods, len(sample), generator_of(series, seed))
    lower, upper = ends
    if QUANTITIES[series.quantity].smallest:
        value, lower, upper = -value, -upper, -lower
    if not QUANTITIES[series.quantity].signed:
        value, lower, upper = (np.maximum(part, 0.0) for part in (value, lower, upper))
    return {
        "station_id": series.station_id, "quantity": series.quantity, "duration_min": series.duration_min,
        "return_period_yr": periods, "value": np.round(value, 2), "unit": series.unit,
        "lower": np.round(np.minimum(lower, value), 2), "upper": np.round(np.maximum(upper, value), 2),
        "interval": CONFIDENCE, "fit_method": method.name, "years": len(sample),
    }  # fmt: skip


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Raise the rain of a longer duration to that of a shorter one where separate fits cross."""
    rain = table["quantity"] == "rain_mm"
    ordered = table[rain].sort_values(["station_id", "return_period_yr", "duration_min"], kind="stable")
    made = table.copy()
    for name in ("value", "lower", "upper"):
        raised = ordered.groupby(["station_id", "return_period_yr"])[name].cummax()
        made.loc[raised.index, name] = raised
    return made


def _fit_row(series: Series, method: Method, seed: int) -> dict[str, Any]:
    row: dict[str, Any] = {
        "station_id": series.station_id, "quantity": series.quantity, "duration_min": series.duration_min,
        "fit_method": method.name, "default": QUANTITIES[series.quantity].method == method.name,
        "parameters": "", "plot_correlation": np.nan, "anderson_darling": np.nan,
        "anderson_darling_probability": np.nan, "problem": "",
    }  # fmt: skip
    sample = series.sample
    try:
        fit = method.fit(sample)
    except InputError as error:
        return row | {"problem": str(error)}
    said = ", ".join(f"{name} {float(part):.4g}" for name, part in zip(fit._fields, fit, strict=True))
    probability = np.nan
    if row["default"] and method.batched:
        probability = anderson_darling_probability(method, fit, sample, generator_of(series, seed))
    return row | {
        "parameters": said,
        "plot_correlation": round(plot_correlation(method, fit, sample), 4),
        "anderson_darling": round(anderson_darling(method, fit, sample), 3),
        "anderson_darling_probability": probability,
    }
