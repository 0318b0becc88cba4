"""From the table of annual maxima to the tables of the step `frequency`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from census.frequency import gev
from census.frequency.derive import derive, formula_table
from census.frequency.gev import Gev
from census.frequency.maxima import series_of
from census.frequency.methods import METHODS
from census.frequency.positions import plotting_positions
from census.frequency.return_levels import PERIODS, fit_table, return_level_table
from census.grid import Grid

YEARS = np.arange(1984, 2024)
MINUTES = (5, 10, 15, 30, 60, 120, 180, 1440)


class OneTable:
    """A source that holds annual maxima alone."""

    synthetic = True

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table

    def rows(self, name: str) -> pd.DataFrame:
        assert name == "annual_maxima"
        return self.table

    def raster(self, name: str) -> tuple[NDArray[Any], Grid]:
        raise AssertionError(name)


def rain_depths(minutes: int) -> NDArray[np.float64]:
    """Maxima whose levels follow (1 + C lg P) / (t + b)^n, as far as a Gumbel distribution can."""
    base = 8.7 * minutes / (minutes + 5.86) ** 0.674
    share = Gev(np.asarray(1.1), np.asarray(0.36), np.asarray(0.0))
    return np.asarray(base * gev.quantile(share, plotting_positions(len(YEARS), kind="gringorten")))


def maxima(*parts: pd.DataFrame) -> pd.DataFrame:
    rain = [part("W001", "rain_mm", minutes, rain_depths(minutes)) for minutes in MINUTES]
    return pd.concat([*rain, *parts], ignore_index=True)


def part(site: str, quantity: str, minutes: int, values: NDArray[np.float64]) -> pd.DataFrame:
    columns = {
        "station_id": site, "year": YEARS[: len(values)], "quantity": quantity, "duration_min": minutes,
        "value": values, "unit": "mm",
    }  # fmt: skip
    return pd.DataFrame(columns)


def test_the_step_gives_every_series_at_every_period() -> None:
    told: list[float] = []
    made = derive(OneTable(maxima()), lambda share, text: told.append(share))
    levels = made.tables["return_levels"]
    assert len(levels) == len(MINUTES) * len(PERIODS)
    assert (levels["lower"] <= levels["value"]).all() and (levels["value"] <= levels["upper"]).all()
    assert told[0] == 0.0 and told[-1] == 1.0 and told == sorted(told)
    assert made.notes["fits_that_did_not_settle"] == int(
        (made.tables["frequency_fits"]["problem"] != "").sum()
    )


def test_the_levels_are_those_of_the_distribution_the_maxima_lie_on() -> None:
    levels = return_level_table(series_of(maxima())).set_index(["duration_min", "return_period_yr"])["value"]
    base = 8.7 * 60 / 65.86**0.674
    for period in (2, 10, 50):
        expected = base * (1.1 - 0.36 * np.log(-np.log(1 - 1 / period)))
        assert levels[60, period] == pytest.approx(expected, rel=0.04)


def test_levels_rise_with_period_and_duration() -> None:
    noise = np.random.default_rng(4).normal(1.0, 0.1, (len(MINUTES), 40))
    rough = [
        part("W002", "rain_mm", minutes, rain_depths(minutes) * row)
        for minutes, row in zip(MINUTES, noise, strict=True)
    ]
    levels = return_level_table(series_of(pd.concat(rough, ignore_index=True)))
    table = levels.pivot(index="duration_min", columns="return_period_yr", values="value").to_numpy()
    assert (np.diff(table, axis=0) >= 0).all() and (np.diff(table, axis=1) > 0).all()


def test_a_formula_through_the_levels_meets_its_limits_and_leaves_24_hours_out() -> None:
    formulas = formula_table(series_of(maxima()))
    assert list(formulas["station_id"]) == ["W001"]
    assert formulas["longest_min"].iloc[0] == 180
    assert bool(formulas["within_limits"].iloc[0])
    assert formulas["relative_error"].iloc[0] < 0.05
    assert formulas["n"].iloc[0] == pytest.approx(0.674, abs=0.03)


def test_the_mean_of_several_stations_gets_a_formula_of_its_own() -> None:
    second = maxima().assign(station_id="W002")
    second["value"] *= 1.2
    formulas = formula_table(series_of(pd.concat([maxima(), second], ignore_index=True)))
    by_station = formulas.set_index("station_id")["q1_l_s_ha"]
    assert list(by_station.index) == ["W001", "W002", "all"]
    assert by_station["all"] == pytest.approx(1.1 * by_station["W001"], rel=1e-3)


def test_the_least_temperatures_are_fitted_from_below() -> None:
    cold = -4.0 - 1.5 * np.sort(-np.log(-np.log(plotting_positions(40))))
    table = part("W001", "temperature_min_c", 0, cold).assign(unit="degree_Celsius")
    levels = return_level_table(series_of(table))
    assert (np.diff(levels["value"]) < 0).all()
    assert levels["value"].iloc[-1] < cold.min()
    assert (levels["lower"] <= levels["value"]).all() and (levels["value"] <= levels["upper"]).all()


def test_the_bootstrap_of_a_series_does_not_depend_on_the_others() -> None:
    alone = return_level_table(series_of(part("W001", "rain_mm", 60, rain_depths(60))))
    among = return_level_table(series_of(maxima()))
    columns = ["value", "lower", "upper"]
    np.testing.assert_array_equal(among[among["duration_min"] == 60][columns], alone[columns])


def test_every_method_is_tried_and_tells_why_it_failed() -> None:
    # Half the winters without snow: the likelihood of a Pearson III has no maximum inside.
    snow = np.concatenate([np.zeros(20), np.linspace(1.0, 30.0, 20)])
    fits = fit_table(series_of(part("W001", "snow_depth_cm", 0, snow)))
    assert list(fits["fit_method"]) == list(METHODS)
    problem = fits.set_index("fit_method")["problem"]
    assert "does not settle" in problem["pearson3_likelihood"]
    assert problem["gev_l_moments"] == ""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda t: t.drop(index=17),
            r"row 18 \(station W001, rain_mm, 5 min, year 2002\).*year 2001 is missing",
        ),
        (lambda t: t.assign(value=t["value"].where(t.index != 45, -3.0)), r"row 45 .*value is -3; it cannot"),
        (lambda t: t.assign(value=t["value"].where(t.index != 7)), r"row 7 .*value is missing"),
        (lambda t: t.assign(year=t["year"].where(t.index != 3, 1986)), r"row 3 .*the year 1986 stands twice"),
        (lambda t: t.assign(quantity="rain"), r"row 0 .*quantity is 'rain'; one of rain_mm"),
        (lambda t: t[t["year"] < 1990], r"row 0 .*has 6 years; at least 15"),
        (lambda t: t.assign(value=4.0), r"row 0 .*all 40 values are 4; no distribution"),
        (lambda t: t.drop(columns="unit"), r"lacks the column unit"),
        (lambda t: t.iloc[:0], r"has no row"),
    ],
    ids=["gap", "negative", "empty", "twice", "quantity", "short", "constant", "column", "none"],
)
def test_maxima_that_cannot_be_used_are_refused_with_their_row(change: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        derive(OneTable(change(maxima())), lambda share, text: None)
