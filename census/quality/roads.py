"""Roads: one connected graph whose nodes stand where the lines end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.quality.held import Held, places
from census.quality.lookup import numbers_by
from census.quality.rule import Found, Rule, marked

NODE_TOLERANCE = 0.5
"""Distance between line ends that are one node [m]."""


def loops(held: Held) -> Iterator[Found]:
    """Roads that begin and end in one node."""
    frame = held["roads"]
    text = (
        "from_node and to_node are both {from_node:g}; a road joins two nodes, a ring is drawn in two parts"
    )
    yield marked("roads", frame, frame["from_node"] == frame["to_node"], "to_node", text)


def nodes_in_place(held: Held) -> Iterator[Found]:
    """Roads whose end does not lie where the other roads of its node meet."""
    frame = held["roads"]
    lines = places(frame)
    for column, at in (("from_node", 0), ("to_node", -1)):
        apart = _distance_to_node(frame, lines, column, at)
        text = (
            f"the line {'begins' if at == 0 else 'ends'} {{_apart:.1f}} m from node {{{column}:g}}, "
            "where the "
            "other roads of the node meet; correct the node or the line"
        )
        yield marked("roads", frame.assign(_apart=apart), apart > NODE_TOLERANCE, column, text)


def connected(held: Held) -> Iterator[Found]:
    """Roads that cannot be reached from the bulk of the others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    frame = held["roads"].dropna(subset=["from_node", "to_node"])
    if not len(frame):
        return
    ends = np.concatenate([frame["from_node"], frame["to_node"]])
    nodes, place = np.unique(ends, return_inverse=True)
    start, end = np.split(place, 2)
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(len(nodes), len(nodes)))
    _, part = connected_components(graph, directed=False)
    size = np.bincount(part[start])
    away = part[start] != int(size.argmax())
    told = frame.assign(_size=size[part[start]])
    text = "the road hangs together with {_size} roads only, apart from the rest; join it to the network"
    yield marked("roads", told, away, "from_node", text)


def _distance_to_node(
    frame: pd.DataFrame, lines: NDArray[np.object_], column: str, at: int
) -> NDArray[np.float64]:
    """Distance of each line's end to the middle of the ends that share its node, the end itself left out."""
    ends = pd.concat(
        [
            pd.DataFrame({"node": frame[name], "point": shapely.get_point(lines, position)})
            for name, position in (("from_node", 0), ("to_node", -1))
        ]
    )
    ends = ends.assign(x=shapely.get_x(ends["point"].to_numpy()), y=shapely.get_y(ends["point"].to_numpy()))
    middle = ends.groupby("node")[["x", "y"]].median()
    point = shapely.get_point(lines, at)
    x, y = (numbers_by(frame[column], middle[axis]).to_numpy() for axis in ("x", "y"))
    return np.asarray(np.hypot(shapely.get_x(point) - x, shapely.get_y(point) - y))


_NODES = ("road_id", "from_node", "to_node")

RULES: Mapping[str, Rule] = {
    "road_loop": Rule(
        must="A road joins two different nodes.", source="a road graph without self-loops", severity="error",
        check=loops, needs={"roads": _NODES},
    ),
    "road_node_place": Rule(
        must=f"The ends of all roads that share a node lie in one place, to {NODE_TOLERANCE:g} m.",
        source="topology of the road graph", severity="error", check=nodes_in_place,
        needs={"roads": (*_NODES, "geometry")},
    ),
    "roads_connected": Rule(
        must="Every road can be reached from every other.", source="topology of the road graph",
        severity="error", check=connected, needs={"roads": _NODES},
    ),
}  # fmt: skip
