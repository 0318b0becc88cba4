"""Tile ground into patches of one kind: classes of cells, small patches joined to their neighbours."""

from __future__ import annotations

import numpy as np
import rasterio.features
import shapely
from affine import Affine
from numpy.typing import NDArray
from scipy import ndimage

from census.grid import Grid

_SLIVER = 0.2
"""Share of the least area below which a clipped patch is given to its neighbour."""


def patches(classes: NDArray[np.int64], inside: NDArray[np.bool_], least_cells: int) -> NDArray[np.int64]:
    """Number of the patch of every cell, -1 outside.

    Parameters
    ----------
    classes
        Kind of each cell, from 0, shape (rows, columns).
    inside
        Cells to be tiled.
    least_cells
        Size below which a patch joins the neighbour with which it shares the longest border.
    """
    label = np.full(classes.shape, -1, dtype=np.int64)
    count = 0
    for kind in np.unique(classes[inside]).tolist():
        found, number = ndimage.label(inside & (classes == kind))
        label[found > 0] = found[found > 0] + count - 1
        count += number
    while True:
        size = np.bincount(label[inside], minlength=count)
        to = _nearest_kin(label, size, least_cells)
        if (to == np.arange(count)).all():
            break
        label[inside] = to[label[inside]]
    label[inside] = np.unique(label[inside], return_inverse=True)[1]
    return label


def tiles(
    label: NDArray[np.int64], grid: Grid, within: shapely.Geometry, *, tolerance: float, least_area: float
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Polygons of patches that tile a polygon, and the number of the patch of each.

    Parameters
    ----------
    label, grid
        Patch of each cell, -1 outside, and the geometry of the cells.
    within
        What is tiled; cells must cover it.
    tolerance
        How far a border may move when its steps are smoothed [m].
    least_area
        Size of a patch before it was cut [m2]; a fragment much smaller joins a neighbour.
    """
    found: dict[int, list[shapely.Geometry]] = {}
    shapes = rasterio.features.shapes(
        label.astype(np.int32), mask=label >= 0, transform=Affine(*grid.transform)
    )
    for shape, number in shapes:
        found.setdefault(int(number), []).append(shapely.geometry.shape(shape))
    numbers = np.array(sorted(found), dtype=np.int64)
    if not len(numbers):
        return np.empty(0, dtype=object), numbers
    whole = np.array([shapely.union_all(found[number]) for number in numbers.tolist()], dtype=object)
    smooth = shapely.coverage_simplify(whole, tolerance)
    cut = _areal(shapely.intersection(smooth, within))
    keep = shapely.area(cut) > 0.0
    return _joined(cut[keep], numbers[keep], _SLIVER * least_area)


def _nearest_kin(label: NDArray[np.int64], size: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    """What each label becomes: small ones that of the neighbour with the longest common border."""
    pairs = np.concatenate(
        [
            np.column_stack([a.ravel(), b.ravel()])
            for one, other in ((label[:, :-1], label[:, 1:]), (label[:-1], label[1:]))
            for a, b in ((one, other), (other, one))
        ]
    )
    pairs = pairs[(pairs[:, 0] >= 0) & (pairs[:, 1] >= 0) & (pairs[:, 0] != pairs[:, 1])]
    border, shared = np.unique(pairs, axis=0, return_counts=True)
    to = np.arange(len(size))
    small = (size < least) & (size > 0)
    for here, there, _ in sorted(
        zip(border[:, 0].tolist(), border[:, 1].tolist(), shared.tolist(), strict=True),
        key=lambda row: (size[row[0]], row[0], -row[2], row[1]),
    ):
        # The first row of a label is its longest border; one that took others in stays this round.
        if small[here] and to[here] == here:
            small[here] = False
            to[here] = to[there]
            small[there] = False
    return to


def _areal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The polygons of what an intersection left."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = shapely.get_dimensions(parts) == 2
    parts, owner = parts[areal], owner[areal]
    return np.array([shapely.union_all(parts[owner == i]) for i in range(len(shapes))], dtype=object)


def _joined(
    shapes: NDArray[np.object_], numbers: NDArray[np.int64], least: float
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Give fragments to the neighbour with the longest common border; a lonely one stays."""
    shapes = shapes.copy()
    alive = np.ones(len(shapes), dtype=bool)
    for i in np.argsort(shapely.area(shapes), kind="stable").tolist():
        if shapely.area(shapes[i]) >= least:
            continue
        others = np.flatnonzero(alive & (np.arange(len(shapes)) != i))
        touching = others[shapely.distance(shapes[others], shapes[i]) < 1e-6]
        border = shapely.length(shapely.intersection(shapes[touching], shapes[i]))
        if len(touching) and border.max() > 0.0:
            to = touching[int(np.argmax(border))]
            shapes[to] = shapely.union(shapes[to], shapes[i])
            alive[i] = False
    return shapes[alive], numbers[alive]
