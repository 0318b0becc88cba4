"""Reading SWMM networks that others made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from census.errors import InputError
from census.readers.swmm_inp import parse_swmm_inp, read_swmm_inp

REAL = Path(os.environ.get("FANGZAI_REALDATA", "../shared/realdata")) / "swmm_networks"
SMALL = """[TITLE]
Two manholes
[JUNCTIONS]
;;name invert depth
A 2.0 1.5
[OUTFALLS]
O 1.0 FREE
[CONDUITS]
C1 A O 50 0.013 0 0
[XSECTIONS]
C1 CIRCULAR 0.6 0 0 0
[COORDINATES]
A 10 20
[PATTERNS]
P1 HOURLY 1 1
"""


def test_a_small_network_is_read_by_hand() -> None:
    net = parse_swmm_inp(SMALL)
    assert net.nodes.to_dict("list")["kind"] == ["junction", "outfall"]
    assert net.nodes[["invert", "max_depth", "x", "y"]].to_numpy()[0].tolist() == [2.0, 1.5, 10.0, 20.0]
    assert net.nodes["x"].isna().tolist() == [False, True]
    assert net.links[["length", "height", "width"]].to_numpy()[0].tolist() == [50.0, 0.6, 0.6]
    assert net.others == {"PATTERNS": "P1 HOURLY 1 1"}


def test_a_dangling_link_a_doubled_node_and_no_number_are_named() -> None:
    with pytest.raises(InputError, match=r"link C1 .*to_node is 'X', which is no node"):
        parse_swmm_inp(SMALL.replace("C1 A O 50", "C1 A X 50"))
    with pytest.raises(InputError, match="node 'A' stands twice"):
        parse_swmm_inp(SMALL.replace("O 1.0 FREE", "O 1.0 FREE\nA 0 FREE"))
    with pytest.raises(InputError, match=r"\[CONDUITS\], line 9: 'fifty' of C1 is no number"):
        parse_swmm_inp(SMALL.replace("50 0.013", "fifty 0.013"))


@pytest.mark.parametrize(
    ("name", "nodes", "links", "units"),
    [("alpha", 28, 32, "CFS"), ("epsilon", 78, 77, "CFS"), ("gamma", 22, 21, "CFS"), ("theta", 6, 5, "CMS")],
)
def test_real_networks_are_read_whole(name: str, nodes: int, links: int, units: str) -> None:
    file = REAL / f"{name}.inp"
    if not file.is_file():
        pytest.skip(f"no real network {file}; set FANGZAI_REALDATA to the folder with swmm_networks")
    net = read_swmm_inp(file)
    assert (len(net.nodes), len(net.links), net.options["FLOW_UNITS"]) == (nodes, links, units)
    assert net.nodes[["x", "y"]].notna().all().all()
    assert "TIMESERIES" in net.others
