"""From tables of a district to reaches, channels, sluices and stations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from census.errors import InputError
from census.grid import Grid
from census.snapshot import Snapshot
from models.waterlogging.canals.checks import check_network
from models.waterlogging.canals.district import End, GateRule, Stated, Station, network_of
from models.waterlogging.canals.network import Network
from models.waterlogging.canals.reaches import with_reaches
from models.waterlogging.canals.stretches import Layout, layout_of
from models.waterlogging.district import district_surface
from models.waterlogging.inputs import SewerSink, Surface
from tests.models.waterlogging.canals.networks import constant

GRID = Grid(crs="EPSG:4549", west=0.0, north=2000.0, cell_size=20.0, rows=100, columns=100)
SYSTEMS = ("high", "low")


def canals() -> gpd.GeoDataFrame:
    """A trunk west to east, a side canal that it cuts in two, and a high river that this passes under."""
    trunk = shapely.box(0.0, 480.0, 2000.0, 520.0)
    river = shapely.box(0.0, 1480.0, 2000.0, 1520.0)
    side = shapely.box(990.0, 0.0, 1010.0, 2000.0) - trunk - river.buffer(20.0)
    rows = {
        "canal_id": ["C01", "C02", "S01"], "name": ["trunk", "river", "side"],
        "system": ["low", "high", "low"], "width_m": [40.0, 40.0, 20.0], "bed_m": [-2.0, 0.0, -1.0],
        "bank_m": [3.0, 5.0, 3.0], "normal_stage_m": [1.0, 2.5, 1.0],
    }  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry=[trunk, river, side], crs=GRID.crs)


def sections() -> gpd.GeoDataFrame:
    found: list[dict[str, Any]] = []
    for row in canals().to_dict("records"):
        for chainage in np.arange(100.0, 2000.0, 200.0):
            level = {"C01": 500.0, "C02": 1500.0}.get(row["canal_id"])
            point = shapely.Point(1000.0, chainage) if level is None else shapely.Point(chainage, level)
            if row["geometry"].covers(point):
                width = row["width_m"]
                found.append(
                    {
                        "canal_id": row["canal_id"], "chainage_m": chainage, "bed_m": row["bed_m"],
                        "bottom_width_m": 0.5 * width, "top_width_m": width, "bank_m": row["bank_m"],
                        "geometry": point,
                    }
                )  # fmt: skip
    return gpd.GeoDataFrame(found, crs=GRID.crs)


def sluices() -> gpd.GeoDataFrame:
    rows = {
        "sluice_id": ["SL1", "SL2"], "canal_id": ["S01", "C02"], "outer_canal_id": ["C01", "S01"],
        "width_m": [6.0, 8.0], "sill_m": [-0.5, 0.5], "close_stage_m": [2.0, 2.0], "open_stage_m": [1.5, 3.0],
    }  # fmt: skip
    return gpd.GeoDataFrame(
        rows, geometry=[shapely.Point(1000, 480), shapely.Point(1000, 1480)], crs=GRID.crs
    )


def stations() -> gpd.GeoDataFrame:
    rows = {
        "pump_station_id": ["PS1", "PS2", "PS3"], "kind": ["river", "drain", "polder"],
        "from_water": ["trunk", "sewers", "S01"], "to_water": ["sea", "side", "C01"],
        "to_canal_id": [None, "S01", "C01"], "capacity_m3_s": [20.0, 1.0, 4.0], "pumps": [4, 2, 2],
        "start_stage_m": [np.nan, 0.0, 1.4], "stop_stage_m": [np.nan, -1.0, 1.2],
        "since": ["2015-06-01", None, None],
    }  # fmt: skip
    places = [shapely.Point(1990, 500), shapely.Point(500, 800), shapely.Point(1000, 460)]
    return gpd.GeoDataFrame(rows, geometry=places, crs=GRID.crs)


def surface() -> Surface:
    bed = np.full(GRID.shape, 3.5, np.float32)
    group = np.full(GRID.shape, -1, np.int16)
    x, y = np.meshgrid(GRID.x, GRID.y)
    for row in canals().to_dict("records"):
        inside = shapely.intersects_xy(row["geometry"], x, y)
        group[inside] = SYSTEMS.index(row["system"])
        bed[inside] = row["bed_m"]
    bed[:, :5] = np.where(group[:, :5] < 0, 2.6, bed[:, :5])
    sewers = SewerSink(
        np.zeros(GRID.shape, np.float32), np.zeros(GRID.shape, np.int16), {"low": 1.0, "high": 2.5}
    )
    return Surface(
        grid=GRID, bed=bed, manning=np.full(GRID.shape, 0.03, np.float32), stage_group=group,
        stage_groups=SYSTEMS, sewers=sewers,
    )  # fmt: skip


def layout() -> Layout:
    return layout_of(canals(), sections(), length=400.0)


def network(stated: Stated = Stated()) -> Network:  # noqa: B008 - frozen
    cut = layout()
    return network_of(
        with_reaches(surface(), cut),
        cut,
        sluices=sluices(),
        stations=stations(),
        canals=canals(),
        stated=stated,
    )


def joined(net: Network) -> set[tuple[str, str]]:
    """Canals that open channels join."""
    return {tuple(sorted((c.a.partition("-")[0], c.b.partition("-")[0]))) for c in net.channels}  # type: ignore[misc]


def test_canals_are_cut_into_reaches_of_about_the_length_asked_for() -> None:
    cut = layout()
    names = [s.name for s in cut.stretches]
    assert [n for n in names if n.startswith("C01")] == [f"C01-0{k}" for k in range(1, 6)]
    np.testing.assert_allclose([s.length for s in cut.stretches if s.canal == "C01"], 400.0)
    # South of the trunk, between trunk and river, north of the river.
    assert len({s.part for s in cut.stretches if s.canal == "S01"}) == 3
    assert sum(s.area for s in cut.stretches) == pytest.approx(float(canals().area.sum()))


def test_a_sluice_takes_the_place_of_the_open_water_where_canals_meet() -> None:
    net = network()
    # The side canal meets the trunk on both banks; a sluice stands on the southern one.
    assert sum({c.a[:3], c.b[:3]} == {"C01", "S01"} for c in net.channels) == 1
    assert [(s.name, s.a[:3], s.b[:3]) for s in net.sluices] == [("SL1", "S01", "C01"), ("SL2", "C02", "S01")]
    assert ("C02", "S01") not in joined(net)
    # Between waters of one system a gate is open at first, before the high river it is shut.
    assert [s.is_open for s in net.sluices] == [True, False]
    assert [s.hold_stage for s in net.sluices] == [-np.inf, 2.5]


def test_a_side_canal_passes_under_the_high_river() -> None:
    cut = layout()
    middle, north = sorted({s.part for s in cut.stretches if s.canal == "S01"})[1:]
    ends = [{cut.stretches[i].part, cut.stretches[j].part} for i, j, _ in cut.joints]
    assert {middle, north} in ends


def test_a_reach_holds_its_trapezium_and_spills_at_the_lowest_ground_beside_it() -> None:
    reach = next(r for r in network().reaches if r.name == "C01-01")
    # 400 m x 40 m at normal stage, half of it on the bed; 2.6 m is the lowest ground beside it.
    np.testing.assert_allclose(reach.curve.level[:3], [-2.0, 1.0, 2.6], atol=1e-6)
    np.testing.assert_allclose(reach.curve.area[:3], [8000.0, 16000.0, 16000.0])
    assert reach.bank == pytest.approx(2.6)
    assert reach.stage == 1.0


def test_every_canal_cell_takes_the_level_of_a_near_reach_of_its_own_water() -> None:
    cut = layout()
    before, after = surface(), with_reaches(surface(), cut)
    assert before.stage_group is not None and after.stage_group is not None and after.sewers is not None
    np.testing.assert_array_equal(before.stage_group >= 0, after.stage_group >= 0)
    for row, column in np.argwhere(after.stage_group >= 0):
        name = after.stage_groups[after.stage_group[row, column]]
        stretch = next(s for s in cut.stretches if s.name == name)
        here = shapely.Point(GRID.x[column], GRID.y[row])
        assert canals().geometry[["C01", "C02", "S01"].index(stretch.canal)].distance(here) < 1e-6
        assert shapely.distance(stretch.points, here).min() < 250.0
    assert after.sewers.outfall[99, 0] == after.stage_groups.index("C01-01")
    assert after.sewers.reference_stage["C02-01"] == 2.5


def test_stations_pump_from_canals_and_those_of_drains_are_left_to_the_sewers() -> None:
    net = network()
    assert [(p.name, p.a, p.b) for p in net.pumps] == [("PS1", "C01-05", "sea"), ("PS3", "S01-01", "C01-03")]
    first, second = net.pumps
    assert [first.start, first.stop] == pytest.approx([1.3, 1.1])
    assert (second.start, second.stop, second.units) == (1.4, 1.2, 2)
    assert first.discharge.tolist() == [5.0]


def test_a_station_is_not_there_before_its_time() -> None:
    names = [p.name for p in network(Stated(date=dt.date(2013, 10, 6))).pumps]
    assert names == ["PS3"]
    assert [p.name for p in network(Stated(date=dt.date(2021, 7, 30))).pumps] == ["PS1", "PS3"]


def test_what_is_stated_stands_in_for_the_census() -> None:
    stated = Stated(
        stages={"low": 1.2}, stations={"PS1": Station(in_service=False), "PS3": Station(capacity=8.0)},
        sluices={"SL2": GateRule(is_open=True, close=2.2)},
        ends=(End("west", "C01", "start", discharge=constant(3.0)),
              End("east", "C01", "end", stage=constant(1.0)),
              End("north", "S01", "end", area=2e6)),
    )  # fmt: skip
    net = network(stated)
    assert [p.discharge.tolist() for p in net.pumps] == [[4.0]]
    assert (net.sluices[1].is_open, net.sluices[1].close_stage, net.sluices[1].open_stage) == (True, 2.2, 3.0)
    by_name = {r.name: r for r in net.reaches}
    assert by_name["C01-01"].inflow is not None and by_name["C01-01"].stage == 1.2
    assert by_name["C02-01"].stage == 2.5
    assert not by_name["north"].on_grid and by_name["north"].curve.area[0] == 2e6
    assert {(c.a, c.b) for c in net.channels} >= {("C01-05", "east"), ("S01-04", "north")}
    check_network(net)


BAD = {
    r"canals.initial_stage_m.lake: the district has no such canal system; it has high, low": Stated(
        stages={"lake": 1.0}
    ),
    r"initial_stage_m.low is -3 m, below the bed of C01-01 at -2 m": Stated(stages={"low": -3.0}),
    r"canals.sluices.SL9: the district has no such sluice; it has SL1, SL2": Stated(
        sluices={"SL9": GateRule()}
    ),
    r"canals.stations.PS2: the district has no such station": Stated(stations={"PS2": Station()}),
    r"there is no canal 'C09'; the district has C01, C02, S01": Stated(
        ends=(End("x", "C09", "end", stage=constant(1.0)),)
    ),
}


@pytest.mark.parametrize("message", list(BAD))
def test_what_the_district_does_not_have_is_refused_by_name(message: str) -> None:
    with pytest.raises(InputError, match=message):
        network(BAD[message])


def test_a_section_wider_below_than_above_is_refused() -> None:
    wrong = sections()
    wrong.loc[3, "bottom_width_m"] = 99.0
    with pytest.raises(InputError, match="section at 700 m of canal C01: bottom_width_m is 99"):
        layout_of(canals(), wrong)


def test_a_sluice_on_one_canal_is_refused() -> None:
    cut, gates = layout(), sluices()
    gates.loc[0, "outer_canal_id"] = "S01"
    with pytest.raises(InputError, match="sluice SL1 joins canal S01 to itself"):
        network_of(surface(), cut, sluices=gates, stations=None, canals=canals(), stated=Stated())


def test_the_small_synthetic_district_has_a_network_that_can_be_computed(small_snapshot: Snapshot) -> None:
    base = district_surface(small_snapshot, cell_size=10.0)
    tables = [small_snapshot.table(n) for n in ("canals", "canal_sections", "sluices", "pump_stations")]
    cut = layout_of(*tables[:2])
    on_grid = with_reaches(base, cut)
    net = network_of(on_grid, cut, sluices=tables[2], stations=tables[3], canals=tables[0], stated=Stated())
    check_network(net)
    held = sum(r.curve.area[1] for r in net.reaches)
    assert held == pytest.approx(float(tables[0].area.sum()), rel=1e-6)
    assert sum(r.on_grid for r in net.reaches) == len(on_grid.stage_groups) >= 3
    assert len(net.sluices) == len(tables[2])
