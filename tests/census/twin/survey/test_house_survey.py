"""Fields of the house survey: what cannot be true of a building is true of none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from census.schema import TABLES
from census.twin.survey.exposure.condition import condition, elderly
from census.twin.survey.exposure.construction import construction
from census.twin.survey.exposure.fittings import fittings
from census.twin.survey.exposure.stock import Stock
from census.twin.survey.exposure.uses import uses

COUNT = 12_000

KINDS = {
    "old_lane_house": (1, 3, 1900, 1965),
    "masonry_estate": (5, 7, 1978, 1999),
    "tower": (6, 21, 1999, 2022),
    "office": (4, 17, 1988, 2022),
    "commercial": (2, 6, 1990, 2021),
    "school": (3, 6, 1980, 2018),
    "hospital": (5, 16, 1982, 2020),
    "factory": (1, 3, 1958, 2008),
    "shed": (1, 2, 1985, 2012),
    "village_house": (2, 5, 1985, 2008),
    "outbuilding": (1, 1, 1905, 2022),
}
"""Storeys and years of each type, as the twin makes them."""


@pytest.fixture(scope="module")
def stock() -> Stock:
    """A stock of all types, ten buildings to a block."""
    draw = np.random.default_rng(7)
    names = np.array(list(KINDS), dtype=object)
    block = np.arange(COUNT) // 10
    kind = names[draw.integers(len(names), size=COUNT // 10)][block]
    low, high, first, last = np.array([KINDS[one] for one in kind]).T
    storeys, year = draw.integers(low, high + 1), draw.integers(first, last + 1)
    structure = np.where(storeys >= 12, "rc_shear_wall", "rc_frame").astype(object)
    structure[np.isin(kind, ["masonry_estate", "village_house", "outbuilding"])] = "masonry"
    structure[(kind == "masonry_estate") & (draw.random(COUNT) < 0.2)] = "bottom_frame_masonry"
    structure[(kind == "old_lane_house")] = "brick_timber"
    structure[np.isin(kind, ["shed"])] = "steel"
    x, y = 100.0 * (np.arange(COUNT) % 110), 100.0 * (np.arange(COUNT) // 110)
    geometry = shapely.box(x, y, x + 40.0, y + 12.0)
    return Stock(
        seed=3,
        kind=kind,
        structure=structure,
        street=np.full(COUNT, "330105001", dtype=object),
        storeys=storeys,
        year=year,
        people=draw.integers(0, 200, size=COUNT),
        floor=storeys * 480.0,
        footprint=np.full(COUNT, 480.0),
        perimeter=np.full(COUNT, 104.0),
        height=storeys * 3.0,
        geometry=geometry,
        middle=shapely.centroid(geometry),
        block=block,
        key=np.column_stack([x, y]).astype(np.int64),
        block_key=np.column_stack([block, block + 5]),
        ground=np.linspace(3.0, 9.0, COUNT),
        rise=np.where(np.arange(COUNT) % 50 == 0, 9.0, 0.5),
        fringe=np.arange(COUNT) % 2 == 0,
    )


@pytest.fixture(scope="module")
def survey(stock: Stock) -> pd.DataFrame:
    """Fields of the survey of that stock."""
    nothing = np.empty(0, dtype=object)
    used = uses(stock, nothing)
    fields = used | construction(stock) | condition(stock, low_points=nothing, metro=nothing)
    fields |= fittings(stock, used["use"])
    held = {"type": stock.kind, "structure": stock.structure, "storeys": stock.storeys, "year": stock.year}
    return pd.DataFrame(held | fields | {"people": stock.people, "elderly": elderly(stock)})


def test_every_code_is_in_its_list(survey: pd.DataFrame) -> None:
    table = TABLES["buildings"]
    for column in table.columns:
        if column.codes is not None and column.name in survey.columns:
            strange = set(survey[column.name].dropna()) - set(column.codes)
            assert strange == set(), column.name


def test_no_timber_stands_above_three_storeys(survey: pd.DataFrame) -> None:
    timber = survey["survey_structure"].isin(["timber", "earth_or_stone_timber"]) | (
        survey["floor_material"] == "timber"
    )
    assert timber.any()
    high = survey[timber & (survey["storeys"] > 3)]
    assert set(high["type"]) <= {"village_house"} and not high["survey_structure"].eq("timber").any()


def test_precast_slabs_only_in_masonry_before_2000(survey: pd.DataFrame) -> None:
    precast = survey[(survey["floor_material"] == "precast") | (survey["roof_material"] == "precast")]
    assert len(precast) > 100
    assert precast["year"].max() <= 1999
    assert precast["structure"].isin(["masonry", "bottom_frame_masonry"]).all()


def test_most_estates_before_1990_have_precast_slabs_and_few_at_the_end(survey: pd.DataFrame) -> None:
    estate = survey[survey["type"] == "masonry_estate"]
    share = (estate["floor_material"] == "precast").groupby(estate["year"] < 1990).mean()
    late = (estate[estate["year"] >= 1995]["floor_material"] == "precast").mean()
    assert share[True] > 0.7 > 0.45 > late


@pytest.mark.parametrize("measure", ["structural_columns", "ring_beams", "foundation_ring_beam"])
def test_measures_become_common_with_the_codes(survey: pd.DataFrame, measure: str) -> None:
    masonry = survey[survey["structure"].isin(["masonry", "bottom_frame_masonry"])]
    masonry = masonry[masonry["type"].isin(["masonry_estate", "outbuilding"])]
    era = pd.cut(masonry["year"], [1900, 1959, 1977, 1989, 2100], labels=False)
    share = masonry[measure].astype(float).groupby(era).mean()
    assert (np.diff(share) > 0.0).all()
    assert share.iloc[-1] > 0.9


def test_measures_are_asked_of_masonry_only(survey: pd.DataFrame) -> None:
    masonry = survey["structure"].isin(["masonry", "bottom_frame_masonry", "brick_timber"])
    for measure in ("structural_columns", "ring_beams", "foundation_ring_beam"):
        assert (survey[measure].notna() == masonry).all()


def test_who_designed_nothing_followed_no_code(survey: pd.DataFrame) -> None:
    undesigned = survey["design_mode"] == "none"
    assert undesigned.any()
    assert (survey.loc[undesigned, "design_code"] == "none").all()
    assert ((survey["design_code"] == "none") == (survey["fortification_intensity"] == 0)).all()
    early = survey["year"] < 1980
    assert (survey.loc[early, "design_code"] == "none").all()


def test_a_designed_building_was_not_built_by_its_owner(survey: pd.DataFrame) -> None:
    designed = survey[survey["design_mode"] == "professional"]
    assert not designed["construction_mode"].eq("self_built").any()
    village = survey[survey["type"] == "village_house"]
    assert (village["design_mode"] == "none").mean() > 0.6


def test_a_retrofit_follows_the_building_and_has_a_year(survey: pd.DataFrame) -> None:
    assert (survey["retrofit_year"].notna() == survey["retrofitted"]).all()
    done = survey[survey["retrofitted"]]
    assert len(done) and (done["retrofit_year"] > done["year"]).all()


def test_only_what_was_appraised_has_a_grade_and_old_houses_worse_ones(survey: pd.DataFrame) -> None:
    assert (survey["safety_grade"].notna() == survey["appraised"]).all()
    graded = survey[survey["appraised"]]
    bad = graded["safety_grade"].isin(["C", "D"]).groupby(graded["year"] < 1990).mean()
    assert bad[True] > 2.0 * bad[False]


def test_a_storey_is_never_added_to_what_has_one(survey: pd.DataFrame) -> None:
    assert not ((survey["alteration"] == "added_storey") & (survey["storeys"] < 2)).any()


def test_glass_stands_on_public_buildings_of_their_time(survey: pd.DataFrame) -> None:
    glazed = survey[survey["curtain_wall"] != "none"]
    assert len(glazed) > 50
    assert set(glazed["type"]) <= {"office", "commercial", "hospital"}
    assert (glazed["year"] >= 1994).all()
    assert (glazed["curtain_wall_year"] >= glazed["year"]).all()
    assert ((survey["curtain_wall_m2"] > 0.0) == (survey["curtain_wall"] != "none")).all()
    assert glazed["curtain_wall_share"].between(0.2, 0.9).all()


def test_towers_have_lifts_and_low_houses_none(survey: pd.DataFrame) -> None:
    assert (survey.loc[(survey["type"] == "tower") & (survey["storeys"] >= 7), "lifts"] > 0).all()
    assert (survey.loc[survey["storeys"] <= 2, "lifts"] == 0).all()


def test_shops_below_masonry_are_soft(survey: pd.DataFrame) -> None:
    assert survey.loc[survey["structure"] == "bottom_frame_masonry", "soft_ground_floor"].all()


def test_only_steep_sites_are_cut_into_the_hill(survey: pd.DataFrame, stock: Stock) -> None:
    cut = survey["site_hazard"].isin(["cut_slope", "landslide", "rockfall"]).to_numpy()
    np.testing.assert_array_equal(cut, stock.rise > 4.0)


def test_the_old_are_some_of_the_residents_and_more_in_old_lanes(survey: pd.DataFrame) -> None:
    assert (survey["elderly"] <= survey["people"]).all() and (survey["elderly"] >= 0).all()
    share = survey.groupby("type")["elderly"].sum() / survey.groupby("type")["people"].sum()
    assert share["old_lane_house"] > share["tower"] > share["village_house"] > 0.0
