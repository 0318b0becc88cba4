"""Faults of more than one value: rows that are double or missing, places that overlap, columns that lack."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from census.quality import RULES
from census.quality.held import Held
from census.quality.rule import Found
from tests.census.quality.planted import row_name, with_table

Frames = dict[str, pd.DataFrame]


def _found(held: Held, rule: str) -> list[Found]:
    return [found for found in RULES[rule].check(held) if len(found.rows)]


def _told(held: Held, rule: str) -> set[tuple[str, str, str]]:
    return {
        (found.table, "" if row < 0 else row_name(found.table, held.raw[found.table].loc[row]), found.field)
        for found in _found(held, rule)
        for row in found.rows.tolist()
    }


def _reshaped(frame: pd.DataFrame, at: int, shape: shapely.Geometry) -> pd.DataFrame:
    shapes = frame["geometry"].to_numpy().copy()
    shapes[at] = shape
    return frame.assign(geometry=shapes)


@pytest.mark.parametrize(
    "table", ["streets", "boreholes", "drain_nodes", "weather_stations", "persons", "levels", "disasters"]
)
def test_two_rows_of_one_key_are_both_told(table: str, sound_census: Held, sound_tables: Frames) -> None:
    frame = sound_tables[table]
    twice = pd.concat([frame, frame.iloc[[0]]], ignore_index=True)
    found = _found(with_table(sound_census, table, twice), "key_duplicate")
    assert [(f.table, f.rows.tolist()) for f in found] == [(table, [0, len(frame)])]


@pytest.mark.parametrize(
    ("table", "column"),
    [("shelters", "capacity_persons"), ("roads", "from_node"), ("supplies", "expires_on")],
)
def test_a_missing_column_is_told(table: str, column: str, sound_census: Held, sound_tables: Frames) -> None:
    held = with_table(sound_census, table, sound_tables[table].drop(columns=column))
    assert _told(held, "column_missing") == {(table, "", column)}


def test_a_street_that_reaches_into_another_is_told(sound_census: Held, sound_tables: Frames) -> None:
    streets = sound_tables["streets"]
    grown = _reshaped(streets, 0, shapely.buffer(streets["geometry"].iloc[0], 20.0))
    told = _told(with_table(sound_census, "streets", grown), "streets_overlap")
    assert told and {(table, field) for table, _, field in told} == {("streets", "geometry")}


def test_a_hole_between_streets_is_told(sound_census: Held, sound_tables: Frames) -> None:
    fewer = sound_tables["streets"].iloc[1:].reset_index(drop=True)
    assert _told(with_table(sound_census, "streets", fewer), "streets_gap") == {("streets", "", "geometry")}


def test_a_shelter_in_a_canal_is_told(sound_census: Held, sound_tables: Frames) -> None:
    shelters = sound_tables["shelters"]
    water = shapely.point_on_surface(sound_tables["canals"]["geometry"].iloc[0])
    wet = _reshaped(shelters, 0, shapely.buffer(water, 2.0))
    held = with_table(sound_census, "shelters", wet)
    assert _told(held, "in_water") == {("shelters", str(shelters["shelter_id"].iloc[0]), "geometry")}


def test_a_building_upon_another_is_told(sound_census: Held, sound_tables: Frames) -> None:
    buildings = sound_tables["buildings"]
    upon = _reshaped(buildings, 1, buildings["geometry"].iloc[0])
    ids = buildings["building_id"]
    held = with_table(sound_census, "buildings", upon)
    assert _told(held, "buildings_overlap") == {("buildings", ids.iloc[1], "geometry")}
    assert _told(held, "same_place") == {("buildings", ids.iloc[1], "geometry")}


def test_catchments_that_share_ground_are_told(sound_census: Held, sound_tables: Frames) -> None:
    catchments = sound_tables["drain_catchments"]
    upon = _reshaped(catchments, 1, catchments["geometry"].iloc[0])
    told = _told(with_table(sound_census, "drain_catchments", upon), "catchments_overlap")
    assert {(table, field) for table, _, field in told} == {("drain_catchments", "geometry")}


def test_a_pipe_smaller_than_the_one_above_is_told(sound_census: Held, sound_tables: Frames) -> None:
    links = sound_tables["drain_links"]
    pipes = links[links["kind"] == "conduit"]
    below = pipes.index[pipes["from_node"].isin(pipes["to_node"])][0]
    small = links.copy()
    small.loc[below, ["height_m", "width_m"]] = 0.1
    told = _told(with_table(sound_census, "drain_links", small), "drain_grows")
    assert ("drain_links", links.loc[below, "link_id"], "height_m") in told


def test_a_node_without_a_way_on_is_told(sound_census: Held, sound_tables: Frames) -> None:
    links = sound_tables["drain_links"]
    lost = links.loc[0, "from_node"]
    held = with_table(sound_census, "drain_links", links.iloc[1:].reset_index(drop=True))
    assert ("drain_nodes", lost, "node_id") in _told(held, "drain_outlet")


def test_a_missing_hour_is_told_within_a_storm_only(sound_census: Held, sound_tables: Frames) -> None:
    hours = sound_tables["hourly_observations"]
    first = hours[(hours["station_id"] == hours["station_id"].iloc[0]) & (hours["quantity"] == "rain_mm")]
    storm = first[first["episode"] == "fitow_2013"].sort_values("time")
    lacking = hours.drop(index=storm.index[10]).reset_index(drop=True)
    told = _told(with_table(sound_census, "hourly_observations", lacking), "hours_complete")
    after = storm.loc[storm.index[11]]
    assert told == {("hourly_observations", row_name("hourly_observations", after), "time")}
    whole = hours.drop(index=storm.index).reset_index(drop=True)
    assert _told(with_table(sound_census, "hourly_observations", whole), "hours_complete") == set()


def test_a_missing_year_of_maxima_is_told(sound_census: Held, sound_tables: Frames) -> None:
    maxima = sound_tables["annual_maxima"]
    year = maxima["year"].sort_values().iloc[len(maxima) // 2]
    fewer = maxima[maxima["year"] != year].reset_index(drop=True)
    told = _told(with_table(sound_census, "annual_maxima", fewer), "maxima_complete")
    assert told and {table for table, _, _ in told} == {"annual_maxima"}


def test_a_gust_below_the_mean_wind_is_told(sound_census: Held, sound_tables: Frames) -> None:
    hours = sound_tables["hourly_observations"].copy()
    gust = hours.index[hours["quantity"] == "wind_gust_3s_m_s"][0]
    hours.loc[gust, "value"] = 0.0
    mean = (hours["quantity"] == "wind_mean_10min_m_s") & (hours["time"] == hours.loc[gust, "time"])
    hours.loc[mean, "value"] = 5.0
    told = _told(with_table(sound_census, "hourly_observations", hours), "gust_and_mean")
    assert ("hourly_observations", row_name("hourly_observations", hours.loc[gust]), "value") in told


def test_a_unit_that_lacks_one_of_the_six_is_told(sound_census: Held, sound_tables: Frames) -> None:
    haves = sound_tables["six_haves"]
    held = with_table(sound_census, "six_haves", haves.iloc[1:].reset_index(drop=True))
    (found,) = _found(held, "six_haves_items")
    assert str(haves["unit_code"].iloc[0]) in found.messages[0]
    assert str(haves["item"].iloc[0]) in found.messages[0]


@pytest.mark.parametrize("column", ["telephone", "contact_phone", "keeper_mobile"])
def test_telephones_outside_the_table_of_persons_are_told(
    column: str, sound_census: Held, sound_tables: Frames
) -> None:
    frame = sound_tables["teams"].assign(**{column: "00000000001"})
    held = with_table(sound_census, "teams", frame)
    assert _told(held, "personal_column") == {("teams", "", column)}


def test_a_persons_telephone_in_a_text_is_told_and_not_shown(
    sound_census: Held, sound_tables: Frames
) -> None:
    frame, number = sound_tables["teams"].copy(), str(sound_tables["persons"]["telephone"].iloc[0])
    frame.loc[0, "unit"] = number
    held = with_table(sound_census, "teams", frame)
    (found,) = _found(held, "personal_value")
    assert (found.table, found.field, found.rows.tolist()) == ("teams", "unit", [0])
    assert number not in str(found.values) + str(found.messages)


def test_a_layer_shifted_to_web_maps_is_told(sound_census: Held, sound_tables: Frames) -> None:
    from census.quality.shift import district_shift

    east, north = district_shift(sound_census.outline)
    frame = sound_tables["buildings"]
    shifted = frame.assign(geometry=frame.geometry.translate(east, north))
    held = with_table(sound_census, "buildings", shifted)
    assert _told(held, "gcj02_suspected") == {("buildings", "", "geometry")}
