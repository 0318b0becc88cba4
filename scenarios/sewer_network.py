"""The sewer network of a scenario on the grid of its domain."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage

from census.drainage.inp import Run, model_text
from census.drainage.network import DrainTables
from census.drainage.storms import Storm
from census.errors import InputError
from census.readers.files import existing_file
from census.readers.swmm_inp import SwmmNetwork, parse_swmm_inp, read_swmm_text
from census.snapshot import Snapshot
from models.waterlogging.inputs import Surface
from models.waterlogging.sewers import InletForm, Inlets, Outfalls, SewerNetwork
from models.waterlogging.sewers.engine import FLOW_UNITS
from scenarios.gully_places import along_pipes, cells_of, places_of
from scenarios.sections.sewers import InletSection, NetworkSewers
from scenarios.spec import LoadedScenario

CANAL_REACH = 100.0
"""Distance from an outfall within which a canal is looked for [m]."""

LEAST_COVER = 0.3
"""Depth of a node's bottom below the cells of its gullies; lower cells are those of other streets [m]."""


def sewer_network(loaded: LoadedScenario, surface: Surface, snapshot: Snapshot | None) -> SewerNetwork | None:
    """Network that a scenario couples to its street; None where it has none.

    Parameters
    ----------
    loaded
        The scenario.
    surface
        Surface with all its stage groups.
    snapshot
        District, for its drains.

    Raises
    ------
    InputError
        If the network cannot be read, lies outside the domain, or has a node on a building far from
        open ground.
    """
    section = loaded.spec.sewers
    if not isinstance(section, NetworkSewers):
        return None
    if section.file is not None:
        path = loaded.path("sewers.file")
        text, source = read_swmm_text(path), f"sewers.file: {path}"
    else:
        text, source = _census_text(snapshot), "sewers of the census"
    network = parse_swmm_inp(text, name=source)
    unit = FLOW_UNITS.get(network.options.get("FLOW_UNITS", "CFS").upper(), (1.0, 1.0))[1]
    nodes = _projected(network.nodes, section.crs, surface, source)
    vertices = _moved(network.vertices, section.crs, surface) if len(network.vertices) else network.vertices
    wanted = _wanted(loaded, section, nodes, source)
    inlets, moved = _inlets(nodes, vertices, network, wanted, surface, section, unit, source)
    return SewerNetwork(
        text=text,
        inlets=inlets,
        outfalls=_outfalls(nodes, surface, unit),
        form=_form(section.inlets),
        routing_step=section.routing_step_s,
        runoff=section.runoff == "model",
        moved=moved,
        source=source,
    )


def _census_text(snapshot: Snapshot | None) -> str:
    """The drains of a district as a model without catchments: the rain falls on the street."""
    if snapshot is None:
        raise InputError(
            'sewers.source = "census" needs a district; with rasters state sewers.file, an input file of SWMM'
        )
    nodes, links, catchments = (
        pd.DataFrame(snapshot.table(name)) for name in ("drain_nodes", "drain_links", "drain_catchments")
    )
    if not len(nodes):
        raise InputError('sewers.source = "census": the table drain_nodes of the snapshot holds no row')
    dry = Run(storm=Storm("none", 60, (0.0,)), threads=1)
    return model_text(DrainTables(nodes, links, catchments.iloc[:0]), dry)


def _form(section: InletSection) -> InletForm:
    return InletForm(
        perimeter=section.perimeter_m, area=section.area_m2, weir=section.weir, orifice=section.orifice
    )


def _projected(nodes: pd.DataFrame, crs: str | None, surface: Surface, source: str) -> pd.DataFrame:
    """Nodes with their places in the CRS of the domain."""
    bare = ~np.isfinite(nodes["x"]) | ~np.isfinite(nodes["y"])
    if bare.all():
        raise InputError(f"{source}: no node has coordinates; the section [COORDINATES] is needed")
    return _moved(nodes, crs, surface)


def _moved(points: pd.DataFrame, crs: str | None, surface: Surface) -> pd.DataFrame:
    """Points with x and y in the CRS of the domain."""
    if crs is None or crs == surface.grid.crs:
        return points
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        move = Transformer.from_crs(CRS.from_user_input(crs), surface.grid.crs, always_xy=True)
    except CRSError:
        raise InputError(f'sewers.crs is {crs!r}; a code such as "EPSG:4549" is needed') from None
    x, y = move.transform(points["x"].to_numpy(), points["y"].to_numpy())
    return points.assign(x=x, y=y)


def _wanted(
    loaded: LoadedScenario, section: NetworkSewers, nodes: pd.DataFrame, source: str
) -> NDArray[np.bool_]:
    """Which nodes the scenario couples."""
    junction = (nodes["kind"] == "junction").to_numpy()
    if section.nodes is not None:
        names, key = list(section.nodes), "sewers.nodes"
    elif section.nodes_file is not None:
        key = "sewers.nodes_file"
        path = existing_file(loaded.path(key), what=key)
        try:
            names = path.read_text(encoding="utf-8-sig").split()
        except UnicodeDecodeError as error:
            raise InputError(
                f"{key}: {path} is no text in UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
            ) from None
    else:
        return junction
    known = set(nodes["node_id"][junction])
    lost = [name for name in names if name not in known]
    if lost:
        raise InputError(f"{key}: {lost[0]!r} is no junction of {source} ({len(lost)} such names)")
    return junction & nodes["node_id"].isin(names).to_numpy()


def _inlets(
    nodes: pd.DataFrame,
    vertices: pd.DataFrame,
    network: SwmmNetwork,
    wanted: NDArray[np.bool_],
    surface: Surface,
    section: NetworkSewers,
    unit: float,
    source: str,
) -> tuple[Inlets, dict[str, float]]:
    """Junctions on the domain with their gullies, and how far nodes were moved to open ground [m]."""
    junctions = nodes[wanted]
    places = places_of(junctions["x"].to_numpy(), junctions["y"].to_numpy(), surface)
    if not places.inside.any():
        raise InputError(_outside(junctions, surface, section, source))
    kept, own = junctions[places.inside], places.inside
    rows, columns, away = places.rows[own], places.columns[own], places.away[own]
    names = kept["node_id"].tolist()
    if (away > section.move_m).any():
        at = int(np.argmax(away))
        raise InputError(
            f"{source}: node {names[at]} lies on a building or a canal, {away[at]:.0f} m from open ground; "
            f"the farthest it may be moved is sewers.move_m = {section.move_m:g}. Correct its place or raise "
            "move_m"
        )
    invert = kept["invert"].to_numpy(np.float64) * unit
    depth = kept["max_depth"].fillna(0.0).to_numpy(np.float64) * unit
    if (depth < 0.0).any():
        at = int(np.argmin(depth))
        raise InputError(
            f"{source}: the maximum depth of {names[at]} is {depth[at]:g} m; "
            "0 (up to the highest pipe) or more is right"
        )
    # SWMM lets a depth of zero stand for "up to the highest pipe"; a node that meets the street ends there.
    rim = np.where(depth > 0.0, invert + depth, surface.bed[rows, columns].astype(np.float64))
    form = section.inlets
    node, x, y = along_pipes(nodes, network.links, vertices, pd.Index(names), form.spacing_m)
    further = places_of(x, y, surface)
    good = further.inside & (further.away <= section.move_m)
    good &= surface.bed[further.rows, further.columns] > invert[node] + LEAST_COVER
    gullies = _counted(
        np.concatenate([np.arange(len(names)), node[good]]),
        np.concatenate([rows, further.rows[good]]),
        np.concatenate([columns, further.columns[good]]),
        form.per_place * (1.0 - form.blocked),
        surface,
    )
    moved = {name: float(m) for name, m in zip(names, away, strict=True) if m > 0.0}
    return Inlets(tuple(names), invert, rim, *gullies), moved


def _counted(
    node: NDArray[np.int64],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    each: float,
    surface: Surface,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Gullies of one node in one cell together, in the order of the nodes."""
    shape = (int(node.max()) + 1, *surface.grid.shape)
    keys, count = np.unique(np.ravel_multi_index((node, rows, columns), shape), return_counts=True)
    owner, row, column = np.unravel_index(keys, shape)
    return (
        owner.astype(np.int64),
        row.astype(np.int64),
        column.astype(np.int64),
        each * count.astype(np.float64),
    )


def _outside(nodes: pd.DataFrame, surface: Surface, section: NetworkSewers, source: str) -> str:
    west, south, east, north = surface.grid.bounds
    x, y = nodes["x"], nodes["y"]
    return (
        f"{source}: none of the {len(nodes)} junctions lies in the domain: they span x {x.min():.1f} to "
        f"{x.max():.1f}, y {y.min():.1f} to {y.max():.1f}; the domain x {west:.1f} to {east:.1f}, "
        f"y {south:.1f} to {north:.1f} in {surface.grid.crs}. "
        + ("Is sewers.crs right?" if section.crs else "State sewers.crs if the file has another CRS.")
    )


def _outfalls(nodes: pd.DataFrame, surface: Surface, unit: float) -> Outfalls:
    """Outfalls with the canal each ends in, if one is near."""
    outfalls = nodes[nodes["kind"] == "outfall"]
    names = tuple(outfalls["node_id"])
    invert = outfalls["invert"].to_numpy(np.float64) * unit
    if surface.stage_group is None or not (surface.stage_group >= 0).any():
        return Outfalls(names, ("",) * len(names), invert)
    wet = (surface.stage_group >= 0) & np.isfinite(surface.bed)
    distance, (row, column) = ndimage.distance_transform_edt(~wet, return_indices=True)
    *at, inside = cells_of(outfalls["x"].to_numpy(), outfalls["y"].to_numpy(), surface)
    near = inside & (distance[tuple(at)] * surface.grid.cell_size <= CANAL_REACH)
    group = surface.stage_group[row[tuple(at)], column[tuple(at)]]
    named = tuple(surface.stage_groups[g] if n else "" for g, n in zip(group, near, strict=True))
    return Outfalls(names, named, invert)
