"""Networks of scenarios: where their nodes and gullies come to lie, what is refused, and a whole run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pyproj import Transformer

from census.errors import InputError
from models.waterlogging.sewers import SewerNetwork
from scenarios.assemble import assemble
from scenarios.run import run_scenario
from scenarios.spec import load_scenario
from tests.scenarios.trial import RAINY

MODEL = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
LINK_OFFSETS DEPTH
[JUNCTIONS]
J1 3.0 2.0 0 0 0
J2 2.9 2.0 0 0 0
[OUTFALLS]
O1 2.5 FREE NO
[CONDUITS]
P1 J1 J2 60 0.013 0 0 0 0
P2 J2 O1 60 0.013 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 0.6 0 0 0
P2 CIRCULAR 0.6 0 0 0
[COORDINATES]
J1 66 95
J2 126 95
O1 186 95
"""
SEWERS = """
[sewers]
kind = "network"
file = "drains.inp"
"""


def network(place: Path, *overrides: str, model: str = MODEL, more: str = "") -> SewerNetwork:
    (place / "drains.inp").write_text(model, encoding="utf-8")
    (place / "trial.toml").write_text(RAINY + SEWERS + more, encoding="utf-8")
    made = assemble(load_scenario(place / "trial.toml", list(overrides)), cache=place)
    found = made.works[0]
    assert isinstance(found, SewerNetwork)
    return found


def test_gullies_lie_along_the_pipes_of_the_nearer_node(place: Path) -> None:
    inlets = network(place).inlets
    assert inlets.node == ("J1", "J2")
    # Row 10 of 20 holds y = 95 m. P1 has places at 15 and 45 m from J1, P2 at 15 and 45 m from J2.
    assert (inlets.rows == 10).all()
    found = {(inlets.node[n], int(c)) for n, c in zip(inlets.gully_node, inlets.columns, strict=True)}
    assert found == {("J1", 6), ("J1", 8), ("J2", 12), ("J2", 11), ("J2", 14), ("J2", 17)}
    assert inlets.gullies.tolist() == [2.0] * 6


def test_blocked_gullies_take_their_share_away(place: Path) -> None:
    assert network(place, "sewers.inlets.blocked=0.25").inlets.gullies.tolist() == [1.5] * 6


def test_only_named_nodes_trade_with_the_street(place: Path) -> None:
    assert network(place, 'sewers.nodes=["J2"]').inlets.node == ("J2",)
    (place / "nodes.txt").write_text("J1\n", encoding="utf-8")
    assert network(place, 'sewers.nodes_file="nodes.txt"').inlets.node == ("J1",)
    (place / "nodes.txt").write_text("J1\n", encoding="utf-8-sig")
    assert network(place, 'sewers.nodes_file="nodes.txt"').inlets.node == ("J1",)
    (place / "nodes.txt").write_bytes("节点1".encode("gbk"))
    with pytest.raises(InputError, match=r"sewers\.nodes_file: .*nodes\.txt is no text in UTF-8"):
        network(place, 'sewers.nodes_file="nodes.txt"')
    with pytest.raises(InputError, match=r"sewers\.nodes: 'J7' is no junction"):
        network(place, 'sewers.nodes=["J7"]')


def test_coordinates_in_another_crs_are_brought_over(place: Path) -> None:
    over = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True)
    lines = []
    for name, x, y in (("J1", 66, 95), ("J2", 126, 95), ("O1", 186, 95)):
        longitude, latitude = over.transform(x, y)
        lines.append(f"{name} {longitude:.10f} {latitude:.10f}")
    model = MODEL[: MODEL.index("[COORDINATES]")] + "[COORDINATES]\n" + "\n".join(lines) + "\n"
    there = network(place, 'sewers.crs="EPSG:4326"', model=model).inlets
    here = network(place).inlets
    np.testing.assert_array_equal(there.rows, here.rows)
    np.testing.assert_array_equal(there.columns, here.columns)
    with pytest.raises(InputError, match=r"sewers\.crs is 'EPSG:0'"):
        network(place, 'sewers.crs="EPSG:0"')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("J1 66 95\nJ2 126 95", "J1 9065 95\nJ2 9125 95",
         r"none of the 2 junctions lies in the domain: they span x 9065.0 .*the domain x 0.0 to 200.0"),
        ("P1 J1 J2", "P1 J1 J8", "link P1 .*'J8', which is no node"),
        ("J2 2.9 2.0", "J1 2.9 2.0", "node 'J1' stands twice"),
        ("J2 2.9 2.0", "J2 x 2.0", "'x' of J2 is no number"),
        ("J1 3.0 2.0", "J1 9.0 2.0", r"the street above J1 lies at .* m, not above its invert 9.00 m"),
        ("J1 3.0 2.0", "J1 3.0 -2.0", "the maximum depth of J1 is -2"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(place: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        network(place, model=MODEL.replace(old, new)).check(
            assemble(load_scenario(place / "trial.toml"), cache=place).surface, None, None  # type: ignore[arg-type]
        )  # fmt: skip


def test_a_run_publishes_what_the_sewers_did(place: Path) -> None:
    network(place, more='\n[outputs]\nlanguage = "en"\n')
    # What the engine makes or loses while the dry pipes fill is too much for a few minutes of rain.
    longer = ["rain.duration_h=0.9", "settings.duration_h=1.0"]
    result = run_scenario(place / "trial.toml", runs_dir=place / "runs", overrides=longer)
    table = pd.read_parquet(result.folder / "sewer_inlets.parquet")
    assert sorted(table["node_id"]) == ["J1", "J2"]
    assert (table["volume_down_m3"] > 0.0).all()
    with xr.open_dataset(result.folder / "fields.nc") as fields:
        assert fields.attrs["coupled_relative_residual"] < 0.005
        assert fields.attrs["sewer_street_head"] == "imposed"
