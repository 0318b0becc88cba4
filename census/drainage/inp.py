"""A storm-drain network as the text of an EPA SWMM 5.2 input file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from census.drainage.network import DrainTables, check_network
from census.drainage.storms import Storm
from census.grid import DISTRICT_CRS

GAGE = "rain"
"""Name of the one rain gauge."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What is run.

    Parameters
    ----------
    storm
        Rain on the whole network.
    others
        Storms that stand in the file besides, ready to be chosen.
    hours
        Time simulated [h].
    step
        Longest routing step [s].
    threads
        Threads of the engine.
    stages
        Water level at the outfalls of a canal over time, by canal_id: pairs of hours and level
        [m, 1985 national]; outfalls of other canals see their `stage_m`.
    report_series
        Whether the engine writes series of every node and link.
    """

    storm: Storm
    others: tuple[Storm, ...] = ()
    hours: float = 4.0
    step: float = 5.0
    threads: int = 2
    stages: Mapping[str, Sequence[tuple[float, float]]] | None = None
    report_series: bool = False


def model_text(tables: DrainTables, run: Run, *, title: Sequence[str] = ()) -> str:
    """Write a network as a SWMM model.

    Parameters
    ----------
    tables
        The network.
    run
        Rain, duration and steps.
    title
        Lines that stand in its title before the coordinate system and the datum.

    Returns
    -------
    str
        The same bytes for the same tables. Offsets are levels, so that they can be read as they stand.

    Raises
    ------
    InputError
        If the network cannot be run.
    """
    check_network(tables)
    nodes, links, ground = tables.nodes, tables.links, tables.catchments
    kinds = {kind: nodes[nodes["kind"] == kind] for kind in ("outfall", "storage")}
    junctions = nodes[~nodes["kind"].isin(kinds)]
    pipes, pumps = links[links["kind"] == "conduit"], links[links["kind"] == "pump"]
    stages = {f"stage_{name}": series for name, series in (run.stages or {}).items()}
    parts = [
        ("TITLE", [*title, f"Coordinates: {DISTRICT_CRS} [m]; levels: m, 1985 national height datum"]),
        ("OPTIONS", _options(run)),
        ("EVAPORATION", ["CONSTANT 0.0", "DRY_ONLY NO"]),
        ("RAINGAGES", [f"{GAGE} INTENSITY {_clock(run.storm.block)} 1.0 TIMESERIES {run.storm.name}"]),
        ("SUBCATCHMENTS", _rows(";;name gage outlet area_ha sealed_% width_m slope_% curb", _areas(ground))),
        (
            "SUBAREAS",
            _rows(";;name n_sealed n_open store_sealed_mm store_open_mm %zero route", _subareas(ground)),
        ),
        ("INFILTRATION", _rows(";;name max_mm/h min_mm/h decay_1/h dry_d max_mm", _infiltration(ground))),
        ("JUNCTIONS", _rows(";;name invert_m depth_m initial surcharge ponded", _junctions(junctions))),
        ("OUTFALLS", _rows(";;name invert_m kind stage gated", _outfalls(kinds["outfall"], stages))),
        ("STORAGE", _rows(";;name invert_m depth_m initial shape a b c", _storage(kinds["storage"]))),
        ("CONDUITS", _rows(";;name from to length_m n in_m out_m initial max", _conduits(pipes))),
        ("PUMPS", _rows(";;name from to curve status start_m stop_m", _pumps(pumps))),
        ("XSECTIONS", _rows(";;link shape geom1 geom2 geom3 geom4 barrels", _sections(pipes))),
        ("CURVES", _rows(";;name type x y", _curves(pumps))),
        ("TIMESERIES", _rows(";;name time value", [*_storms(run), *_stages(stages)])),
        ("REPORT", _report(run)),
        ("TAGS", _tags(junctions)),
        ("MAP", _map(nodes)),
        ("COORDINATES", _rows(";;node x y", _points(nodes))),
        ("VERTICES", _rows(";;link x y", _vertices(links))),
        ("POLYGONS", _rows(";;subcatchment x y", _polygons(ground))),
    ]
    return "\n".join(f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in parts if lines)


def _rows(head: str, rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = [" ".join(str(field) for field in row) for row in rows]
    return [head, *lines] if lines else []


def _each(table: pd.DataFrame) -> Iterator[Any]:
    """Rows with their columns as attributes, whose types the table's schema answers for."""
    return iter(table.itertuples(index=False))


def _clock(minutes: float) -> str:
    seconds = round(60.0 * minutes)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _options(run: Run) -> list[str]:
    values = {
        "FLOW_UNITS": "CMS", "INFILTRATION": "HORTON", "FLOW_ROUTING": "DYNWAVE",
        "LINK_OFFSETS": "ELEVATION", "MIN_SLOPE": "0", "ALLOW_PONDING": "NO", "SKIP_STEADY_STATE": "NO",
        "START_DATE": "01/01/2000", "START_TIME": "00:00:00",
        "REPORT_START_DATE": "01/01/2000", "REPORT_START_TIME": "00:00:00",
        "END_DATE": f"01/{1 + int(run.hours // 24):02d}/2000", "END_TIME": _clock(60.0 * (run.hours % 24.0)),
        "DRY_DAYS": "0", "REPORT_STEP": "00:05:00", "WET_STEP": "00:01:00", "DRY_STEP": "00:05:00",
        "ROUTING_STEP": f"{run.step:g}", "RULE_STEP": "00:00:00", "INERTIAL_DAMPING": "PARTIAL",
        "NORMAL_FLOW_LIMITED": "BOTH", "FORCE_MAIN_EQUATION": "D-W", "SURCHARGE_METHOD": "EXTRAN",
        "VARIABLE_STEP": "0.75", "LENGTHENING_STEP": "4", "MIN_SURFAREA": "1.2", "MAX_TRIALS": "8",
        "HEAD_TOLERANCE": "0.0015", "MINIMUM_STEP": "0.5", "THREADS": f"{run.threads}",
    }  # fmt: skip
    return [f"{name:<20} {value}" for name, value in values.items()]


def _areas(ground: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(ground):
        yield (
            row.catchment_id, GAGE, row.node_id, f"{1e-4 * row.area_m2:.5f}",
            f"{100.0 * row.sealed_share:.1f}", f"{row.width_m:.1f}", f"{100.0 * row.slope:.2f}", "0",
        )  # fmt: skip


def _subareas(ground: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(ground):
        yield (
            row.catchment_id, row.roughness_sealed, row.roughness_open, row.storage_sealed_mm,
            row.storage_open_mm, "25", "OUTLET",
        )  # fmt: skip


def _infiltration(ground: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(ground):
        rates = (row.infiltration_max_mm_h, row.infiltration_min_mm_h, row.infiltration_decay_1_h)
        yield (row.catchment_id, *rates, "7", "0")


def _junctions(nodes: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(nodes):
        yield row.node_id, f"{row.invert_m:.3f}", f"{row.rim_m - row.invert_m:.3f}", "0", "0", "0"


def _outfalls(nodes: pd.DataFrame, stages: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
    for row in _each(nodes):
        gate = "NO" if pd.isna(row.flap_gate) or not row.flap_gate else "YES"
        series = f"stage_{row.canal_id}"
        if series in stages:
            yield row.node_id, f"{row.invert_m:.3f}", "TIMESERIES", series, gate
        elif pd.isna(row.stage_m):
            yield row.node_id, f"{row.invert_m:.3f}", "FREE", gate
        else:
            yield row.node_id, f"{row.invert_m:.3f}", "FIXED", f"{row.stage_m:.3f}", gate


def _storage(nodes: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(nodes):
        depth = f"{row.rim_m - row.invert_m:.3f}"
        yield row.node_id, f"{row.invert_m:.3f}", depth, "0", "FUNCTIONAL", "0", "0", row.storage_area_m2


def _conduits(pipes: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(pipes):
        levels = (f"{row.from_invert_m:.3f}", f"{row.to_invert_m:.3f}")
        yield row.link_id, row.from_node, row.to_node, f"{row.length_m:.2f}", row.roughness, *levels, "0", "0"


def _pumps(pumps: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(pumps):
        depths = (f"{row.start_depth_m:g}", f"{row.stop_depth_m:g}")
        yield row.link_id, row.from_node, row.to_node, f"curve_{row.link_id}", "OFF", *depths


def _sections(pipes: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for row in _each(pipes):
        if row.shape == "circular":
            yield row.link_id, "CIRCULAR", f"{row.height_m:g}", "0", "0", "0", "1"
        else:
            yield row.link_id, "RECT_CLOSED", f"{row.height_m:g}", f"{row.width_m:g}", "0", "0", "1"


def _curves(pumps: pd.DataFrame) -> Iterable[Sequence[Any]]:
    """Flow over the depth in the wet well: half the pumps when it starts, all a half metre above."""
    for row in _each(pumps):
        name, full = f"curve_{row.link_id}", row.pump_capacity_m3_s
        yield name, "PUMP4", f"{row.stop_depth_m:g}", f"{0.5 * full:.4f}"
        yield name, f"{row.start_depth_m:g}", f"{0.5 * full:.4f}"
        yield name, f"{row.start_depth_m + 0.5:g}", f"{full:.4f}"


def _storms(run: Run) -> Iterable[Sequence[Any]]:
    for storm in (run.storm, *run.others):
        for number, rate in enumerate(storm.intensity):
            yield storm.name, _clock(number * storm.block)[:5], f"{rate:.4f}"
        yield storm.name, _clock(storm.minutes)[:5], "0"


def _stages(stages: Mapping[str, Sequence[tuple[float, float]]]) -> Iterable[Sequence[Any]]:
    for name, series in stages.items():
        for hours, level in series:
            yield name, _clock(60.0 * hours)[:5], f"{level:.3f}"


def _report(run: Run) -> list[str]:
    what = "ALL" if run.report_series else "NONE"
    return ["INPUT NO", "CONTROLS NO", f"SUBCATCHMENTS {what}", f"NODES {what}", f"LINKS {what}"]


def _tags(junctions: pd.DataFrame) -> list[str]:
    return [f"Node {name} inlet" for name in junctions["node_id"][junctions["kind"] == "inlet"]]


def _map(nodes: pd.DataFrame) -> list[str]:
    if not len(nodes):
        return []
    x, y = shapely.get_coordinates(nodes["geometry"].to_numpy()).T
    return [f"DIMENSIONS {x.min():.2f} {y.min():.2f} {x.max():.2f} {y.max():.2f}", "UNITS Meters"]


def _points(nodes: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for name, (x, y) in zip(
        nodes["node_id"], shapely.get_coordinates(nodes["geometry"].to_numpy()), strict=True
    ):
        yield name, f"{x:.2f}", f"{y:.2f}"


def _vertices(links: pd.DataFrame) -> Iterable[Sequence[Any]]:
    for name, line in zip(links["link_id"], links["geometry"], strict=True):
        for x, y in shapely.get_coordinates(line)[1:-1]:
            yield name, f"{x:.2f}", f"{y:.2f}"


def _polygons(ground: pd.DataFrame) -> Iterable[Sequence[Any]]:
    """Outer rings; of a catchment in parts only the largest, as the format has one ring for each."""
    for name, shape in zip(ground["catchment_id"], ground["geometry"], strict=True):
        parts = shapely.get_parts(shape)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        for x, y in shapely.get_coordinates(shapely.get_exterior_ring(largest)):
            yield name, f"{x:.2f}", f"{y:.2f}"
