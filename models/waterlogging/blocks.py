"""From fine cells to model cells: means, shares and the narrowest passage between centres."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Blocks = NDArray[np.float32]


def in_blocks(values: NDArray[Any], factor: int, *, fill: float = 0.0) -> NDArray[Any]:
    """Fine cells by model cell, shape (rows, factor, columns, factor); the ragged edge gets `fill`."""
    rows = -(-values.shape[0] // factor)
    columns = -(-values.shape[1] // factor)
    padded = np.full((rows * factor, columns * factor), fill, values.dtype)
    padded[: values.shape[0], : values.shape[1]] = values
    return padded.reshape(rows, factor, columns, factor)


def share(mask: NDArray[np.bool_], factor: int) -> Blocks:
    """Share of each model cell where a mask of fine cells holds [-]."""
    if factor == 1:
        return mask.astype(np.float32)
    blocks = in_blocks(mask, factor, fill=False)
    total: Blocks = blocks.sum(axis=(1, 3), dtype=np.float32)
    return total / np.float32(factor * factor)


def mean_where(values: NDArray[np.float32], mask: NDArray[np.bool_], factor: int) -> Blocks:
    """Mean of the fine values of each model cell where a mask holds; NaN where it holds nowhere."""
    kept = np.where(mask, values, np.float32(0.0))
    if factor == 1:
        return np.where(mask, kept, np.float32(np.nan))
    total = in_blocks(kept, factor).sum(axis=(1, 3), dtype=np.float64)
    count = in_blocks(mask, factor, fill=False).sum(axis=(1, 3), dtype=np.float64)
    out = np.full(total.shape, np.nan)
    np.divide(total, count, out=out, where=count > 0)
    return out.astype(np.float32)


def passage_east(passable: NDArray[np.bool_], factor: int) -> Blocks:
    """Open share of the way from the centre of each model cell to that of its eastern neighbour [-].

    The way crosses `factor` columns of fine cells; water spreads sideways inside a cell, so what
    counts is the narrowest of these cross-sections and of the pairs of fine cells at the face.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns) of the model grid; the last column leads out of the grid and is 0.
    """
    columns = in_blocks(passable, factor, fill=False)
    section = columns.mean(axis=1, dtype=np.float32)
    half = factor // 2
    out = np.zeros(section.shape[:2], np.float32)
    here, beyond = section[:, :-1], section[:, 1:]
    narrowest = np.minimum(here[:, :, half:].min(axis=2), beyond[:, :, : factor - half].min(axis=2))
    at_face = (columns[:, :, :-1, -1] & columns[:, :, 1:, 0]).mean(axis=1, dtype=np.float32)
    out[:, :-1] = np.minimum(narrowest, at_face)
    return out


def passage_south(passable: NDArray[np.bool_], factor: int) -> Blocks:
    """Open share of the way to the southern neighbour [-]; see `passage_east`."""
    return np.ascontiguousarray(passage_east(np.ascontiguousarray(passable.T), factor).T)
