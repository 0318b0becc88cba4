"""The storm-drain network as tables: nodes, links and catchments."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.grid import DISTRICT_CRS
from census.snapshot import DATUM
from census.twin import dice, tables
from census.twin.layout import ROAD_CLASSES
from census.twin.survey.base import Frames
from census.twin.survey.flood.design import design, sections
from census.twin.survey.flood.network import Network
from census.twin.survey.flood.streets import StreetGraph

_NOTHING: NDArray[Any] = np.array(None, dtype=object)
"""No value, in a column of text."""

_HORTON = {"infiltration_max_mm_h": 75.0, "infiltration_min_mm_h": 5.0, "infiltration_decay_1_h": 4.0}
"""Horton infiltration of planted silty clay; unverified."""


def node_table(net: Network, made: Frames) -> gpd.GeoDataFrame:
    """Manholes, wet wells and outfalls."""
    manholes, outfalls = _manholes(net, made), _outfalls(net, made)
    frame = pd.concat([manholes, outfalls], ignore_index=True)
    streets = made["streets"]
    geometry = np.asarray(frame.pop("geometry").to_numpy(), dtype=object)
    frame["street_code"] = (
        tables.codes_at(geometry, streets.geometry.to_numpy(), streets["code"].to_numpy(dtype=object))
        if len(frame)
        else np.empty(0, dtype=object)
    )
    frame["datum"], frame["status"] = DATUM, "synthetic"
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=DISTRICT_CRS)


def link_table(net: Network, seed: int) -> gpd.GeoDataFrame:
    """Drains and the pumps of wet wells."""
    tree, pipes, count = net.tree, net.pipes, len(net.tree.node)
    made = sections()
    height = np.array([section.height for section in made])[pipes.section]
    width = np.array([section.width for section in made])[pipes.section]
    pumped = net.pumped
    start, end = np.round(pipes.start - height, 3), np.round(pipes.end - height, 3)
    length = np.round(shapely.length(tree.line), 2)
    below = _names(count)[np.maximum(tree.down, 0)] if count else _names(0)
    to_node = np.where(
        tree.down >= 0, below, _outfall_names(len(net.outfalls.node))[np.maximum(tree.outfall, 0)]
    )
    rated = np.round(np.maximum(design().pump_margin * pipes.flow, 0.05), 2)
    frame = pd.DataFrame(
        {
            "link_id": [f"{'U' if pump else 'P'}{row + 1:05d}" for row, pump in enumerate(pumped)],
            "kind": np.where(pumped, "pump", "conduit"),
            "from_node": _names(count),
            "to_node": to_node,
            "shape": np.where(
                pumped, _NOTHING, np.array([s.shape for s in made], dtype=object)[pipes.section]
            ),
            "height_m": np.where(pumped, np.nan, height),
            "width_m": np.where(pumped, np.nan, width),
            "length_m": length,
            "from_invert_m": np.where(pumped, np.nan, start),
            "to_invert_m": np.where(pumped, np.nan, end),
            "slope": np.where(pumped, np.nan, np.round((start - end) / np.maximum(length, 0.01), 6)),
            "roughness": np.where(pumped, np.nan, design().roughness),
            "design_flow_m3_s": np.round(pipes.flow, 4),
            "capacity_m3_s": np.round(np.where(pumped, rated, pipes.capacity), 4),
            "pump_capacity_m3_s": np.where(pumped, rated, np.nan),
            "start_depth_m": np.where(pumped, design().start_depth, np.nan),
            "stop_depth_m": np.where(pumped, design().stop_depth, np.nan),
            "pump_station_id": np.where(pumped, station_names(pumped), _NOTHING),
            "road_class": np.array(ROAD_CLASSES, dtype=object)[_street_class(net)],
            "year_laid": _years(net, seed),
        }
    )
    frame["material"] = np.where(pumped, _NOTHING, np.where(height < 0.6, "hdpe", "reinforced_concrete"))
    frame["datum"], frame["status"] = DATUM, "synthetic"
    return gpd.GeoDataFrame(frame, geometry=tree.line, crs=DISTRICT_CRS)


def catchment_table(net: Network) -> gpd.GeoDataFrame:
    """Ground that drains to each manhole."""
    ground = net.ground
    rows = np.flatnonzero([polygon is not None for polygon in ground.polygon] & (ground.area > 0.0))
    area = np.round(shapely.area(ground.polygon[rows]), 1)
    frame = pd.DataFrame(
        {
            "catchment_id": [f"K{row + 1:05d}" for row in rows],
            "node_id": _names(len(net.tree.node))[rows],
            "area_m2": area,
            "sealed_share": np.round(ground.sealed[rows], 3),
            "runoff_coefficient": np.round(ground.runoff[rows], 3),
            "width_m": np.round(area / design().flow_length, 1),
            "slope": np.round(np.clip(ground.slope[rows], 0.002, 0.1), 4),
            "roughness_sealed": 0.015,
            "roughness_open": 0.15,
            "storage_sealed_mm": 1.5,
            "storage_open_mm": 5.0,
            **_HORTON,
            "status": "synthetic",
        }
    )
    return gpd.GeoDataFrame(frame, geometry=ground.polygon[rows], crs=DISTRICT_CRS)


def station_names(pumped: NDArray[np.bool_]) -> NDArray[Any]:
    """Id of the station that stands at each pumped manhole."""
    number = np.cumsum(pumped)
    return np.array([f"PS{value:03d}" for value in number.tolist()], dtype=object)


def _manholes(net: Network, made: Frames) -> pd.DataFrame:
    graph, tree, pipes, plan = net.graph, net.tree, net.pipes, design()
    count = len(tree.node)
    height = np.array([section.height for section in sections()])[pipes.section]
    invert = np.round(pipes.start - height, 3)
    well = np.round(plan.well_seconds * np.maximum(plan.pump_margin * pipes.flow, 0.05) / 2.0, 0) + 10.0
    invert = np.where(net.pumped, np.round(invert - plan.well_below, 3), invert)
    gullies = np.maximum(np.rint(shapely.length(tree.line) / plan.inlet_spacing), 1.0) * 2.0
    drains = np.array([polygon is not None for polygon in net.ground.polygon], dtype=bool)
    ids = made["low_points"]["low_point_id"].to_numpy(dtype=object)
    low = graph.low[tree.node]
    return pd.DataFrame(
        {
            "node_id": _names(count),
            "kind": np.where(net.pumped, "storage", np.where(drains, "inlet", "junction")),
            "rim_m": np.round(graph.z[tree.node], 3),
            "invert_m": invert,
            "stage_m": np.full(count, np.nan),
            "flap_gate": pd.array([pd.NA] * count, dtype="boolean"),
            "storage_area_m2": np.where(net.pumped, well, np.nan),
            "inlet_count": np.where(drains, gullies, 0.0).astype(np.int64),
            "inlet_weir_m": np.round(np.where(drains, gullies * plan.gully_weir, 0.0), 2),
            "inlet_orifice_m2": np.round(np.where(drains, gullies * plan.gully_area, 0.0), 3),
            "canal_id": np.full(count, None, dtype=object),
            "pump_station_id": np.where(net.pumped, station_names(net.pumped), _NOTHING),
            "low_point_id": np.where(low >= 0, ids[np.maximum(low, 0)], _NOTHING) if len(ids) else None,
            "geometry": shapely.points(np.round(graph.x[tree.node], 2), np.round(graph.y[tree.node], 2)),
        }
    )


def _outfalls(net: Network, made: Frames) -> pd.DataFrame:
    tree, pipes, canals = net.tree, net.pipes, made["canals"]
    last = np.flatnonzero(tree.down < 0)
    number = tree.outfall[last]
    canal = net.outfalls.canal[number]
    height = np.array([section.height for section in sections()])[pipes.section[last]]
    stage = canals["normal_stage_m"].to_numpy()[canal]
    level = np.where(net.pumped[last], stage + 0.5, pipes.end[last] - height)
    count = len(last)
    return pd.DataFrame(
        {
            "node_id": _outfall_names(len(net.outfalls.node))[number],
            "kind": "outfall",
            "rim_m": np.round(net.graph.z[tree.node[last]], 3),
            "invert_m": np.round(level, 3),
            "stage_m": stage,
            "flap_gate": pd.array([True] * count, dtype="boolean"),
            "storage_area_m2": np.full(count, np.nan),
            "inlet_count": np.zeros(count, dtype=np.int64),
            "inlet_weir_m": np.zeros(count),
            "inlet_orifice_m2": np.zeros(count),
            "canal_id": canals["canal_id"].to_numpy(dtype=object)[canal],
            "pump_station_id": np.full(count, None, dtype=object),
            "low_point_id": np.full(count, None, dtype=object),
            "geometry": net.outfalls.point[number],
        }
    )


def _names(count: int) -> NDArray[Any]:
    return np.array([f"N{row + 1:05d}" for row in range(count)], dtype=object)


def _outfall_names(count: int) -> NDArray[Any]:
    return np.array([f"O{row + 1:04d}" for row in range(count)], dtype=object)


def _street_class(net: Network) -> NDArray[np.int64]:
    """Widest class of street at each manhole."""
    best = np.full(len(net.graph.x), len(ROAD_CLASSES) - 1, dtype=np.int64)
    np.minimum.at(best, net.graph.ends.ravel(), np.repeat(net.graph.kind, 2))
    return np.asarray(best[net.tree.node])


def _years(net: Network, seed: int) -> NDArray[np.int64]:
    """Year in which each drain was laid, the same in each square kilometre to a few years; synthetic."""
    graph: StreetGraph = net.graph
    x, y = graph.x[net.tree.node], graph.y[net.tree.node]
    quarter = dice.uniform(seed, "flood/year", np.floor(x / 1000.0), np.floor(y / 1000.0))
    own = dice.uniform(seed, "flood/year/own", np.rint(x), np.rint(y))
    return np.asarray(np.rint(1982.0 + 30.0 * quarter + 8.0 * own), dtype=np.int64)
