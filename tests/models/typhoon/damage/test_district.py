"""From census tables to things that the wind may damage, and their sums by street."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from census.errors import InputError
from census.grid import DISTRICT_CRS, Grid
from models.typhoon.damage import (
    building_objects,
    built_in_curves,
    cover_tree_objects,
    crane_objects,
    curtain_wall_objects,
    damage_of,
    district_objects,
    hut_objects,
    scaffold_objects,
    signboard_objects,
    street_damage,
    street_states,
    street_tree_objects,
)
from models.typhoon.damage.buildings import building_classes
from models.typhoon.damage.parameters import parameter, rows
from tests.models.typhoon.damage.frames import houses, sites

ROADS = gpd.GeoDataFrame(
    {
        "road_id": ["R1", "R2", "R3"], "street_code": ["330105001", None, "330105002"],
        "class": ["arterial", "arterial", "lane"],
    },
    geometry=[shapely.LineString([(0.0, 50.0 * k), (700.0, 50.0 * k)]) for k in range(3)], crs=DISTRICT_CRS,
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "cls"),
    [
        ({"structure": "brick_timber", "storeys": 2}, "M.MUH.2.gab.0.null.null.6d.tnail.0.0"),
        ({"roof_material": "timber", "storeys": 1}, "M.MUH.1.gab.0.null.null.6d.tnail.0.0"),
        ({"structure": "steel", "type": "shed", "storeys": 1}, "S.PMB.S.0.god.std"),
        ({"structure": "steel", "type": "factory", "storeys": 1, "footprint_m2": 9e3}, "S.PMB.L.0.god.std"),
        (
            {"type": "office", "structure": "rc_frame", "storeys": 5, "curtain_wall_share": 0.6},
            "C.ECB.M.bur.0.A.hig",
        ),
        ({"type": "school", "structure": "rc_frame", "storeys": 2}, "C.ECB.L.bur.0.A.med"),
        ({"type": "tower", "structure": "rc_shear_wall", "storeys": 30}, "C.ERB.H.bur.0.A.med"),
        ({}, "C.ERB.H.bur.0.A.med"),
    ],
)
def test_a_building_has_the_class_of_its_structure_roof_and_height(
    fields: dict[str, object], cls: str
) -> None:
    assert building_classes(houses(fields)).tolist() == [cls]


def test_every_class_of_the_mapping_has_a_curve() -> None:
    names = {
        row["class"].replace("{}", letter) for row in rows("building_classes") for letter in ("L", "M", "H")
    }
    assert names <= set(built_in_curves("buildings").classes)


def test_buildings_are_worth_their_floor() -> None:
    objects = building_objects(houses({}, {"structure": "rc_shear_wall"}))
    assert objects.value.tolist() == [3600.0 * 1800.0, 3600.0 * 3000.0]
    assert objects.height.tolist() == [10.0, 10.0]


def test_an_unknown_structure_is_refused() -> None:
    with pytest.raises(InputError, match="'B000000': structure 'snow' has no cost"):
        building_objects(houses({"structure": "snow"}))


def test_glass_is_met_by_the_gust_at_the_roof() -> None:
    glass = {"curtain_wall": "hidden_frame", "curtain_wall_m2": 400.0, "height_m": 80.0}
    objects = curtain_wall_objects(houses({}, glass))
    assert objects.key.tolist() == ["B000001"]
    assert (objects.count[0], objects.height[0], objects.cls[0]) == (400.0, 80.0, "hidden_frame")


def test_cranes_scaffolds_and_huts_come_from_the_sites() -> None:
    empty = {"tower_cranes": 0, "crane_height_m": None, "scaffold": "none", "hut_residents": 0}
    held = sites({}, empty, {"crane_height_m": 120.0})
    cranes, scaffolds, huts = crane_objects(held), scaffold_objects(held), hut_objects(held)
    assert cranes.cls.tolist() == ["up_to_100_m", "above_100_m"]
    assert (cranes.count.tolist(), cranes.height.tolist()) == ([2.0, 2.0], [60.0, 120.0])
    # A square of 0.35 ha has a girth of 236.6 m, 40 m high.
    assert scaffolds.count == pytest.approx([9466.0, 9466.0], abs=1.0)
    assert huts.count.tolist() == [3.0, 3.0]


def test_signs_hang_where_the_ground_floor_trades() -> None:
    objects = signboard_objects(houses({}, {"use": "shop"}, {"business": "catering"}, {"business": "rental"}))
    assert objects.key.tolist() == ["B000001", "B000002"]
    assert objects.count.tolist() == [6.0, 6.0]  # 0.35 of a girth of 100 m at 6 m


def test_streets_of_the_district_are_planted_on_both_sides() -> None:
    objects = street_tree_objects(ROADS)
    assert objects.key.tolist() == ["R1"]
    assert objects.count[0] == pytest.approx(2 * 0.8 * 700.0 / 7.0)


def test_trees_of_the_cover_keep_their_number_whatever_the_squares() -> None:
    grid = Grid("EPSG:4549", 0.0, 400.0, 20.0, 20, 15)
    cover = np.full(grid.shape, 4, dtype=np.uint8)
    cover[:, 10:] = 5
    street = np.zeros(grid.shape, dtype=np.int32)
    street[:, 5:] = 1
    street[0, :] = -1
    greens, forest = cover_tree_objects(cover, grid, street, ["330105001", "330105002"])
    assert greens.count.sum() == pytest.approx(19 * 10 * 0.04 * parameter("park_trees").value)
    assert forest.count.sum() == pytest.approx(19 * 5 * 0.04 * parameter("forest_trees").value)
    assert set(forest.street) == {"330105002"}
    assert greens.count[greens.street == "330105001"].sum() == pytest.approx(19 * 5 * 0.04 * 250.0)
    assert greens.x.min() >= 0.0
    assert forest.x.min() > 200.0


def test_sums_by_street_are_those_of_the_rows() -> None:
    tables = {
        "buildings": houses({}, {"street_code": "330105002", "use": "shop"}, {"street_code": "330105002"}),
        "construction_sites": sites({}), "roads": ROADS,
    }  # fmt: skip
    objects = district_objects(tables)
    damages = [damage_of(one, np.full(one.size, 38.0)) for one in objects]
    table = street_damage(damages)
    for damage in damages:
        mine = table[table["kind"] == damage.objects.kind]
        assert mine["loss_yuan"].sum() == pytest.approx(damage.loss.sum())
        assert mine["items"].sum() == pytest.approx(damage.objects.count.sum())
        assert mine["affected"].sum() == pytest.approx(damage.expected[:, 1:].sum())
    two = table.query("street_code == '330105002' and kind == 'buildings'")
    assert two["items"].tolist() == [2.0]
    states = street_states(damages)
    assert states["expected"].sum() == pytest.approx(table["affected"].sum())
    assert table["gust_m_s"].eq(38.0).all()


def test_nothing_gives_an_empty_table() -> None:
    assert len(street_damage([])) == 0
