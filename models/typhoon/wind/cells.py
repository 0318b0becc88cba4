"""Fine cells sorted by the square of nest points around them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.typhoon.wind import kernels
from models.typhoon.wind.nest import Nest

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class NestedPlaces:
    """Places in the squares of a nest.

    Parameters
    ----------
    order
        Place that each of the sorted ones is, shape (n,).
    start
        First place of each square and n, shape (squares + 1,).
    corner
        North-western point of each square, shape (squares,).
    east, south
        Share of the way to the points east and south, shape (n,) [-].
    nest
        The points.
    """

    order: Ints
    start: Ints
    corner: Ints
    east: Singles
    south: Singles
    nest: Nest

    def cells(self, mean: Singles, gust: Singles) -> kernels.Cells:
        """The places with their factors by sector, shape (sectors, n) in the order given."""
        sectors = len(mean)
        middle = (np.arange(sectors) + 0.5) * (2.0 * np.pi / sectors)
        held = (np.ascontiguousarray(values[:, self.order], np.float32) for values in (mean, gust))
        return kernels.Cells._make((
            self.start, self.corner, self.nest.columns, self.east, self.south, *held,
            np.sin(middle).astype(np.float32), np.cos(middle).astype(np.float32),
        ))  # fmt: skip

    def back(self, values: NDArray[np.generic]) -> NDArray[np.generic]:
        """Values of the sorted places in the order given, along the last axis."""
        out = np.empty_like(values)
        out[..., self.order] = values
        return out


def places_in(nest: Nest, x: Floats, y: Floats) -> NestedPlaces:
    """Sort places by the square of the nest they lie in.

    Parameters
    ----------
    nest
        The points, around all places.
    x, y
        Places in the plane, shape (n,) [m].
    """
    across, down = (x - nest.west) / nest.spacing, (nest.north - y) / nest.spacing
    column, row = (np.floor(values).astype(np.int64) for values in (across, down))
    if len(x) and not (
        column.min() >= 0 and row.min() >= 0
        and column.max() < nest.columns - 1 and row.max() < nest.rows - 1
    ):  # fmt: skip
        raise ValueError(f"places lie outside the nest's rectangle {tuple(nest.box)}")
    point = row * nest.columns + column
    order = np.argsort(point, kind="stable")
    corner, start = np.unique(point[order], return_index=True)
    return NestedPlaces(
        order, np.append(start, len(x)), corner, (across - column)[order].astype(np.float32),
        (down - row)[order].astype(np.float32), nest,
    )  # fmt: skip
