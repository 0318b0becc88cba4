"""The table of annual maxima, checked and cut into series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

TABLE = "annual_maxima"
SERIES_KEY = ("station_id", "quantity", "duration_min")
COLUMNS = (*SERIES_KEY, "year", "value", "unit")

FEWEST_YEARS = 15
"""Shorter records are refused: a 100-year value would rest on nothing."""


@dataclass(frozen=True)
class Quantity:
    """How one observed quantity enters the frequency analysis.

    Parameters
    ----------
    method
        Default method, a name of `census.frequency.methods.METHODS`.
    smallest
        Whether the extreme is the smallest value of a year.
    signed
        Whether values below zero are possible.
    """

    method: str
    smallest: bool = False
    signed: bool = False


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "rain_mm": Quantity("gev_l_moments"),
        "wind_mean_10min_m_s": Quantity("gumbel_l_moments"),
        "wind_gust_3s_m_s": Quantity("gumbel_l_moments"),
        "stage_m": Quantity("pearson3_curve", signed=True),
        "temperature_max_c": Quantity("gev_l_moments", signed=True),
        "temperature_min_c": Quantity("gev_l_moments", smallest=True, signed=True),
        "snow_depth_cm": Quantity("gev_l_moments"),
        "lightning_days": Quantity("gev_l_moments"),
    }
)
"""GB 50009 asks for type I for wind, hydrological practice (SL 44) for Pearson III for stages."""


@dataclass(frozen=True)
class Series:
    """The maxima of one station, quantity and duration.

    Parameters
    ----------
    station_id, quantity, duration_min
        Which series it is.
    unit
        Of the values.
    years, values
        One value for each of consecutive years.
    """

    station_id: str
    quantity: str
    duration_min: int
    unit: str
    years: NDArray[np.int64]
    values: NDArray[np.float64]

    @property
    def sample(self) -> NDArray[np.float64]:
        """Values to be fitted: with the sign changed where the smallest value is the extreme."""
        return -self.values if QUANTITIES[self.quantity].smallest else self.values


def series_of(table: pd.DataFrame) -> tuple[Series, ...]:
    """Every series of the table of annual maxima, in order of station, quantity and duration.

    Parameters
    ----------
    table
        With the columns `COLUMNS`.

    Raises
    ------
    InputError
        Naming the row, if a column, a value or a year is missing, a year stands twice, a value is
        impossible, a quantity is unknown, or a record is too short or constant.
    """
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        raise InputError(f"table {TABLE!r} lacks the column {', '.join(lacking)}")
    _check_values(table)
    groups = table.groupby(list(SERIES_KEY), sort=True)
    return tuple(_series(rows) for _, rows in groups)


def _check_values(table: pd.DataFrame) -> None:
    unknown = ~table["quantity"].isin(list(QUANTITIES))
    if unknown.any():
        row = int(np.argmax(unknown.to_numpy()))
        given = table["quantity"].iloc[row]
        raise InputError(
            f"{_place(table, row)}: quantity is {given!r}; one of {', '.join(QUANTITIES)} is needed"
        )
    value = table["value"].to_numpy(dtype=np.float64)
    missing = ~np.isfinite(value)
    if missing.any():
        raise InputError(f"{_place(table, int(np.argmax(missing)))}: value is missing; a number is needed")
    signed = table["quantity"].map({name: quantity.signed for name, quantity in QUANTITIES.items()})
    negative = (value < 0) & ~signed.to_numpy(dtype=bool)
    if negative.any():
        row = int(np.argmax(negative))
        raise InputError(f"{_place(table, row)}: value is {value[row]:g}; it cannot be negative")


def _series(rows: pd.DataFrame) -> Series:
    ordered = rows.sort_values("year", kind="stable")
    years = ordered["year"].to_numpy(dtype=np.int64)
    step = np.diff(years)
    if (step != 1).any():
        at = int(np.argmax(step != 1))
        where = _place(ordered, at + 1)
        if step[at] == 0:
            raise InputError(f"{where}: the year {years[at]} stands twice")
        raise InputError(
            f"{where}: the year {years[at] + 1} is missing before it; every year needs a value, "
            f"or the record must be cut to years without a gap"
        )
    if len(years) < FEWEST_YEARS:
        raise InputError(
            f"{_place(ordered, 0)}: the record has {len(years)} years; at least {FEWEST_YEARS} are needed"
        )
    if ordered["value"].nunique() == 1:
        same = ordered["value"].iloc[0]
        raise InputError(
            f"{_place(ordered, 0)}: all {len(years)} values are {same:g}; no distribution can be fitted"
        )
    first = ordered.iloc[0]
    return Series(
        station_id=str(first["station_id"]),
        quantity=str(first["quantity"]),
        duration_min=int(first["duration_min"]),
        unit=str(first["unit"]),
        years=years,
        values=ordered["value"].to_numpy(dtype=np.float64),
    )


def _place(table: pd.DataFrame, row: int) -> str:
    """Where a row stands, by its label in the table and its key."""
    said = table.iloc[row]
    return (
        f"table {TABLE!r}, row {table.index[row]} (station {said['station_id']}, {said['quantity']}, "
        f"{said['duration_min']} min, year {said['year']})"
    )
