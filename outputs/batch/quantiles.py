"""Quantiles over members: exact by sorting, or from a sketch of counts with a bound of its error."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

RELATIVE_ERROR = 0.02
"""Bound of the error of a sketched quantile as a share of its value [-]."""

TILE = 512
"""Edge of a compressed block of a member's file [cells]."""

_LANES = 1 << 15
"""Cells whose counts are summed at once."""

Tile = tuple[slice, slice]


class Bins(NamedTuple):
    """Classes of a sketch: the first up to `least`, each further one `growth` times wider.

    Parameters
    ----------
    least
        Values up to this share the first class.
    growth
        Upper over lower edge of a class [-].
    number
        Number of classes.
    """

    least: float
    growth: float
    number: int

    def of(self, values: NDArray[np.float32]) -> NDArray[np.int64]:
        """Class of each value; those beyond the last edge are in the last class."""
        above = np.maximum(values.astype(np.float64), self.least) / self.least
        found = np.ceil(np.log(above) / math.log(self.growth))
        return np.asarray(np.minimum(found, self.number - 1), dtype=np.int64)

    def middles(self) -> NDArray[np.float64]:
        """Value told for each class: its relative distance to both edges is the same; 0 for the first."""
        powers = self.growth ** np.arange(self.number, dtype=np.float64)
        middles = self.least * powers * 2.0 / (1.0 + self.growth)
        middles[0] = 0.0
        return middles


def bins_of(least: float, most: float, *, error: float = RELATIVE_ERROR) -> Bins:
    """Classes from `least` to `most` in which a value is told with a relative error of at most `error`.

    Notes
    -----
    Masson, Rim and Lee (2019), DDSketch, Proc. VLDB Endow. 12(12), 2195-2205, with a fixed range: edges are
    least g^i with g = (1 + error) / (1 - error), and the value told for a class is 2 g^i least / (1 + g).
    Counts of members do not depend on their order, and sketches of parts add up.
    """
    growth = (1.0 + error) / (1.0 - error)
    return Bins(least, growth, 1 + math.ceil(math.log(most / least) / math.log(growth)))


def add_to_sketch(counts: NDArray[np.unsignedinteger], bins: Bins, values: NDArray[np.float32]) -> None:
    """Count one member.

    Parameters
    ----------
    counts
        Members by cell and class, shape (cells, classes); one is added in place.
    bins
        The classes.
    values
        Value of each cell, NaN for none, shape (cells,).

    Raises
    ------
    InputError
        If a value is negative, which the classes do not tell.
    """
    cells = np.flatnonzero(~np.isnan(values))
    found = values[cells]
    if found.size and float(found.min()) < 0.0:
        raise InputError(f"a value of {found.min():g} is negative; a sketch of quantiles tells values from 0")
    counts[cells, bins.of(found)] += 1


def sketched_quantiles(
    counts: NDArray[np.unsignedinteger],
    bins: Bins,
    probabilities: Sequence[float],
    highest: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Quantiles from counts, shape (probabilities, cells); NaN where no member has a value.

    Parameters
    ----------
    counts
        Members by cell and class, shape (cells, classes).
    bins
        The classes.
    probabilities
        Probabilities of not being exceeded.
    highest
        Greatest value of each cell, which no quantile exceeds, shape (cells,).

    Notes
    -----
    The quantile lies between the two order statistics of `exact_quantiles`; each is told within
    `RELATIVE_ERROR` of itself, or within `least` where it is not above it.
    """
    told = np.full((len(probabilities), counts.shape[0]), np.nan, dtype=np.float32)
    middles = bins.middles()
    for first in range(0, counts.shape[0], _LANES):
        part = slice(first, first + _LANES)
        below = np.cumsum(counts[part], axis=1, dtype=np.int32)
        members = below[:, -1].astype(np.int64)
        there = members > 0
        for row, probability in enumerate(probabilities):
            low, high, share = _ranks(probability, members)
            values = [
                middles[np.minimum((below <= rank[:, None]).sum(axis=1), bins.number - 1)]
                for rank in (low, high)
            ]
            value = values[0] + share * (values[1] - values[0])
            capped = np.minimum(value, highest[part].astype(np.float64))
            told[row, part] = np.where(there, capped, np.nan)
    return told


def exact_quantiles(values: NDArray[np.float32], probabilities: Sequence[float]) -> NDArray[np.float32]:
    """Quantiles over the first axis, shape (probabilities, ...); `values` is sorted in place.

    Parameters
    ----------
    values
        One row for each member, NaN for none.
    probabilities
        Probabilities of not being exceeded.

    Notes
    -----
    Linear between the order statistics around p (n - 1), n the number of members with a value (type 7 of
    Hyndman and Fan, 1996, Am. Stat. 50, 361-365). Sorted values know no order of arrival.
    """
    values.sort(axis=0)
    members = (~np.isnan(values)).sum(axis=0)
    told = np.full((len(probabilities), *values.shape[1:]), np.nan, dtype=np.float32)
    for row, probability in enumerate(probabilities):
        low, high, share = _ranks(probability, members)
        lower, upper = (
            np.take_along_axis(values, rank[np.newaxis], axis=0)[0].astype(np.float64) for rank in (low, high)
        )
        told[row] = np.where(members > 0, lower + share * (upper - lower), np.nan)
    return told


def quantiles_by_tiles(
    read: Callable[[int, Tile], NDArray[np.float32]],
    *,
    members: int,
    shape: tuple[int, int],
    probabilities: Sequence[float],
    budget: int,
) -> NDArray[np.float32]:
    """Exact quantiles of many members, a tile of the grid at a time.

    Parameters
    ----------
    read
        Called with the number of a member and a tile; gives its values.
    members
        How many there are.
    shape
        Rows and columns of the grid.
    probabilities
        Probabilities of not being exceeded.
    budget
        Memory for the values of a tile [bytes].
    """
    told = np.full((len(probabilities), *shape), np.nan, dtype=np.float32)
    for tile in tiles(shape, members, budget):
        rows, columns = tile
        values = np.empty((members, rows.stop - rows.start, columns.stop - columns.start), dtype=np.float32)
        for member in range(members):
            values[member] = read(member, tile)
        told[:, rows, columns] = exact_quantiles(values, probabilities)
    return told


def tiles(shape: tuple[int, int], members: int, budget: int) -> Iterator[Tile]:
    """Tiles of a grid of which the values of all members fit into a budget [bytes]."""
    height, width = tile_shape(shape, members, budget)
    for row in range(0, shape[0], height):
        for column in range(0, shape[1], width):
            yield slice(row, min(row + height, shape[0])), slice(column, min(column + width, shape[1]))


def tile_count(shape: tuple[int, int], members: int, budget: int) -> int:
    """How often the members are read for exact quantiles."""
    height, width = tile_shape(shape, members, budget)
    return math.ceil(shape[0] / height) * math.ceil(shape[1] / width)


def tile_shape(shape: tuple[int, int], members: int, budget: int) -> tuple[int, int]:
    """Rows and columns of a tile: the whole grid, blocks as the files are compressed, or parts of them."""
    height, width = shape
    most = max(budget // (np.dtype(np.float32).itemsize * max(members, 1)), 1)
    if height * width > most:
        height, width = min(height, TILE), min(width, TILE)
    while height * width > most:
        # Halved, so that a compressed block is opened for as few tiles as can be.
        if height >= width:
            height = -(-height // 2)
        else:
            width = -(-width // 2)
    return height, width


def _ranks(
    probability: float, members: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Both order statistics around a quantile, counted from 0, and the share of the way between them."""
    place = probability * np.maximum(members - 1, 0)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(members - 1, 0))
    return low, high, place - low
