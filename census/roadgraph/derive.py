"""The step of the derivation that makes the road graph."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from census.derive.step import Derived, Progress, Source
from census.grid import DISTRICT_CRS
from census.roadgraph.access import Access, access
from census.roadgraph.graph import MODES, RoadGraph, road_graph


def derive(source: Source, progress: Progress) -> Derived:
    """Nodes and edges of the road graph, and the access of every building.

    Parameters
    ----------
    source
        Holds the tables `roads` and `buildings`.
    progress
        Told what is done.
    """
    roads, buildings = source.rows("roads"), source.rows("buildings")
    progress(0.0, "road graph")
    graph = road_graph(roads)
    progress(0.4, "access of buildings")
    found = access(graph, np.asarray(buildings["geometry"], dtype=object))
    progress(0.9, "tables")
    edges = _edges(graph, roads)
    outside = int((graph.component > 0).sum())
    return Derived(
        tables={
            "road_nodes": _nodes(graph),
            "road_edges": edges,
            "building_access": _access(graph, found, buildings),
        },
        notes={
            "nodes": len(graph.node_ids),
            "edges": len(graph.road_ids),
            "nodes_outside_the_largest_part": outside,
            "bridges": int(edges["bridge"].sum()),
            "longest_access_m": round(float(found.distance.max(initial=0.0)), 1),
            "speeds": "unverified",
        },
    )


def _nodes(graph: RoadGraph) -> gpd.GeoDataFrame:
    degree = np.bincount(graph.ends.ravel(), minlength=len(graph.node_ids))
    table = {"node_id": graph.node_ids, "component": graph.component, "degree": degree.astype(np.int64)}
    return gpd.GeoDataFrame(table, geometry=graph.points, crs=DISTRICT_CRS)


def _edges(graph: RoadGraph, roads: pd.DataFrame) -> gpd.GeoDataFrame:
    """Edges; a time is infinite in the graph and missing in the table where a mode may not go."""
    table = {
        "road_id": graph.road_ids,
        "from_node": graph.node_ids[graph.ends[:, 0]],
        "to_node": graph.node_ids[graph.ends[:, 1]],
        "length_m": np.round(shapely.length(graph.lines), 2),
    }
    for mode in MODES:
        time = graph.seconds[mode]
        table[f"{mode}_s"] = np.round(np.where(np.isfinite(time), time, np.nan), 2)
    count = len(graph.road_ids)
    named = "bridge" in roads.columns
    table["bridge"] = roads["bridge"].to_numpy(dtype=bool) if named else np.zeros(count, dtype=bool)
    table["canal_id"] = roads["canal_id"].to_numpy(dtype=object) if named else np.full(count, None)
    return gpd.GeoDataFrame(table, geometry=graph.lines, crs=DISTRICT_CRS)


def _access(graph: RoadGraph, found: Access, buildings: pd.DataFrame) -> gpd.GeoDataFrame:
    table = {
        "building_id": buildings["building_id"].to_numpy(dtype=object),
        "road_id": graph.road_ids[found.edge],
        "share": np.round(found.share, 5),
        "distance_m": np.round(found.distance, 2),
        "node_id": graph.node_ids[found.node],
        "walking_s": np.round(found.seconds, 1),
    }
    return gpd.GeoDataFrame(table, geometry=found.point, crs=DISTRICT_CRS)
