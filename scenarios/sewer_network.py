"""The sewer network of a scenario on the grid of its domain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import ndimage

from census.drainage.inp import Run, model_text
from census.drainage.network import DrainTables
from census.drainage.storms import Storm
from census.errors import InputError
from census.readers.swmm_inp import parse_swmm_inp, read_swmm_text
from census.snapshot import Snapshot
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Surface
from models.waterlogging.sewers import InletForm, Inlets, Outfalls, SewerNetwork
from models.waterlogging.sewers.engine import FLOW_UNITS
from scenarios.sections.sewers import InletSection, NetworkSewers
from scenarios.spec import LoadedScenario

CANAL_REACH = 100.0
"""Distance from an outfall within which a canal is looked for [m]."""


@dataclass(frozen=True)
class _Places:
    """Cells of nodes: rows and columns, and whether they lie on the grid."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    inside: NDArray[np.bool_]


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
    nodes = _projected(network.nodes, section.crs, surface, source)
    unit = FLOW_UNITS.get(network.options.get("FLOW_UNITS", "CFS").upper(), (1.0, 1.0))[1]
    inlets = _inlets(nodes, surface, section, unit, source)
    return SewerNetwork(
        text=text,
        inlets=inlets,
        outfalls=_outfalls(nodes, surface, unit),
        form=_form(section.inlets),
        routing_step=section.routing_step_s,
        runoff=section.runoff == "model",
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
        perimeter=section.perimeter_m,
        area=section.area_m2,
        weir=section.weir,
        orifice=section.orifice,
        return_area=section.return_area_m2,
        return_orifice=section.return_orifice,
    )


def _projected(nodes: pd.DataFrame, crs: str | None, surface: Surface, source: str) -> pd.DataFrame:
    """Nodes with their places in the CRS of the domain."""
    bare = nodes["node_id"][~np.isfinite(nodes["x"]) | ~np.isfinite(nodes["y"])]
    if len(bare) == len(nodes):
        raise InputError(f"{source}: no node has coordinates; the section [COORDINATES] is needed")
    if crs is None or crs == surface.grid.crs:
        return nodes
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError

    try:
        move = Transformer.from_crs(CRS.from_user_input(crs), surface.grid.crs, always_xy=True)
    except CRSError:
        raise InputError(f'sewers.crs is {crs!r}; a code such as "EPSG:4549" is needed') from None
    x, y = move.transform(nodes["x"].to_numpy(), nodes["y"].to_numpy())
    return nodes.assign(x=x, y=y)


def _inlets(
    nodes: pd.DataFrame, surface: Surface, section: NetworkSewers, unit: float, source: str
) -> Inlets:
    """Junctions on the domain, each on open ground."""
    junctions = nodes[nodes["kind"] == "junction"]
    places = _cells(junctions, surface)
    if not places.inside.any():
        raise InputError(_outside(junctions, surface, section, source))
    kept = junctions[places.inside]
    rows, columns = places.rows[places.inside], places.columns[places.inside]
    rows, columns = _on_open_ground(kept["node_id"].tolist(), rows, columns, surface, section.move_m, source)
    invert = kept["invert"].to_numpy(np.float64) * unit
    depth = kept["max_depth"].fillna(0.0).to_numpy(np.float64) * unit
    # SWMM lets a depth of zero stand for "up to the highest pipe"; a node that meets the street ends there.
    bed = surface.bed[rows, columns].astype(np.float64)
    rim = np.where(depth > 0.0, invert + depth, bed)
    share = np.full(rows.size, 1.0 - section.inlets.blocked)
    return Inlets(tuple(kept["node_id"]), rows, columns, invert, rim, share)


def _outside(nodes: pd.DataFrame, surface: Surface, section: NetworkSewers, source: str) -> str:
    west, south, east, north = surface.grid.bounds
    x, y = nodes["x"], nodes["y"]
    return (
        f"{source}: none of the {len(nodes)} junctions lies in the domain: they span x {x.min():.1f} to "
        f"{x.max():.1f}, y {y.min():.1f} to {y.max():.1f}; the domain x {west:.1f} to {east:.1f}, "
        f"y {south:.1f} to {north:.1f} in {surface.grid.crs}. "
        + ("Is sewers.crs right?" if section.crs else "State sewers.crs if the file has another CRS.")
    )


def _cells(nodes: pd.DataFrame, surface: Surface) -> _Places:
    grid = surface.grid
    x, y = nodes["x"].fillna(-np.inf).to_numpy(), nodes["y"].fillna(-np.inf).to_numpy()
    with np.errstate(invalid="ignore"):
        column = np.floor((x - grid.west) / grid.cell_size)
        row = np.floor((grid.north - y) / grid.cell_size)
    inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    rows = np.where(inside, row, 0).astype(np.int64)
    columns = np.where(inside, column, 0).astype(np.int64)
    inside &= np.isfinite(surface.bed[rows, columns])
    return _Places(rows, columns, inside)


def _on_open_ground(
    names: Sequence[str],
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    surface: Surface,
    farthest: float,
    source: str,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cells of nodes, those on buildings and canals moved to the nearest open ground."""
    computed = classify(surface).computed
    distance, (near_row, near_column) = ndimage.distance_transform_edt(~computed, return_indices=True)
    away = distance[rows, columns] * surface.grid.cell_size
    if (away > farthest).any():
        at = int(np.argmax(away))
        raise InputError(
            f"{source}: node {names[at]} lies on a building or a canal, {away[at]:.0f} m from open ground; "
            f"the farthest it may be moved is sewers.move_m = {farthest:g}. Correct its place or raise move_m"
        )
    return near_row[rows, columns].astype(np.int64), near_column[rows, columns].astype(np.int64)


def _outfalls(nodes: pd.DataFrame, surface: Surface, unit: float) -> Outfalls:
    """Outfalls with the canal each ends in, if one is near."""
    outfalls = nodes[nodes["kind"] == "outfall"]
    names = tuple(outfalls["node_id"])
    invert = outfalls["invert"].to_numpy(np.float64) * unit
    if surface.stage_group is None or not (surface.stage_group >= 0).any():
        return Outfalls(names, ("",) * len(names), invert)
    wet = (surface.stage_group >= 0) & np.isfinite(surface.bed)
    distance, (row, column) = ndimage.distance_transform_edt(~wet, return_indices=True)
    places = _cells(outfalls, surface)
    at = (places.rows, places.columns)
    near = places.inside & (distance[at] * surface.grid.cell_size <= CANAL_REACH)
    group = surface.stage_group[row[at], column[at]]
    named = tuple(surface.stage_groups[g] if n else "" for g, n in zip(group, near, strict=True))
    return Outfalls(names, named, invert)
