"""The weather of the synthetic district against the facts it must agree with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from census.frequency.maxima import series_of
from census.frequency.methods import METHODS, return_level
from census.grid import Grid
from census.schema import TABLES
from census.schema.frames import typed
from census.twin.extent import Extent, district
from census.twin.survey.base import Base
from census.twin.survey.meteorological import survey
from census.twin.survey.meteorological.design_rain import DURATIONS, one_year_depth
from census.twin.survey.meteorological.stage import gauges_of

# Formula A by the table of the facts, mm of 5, 60 and 180 min for 2, 10 and 50 years.
FORMULA_A = {
    (5, 2): 11.3, (60, 2): 40.1, (180, 2): 59.8, (5, 10): 17.1, (60, 10): 61.0, (180, 10): 91.0,
    (5, 50): 23.0, (60, 50): 81.9, (180, 50): 122.1,
}  # fmt: skip
GROUP = [table.name for table in TABLES.values() if table.group == "meteorological"]


def bare_base() -> Base:
    """The whole district as a flat meadow of coarse cells."""
    west, south, east, north = district().bounds
    cell = 250.0
    rows, columns = int((north - south) / cell) + 1, int((east - west) / cell) + 1
    grid = Grid("EPSG:4549", west, north, cell, rows, columns)
    part = Extent("full", district(), shapely.box(west, south, east, north), grid)
    none = np.empty(0, dtype=object)
    ground = np.full((rows, columns), 4.0, dtype=np.float32)
    cover = np.full((rows, columns), 4, dtype=np.uint8)
    return Base(part, 1, ground, cover, grid, none, np.empty(0, dtype=np.int64))


def gauges(**changes: object) -> gpd.GeoDataFrame:
    centre = district().centroid
    columns: dict[str, object] = {
        "gauge_id": ["G001", "G002", "G003"],
        "name": ["拱宸桥水位站", "上塘河水位站", "旧港航水尺"],
        "canal_id": ["C01", "C02", "C01"],
        "datum": ["1985 national", "1985 national", "port datum (Wusong type)"],
    }
    places = [centre, centre, centre]
    return gpd.GeoDataFrame(columns | changes, geometry=places, crs="EPSG:4549")


@cache
def made() -> Mapping[str, pd.DataFrame]:
    streets = gpd.GeoDataFrame({"code": ["330105002"]}, geometry=[district()], crs="EPSG:4549")
    canals = pd.DataFrame({"canal_id": ["C01", "C02"], "system": ["grand_canal", "shangtang"]})
    return survey(bare_base(), {"streets": streets, "canals": canals, "stage_gauges": gauges()})


@cache
def hourly(quantity: str) -> pd.DataFrame:
    """Values of one quantity by time (rows) and station (columns)."""
    table = made()["hourly_observations"]
    wide = table[table["quantity"] == quantity].pivot(index="time", columns="station_id", values="value")
    return wide.set_index(pd.DatetimeIndex(wide.index))


def between(quantity: str, begin: str, end: str) -> pd.DataFrame:
    table = hourly(quantity)
    return table[(table.index >= begin) & (table.index < end)]


def chosen(column: str) -> list[str]:
    stations = made()["weather_stations"]
    kept = stations[column] if column == "main_city" else stations[column].notna()
    return list(stations.loc[kept.to_numpy(dtype=bool), "station_id"])


def maxima(quantity: str, minutes: int) -> pd.DataFrame:
    """Maxima by year (rows) and station (columns)."""
    table = made()["annual_maxima"]
    here = table[(table["quantity"] == quantity) & (table["duration_min"] == minutes)]
    return here.pivot(index="year", columns="station_id", values="value")


@pytest.mark.parametrize("name", GROUP)
def test_every_table_has_its_columns_keys_codes_and_bounds(name: str) -> None:
    table = TABLES[name]
    frame = typed(table, made()[name])
    assert len(frame) and not frame.duplicated(list(table.key)).any()
    for column in table.columns:
        values = frame[column.name]
        assert not (column.required and values.isna().any()), column.name
        if column.codes is not None:
            assert set(values.dropna()) <= set(column.codes), column.name
        if column.minimum is not None:
            assert (values.dropna() >= column.minimum).all(), column.name
        if column.maximum is not None:
            assert (values.dropna() <= column.maximum).all(), column.name


def test_the_long_table_stays_below_400_thousand_rows_and_holds_a_whole_year() -> None:
    assert len(made()["hourly_observations"]) < 400_000
    assert len(between("rain_mm", "2021-01-01", "2022-01-01")) == 8760


# Totals on record (storms.csv): window, stations, mm.
@pytest.mark.parametrize(
    ("begin", "end", "whose", "total"),
    [
        ("2010-09-11T05", "2010-09-11T08", "W001", 104.5),
        ("2010-09-11T04", "2010-09-11T16", "W001", 110.8),
        ("2010-09-11T05", "2010-09-11T08", "W003", 218.9),
        ("2013-10-06T08", "2013-10-07T20", "main_city", 264.0),
        ("2020-05-29T00", "2020-07-07T00", "main_city", 532.0),
        ("2021-07-23T00", "2021-07-26T14", "main_city", 231.1),
        ("2021-09-12T15", "2021-09-13T07", "street_code", 27.2),
        ("2021-01-01T00", "2022-01-01T00", "W001", 1614.0),
    ],
)
def test_totals_are_those_on_record(begin: str, end: str, whose: str, total: float) -> None:
    stations = [whose] if whose.startswith("W") else chosen(whose)
    assert between("rain_mm", begin, end)[stations].sum().mean() == pytest.approx(total, abs=0.051)


def test_greatest_hours_are_those_on_record() -> None:
    infa = between("rain_mm", "2021-07-25", "2021-07-27")[chosen("main_city")]
    assert infa.max().max() == 23.9
    assert between("rain_mm", "2021-07-23", "2021-07-28")[chosen("main_city")].max().max() == 23.9
    burst = between("rain_mm", "2021-07-30", "2021-07-31")
    assert burst.max().max() == 95.3 and burst.max().idxmax() == "W002"
    assert between("rain_mm", "2021-09-12T15", "2021-09-13T07")["W008"].max() == 23.4


def test_hemu_and_xiangfu_reach_the_red_signal_on_30_july_and_not_under_infa() -> None:
    criteria = made()["warning_criteria"].set_index(["hazard", "colour"])
    key = ("rainstorm", "red")
    red = criteria["rain_mm"][key]
    assert (red, criteria["period_h"][key]) == (100.0, 3.0)
    for begin, end, reached in (("2021-07-30", "2021-07-31", True), ("2021-07-23", "2021-07-28", False)):
        three = between("rain_mm", begin, end)[["W006", "W007"]].rolling(3).sum().max()
        assert bool((three >= red).all()) is reached and bool((three >= red).any()) is reached


def test_stages_on_record_are_met_in_the_datum_of_each_gauge() -> None:
    canal = hourly("stage_m")["G001"]
    assert canal["2020-07-07 11:00"] == pytest.approx(2.59, abs=0.005)
    assert canal["2021-09-13 07:00"] == pytest.approx(2.02, abs=0.005)
    assert canal.loc["2013"].max() == pytest.approx(5.5 - 1.84, abs=0.005)
    port = hourly("stage_m")["G003"]
    np.testing.assert_allclose(port - canal, 1.84, atol=0.06)
    # No notable waterlogging under In-Fa: the canal stayed below its warning stage.
    assert canal.loc["2021-07-23":"2021-07-28"].max() < 2.66


def test_stage_rows_carry_their_datum_and_no_others_do() -> None:
    for name in ("hourly_observations", "annual_maxima", "return_levels"):
        table = made()[name]
        assert (table["datum"].notna() == (table["quantity"] == "stage_m")).all()


def test_a_gauge_table_without_datum_or_canal_still_gives_stages() -> None:
    bare = gauges().drop(columns=["datum", "canal_id"])
    assert set(gauges_of({"stage_gauges": bare}).datum) == {"1985 national"}
    assert gauges_of({}).gauge_id == ()


def test_depth_never_falls_and_intensity_never_rises_with_the_duration() -> None:
    for shorter, longer in pairwise(DURATIONS):
        short, long = maxima("rain_mm", shorter), maxima("rain_mm", longer)
        assert (long >= short).all().all()
        assert (long / longer <= short / shorter + 1e-9).all().all()


def test_no_annual_maximum_lies_below_the_hourly_series_of_its_year() -> None:
    for quantity, minutes in (
        ("rain_mm", 60),
        ("wind_mean_10min_m_s", 10),
        ("wind_gust_3s_m_s", 0),
        ("stage_m", 0),
    ):
        series = hourly(quantity)
        yearly = series.groupby(pd.DatetimeIndex(series.index).year).max()
        assert (maxima(quantity, minutes).loc[yearly.index, yearly.columns] >= yearly - 1e-9).all().all()
    storm = between("rain_mm", "2013-10-06", "2013-10-09").rolling(24).sum().max()
    assert (maxima("rain_mm", 1440)[list(storm.index)].loc[2013] >= storm - 1e-6).all()


def test_forty_years_without_a_gap() -> None:
    for series in series_of(made()["annual_maxima"]):
        assert list(series.years) == list(range(1984, 2024))


def test_stations_and_durations_go_together() -> None:
    hour = maxima("rain_mm", 60)[chosen("street_code")]
    between_stations = hour.corr().to_numpy()[np.triu_indices(hour.shape[1], 1)]
    assert between_stations.mean() > 0.4
    near = np.corrcoef(maxima("rain_mm", 45)["W001"], maxima("rain_mm", 60)["W001"])[0, 1]
    far = np.corrcoef(maxima("rain_mm", 5)["W001"], maxima("rain_mm", 1440)["W001"])[0, 1]
    assert near > 0.85 and near > far


def test_return_levels_over_the_district_are_those_of_formula_a() -> None:
    levels = made()["return_levels"]
    rain = levels[(levels["quantity"] == "rain_mm") & levels["station_id"].isin(chosen("main_city"))]
    mean = rain.groupby(["duration_min", "return_period_yr"])["value"].mean()
    for (minutes, period), expected in FORMULA_A.items():
        assert mean[(minutes, period)] == pytest.approx(expected, rel=0.10), (minutes, period)


def test_beyond_three_hours_the_depth_follows_the_stated_power() -> None:
    assert one_year_depth(1440) / one_year_depth(180) == pytest.approx(8.0**0.30)
    # Formula A at 180 min for one year: 1455.55 x 0.36 x 3 / 185.861^0.674.
    assert one_year_depth(180) == pytest.approx(1455.55 * 0.36 * 3 / 185.861**0.674)


def test_the_fifty_year_wind_is_that_of_the_basic_pressure() -> None:
    # GB 50009: V = sqrt(1600 x 0.45 kN/m2) = 26.8 m/s over open flat ground.
    stations = made()["weather_stations"].dropna(subset="wind_factor").set_index("station_id")
    method = METHODS["gumbel_l_moments"]
    open_wind = []
    for name, factor in stations["wind_factor"].items():
        values = maxima("wind_mean_10min_m_s", 10)[str(name)].to_numpy()
        open_wind.append(return_level(method, method.fit(values), [50])[0] / factor)
    assert np.mean(open_wind) == pytest.approx(np.sqrt(1600 * 0.45), rel=0.08)


def test_gusts_stand_above_the_mean_and_directions_on_the_compass() -> None:
    assert (hourly("wind_gust_3s_m_s") >= hourly("wind_mean_10min_m_s")).all().all()
    direction = hourly("wind_direction_deg")
    assert direction.min().min() >= 0.0 and direction.max().max() < 360.0


def test_stations_stand_in_the_district_or_carry_no_street() -> None:
    stations = made()["weather_stations"]
    inside = stations.geometry.within(district().buffer(1.0))
    assert (inside == stations["street_code"].notna()).all()
    assert stations.loc[stations["name"] == "北高峰", "street_code"].isna().all()


def test_published_criteria_say_so_and_formula_a_is_the_default() -> None:
    formulas = made()["storm_intensity_formulas"].set_index("formula_id")
    assert list(formulas.index[formulas["is_default"]]) == ["A"]
    assert formulas.loc["A", "status"] == "unverified"
    assert (formulas["longest_min"] == 180.0).all()
    scale = made()["wind_scale"].set_index("force")
    assert scale["lower_m_s"][12] == 32.7 and np.isnan(scale["upper_m_s"][18])
    assert set(made()["warning_criteria"]["confidence"]) == {"published", "low"}


def test_the_same_seed_gives_the_same_tables() -> None:
    from census.twin.survey.meteorological.tables import weather

    before = made()["hourly_observations"]["value"].to_numpy()
    weather.cache_clear()
    made.cache_clear()
    np.testing.assert_array_equal(made()["hourly_observations"]["value"].to_numpy(), before)
