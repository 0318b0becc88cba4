"""The surface as the compiled loops see it: halo arrays, open faces, roofs and outer edges."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.waterlogging.inputs import FloatGrid, Inflow, Surface
from models.waterlogging.kernels import GRAVITY, Edge, Exchange, Flow, Ground, Sources, Work
from models.waterlogging.threads import available_threads

BLOCK_FRACTION = 0.9
"""Building share from which a cell is a block: what is left open is a courtyard without a way in."""

ROWS_PER_BLOCK = 48
"""Rows that one thread sweeps at a time: their arrays stay in the second-level cache."""

OUTWARDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"east": (0, 1), "west": (0, -1), "south": (1, 0), "north": (-1, 0)}
)
"""Rows down and columns right to the neighbour on a side."""


@dataclass(frozen=True)
class Cells:
    """Which cells do what, shape (rows, columns) each.

    Parameters
    ----------
    inside
        Bed is known.
    computed
        Depth is computed: inside, not a block, no prescribed stage.
    prescribed
        Stage is prescribed.
    storage
        Open share of the computed cells, 0 elsewhere [-].
    roof, roof_target
        Flat indices of the blocks and of the open cells their roofs shed to, shape (m,).
    """

    inside: NDArray[np.bool_]
    computed: NDArray[np.bool_]
    prescribed: NDArray[np.bool_]
    storage: FloatGrid
    roof: NDArray[np.int64]
    roof_target: NDArray[np.int64]


def with_halo(values: NDArray[Any], *, fill: float = 0.0) -> NDArray[np.float32]:
    """A float32 copy with one cell of `fill` on every side; NaN becomes `fill`."""
    out = np.full((values.shape[0] + 2, values.shape[1] + 2), fill, np.float32)
    out[1:-1, 1:-1] = values
    np.nan_to_num(out, copy=False, nan=fill)
    return out


def classify(surface: Surface) -> Cells:
    """Sort the cells of a surface and find where its roofs shed to."""
    inside = np.isfinite(surface.bed)
    prescribed = np.zeros(inside.shape, bool)
    if surface.stage_group is not None:
        prescribed = inside & (surface.stage_group >= 0)
    storage = np.ones(inside.shape, np.float32)
    if surface.building_fraction is not None:
        storage -= np.nan_to_num(surface.building_fraction)
    block = inside & ~prescribed & (storage <= np.float32(1.0 - BLOCK_FRACTION))
    computed = inside & ~prescribed & ~block
    storage[~computed] = 0.0
    roof = np.flatnonzero(block)
    target = np.empty(0, np.int64)
    if roof.size and computed.any():
        _, (row, column) = ndimage.distance_transform_edt(~computed, return_indices=True)
        target = np.ravel_multi_index((row.ravel()[roof], column.ravel()[roof]), inside.shape)
    return Cells(inside, computed, prescribed, storage, roof, target.astype(np.int64))


def build_ground(surface: Surface, cells: Cells) -> Ground:
    """Static arrays of the solver."""
    share = np.where(cells.prescribed, np.float32(1.0), cells.storage)
    level = cells.prescribed
    friction = with_halo(np.float32(GRAVITY) * np.nan_to_num(surface.manning) ** 2)
    width_x = np.zeros((share.shape[0] + 2, share.shape[1] + 2), np.float32)
    width_y = np.zeros_like(width_x)
    across = np.minimum(share[:, :-1], share[:, 1:])
    across[level[:, :-1] & level[:, 1:]] = 0.0
    along = np.minimum(share[:-1], share[1:])
    along[level[:-1] & level[1:]] = 0.0
    if surface.open_x is not None:
        across = np.minimum(across, surface.open_x[:, :-1])
    if surface.open_y is not None:
        along = np.minimum(along, surface.open_y[:-1])
    width_x[1:-1, 1:-2] = across
    width_y[1:-2, 1:-1] = along
    inverse = np.zeros_like(width_x)
    np.divide(1.0, cells.storage, out=inverse[1:-1, 1:-1], where=cells.computed)
    first, last = _row_spans(cells.inside)
    return Ground(with_halo(surface.bed), friction, width_x, width_y, inverse, first, last)


def _row_spans(inside: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first = np.ones(inside.shape[0] + 2, np.int64)
    last = np.ones_like(first)
    used = inside.any(axis=1)
    first[1:-1][used] = inside.argmax(axis=1)[used] + 1
    last[1:-1][used] = inside.shape[1] - inside[:, ::-1].argmax(axis=1)[used] + 1
    return first, last


def build_work(flow: Flow) -> Work:
    """Second buffers of a state."""
    rows = flow.depth.shape[0]
    blocks = -(-(rows - 2) // ROWS_PER_BLOCK)
    # Threads take equal runs of the order: even blocks first spreads any shape of district evenly.
    order = np.concatenate([np.arange(0, blocks, 2), np.arange(1, blocks, 2)]).astype(np.int64)
    return Work(
        flow.depth.copy(),
        flow.discharge_x.copy(),
        flow.discharge_y.copy(),
        np.zeros(rows, np.float32),
        np.zeros(rows, np.float32),
        np.zeros(4 * flow.depth.size if flow.depth.size < 250_000 else 1_000_000, np.int64),
        order,
        ROWS_PER_BLOCK,
        np.zeros((available_threads(), 2, flow.depth.shape[1]), np.float32),
    )


def swapped(flow: Flow, work: Work) -> tuple[Flow, Work]:
    """State and second buffers with their places exchanged."""
    return (
        Flow(work.depth, flow.pending, work.discharge_x, work.discharge_y),
        work._replace(depth=flow.depth, discharge_x=flow.discharge_x, discharge_y=flow.discharge_y),
    )


def build_edge(surface: Surface, cells: Cells, *, sides: Collection[str], least_slope: float) -> Edge:
    """Outer faces of the computed cells to some sides, which let water out."""
    none = np.empty(0, np.int64)
    parts: list[tuple[NDArray[Any], ...]] = [(none, none, np.empty(0, np.float32), none, none, none, none)]
    padded = np.pad(cells.inside, 1)
    bed = np.pad(np.nan_to_num(surface.bed), 1, mode="edge")
    for down, right in (OUTWARDS[side] for side in OUTWARDS if side in sides):
        beyond = np.roll(padded, (-down, -right), (0, 1))[1:-1, 1:-1]
        j, i = (k + 1 for k in np.nonzero(cells.computed & ~beyond))
        fall = (bed[j - down, i - right] - bed[j, i]) / surface.grid.cell_size
        slope = np.maximum(np.where(padded[j - down, i - right], fall, 0.0), least_slope)
        whole = np.ones_like(j)
        faces = j + min(down, 0), i + min(right, 0), whole * abs(down), whole * (down + right)
        parts.append((j, i, slope.astype(np.float32), *faces))
    together = [np.concatenate(k) for k in zip(*parts, strict=True)]
    by_cell = np.lexsort((together[1], together[0]))
    j, i, slope, face_row, face_column, axis, sign = (k[by_cell] for k in together)
    friction = (np.float32(GRAVITY) * surface.manning[j - 1, i - 1] ** 2).astype(np.float32)
    return Edge(
        j, i, friction, slope, np.zeros(j.size, np.float32), face_row, face_column, axis, sign,
        np.arange(j.size),
    )  # fmt: skip


def build_exchange(surface: Surface, ground: Ground, cells: Cells) -> Exchange:
    """Faces between computed cells and prescribed stages, halo indices."""
    level = np.pad(cells.prescribed, 1)
    group = np.full(level.shape, -1, np.int64)
    if surface.stage_group is not None:
        group[1:-1, 1:-1] = surface.stage_group
    parts = []
    for axis, width in ((0, ground.width_x), (1, ground.width_y)):
        shift = (0, -1) if axis == 0 else (-1, 0)
        beyond = np.roll(level, shift, (0, 1))
        j, i = np.nonzero((width > 0.0) & (level != beyond))
        into = np.where(level[j, i], -1.0, 1.0)
        owner = np.where(level[j, i], group[j, i], np.roll(group, shift, (0, 1))[j, i])
        parts.append((j, i, np.full(j.size, axis, np.int64), into, owner))
    j, i, axes, sign, owners = (np.concatenate(k) for k in zip(*parts, strict=True))
    # Positive discharge goes to the second cell of a face; the prescribed one is that, or the first.
    second = (sign > 0.0).astype(np.int64)
    row, column = np.unique(np.stack([j + second * axes, i + second * (1 - axes)]), axis=1)
    groups = np.zeros(max(len(surface.stage_groups), 1))
    return Exchange(
        j.astype(np.int64), i.astype(np.int64), axes, sign.astype(np.float64), owners.astype(np.int64),
        row.astype(np.int64), column.astype(np.int64), group[row, column],
        groups, np.zeros_like(groups), np.zeros_like(groups),
    )  # fmt: skip


def build_sources(inflows: tuple[Inflow, ...]) -> Sources:
    """Cells of all inflows, halo indices, with rates still zero."""
    rows = np.concatenate([np.asarray(k.rows, np.int64) for k in inflows] or [np.empty(0, np.int64)])
    columns = np.concatenate([np.asarray(k.columns, np.int64) for k in inflows] or [np.empty(0, np.int64)])
    return Sources(rows + 1, columns + 1, np.zeros(rows.size, np.float32))
