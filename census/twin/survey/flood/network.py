"""The storm-drain network of the synthetic district: streets, outfalls, trunks, sizes, pumps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray

from census.twin.cover import FOREST
from census.twin.hills import hills
from census.twin.survey.base import Base, Frames
from census.twin.survey.flood import drained
from census.twin.survey.flood.design import design, sections, surfaces
from census.twin.survey.flood.pipes import Pipes, size_pipes
from census.twin.survey.flood.routes import Outfalls, choose_outfalls, forest
from census.twin.survey.flood.streets import StreetGraph, street_graph
from census.twin.survey.flood.trunks import Tree, trunk_tree


@dataclass(frozen=True)
class Ground:
    """What each manhole drains; arrays of shape (n,).

    Parameters
    ----------
    polygon
        Catchment; None where there is none.
    area
        Its area by cells [m2].
    sealed
        Share of it that is sealed and joined to drains [1].
    runoff
        Mean runoff coefficient [1].
    slope
        Mean slope of the ground [1].
    """

    polygon: NDArray[Any]
    area: NDArray[np.float64]
    sealed: NDArray[np.float64]
    runoff: NDArray[np.float64]
    slope: NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """The whole network before it is written as tables.

    Parameters
    ----------
    graph, outfalls, tree, ground, pipes
        Its parts; manholes are numbered as in `tree`.
    pumped
        Manholes whose drain cannot fall to the canal, shape (n,).
    """

    graph: StreetGraph
    outfalls: Outfalls
    tree: Tree
    ground: Ground
    pipes: Pipes
    pumped: NDArray[np.bool_]


def network(base: Base, made: Frames) -> Network:
    """Lay out and size the network.

    Parameters
    ----------
    base, made
        The city, with `roads`, `canals`, `buildings` and `low_points`.
    """
    canals = made["canals"]
    surface = np.asarray(canals.geometry.to_numpy(), dtype=object)
    water = shapely.union_all(surface)
    graph = street_graph(base, made, water)
    land = shapely.get_parts(shapely.difference(base.part.area, water))
    footprints = np.asarray(made["buildings"].geometry.to_numpy(), dtype=object)
    outfalls = choose_outfalls(graph, surface, land, footprints, base.part.area)
    ways = forest(graph, outfalls)
    cells, node, seeds = drained.cells(graph, base.part.area)
    tree = trunk_tree(graph, ways, outfalls, drained.drained_areas(cells, node, len(graph.x)))
    wet = shapely.difference(base.part.area, water)
    open_ground = wet if not (base.landcover == FOREST).any() else wet - hills(base.seed).foot
    polygons = drained.catchments(cells, tree.owner[node], seeds, len(tree.node), open_ground)
    ground = _ground(base, polygons)
    length = np.round(shapely.length(tree.line), 2)
    rim = np.round(graph.z[tree.node], 3)
    pipes = size_pipes(tree.down, length, rim, 1e-4 * ground.area * ground.runoff, design(), sections())
    return Network(graph, outfalls, tree, ground, pipes, _pumped(tree, outfalls, pipes, made))


def _ground(base: Base, polygons: NDArray[Any]) -> Ground:
    count = len(polygons)
    pairs = [(polygon, row) for row, polygon in enumerate(polygons) if polygon is not None]
    owner = np.full(base.grid.shape, -1, dtype=np.int32)
    if pairs:
        rasterio.features.rasterize(pairs, out=owner, transform=Affine(*base.grid.transform))
    inside = owner >= 0
    owned, cover = owner[inside], base.landcover[inside]
    sealed, runoff = surfaces()
    cells = np.bincount(owned, minlength=count)
    fall = _slope(base)[inside]

    def mean(values: NDArray[Any]) -> NDArray[np.float64]:
        total = np.bincount(owned, weights=values, minlength=count)
        return np.asarray(total / np.maximum(cells, 1), dtype=np.float64)

    area = (cells * base.grid.cell_area).astype(np.float64)
    return Ground(polygons, area, mean(sealed[cover]), mean(runoff[cover]), mean(fall))


def _slope(base: Base) -> NDArray[np.float64]:
    """Fall of the ground to the steepest of its two axes [1], smoothed by taking two cells."""
    level = base.terrain
    fall = np.zeros(level.shape, dtype=np.float32)
    fall[1:-1] = np.abs(level[2:] - level[:-2])
    fall[:, 1:-1] = np.maximum(fall[:, 1:-1], np.abs(level[:, 2:] - level[:, :-2]))
    return np.clip(np.nan_to_num(fall) / (2.0 * base.grid.cell_size), 0.0, 0.3).astype(np.float64)


def _pumped(tree: Tree, outfalls: Outfalls, pipes: Pipes, made: Frames) -> NDArray[np.bool_]:
    """Last manholes whose outfall would lie under the canal's high stage or in its bed."""
    last = tree.down < 0
    canal = outfalls.canal[np.maximum(tree.outfall, 0)]
    if not last.any():
        return last
    stage = made["canals"]["normal_stage_m"].to_numpy()[canal]
    bed = made["canals"]["bed_m"].to_numpy()[canal]
    height = np.array([section.height for section in sections()])[pipes.section]
    too_low = pipes.end < stage + design().stage_rise
    too_deep = pipes.end - height < bed + design().above_bed
    return np.asarray(last & (too_low | too_deep))
