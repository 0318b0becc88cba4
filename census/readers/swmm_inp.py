"""Input files of EPA SWMM that others made: nodes, links, subcatchments and their places as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from census.errors import InputError
from census.readers.files import existing_file

_NODES = {
    "JUNCTIONS": ("junction", ("invert", "max_depth")),
    "OUTFALLS": ("outfall", ("invert",)),
    "STORAGE": ("storage", ("invert", "max_depth")),
    "DIVIDERS": ("divider", ("invert",)),
}
_LINKS = {
    "CONDUITS": ("conduit", ("length", "roughness", "in_offset", "out_offset")),
    "PUMPS": ("pump", ()),
    "ORIFICES": ("orifice", ()),
    "WEIRS": ("weir", ()),
    "OUTLETS": ("outlet", ()),
}
_READ = frozenset(
    {
        *_NODES,
        *_LINKS,
        "TITLE",
        "OPTIONS",
        "SUBCATCHMENTS",
        "XSECTIONS",
        "COORDINATES",
        "VERTICES",
        "POLYGONS",
    }
)


@dataclass(frozen=True)
class SwmmNetwork:
    """A network as its file gives it, in the file's own units.

    Parameters
    ----------
    title, options
        Lines of the title; options by name.
    nodes
        node_id, kind, invert, max_depth, x, y; coordinates are NaN where the file has none.
    links
        link_id, kind, from_node, to_node, length, roughness, in_offset, out_offset, shape, height, width.
    subcatchments
        catchment_id, gage, outlet, area, impervious_percent, width, slope_percent.
    vertices, polygons
        Points of the links between their ends, and of the subcatchments' rings: name, x, y.
    others
        Lines of every other section by its name, as they stand.
    """

    title: tuple[str, ...]
    options: Mapping[str, str]
    nodes: pd.DataFrame
    links: pd.DataFrame
    subcatchments: pd.DataFrame
    vertices: pd.DataFrame
    polygons: pd.DataFrame
    others: Mapping[str, str]


def read_swmm_inp(path: str | Path) -> SwmmNetwork:
    """Read an input file of EPA SWMM 5.

    Raises
    ------
    InputError
        If it is no such file, a number cannot be read, or a link names a node that is not there; with
        section and line.
    """
    return parse_swmm_inp(read_swmm_text(path), name=str(path))


def read_swmm_text(path: str | Path) -> str:
    """Text of an input file, UTF-8 or a Chinese code page.

    Raises
    ------
    InputError
        If it is not there.
    """
    raw = existing_file(Path(path), what="SWMM network").read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def parse_swmm_inp(text: str, *, name: str = "SWMM network") -> SwmmNetwork:
    """Read the text of an input file; errors call it by `name`."""
    sections = _sections(text)
    if not any(section in sections for section in _NODES):
        raise InputError(f"{name}: none of the sections {', '.join(f'[{s}]' for s in _NODES)} is there")
    nodes, links = _nodes(sections, name), _links(sections, name)
    for field in ("from_node", "to_node"):
        lost = links[~links[field].isin(nodes["node_id"])]
        if len(lost):
            row = lost.iloc[0]
            raise InputError(
                f"{name}: link {row['link_id']} ({row['kind']}): {field} is {row[field]!r}, which is no node"
            )
    return SwmmNetwork(
        tuple(line for _, line in sections.get("TITLE", [])),
        {fields[0].upper(): " ".join(fields[1:]) for _, fields in _fields(sections, "OPTIONS")},
        nodes,
        links,
        _subcatchments(sections, name),
        _points(sections, "VERTICES", name),
        _points(sections, "POLYGONS", name),
        {key: "\n".join(line for _, line in rows) for key, rows in sections.items() if key not in _READ},
    )


def _sections(text: str) -> dict[str, list[tuple[int, str]]]:
    """Lines of each section with their numbers, comments left out."""
    found: dict[str, list[tuple[int, str]]] = {}
    name = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.split(";", 1)[0].strip()
        if bare.startswith("["):
            name = bare.strip("[]").upper()
            found.setdefault(name, [])
        elif bare and name:
            found[name].append((number, bare))
    return found


def _fields(sections: dict[str, list[tuple[int, str]]], name: str) -> list[tuple[int, list[str]]]:
    return [(number, line.split()) for number, line in sections.get(name, [])]


def _number(fields: list[str], place: int, *, name: str, section: str, line: int) -> float:
    """Number in a field; NaN where there is none or it is an asterisk."""
    if place >= len(fields) or fields[place] == "*":
        return float("nan")
    try:
        return float(fields[place])
    except ValueError:
        raise InputError(
            f"{name}: section [{section}], line {line}: {fields[place]!r} of {fields[0]} is no number"
        ) from None


def _nodes(sections: dict[str, list[tuple[int, str]]], name: str) -> pd.DataFrame:
    rows = []
    for section, (kind, columns) in _NODES.items():
        for line, fields in _fields(sections, section):
            row: dict[str, object] = {"node_id": fields[0], "kind": kind, "max_depth": float("nan")}
            for place, column in enumerate(columns, start=1):
                row[column] = _number(fields, place, name=name, section=section, line=line)
            rows.append(row)
    frame = pd.DataFrame(rows, columns=["node_id", "kind", "invert", "max_depth"])
    twice = frame["node_id"][frame["node_id"].duplicated()]
    if len(twice):
        raise InputError(f"{name}: node {twice.iloc[0]!r} stands twice; every node needs a name of its own")
    places = _points(sections, "COORDINATES", name).drop_duplicates("name").set_index("name")
    return frame.assign(
        x=places["x"].reindex(frame["node_id"]).to_numpy(), y=places["y"].reindex(frame["node_id"]).to_numpy()
    )


def _links(sections: dict[str, list[tuple[int, str]]], name: str) -> pd.DataFrame:
    shapes = {fields[0]: (line, fields) for line, fields in _fields(sections, "XSECTIONS") if len(fields) > 1}
    measures = ("length", "roughness", "in_offset", "out_offset", "height", "width")
    rows = []
    for section, (kind, columns) in _LINKS.items():
        for line, fields in _fields(sections, section):
            if len(fields) < 3:
                raise InputError(f"{name}: section [{section}], line {line}: {fields[0]} needs two nodes")
            row: dict[str, object] = dict.fromkeys(measures, float("nan"))
            row |= {"link_id": fields[0], "kind": kind, "from_node": fields[1], "to_node": fields[2]}
            for place, column in enumerate(columns, start=3):
                row[column] = _number(fields, place, name=name, section=section, line=line)
            row |= _shape(shapes.get(fields[0]), name)
            rows.append(row)
    head = ["link_id", "kind", "from_node", "to_node"]
    return pd.DataFrame(rows, columns=[*head, *measures[:4], "shape", *measures[4:]])


def _shape(told: tuple[int, list[str]] | None, name: str) -> dict[str, object]:
    if told is None:
        return {"shape": ""}
    line, fields = told
    shape = fields[1].upper()
    # These name a transect, a curve or a street where others have a height.
    if shape in {"IRREGULAR", "STREET", "CUSTOM"}:
        return {"shape": shape}
    sizes = [_number(fields, place, name=name, section="XSECTIONS", line=line) for place in (2, 3)]
    width = sizes[0] if shape in {"CIRCULAR", "FORCE_MAIN", "FILLED_CIRCULAR"} else sizes[1]
    return {"shape": shape, "height": sizes[0], "width": width}


def _subcatchments(sections: dict[str, list[tuple[int, str]]], name: str) -> pd.DataFrame:
    columns = ("area", "impervious_percent", "width", "slope_percent")
    rows = []
    for line, fields in _fields(sections, "SUBCATCHMENTS"):
        row: dict[str, object] = {"catchment_id": fields[0], "gage": fields[1], "outlet": fields[2]}
        for place, column in enumerate(columns, start=3):
            row[column] = _number(fields, place, name=name, section="SUBCATCHMENTS", line=line)
        rows.append(row)
    return pd.DataFrame(rows, columns=["catchment_id", "gage", "outlet", *columns])


def _points(sections: dict[str, list[tuple[int, str]]], section: str, name: str) -> pd.DataFrame:
    rows = [
        (fields[0], *(_number(fields, place, name=name, section=section, line=line) for place in (1, 2)))
        for line, fields in _fields(sections, section)
    ]
    frame = pd.DataFrame(rows, columns=["name", "x", "y"])
    return frame.astype({"x": np.float64, "y": np.float64})
