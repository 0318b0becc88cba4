"""Laws of the flood survey of the small district."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from census.schema import TABLES

FLOOD = sorted(name for name, table in TABLES.items() if table.group == "flood")


@pytest.mark.parametrize("name", FLOOD)
def test_every_flood_table_is_there_with_its_columns(
    name: str, small_tables: dict[str, pd.DataFrame]
) -> None:
    assert {column.name for column in TABLES[name].columns} <= set(small_tables[name].columns)


@pytest.mark.parametrize(
    "name",
    ["stage_gauges", "embankments", "sluices", "pump_stations", "waterlogging_points",
     "drain_nodes", "drain_links", "underground_spaces"],
)  # fmt: skip
def test_every_level_names_its_datum(name: str, small_tables: dict[str, pd.DataFrame]) -> None:
    assert small_tables[name]["datum"].isin(["1985 national", "port"]).all()


def test_crests_stand_above_the_usual_stage_of_their_canal(small_tables: dict[str, pd.DataFrame]) -> None:
    banks = small_tables["embankments"]
    stage = small_tables["canals"].set_index("canal_id")["normal_stage_m"]
    assert len(banks) > 0
    assert (banks["lowest_crest_m"] > stage.reindex(banks["canal_id"]).to_numpy()).all()
    assert (banks["crest_m"] >= banks["lowest_crest_m"]).all()


def test_a_sluice_shuts_above_the_usual_stage_outside_and_opens_above_that_inside(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    sluices, canals = small_tables["sluices"], small_tables["canals"].set_index("canal_id")
    inner = canals["normal_stage_m"].reindex(sluices["canal_id"]).to_numpy()
    outer = canals["normal_stage_m"].reindex(sluices["outer_canal_id"]).to_numpy()
    assert (sluices["open_stage_m"] > inner).all()
    assert (sluices["close_stage_m"] > outer).all()
    assert (sluices["sill_m"] < np.minimum(inner, outer)).all()
    assert (sluices["canal_id"] != sluices["outer_canal_id"]).all()


def test_pumps_stop_below_the_stage_at_which_they_start(small_tables: dict[str, pd.DataFrame]) -> None:
    stations = small_tables["pump_stations"].dropna(subset=["start_stage_m"])
    assert (stations["stop_stage_m"] < stations["start_stage_m"]).all()
    pumps = small_tables["drain_links"].dropna(subset=["start_depth_m"])
    assert (pumps["stop_depth_m"] < pumps["start_depth_m"]).all()
    assert set(pumps["pump_station_id"]) <= set(small_tables["pump_stations"]["pump_station_id"])


def test_floors_lie_below_sills_and_sills_not_below_the_ground(small_tables: dict[str, pd.DataFrame]) -> None:
    spaces = small_tables["underground_spaces"]
    assert len(spaces) > 0
    assert (spaces["floor_m"] < spaces["ground_m"]).all()
    assert (spaces["floor_m"] < spaces["sill_m"]).all()
    assert spaces["sill_m"].to_numpy() == pytest.approx(
        (spaces["ground_m"] + spaces["sill_height_m"]).to_numpy(), abs=1e-6
    )
    assert (spaces["volume_m3"] > 0.0).all()


def test_no_ramp_or_stairs_to_a_space_stand_in_a_canal(small_tables: dict[str, pd.DataFrame]) -> None:
    spaces = small_tables["underground_spaces"]
    water = shapely.union_all(small_tables["canals"]["geometry"].to_numpy())
    assert not shapely.intersects(water, spaces["geometry"].to_numpy()).any()


def test_water_at_a_waterlogging_point_is_usually_shallower_than_it_ever_was(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    points = small_tables["waterlogging_points"]
    assert len(points) > 0
    assert (points["usual_depth_m"] <= points["greatest_depth_m"]).all()
    assert (points["warning_depth_m"] <= 0.27).all()
