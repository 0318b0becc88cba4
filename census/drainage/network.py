"""The tables of a storm-drain network, and what must hold before an engine runs it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from census.errors import InputError

TABLES = ("drain_nodes", "drain_links", "drain_catchments")


@dataclass(frozen=True)
class DrainTables:
    """The tables of one network.

    Parameters
    ----------
    nodes, links, catchments
        Rows of `drain_nodes`, `drain_links` and `drain_catchments`.
    """

    nodes: pd.DataFrame
    links: pd.DataFrame
    catchments: pd.DataFrame


def check_network(tables: DrainTables) -> None:
    """Refuse a network that cannot be run or that cannot drain.

    Raises
    ------
    InputError
        With table, row, field and value of the first fault found, and what would be right.
    """
    _check_ends(tables)
    _check_levels(tables)
    _check_ways(tables)


def _check_ends(tables: DrainTables) -> None:
    names = set(tables.nodes["node_id"])
    doubled = tables.nodes["node_id"][tables.nodes["node_id"].duplicated()]
    if len(doubled):
        raise InputError(f"drain_nodes: node_id {doubled.iloc[0]!r} stands twice; every node needs its own")
    for field in ("from_node", "to_node"):
        lost = tables.links[~tables.links[field].isin(names)]
        if len(lost):
            row = lost.iloc[0]
            raise InputError(
                f"drain_links: {field} of {row['link_id']} is {row[field]!r}, which is no node of "
                "drain_nodes; a link needs a node at either end"
            )
    lost = tables.catchments[~tables.catchments["node_id"].isin(names)]
    if len(lost):
        row = lost.iloc[0]
        raise InputError(
            f"drain_catchments: node_id of {row['catchment_id']} is {row['node_id']!r}, which is no node "
            "of drain_nodes"
        )


def _check_levels(tables: DrainTables) -> None:
    nodes = tables.nodes.set_index("node_id")
    pipes = tables.links[tables.links["kind"] == "conduit"]
    adverse = pipes[pipes["to_invert_m"] >= pipes["from_invert_m"]]
    if len(adverse):
        row = adverse.iloc[0]
        raise InputError(
            f"drain_links: {row['link_id']} runs uphill: from_invert_m is {row['from_invert_m']:.3f}, "
            f"to_invert_m {row['to_invert_m']:.3f}; the lower end must lie below the upper one"
        )
    for end in ("from", "to"):
        level = nodes["invert_m"].reindex(pipes[f"{end}_node"]).to_numpy(dtype=np.float64)
        below = pipes[pipes[f"{end}_invert_m"].to_numpy(dtype=np.float64) < level - 1e-6]
        if len(below):
            row = below.iloc[0]
            raise InputError(
                f"drain_links: {end}_invert_m of {row['link_id']} is {row[f'{end}_invert_m']:.3f}, below "
                f"invert_m of node {row[f'{end}_node']}; a drain enters a manhole at or above its bottom"
            )
    short = tables.nodes[
        (tables.nodes["kind"] != "outfall") & (tables.nodes["rim_m"] <= tables.nodes["invert_m"])
    ]
    if len(short):
        row = short.iloc[0]
        raise InputError(
            f"drain_nodes: rim_m of {row['node_id']} is {row['rim_m']:.3f}, not above its invert_m "
            f"{row['invert_m']:.3f}"
        )


def _check_ways(tables: DrainTables) -> None:
    """Every node reaches an outfall, and an outfall has one link, which enters it."""
    outfalls = tables.nodes["node_id"][tables.nodes["kind"] == "outfall"]
    if not len(outfalls) and len(tables.nodes):
        raise InputError(f"drain_nodes: none of the {len(tables.nodes)} nodes is an outfall; one is needed")
    leaving = tables.links[tables.links["from_node"].isin(outfalls)]
    if len(leaving):
        row = leaving.iloc[0]
        raise InputError(f"drain_links: {row['link_id']} leaves the outfall {row['from_node']}")
    entering = tables.links["to_node"][tables.links["to_node"].isin(outfalls)]
    if entering.duplicated().any():
        name = entering[entering.duplicated()].iloc[0]
        raise InputError(f"drain_links: more than one link enters the outfall {name}; the engine takes one")
    reached = reaching_outfalls(tables)
    lost = tables.nodes["node_id"][~tables.nodes["node_id"].isin(reached)]
    if len(lost):
        raise InputError(
            f"drain_nodes: no way leads from {lost.iloc[0]} to an outfall (the same holds for "
            f"{len(lost)} of {len(tables.nodes)} nodes); give the end of this branch a link to an outfall"
        )


def reaching_outfalls(tables: DrainTables) -> set[str]:
    """Ids of the nodes from which links lead to an outfall."""
    above: dict[str, list[str]] = {}
    for start, end in zip(tables.links["from_node"], tables.links["to_node"], strict=True):
        above.setdefault(end, []).append(start)
    stack = list(tables.nodes["node_id"][tables.nodes["kind"] == "outfall"])
    reached = set(stack)
    while stack:
        for start in above.get(stack.pop(), []):
            if start not in reached:
                reached.add(start)
                stack.append(start)
    return reached
