"""Liquefaction in one earthquake, against calculations by hand and the table of the census."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from census.twin.survey.earthquake.liquefaction import liquefaction_points
from models.seismic.liquefaction import event_ground, judge_liquefaction, magnitude_adjustment


def ground(
    *, water: float = 1.0, blows: float = 6.0, top: float = 3.0, bottom: float = 5.0,
    kind: str = "silty_sand", clay: float = 2.0,
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:  # fmt: skip
    """One borehole with one layer of sand below clay."""
    holes = gpd.GeoDataFrame(
        {"borehole_id": ["BH0001"], "groundwater_depth_m": [water]},
        geometry=[shapely.Point(0.0, 0.0)],
        crs="EPSG:4549",
    )
    layers = pd.DataFrame(
        {
            "borehole_id": "BH0001",
            "layer": [1, 2, 3],
            "soil_type": ["silty_clay", kind, "clay"],
            "top_m": [0.0, top, bottom],
            "bottom_m": [top, bottom, 20.0],
            "spt_n": [4.0, blows, 9.0],
            "clay_content_percent": [20.0, clay, 30.0],
        }
    )
    return holes, layers


def test_index_and_ratio_are_those_of_a_calculation_by_hand() -> None:
    # 0.20 g, group 1: N0 = 12, beta = 0.80, d0 = 8 m; cover 3 m < 8, water 1 m < 7, 3 + 1 < 11.5: not safe.
    # Tests at 3.5 and 4.5 m, N = 6: N_cr = 9.6 (ln(0.6 d + 1.5) - 0.1), one metre each with W = 10.
    critical = [9.6 * (math.log(3.6) - 0.1), 9.6 * (math.log(4.2) - 0.1)]
    index = 10.0 * sum(1.0 - 6.0 / one for one in critical)
    found = judge_liquefaction(*ground(), 0.20).iloc[0]
    assert critical == pytest.approx([11.337, 12.817], abs=1e-3)
    assert found["liquefaction_index"] == pytest.approx(index, rel=1e-12) == pytest.approx(10.027, abs=1e-3)
    assert found["least_blow_ratio"] == pytest.approx(6.0 / critical[1], rel=1e-12)
    assert (found["initial_judgement"], found["grade"]) == ("further", "moderate")


def test_the_basic_acceleration_gives_the_points_of_the_survey_again() -> None:
    holes, layers = ground(blows=3.0)
    survey = liquefaction_points(holes, layers).iloc[0]
    event = judge_liquefaction(holes, layers, 0.10).iloc[0]
    assert survey["liquefaction_index"] == round(event["liquefaction_index"], 2) > 0.0
    assert survey["grade"] == event["grade"] and survey["initial_judgement"] == "further"


def test_between_the_levels_blows_are_linear_and_below_the_first_in_proportion() -> None:
    assert [event_ground(pga, 1.0).blows for pga in (0.05, 0.10, 0.125, 0.25, 0.40, 0.60)] == pytest.approx(
        [3.5, 7.0, 8.5, 14.0, 19.0, 19.0]
    )


def test_magnitude_takes_the_place_of_the_design_group() -> None:
    assert magnitude_adjustment(group=2) == 0.95
    assert magnitude_adjustment(magnitude=6.8) == pytest.approx(0.81)
    assert magnitude_adjustment(magnitude=3.0) == 0.0
    assert judge_liquefaction(*ground(), 0.2, magnitude=3.0)["grade"].tolist() == ["none"]


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1.0, 15.0), st.floats(0.0, 6.0))
def test_stronger_shaking_never_lowers_the_index(one: float, two: float, blows: float, water: float) -> None:
    low, high = sorted((one, two))
    found = [judge_liquefaction(*ground(blows=blows, water=water), pga) for pga in (low, high)]
    assert found[0]["liquefaction_index"].iloc[0] <= found[1]["liquefaction_index"].iloc[0]


@pytest.mark.parametrize(
    "case",
    [
        ground(water=9.0),  # the sand is dry
        ground(top=12.0, bottom=15.0),  # cover 12 m > 8 m
        ground(kind="sandy_silt", clay=14.0),  # silt with more than 13 % of clay
        ground(blows=40.0),  # dense
        ground(kind="clay"),
    ],
)
def test_dry_deep_clayey_and_dense_ground_does_not_liquefy(
    case: tuple[gpd.GeoDataFrame, pd.DataFrame],
) -> None:
    found = judge_liquefaction(*case, 0.20)
    assert found["grade"].tolist() == ["none"] and found["liquefaction_index"].tolist() == [0.0]


def test_what_is_not_known_is_said() -> None:
    assert judge_liquefaction(*ground(blows=math.nan), 0.2)["grade"].tolist() == ["unknown"]
    assert judge_liquefaction(*ground(water=math.nan), 0.2)["grade"].tolist() == ["unknown"]
    # Unknown clay of a silt is taken as 3 %, as sand.
    silt = judge_liquefaction(*ground(kind="sandy_silt", clay=math.nan), 0.2)
    assert silt["liquefaction_index"].iloc[0] == pytest.approx(10.027, abs=1e-3)


def test_bad_input_is_named() -> None:
    with pytest.raises(InputError, match=r"BH0001: the peak acceleration is nan g"):
        judge_liquefaction(*ground(), np.array([np.nan]))
    with pytest.raises(InputError, match="design group is 4"):
        judge_liquefaction(*ground(), 0.1, group=4)
