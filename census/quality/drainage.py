"""The storm-drain network: pipes fall, grow downstream, join where they say, and all reach an outfall."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.quality.geometry import overlaps
from census.quality.held import Held, places
from census.quality.lookup import by_key, numbers_by, places_by
from census.quality.rule import Found, Rule, marked

END_TOLERANCE = 1.0
"""Distance between the end of a link and its node [m]."""

LENGTH_SHARE = 0.05
"""Share by which a stated length may differ from that of the line."""

SIZE_SHARE = 0.02
"""Share by which a pipe may be smaller than the one above it: rounding of sizes."""

CANAL_DISTANCE = 40.0
"""Distance of an outfall from the canal it drains into [m]."""

SHARED_AREA = 100.0
"""Area that two catchments may share [m2]: the drawing of borders."""


def loops(held: Held) -> Iterator[Found]:
    """Links that begin and end in one node."""
    frame = held["drain_links"]
    text = "from_node and to_node are both {from_node}; a link joins two nodes"
    yield marked("drain_links", frame, frame["from_node"].eq(frame["to_node"]), "to_node", text)


def falling(held: Held) -> Iterator[Found]:
    """Pipes that do not fall."""
    frame = _pipes(held)
    text = (
        "the pipe runs from {from_invert_m:.3f} m to {to_invert_m:.3f} m; its lower end must lie below "
        "its upper"
    )
    yield marked("drain_links", frame, frame["to_invert_m"] >= frame["from_invert_m"], "to_invert_m", text)


def growing(held: Held) -> Iterator[Found]:
    """Pipes that are smaller than one above them."""
    frame = _pipes(held)
    frame = frame.assign(_area=_section(frame))
    above = frame.groupby("to_node")["_area"].max()
    told = frame.assign(_above=numbers_by(frame["from_node"], above))
    widest = told.groupby("from_node")["_area"].transform("max")
    text = (
        "a section of {_area:.3f} m2 follows one of {_above:.3f} m2 above it; a drain does not shrink "
        "downstream"
    )
    wrong = (told["_area"] < (1.0 - SIZE_SHARE) * told["_above"]) & (told["_area"] >= widest)
    yield marked("drain_links", told, wrong, "height_m", text)


def inverts_in_manholes(held: Held) -> Iterator[Found]:
    """Pipes that enter a manhole below its bottom, or rise above its rim."""
    frame = _pipes(held)
    bottom, rim = (by_key(held, "drain_nodes", "node_id", name) for name in ("invert_m", "rim_m"))
    for end in ("from", "to"):
        told = frame.assign(
            _bottom=numbers_by(frame[f"{end}_node"], bottom), _rim=numbers_by(frame[f"{end}_node"], rim)
        )
        column, node = f"{end}_invert_m", f"{end}_node"
        text = f"{column} {{{column}:.3f}} m lies below the bottom of {{{node}}}, {{_bottom:.3f}} m"
        yield marked("drain_links", told, told[column] < told["_bottom"] - 0.01, column, text)
        text = f"the pipe's top at {{{node}}} lies above the rim, {{_rim:.3f}} m; it must lie in the ground"
        wrong = told[column] + told["height_m"] > told["_rim"] + 0.01
        outfall = _of_kind(held, frame[node], "outfall")
        yield marked("drain_links", told, wrong & ~outfall, column, text)


def rims(held: Held) -> Iterator[Found]:
    """Nodes whose rim does not lie above their bottom."""
    frame = held["drain_nodes"]
    wrong = (frame["rim_m"] <= frame["invert_m"]) & frame["kind"].ne("outfall")
    text = "rim {rim_m:g} m is not above the bottom, {invert_m:g} m"
    yield marked("drain_nodes", frame, wrong, "rim_m", text)


def reaching(held: Held) -> Iterator[Found]:
    """Nodes from which no way leads to an outfall."""
    nodes, links = held["drain_nodes"], held["drain_links"]
    reached = reached_from(
        nodes["node_id"].to_numpy(dtype=object), links["from_node"].to_numpy(dtype=object),
        links["to_node"].to_numpy(dtype=object), nodes["kind"].eq("outfall").to_numpy(dtype=bool),
    )  # fmt: skip
    text = "no way leads from {node_id} down to an outfall; link it on, or correct a link below it"
    yield marked("drain_nodes", nodes, ~reached & nodes["node_id"].notna(), "node_id", text)


def outfalls_end(held: Held) -> Iterator[Found]:
    """Outfalls from which a link leads on, or to which none leads."""
    frame, links = held["drain_nodes"], held["drain_links"]
    out = frame["kind"].eq("outfall")
    text = "a link begins at outfall {node_id}; the network ends there: correct the link or the kind"
    yield marked("drain_nodes", frame, out & frame["node_id"].isin(links["from_node"]), "kind", text)
    text = "no link leads to outfall {node_id}; join it or leave it out"
    yield marked("drain_nodes", frame, out & ~frame["node_id"].isin(links["to_node"]), "kind", text)


def ends_in_place(held: Held) -> Iterator[Found]:
    """Links whose line does not begin or end at the node it names."""
    frame = held["drain_links"]
    lines = places(frame)
    where = by_key(held, "drain_nodes", "node_id", "geometry")
    for column, at in (("from_node", 0), ("to_node", -1)):
        apart = shapely.distance(shapely.get_point(lines, at), places_by(frame[column], where))
        text = f"the line {'begins' if at == 0 else 'ends'} {{_apart:.1f}} m from {column} {{{column}}}"
        yield marked("drain_links", frame.assign(_apart=apart), apart > END_TOLERANCE, column, text)


def lengths(held: Held) -> Iterator[Found]:
    """Pipes whose length is not that of their line."""
    frame = _pipes(held)
    drawn = shapely.length(places(frame))
    wrong = np.abs(frame["length_m"] - drawn) > LENGTH_SHARE * drawn + 1.0
    text = "length {length_m:g} m, the line has {_drawn:.1f} m; correct one of them"
    yield marked("drain_links", frame.assign(_drawn=drawn), wrong, "length_m", text)


def pump_depths(held: Held) -> Iterator[Found]:
    """Pumps of the network that stop above the depth at which they start."""
    frame = held["drain_links"][held["drain_links"]["kind"].eq("pump")]
    text = "stops at {stop_depth_m:g} m and starts at {start_depth_m:g} m; the stop must be below the start"
    yield marked("drain_links", frame, frame["stop_depth_m"] >= frame["start_depth_m"], "stop_depth_m", text)


def outfalls_at_canals(held: Held) -> Iterator[Found]:
    """Outfalls away from the canal they drain into."""
    frame = held["drain_nodes"][held["drain_nodes"]["kind"].eq("outfall")]
    apart = shapely.distance(
        places(frame), places_by(frame["canal_id"], by_key(held, "canals", "canal_id", "geometry"))
    )
    text = "the outfall lies {_apart:.0f} m from canal {canal_id}; correct the place or the canal"
    yield marked("drain_nodes", frame.assign(_apart=apart), apart > CANAL_DISTANCE, "canal_id", text)


def catchments_apart(held: Held) -> Iterator[Found]:
    """Catchments that lie over another."""
    frame = held["drain_catchments"]
    shapes = places(frame)
    first, second, _ = overlaps(shapes)
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    bad = shared > SHARED_AREA
    ids = frame["catchment_id"].to_numpy(dtype=object)
    told = frame.iloc[second[bad]].assign(_other=ids[first[bad]], _shared=shared[bad])
    text = "{_shared:.0f} m2 drain to {_other} too; a place belongs to one catchment"
    yield marked("drain_catchments", told, np.ones(len(told), dtype=bool), "geometry", text)


def reached_from(
    names: NDArray[np.object_],
    start: NDArray[np.object_],
    end: NDArray[np.object_],
    outfall: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Whether each node drains to an outfall: a search against the flow from all outfalls at once."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order

    number = {name: i for i, name in enumerate(names)}
    pairs = [(number[b], number[a]) for a, b in zip(start, end, strict=True) if a in number and b in number]
    count = len(names)
    pairs += [(count, int(i)) for i in np.flatnonzero(outfall)]
    if not pairs:
        return np.zeros(count, dtype=bool)
    rows, columns = np.array(pairs).T
    graph = coo_array((np.ones(len(pairs)), (rows, columns)), shape=(count + 1, count + 1)).tocsr()
    order = breadth_first_order(graph, count, directed=True, return_predecessors=False)
    reached = np.zeros(count + 1, dtype=bool)
    reached[order] = True
    return reached[:count]


def _pipes(held: Held) -> pd.DataFrame:
    frame = held["drain_links"]
    return frame[frame["kind"].eq("conduit")]


def _section(frame: pd.DataFrame) -> pd.Series[float]:
    """Area of the cross-section [m2]."""
    round_ = np.pi / 4.0 * frame["height_m"] ** 2
    return round_.where(frame["shape"].eq("circular"), frame["height_m"] * frame["width_m"])


def _of_kind(held: Held, names: pd.Series[str], kind: str) -> pd.Series[bool]:
    frame = held["drain_nodes"]
    return names.isin(frame["node_id"][frame["kind"].eq(kind)])


_LINK = ("link_id", "kind", "from_node", "to_node")
_PIPE = (*_LINK, "from_invert_m", "to_invert_m")
_NODE = ("node_id", "kind")
_GB = "GB 50014-2021"

RULES: Mapping[str, Rule] = {
    "drain_loop": Rule(
        must="A drain link joins two different nodes.",
        source="SWMM 5.2, a link has two ends", severity="error",
        check=loops, needs={"drain_links": _LINK},
    ),
    "drain_falls": Rule(
        must="A pipe falls from its upper to its lower end.", source=_GB, severity="error", check=falling,
        needs={"drain_links": _PIPE},
    ),
    "drain_grows": Rule(
        must="A pipe is not smaller than the one above it.", source=f"{_GB}, sizes do not shrink downstream",
        severity="error", check=growing, needs={"drain_links": (*_PIPE, "shape", "height_m", "width_m")},
    ),
    "drain_in_manhole": Rule(
        must="A pipe enters a manhole between its bottom and its rim.", source="SWMM 5.2, offsets",
        severity="error", check=inverts_in_manholes,
        needs={"drain_links": (*_PIPE, "height_m"), "drain_nodes": (*_NODE, "invert_m", "rim_m")},
    ),
    "drain_rim": Rule(
        must="The rim of a manhole lies above its bottom.",
        source="SWMM 5.2, depth of a node", severity="error",
        check=rims, needs={"drain_nodes": (*_NODE, "invert_m", "rim_m")},
    ),
    "drain_outlet": Rule(
        must="From every drain node a way leads to an outfall.", source="SWMM 5.2; a drain drains",
        severity="error", check=reaching, needs={"drain_nodes": _NODE, "drain_links": _LINK},
    ),
    "drain_outfall": Rule(
        must="Links lead to an outfall and none leads on.", source="SWMM 5.2, outfalls", severity="error",
        check=outfalls_end, needs={"drain_nodes": _NODE, "drain_links": _LINK},
    ),
    "drain_ends": Rule(
        must=f"The line of a link begins and ends at the nodes it names, to {END_TOLERANCE:g} m.",
        source="geometry", severity="error", check=ends_in_place,
        needs={"drain_nodes": ("node_id", "geometry"), "drain_links": (*_LINK, "geometry")},
    ),
    "drain_length": Rule(
        must=f"The length of a pipe is that of its line, to {LENGTH_SHARE:.0%}.", source="geometry",
        severity="error", check=lengths, needs={"drain_links": (*_LINK, "length_m", "geometry")},
    ),
    "drain_pump": Rule(
        must="A pump of the network stops below the depth at which it starts.", source="SWMM 5.2, pumps",
        severity="error", check=pump_depths,
        needs={"drain_links": ("link_id", "kind", "start_depth_m", "stop_depth_m")},
    ),
    "outfall_at_canal": Rule(
        must=f"An outfall lies at the canal it drains into, to {CANAL_DISTANCE:g} m.", source="geometry",
        severity="error", check=outfalls_at_canals,
        needs={"drain_nodes": (*_NODE, "canal_id", "geometry"), "canals": ("canal_id", "geometry")},
    ),
    "catchments_overlap": Rule(
        must="No two catchments share ground.", source="rain on a place runs off once", severity="error",
        check=catchments_apart, needs={"drain_catchments": ("catchment_id", "geometry")},
    ),
}  # fmt: skip
