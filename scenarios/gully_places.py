"""Where the gullies of a sewer network lie: along its pipes, in the cells of open ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from models.waterlogging.ground import classify
from models.waterlogging.inputs import Surface

Cells = NDArray[np.int64]


@dataclass(frozen=True)
class Places:
    """Points on the grid, each moved to the nearest open ground.

    Parameters
    ----------
    rows, columns
        Cells, shape (m,).
    inside
        Whether the point itself lies in the domain, shape (m,).
    away
        Distance it was moved, shape (m,) [m].
    """

    rows: Cells
    columns: Cells
    inside: NDArray[np.bool_]
    away: NDArray[np.float64]


def places_of(x: NDArray[np.float64], y: NDArray[np.float64], surface: Surface) -> Places:
    """Cells of points; NaN is outside.

    Parameters
    ----------
    x, y
        Coordinates in the CRS of the surface, shape (m,) [m].
    surface
        The domain.
    """
    rows, columns, inside = cells_of(x, y, surface)
    computed = classify(surface).computed
    distance, (near_row, near_column) = ndimage.distance_transform_edt(~computed, return_indices=True)
    at = (rows, columns)
    return Places(
        near_row[at].astype(np.int64),
        near_column[at].astype(np.int64),
        inside,
        np.asarray(distance[at] * surface.grid.cell_size, np.float64),
    )


def cells_of(
    x: NDArray[np.float64], y: NDArray[np.float64], surface: Surface
) -> tuple[Cells, Cells, NDArray[np.bool_]]:
    """Row and column of points, 0 where outside, and whether they lie in the domain."""
    grid = surface.grid
    with np.errstate(invalid="ignore"):
        column = np.floor((x - grid.west) / grid.cell_size)
        row = np.floor((grid.north - y) / grid.cell_size)
        inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    rows = np.where(inside, row, 0).astype(np.int64)
    columns = np.where(inside, column, 0).astype(np.int64)
    inside &= np.isfinite(surface.bed[rows, columns])
    return rows, columns, inside


def along_pipes(
    nodes: pd.DataFrame, links: pd.DataFrame, vertices: pd.DataFrame, coupled: pd.Index, spacing: float
) -> tuple[Cells, NDArray[np.float64], NDArray[np.float64]]:
    """Places of gullies along the conduits.

    Parameters
    ----------
    nodes, links, vertices
        Tables of `census.readers.swmm_inp`, nodes and vertices with places in metres.
    coupled
        Names of the nodes that gullies may hang on.
    spacing
        Distance between places [m].

    Returns
    -------
    tuple of numpy.ndarray
        Position in `coupled` of the nearer end of each place, its x and its y.
    """
    at = nodes.set_index("node_id")[["x", "y"]]
    pipes = links[links["kind"] == "conduit"]
    pipes = pipes[pipes["from_node"].isin(coupled) | pipes["to_node"].isin(coupled)]
    bends = {str(name): rows[["x", "y"]].to_numpy() for name, rows in vertices.groupby("name", sort=False)}
    ends = [at.loc[pipes[end]].to_numpy(np.float64) for end in ("from_node", "to_node")]
    found: list[tuple[Cells, NDArray[np.float64]]] = []
    numbers = [coupled.get_indexer(pd.Index(pipes[end])) for end in ("from_node", "to_node")]
    for k, name in enumerate(pipes["link_id"].astype(str)):
        points = np.vstack([ends[0][k : k + 1], bends.get(name, np.empty((0, 2))), ends[1][k : k + 1]])
        if not np.isfinite(points).all():
            continue
        line = shapely.LineString(points)
        count = max(round(line.length / spacing), 1)
        share = (np.arange(count) + 0.5) / count
        first, second = int(numbers[0][k]), int(numbers[1][k])
        near = np.where(share < 0.5, first if first >= 0 else second, second if second >= 0 else first)
        places = shapely.get_coordinates(shapely.line_interpolate_point(line, share, normalized=True))
        found.append((near.astype(np.int64), places))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    node = np.concatenate([n for n, _ in found])
    x, y = np.vstack([p for _, p in found]).T
    return node, x, y
