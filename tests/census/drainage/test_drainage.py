"""Laws of the storm drains of the small district, and of the model made of them."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
import shapely

from census.drainage.engine import run_model
from census.drainage.hydraulics import Section, StormIntensity
from census.drainage.inp import Run, model_text
from census.drainage.network import DrainTables, check_network, reaching_outfalls
from census.drainage.storms import chicago
from census.errors import InputError
from census.readers.swmm_inp import parse_swmm_inp
from census.snapshot import Snapshot

FORMULA = StormIntensity(1455.55, 0.958, 5.861, 0.674)


@pytest.fixture(scope="module")
def drains(small_snapshot: Snapshot) -> DrainTables:
    names = ("drain_nodes", "drain_links", "drain_catchments")
    return DrainTables(*(small_snapshot.table(name) for name in names))


def test_a_full_pipe_carries_what_manning_gives_by_hand() -> None:
    # 1 m pipe, n 0.013, 1 in 1000: 0.7854 m2 x 0.25^(2/3) x 0.031623 / 0.013 = 0.7582 m3/s.
    assert Section("circular", 1.0, 1.0).capacity(0.001, 0.013) == pytest.approx(0.7582, abs=5e-4)


def test_a_full_box_carries_what_manning_gives_by_hand() -> None:
    # 2 m x 3 m, n 0.013, 1 in 1000: 6 m2 x 0.6^(2/3) x 0.031623 / 0.013 = 10.383 m3/s.
    assert Section("box", 2.0, 3.0).capacity(0.001, 0.013) == pytest.approx(10.383, abs=5e-3)


def test_the_formula_gives_the_rain_on_record_for_it() -> None:
    # Depths of formula A: 26.5 mm in 10 min at 10 yr, 105.8 mm in 120 min at 50 yr.
    assert FORMULA.depth(10.0, 10.0) == pytest.approx(26.5, abs=0.05)
    assert FORMULA.depth(50.0, 120.0) == pytest.approx(105.8, abs=0.05)


def test_a_chicago_storm_has_the_depth_and_the_peak_of_its_formula() -> None:
    storm = chicago(FORMULA, return_period=50.0)
    assert storm.depth == pytest.approx(105.8, abs=0.05)
    assert int(np.argmax(storm.intensity)) * storm.block == pytest.approx(0.4 * 120, abs=storm.block)


def test_every_pipe_falls_and_none_shrinks_downstream(drains: DrainTables) -> None:
    pipes = drains.links[drains.links["kind"] == "conduit"]
    assert len(pipes) > 20
    assert (pipes["to_invert_m"] < pipes["from_invert_m"]).all()
    leaving = pipes.set_index("from_node")["height_m"]
    below = leaving.reindex(pipes["to_node"]).to_numpy()
    assert (np.isnan(below) | (below >= pipes["height_m"].to_numpy())).all()


def test_every_pipe_has_its_cover_and_carries_its_design_flow(drains: DrainTables) -> None:
    pipes = drains.links[drains.links["kind"] == "conduit"]
    rim = drains.nodes.set_index("node_id")["rim_m"].reindex(pipes["from_node"]).to_numpy()
    assert (rim - pipes["from_invert_m"] - pipes["height_m"] >= 0.7 - 2e-3).all()
    assert (pipes["shape"] == "circular").all()
    area = math.pi * pipes["height_m"] ** 2 / 4.0
    slope = (pipes["from_invert_m"] - pipes["to_invert_m"]) / pipes["length_m"]
    full = area * (pipes["height_m"] / 4.0) ** (2.0 / 3.0) * np.sqrt(slope) / pipes["roughness"]
    assert (full >= pipes["design_flow_m3_s"]).all()


def test_the_last_pipe_is_sized_for_all_ground_behind_it(drains: DrainTables) -> None:
    ground = drains.catchments.assign(runoff=lambda t: t["area_m2"] * t["runoff_coefficient"] * 1e-4)
    runoff = ground.groupby("node_id")["runoff"].sum()
    down = dict(zip(drains.links["from_node"], drains.links["to_node"], strict=True))
    behind: dict[str, float] = {}
    for node, share in runoff.items():
        at = str(node)
        while at in down:
            behind[at] = behind.get(at, 0.0) + float(share)
            at = down[at]
    row: Any
    for row in drains.links.itertuples(index=False):
        # Intensity lies between those of the inlet time and of an hour.
        least, most = (1e-3 * behind.get(row.from_node, 0.0) * FORMULA.rate(3.0, t) for t in (60.0, 10.0))
        assert 0.95 * least <= row.design_flow_m3_s <= 1.05 * most + 1e-3


def test_every_node_reaches_an_outfall_and_no_pipe_crosses_a_canal(
    drains: DrainTables, small_snapshot: Snapshot
) -> None:
    assert reaching_outfalls(drains) == set(drains.nodes["node_id"])
    down = drains.links["from_node"]
    assert down.is_unique
    water = shapely.union_all(small_snapshot.table("canals").geometry.to_numpy()).buffer(-0.5)
    assert not shapely.intersects(water, drains.links["geometry"].to_numpy()).any()


def test_the_model_read_back_equals_the_tables(drains: DrainTables) -> None:
    storm = chicago(FORMULA, return_period=3.0)
    text = model_text(drains, Run(storm=storm))
    assert text == model_text(drains, Run(storm=storm))
    back = parse_swmm_inp(text)
    nodes = back.nodes.set_index("node_id").loc[drains.nodes["node_id"]]
    assert nodes["invert"].to_numpy() == pytest.approx(drains.nodes["invert_m"].to_numpy(), abs=5e-4)
    places = shapely.get_coordinates(drains.nodes["geometry"].to_numpy())
    assert nodes[["x", "y"]].to_numpy() == pytest.approx(places, abs=0.006)
    links = back.links.set_index("link_id").loc[drains.links["link_id"]]
    assert list(links["to_node"]) == list(drains.links["to_node"])
    assert links["height"].to_numpy() == pytest.approx(drains.links["height_m"].to_numpy(), nan_ok=True)
    assert back.subcatchments["area"].sum() == pytest.approx(
        1e-4 * drains.catchments["area_m2"].sum(), abs=1e-3
    )
    assert "EPSG:4549" in " ".join(back.title)


def test_the_engine_runs_the_small_network_and_a_3_year_storm_stays_in_the_drains(
    drains: DrainTables,
) -> None:
    rare = run_model(
        model_text(drains, Run(storm=chicago(FORMULA, return_period=50.0), hours=3.0, threads=1))
    )
    usual = run_model(
        model_text(drains, Run(storm=chicago(FORMULA, return_period=3.0), hours=3.0, threads=1))
    )
    for report in (usual, rare):
        assert abs(report.routing_continuity) < 1.0
        assert abs(report.runoff_continuity) < 1.0
        assert set(report.nodes.index) == set(drains.nodes["node_id"])
    assert usual.surcharged_share <= 0.05
    assert rare.surcharged_share > 0.25


def test_a_pipe_that_runs_uphill_is_named(drains: DrainTables) -> None:
    links = drains.links.copy()
    name = str(links["link_id"].to_list()[3])
    uphill = links["to_invert_m"].mask(links["link_id"] == name, links["from_invert_m"] + 0.2)
    with pytest.raises(InputError, match=rf"{name} runs uphill"):
        check_network(dataclasses.replace(drains, links=links.assign(to_invert_m=uphill)))


def test_a_branch_without_an_outfall_is_named(drains: DrainTables) -> None:
    nodes = drains.nodes[drains.nodes["kind"] != "outfall"]
    links = drains.links[drains.links["to_node"].isin(nodes["node_id"])]
    with pytest.raises(InputError, match="is an outfall; one is needed"):
        check_network(DrainTables(nodes, links, drains.catchments))
    cut = drains.links.drop(index=3)
    with pytest.raises(InputError, match=rf"no way leads from .* {len(drains.nodes)} nodes"):
        check_network(dataclasses.replace(drains, links=cut))


def test_a_link_to_no_node_is_named(drains: DrainTables) -> None:
    links = drains.links.copy()
    links.loc[2, "to_node"] = "N99999"
    with pytest.raises(InputError, match=r"to_node of .* is 'N99999', which is no node"):
        check_network(dataclasses.replace(drains, links=links))


def test_what_the_engine_refuses_is_told_in_its_words() -> None:
    with pytest.raises(InputError, match=r"the engine refuses it: ERROR"):
        run_model("[OPTIONS]\nFLOW_UNITS CMS\n[JUNCTIONS]\nA 0 1\n[CONDUITS]\nC A B 10 0.01\n")
