"""A box, a wet well and a pump, small enough to follow by hand, through writer, reader and engine."""

from __future__ import annotations

import pandas as pd
import pytest
from shapely import LineString, Point, box

from census.drainage.engine import run_model
from census.drainage.inp import Run, model_text
from census.drainage.network import DrainTables
from census.drainage.storms import Storm
from census.readers.swmm_inp import parse_swmm_inp

STORM = Storm("steady", 5, (36.0,) * 12)
"""36 mm in one hour: on one sealed hectare 0.1 m3/s once all of it runs off."""

PUMP = 0.3
"""Flow of all pumps [m3/s]; half of it runs at the least depth."""


@pytest.fixture
def pumped() -> DrainTables:
    places = {"N1": Point(0.0, 0.0), "N2": Point(200.0, 0.0), "O1": Point(230.0, 0.0)}
    nodes = pd.DataFrame(
        {
            "node_id": list(places),
            "kind": ["inlet", "storage", "outfall"],
            "rim_m": [5.0, 5.0, 5.0],
            "invert_m": [2.4, 0.0, 2.0],
            "stage_m": [float("nan"), float("nan"), 1.5],
            "flap_gate": pd.array([pd.NA, pd.NA, True], dtype="boolean"),
            "storage_area_m2": [float("nan"), 20.0, float("nan")],
            "canal_id": [None, None, "C01"],
            "geometry": list(places.values()),
        }
    )
    absent = float("nan")
    links = pd.DataFrame(
        {
            "link_id": ["P1", "U1"],
            "kind": ["conduit", "pump"],
            "from_node": ["N1", "N2"],
            "to_node": ["N2", "O1"],
            "shape": ["box", None],
            "height_m": [0.8, absent],
            "width_m": [1.2, absent],
            "length_m": [200.0, 30.0],
            "from_invert_m": [2.4, absent],
            "to_invert_m": [2.0, absent],
            "roughness": [0.013, absent],
            "pump_capacity_m3_s": [absent, PUMP],
            "start_depth_m": [absent, 1.2],
            "stop_depth_m": [absent, 0.6],
            "geometry": [LineString([places["N1"], places["N2"]]), LineString([places["N2"], places["O1"]])],
        }
    )
    catchments = pd.DataFrame(
        {
            "catchment_id": ["K1"],
            "node_id": ["N1"],
            "area_m2": [1e4],
            "sealed_share": [1.0],
            "width_m": [100.0],
            "slope": [0.01],
            "roughness_sealed": [0.015],
            "roughness_open": [0.2],
            "storage_sealed_mm": [0.0],
            "storage_open_mm": [5.0],
            "infiltration_max_mm_h": [75.0],
            "infiltration_min_mm_h": [5.0],
            "infiltration_decay_1_h": [4.0],
            "geometry": [box(0.0, 0.0, 100.0, 100.0)],
        }
    )
    return DrainTables(nodes, links, catchments)


def test_box_well_and_pump_are_read_back_as_they_were_written(pumped: DrainTables) -> None:
    back = parse_swmm_inp(model_text(pumped, Run(storm=STORM)))
    nodes, links = back.nodes.set_index("node_id"), back.links.set_index("link_id")
    assert list(nodes.loc[["N1", "N2", "O1"], "kind"]) == ["junction", "storage", "outfall"]
    assert _number(nodes, "N2", "max_depth") == pytest.approx(5.0)
    assert list(links.loc["P1", ["height", "width", "in_offset", "out_offset"]]) == [0.8, 1.2, 2.4, 2.0]
    assert links.loc["P1", "shape"] == "RECT_CLOSED"
    assert list(links.loc["U1", ["kind", "from_node", "to_node"]]) == ["pump", "N2", "O1"]
    # Half the pumps at the stop depth, all of them half a metre above the start depth.
    curve = [line.split() for line in back.others["CURVES"].splitlines()]
    assert curve[0] == ["curve_U1", "PUMP4", "0.6", "0.1500"]
    assert curve[-1] == ["curve_U1", "1.7", "0.3000"]


def test_the_pump_keeps_the_well_below_the_box_and_loses_no_water(pumped: DrainTables) -> None:
    # 0.1 m3/s comes, 0.15 m3/s leave at the least: the well never stands much above the start depth.
    report = run_model(model_text(pumped, Run(storm=STORM, hours=2.0, threads=1)))
    assert abs(report.runoff_continuity) < 1.0
    assert abs(report.routing_continuity) < 1.0
    assert report.nodes["flood_volume_m3"].sum() == 0.0
    assert 1.2 <= _number(report.nodes, "N2", "max_depth_m") < 1.4


def _number(table: pd.DataFrame, row: str, column: str) -> float:
    return float(table[column].to_dict()[row])


def _in_reaches(tables: DrainTables, count: int) -> DrainTables:
    """The same network with its box in equal reaches; the end at the well keeps its level."""
    inlet, pipe = tables.nodes.iloc[[0]], tables.links.iloc[[0]]
    names = ["N1", *(f"M{number}" for number in range(1, count)), "N2"]
    levels = [2.4 - 0.4 * number / count for number in range(count + 1)]
    between = [
        inlet.assign(node_id=name, invert_m=level)
        for name, level in zip(names[1:-1], levels[1:-1], strict=True)
    ]
    reaches = [
        pipe.assign(
            link_id=f"P{number + 1}", from_node=names[number], to_node=names[number + 1],
            length_m=200.0 / count, from_invert_m=levels[number], to_invert_m=levels[number + 1],
        )
        for number in range(count)
    ]  # fmt: skip
    links = pd.concat([*reaches, tables.links.iloc[[1]]], ignore_index=True)
    return DrainTables(pd.concat([tables.nodes, *between], ignore_index=True), links, tables.catchments)


def test_without_enough_pumping_the_well_and_the_box_fill(pumped: DrainTables) -> None:
    # 0.02 m3/s leave of 0.1 m3/s: about 290 m3 stay after an hour, more than the 56 m3 of the well up to
    # the crown of the box and the 192 m3 of the box. In one reach the engine's own continuity error is
    # near 5 %, at any time step: it takes the water in a half-filled box from the depth in its middle.
    links = pumped.links.assign(pump_capacity_m3_s=[float("nan"), 0.02])
    weak = _in_reaches(DrainTables(pumped.nodes, links, pumped.catchments), 8)
    report = run_model(model_text(weak, Run(storm=STORM, hours=2.0, threads=1)))
    assert abs(report.routing_continuity) < 1.0
    assert _number(report.nodes, "N2", "max_depth_m") > 2.8
    assert _number(report.nodes, "M7", "surcharge_h") > 0.0
