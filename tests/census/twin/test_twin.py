"""Laws of the synthetic district, mostly on its small extent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from census.errors import InputError
from census.schema import TABLES
from census.schema.provenance import PROVENANCE
from census.snapshot import Snapshot, open_snapshot
from census.twin import extent, facts, frame, layout, linework, streets
from census.twin.checks import check_drainage
from census.twin.cover import BUILDING, ROAD, WATER
from census.twin.hills import hills
from census.twin.make import generator_version, make_twin, twin_is_current, write_twin

CODES = [f"3301050{number:02d}" for number in range(1, 20) if number != 6]


def _pieces(roads: pd.DataFrame) -> int:
    parent = {node: node for node in {*roads["from_node"], *roads["to_node"]}}

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for first, second in zip(roads["from_node"], roads["to_node"], strict=True):
        parent[root(first)] = root(second)
    return len({root(node) for node in parent})


@pytest.fixture(scope="module")
def whole_streets() -> streets.Streets:
    net = frame.street_frame(1)
    lines, _ = layout.neighbourhoods(net, 1)
    return streets.streets(linework.linework(net, lines.lines).geometry, extent.district())


def test_the_18_streets_have_their_official_codes() -> None:
    assert [row.code for row in facts.streets()] == CODES
    assert all(row.name.endswith("街道") for row in facts.streets())


def test_residents_add_to_the_published_totals() -> None:
    people = streets.residents()
    former = np.array([row.former_district for row in facts.streets()])
    assert people.sum() == 1_120_985
    assert people[former == "old_Gongshu"].sum() == 635_136
    assert people[former == "old_Xiacheng"].sum() == 485_849
    assert (people > 20_000).all()


def test_apportioned_numbers_add_up_and_follow_their_weights() -> None:
    weights = np.array([3.0, 1.0, 0.0, 1.0, 1.0])
    parts = streets.apportion(weights, 8)
    assert parts.sum() == 8
    assert parts.tolist() == [4, 2, 0, 1, 1]


def test_the_streets_tile_the_district(whole_streets: streets.Streets) -> None:
    polygons = whole_streets.geometry
    assert shapely.area(polygons).sum() == pytest.approx(extent.district().area, rel=1e-12)
    assert shapely.union_all(polygons).area == pytest.approx(extent.district().area, rel=1e-12)
    left, right = np.triu_indices(len(polygons), 1)
    assert shapely.area(shapely.intersection(polygons[left], polygons[right])).max() < 1e-3
    assert (shapely.get_num_geometries(polygons) == 1).all()


def test_street_areas_are_near_the_published_ones(whole_streets: streets.Streets) -> None:
    published = np.array([row.area for row in facts.streets()])
    known = np.isfinite(published)
    ratio = shapely.area(whole_streets.geometry)[known] / (published[known] * 1e6)
    assert np.abs(ratio - 1.0).max() < 0.15


def test_summits_have_their_published_heights() -> None:
    made = hills(1)
    heights = [made.height[made.grid.cell_of(top.x, top.y)] for top in facts.peaks()]
    assert heights == pytest.approx([319.2, 283.9, 279.0, 270.0, 256.4], abs=1e-6)
    assert made.height.max() == pytest.approx(319.2, abs=1e-6)


def test_people_in_buildings_add_to_their_streets(small_snapshot: Snapshot) -> None:
    table, built = small_snapshot.table("streets"), small_snapshot.table("buildings")
    lived = built.groupby("street_code")["people"].sum()
    for code, population in zip(table["code"], table["population"], strict=True):
        assert lived.get(code, 0) == population
    assert (built["people"] >= 0).all()


def test_the_small_extent_is_a_proportional_part_of_its_streets(
    small_snapshot: Snapshot, whole_streets: streets.Streets
) -> None:
    table = small_snapshot.table("streets")
    area = dict(zip(CODES, shapely.area(whole_streets.geometry), strict=True))
    whole = dict(zip(CODES, whole_streets.residents.tolist(), strict=True))
    for code, people, part in zip(table["code"], table["population"], table.geometry.area, strict=True):
        assert abs(people - whole[code] * part / area[code]) < 1.0
    assert table.geometry.area.sum() == pytest.approx(1e6, rel=1e-9)


def test_the_road_graph_is_one_piece(small_snapshot: Snapshot) -> None:
    roads = small_snapshot.table("roads")
    assert _pieces(roads) == 1
    assert roads["width_m"].between(6, 50).all()


def test_edges_that_share_a_node_meet_there(small_snapshot: Snapshot) -> None:
    roads = small_snapshot.table("roads")
    line = roads.geometry.to_numpy()
    ends = pd.DataFrame(
        {
            "node": np.concatenate([roads["from_node"], roads["to_node"]]),
            "x": np.concatenate([shapely.get_x(shapely.get_point(line, end)) for end in (0, -1)]),
            "y": np.concatenate([shapely.get_y(shapely.get_point(line, end)) for end in (0, -1)]),
        }
    )
    spread = ends.groupby("node")[["x", "y"]].agg(np.ptp)
    assert spread.to_numpy().max() < 0.02


def test_some_roads_cross_the_grand_canal(small_snapshot: Snapshot) -> None:
    canals, roads = small_snapshot.table("canals"), small_snapshot.table("roads")
    trunk = canals.loc[canals["name"] == "京杭大运河"].geometry.union_all()
    over = roads.geometry.intersection(trunk).length > 50.0
    assert over.sum() >= 1
    assert set(roads.loc[over, "class"]) <= {"arterial", "secondary", "collector"}


def test_buildings_stand_clear_of_water_roads_and_each_other(small_snapshot: Snapshot) -> None:
    built = small_snapshot.table("buildings").geometry.to_numpy()
    roads = small_snapshot.table("roads")
    water = small_snapshot.table("canals").geometry.union_all()
    surface = shapely.union_all(shapely.buffer(roads.geometry.to_numpy(), 0.5 * roads["width_m"].to_numpy()))
    assert shapely.area(shapely.intersection(built, water)).max() < 0.01
    assert shapely.area(shapely.intersection(built, surface)).max() < 0.5
    left, right = shapely.STRtree(built).query(built, predicate="intersects")
    first, second = left[left < right], right[left < right]
    assert shapely.area(shapely.intersection(built[first], built[second])).sum() < 0.01


def test_buildings_are_believable(small_snapshot: Snapshot) -> None:
    built = small_snapshot.table("buildings")
    assert len(built) > 300
    assert built.geometry.is_valid.all()
    assert built["type"].nunique() >= 5
    assert built["storeys"].between(1, 40).all() and built["year_built"].between(1890, 2026).all()
    np.testing.assert_allclose(built["floor_area_m2"], built.geometry.area * built["storeys"], atol=0.06)
    assert (built["height_m"] / built["storeys"]).between(2.5, 8.0).all()
    assert 0.12 < built.geometry.area.sum() / 1e6 < 0.40


def test_land_cover_agrees_with_the_tables(small_snapshot: Snapshot) -> None:
    codes, grid = small_snapshot.raster("landcover")
    terrain, same = small_snapshot.raster("terrain")
    assert grid == same and set(np.unique(codes)) <= set(range(1, 9))
    np.testing.assert_array_equal(codes == 0, np.isnan(terrain))
    built = small_snapshot.table("buildings").geometry.area.sum()
    assert (codes == BUILDING).sum() * grid.cell_area == pytest.approx(built, rel=0.05)
    water = small_snapshot.table("canals").geometry.area.sum()
    assert (codes == WATER).sum() * grid.cell_area == pytest.approx(water, rel=0.03)
    assert (codes == ROAD).mean() > 0.1


def test_the_ground_stands_above_the_canals_and_streets_below_the_blocks(small_snapshot: Snapshot) -> None:
    codes, _ = small_snapshot.raster("landcover")
    level, _ = small_snapshot.raster("terrain")
    stage = small_snapshot.table("canals")["normal_stage_m"].min()
    dry = codes != WATER
    assert level[dry].min() > stage + 0.8
    assert np.median(level[dry]) == pytest.approx(stage + 3.0, abs=1.0)
    assert level[dry].max() < 8.0
    assert level[codes == WATER].max() < stage
    assert np.median(level[codes == BUILDING]) > np.median(level[codes == ROAD])


def test_the_shangtang_river_stands_higher_than_the_grand_canal() -> None:
    assert facts.NORMAL_STAGE["shangtang"] > facts.NORMAL_STAGE["grand_canal"] + 0.5
    names = {river.name for river in facts.rivers()}
    assert {facts.GRAND_CANAL, facts.SHANGTANG} <= names


def test_every_row_says_where_it_comes_from(small_snapshot: Snapshot) -> None:
    required = [column.name for column in PROVENANCE if column.required]
    for name in small_snapshot.table_names:
        table = small_snapshot.rows(name)
        assert table[required].notna().all(axis=None), name
        # What is called published names the publication; what the twin made up is never called so.
        made_up = table["source_id"] == "fangzai-twin"
        assert not (made_up & (table["confidence"] == "published")).any(), name
        assert table.loc[made_up, "method"].str.startswith("synthetic").all(), name
    assert small_snapshot.synthetic


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    small_snapshot: Snapshot, tmp_path: Path
) -> None:
    again = write_twin(tmp_path / "again", extent="small", seed=1)
    assert again.content_hash == small_snapshot.content_hash
    other = make_twin(extent="small", seed=2)
    assert not np.array_equal(other.rasters["terrain"][0], small_snapshot.raster("terrain")[0])


def test_a_current_twin_is_kept_and_an_outdated_one_made_again(tmp_path: Path) -> None:
    folder = tmp_path / "twin"
    assert not twin_is_current(folder, extent="small", seed=1)
    write_twin(folder, extent="small", seed=1)
    stamp = (folder / "snapshot.json").stat().st_mtime_ns
    write_twin(folder, extent="small", seed=1)
    assert (folder / "snapshot.json").stat().st_mtime_ns == stamp
    assert not twin_is_current(folder, extent="small", seed=2)
    text = (folder / "snapshot.json").read_text(encoding="utf-8").replace(generator_version(), "twin-older")
    (folder / "snapshot.json").write_text(text, encoding="utf-8")
    assert not twin_is_current(folder, extent="small", seed=1)
    assert write_twin(folder, extent="small", seed=1).manifest["generator"] == generator_version()
    assert open_snapshot(folder, verify=True).manifest["seed"] == 1


def test_an_unknown_extent_is_refused() -> None:
    with pytest.raises(InputError, match="extent is 'tiny'; one of full, small"):
        make_twin(extent="tiny")


@pytest.mark.slow
def test_the_whole_district_keeps_its_laws() -> None:
    made = make_twin(extent="full", seed=1)
    assert {name for name in TABLES if not len(made.tables[name])} == set()
    built, roads, canals = (made.tables[name] for name in ("buildings", "roads", "canals"))
    assert made.tables["streets"]["population"].sum() == built["people"].sum() == 1_120_985
    assert 55_000 <= len(built) <= 65_000
    assert _pieces(roads) == 1
    level, grid = made.rasters["terrain"]
    codes, _ = made.rasters["landcover"]
    assert float(np.nanmax(level)) == pytest.approx(319.2, abs=0.05)
    assert np.nanmin(level[codes != WATER]) > canals["normal_stage_m"].min() + 0.8
    report = check_drainage(level, codes, grid, made.tables["low_points"])
    assert report.sealed_road_cells == report.sealed_open_cells == 0
    assert report.deepest_outside_low_points <= 0.20 + 1e-3
    bank = canals.set_index("canal_id")
    assert (bank["bank_m"] > bank["normal_stage_m"] + 0.8).all()
    assert set(canals["system"]) == {"grand_canal", "shangtang"}
    streets_of_roads = shapely.STRtree(made.tables["streets"].geometry.to_numpy()).nearest(
        roads.geometry.centroid
    )
    assert len(np.unique(streets_of_roads)) == 18
