"""Tables of a surface that knows the ground its cells cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.waterlogging import kernels
from models.waterlogging.blocks import in_blocks
from models.waterlogging.ground import BLOCK_FRACTION, Cells, with_halo
from models.waterlogging.inputs import Surface
from models.waterlogging.subgrid.crests.kernels import (
    BANDS,
    COMPUTED,
    EAST,
    FACE_BANDS,
    NEVER,
    NONE,
    NORTH,
    PRESCRIBED,
    SOUTH,
    WEST,
    Fine,
    Folded,
    Pixels,
    band_means,
    fold,
    join,
)
from models.waterlogging.subgrid.kernels import SCRATCH_ROWS, Tables, levels_of
from models.waterlogging.threads import available_threads

FALL = 0.5
"""Fall over a planar cell that stays in its tables; the steeper the ground beyond, the less stays [m]."""

LEAST_TILT = 0.01
"""Share of tilt below which a cell counts as level or rough: its faces take what stands before them [-]."""

POCKET = 0.3
"""Depth from which ground behind a ridge inside a cell fills only over the ridge [m]."""


@dataclass(frozen=True)
class Subgrid:
    """What a run on coarse cells knows of the ground they cover.

    Parameters
    ----------
    factor
        Pixels along the edge of a cell.
    ground
        Static arrays of the solver, the bed being the base of each cell.
    tables
        Tables of cells and faces.
    pixels
        Pixels that hold water.
    """

    factor: int
    ground: kernels.Ground
    tables: Tables
    pixels: Pixels

    @property
    def nbytes(self) -> int:
        """Memory of tables and pixels [bytes]."""
        return sum(int(a.nbytes) for a in (*self.tables, *self.pixels))


def factor_of(surface: Surface) -> int:
    """Pixels along the edge of a cell."""
    return round(surface.grid.cell_size / surface.finest.grid.cell_size)


def build_subgrid(surface: Surface, cells: Cells, static: kernels.Ground, edge: kernels.Edge) -> Subgrid:
    """Fold the relief of a surface into tables.

    Parameters
    ----------
    surface
        Surface with a relief.
    cells
        Its cells.
    static
        Static arrays as for level cells.
    edge
        Free outer faces.
    """
    factor = factor_of(surface)
    folded, pixels = _fold(surface, cells, factor)
    crest_x, share_x = _faces(folded.side[EAST], folded.side[WEST], folded.base, axis=0)
    crest_y, share_y = _faces(folded.side[SOUTH], folded.side[NORTH], folded.base, axis=1)
    ground = static._replace(
        bed=with_halo(np.where(cells.inside, folded.base, np.float32(np.nan))),
        width_x=np.minimum(static.width_x, share_x),
        width_y=np.minimum(static.width_y, share_y),
    )
    lines = np.zeros((folded.lines.shape[0] + 2, BANDS - 1, folded.lines.shape[2] + 2), np.float32)
    lines[1:-1, :, 1:-1] = folded.lines
    tables = Tables(
        lines,
        _film(folded.tilt),
        crest_x,
        crest_y,
        _sills(edge, folded),
        np.zeros(lines.shape[0], np.float32),
        kernels.rows_apart(available_threads(), SCRATCH_ROWS, lines.shape[2]),
    )
    return Subgrid(factor, ground, tables, pixels)


def level_at(
    tables: Tables, rows: NDArray[np.int64], columns: NDArray[np.int64], stored: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Level above the base of cells at which they store a volume over their open area [m]."""
    level = np.empty(rows.size)
    levels_of(tables.lines, rows, columns, np.asarray(stored, np.float64), level)
    return level


def _fold(surface: Surface, cells: Cells, factor: int) -> tuple[Folded, Pixels]:
    """Tables of the cells and their pixels by height."""
    rows, columns = surface.grid.shape
    status = np.full((rows, columns), NONE, np.int8)
    status[cells.computed] = COMPUTED
    status[cells.prescribed] = PRESCRIBED
    group = np.full((rows, columns), -1, np.int16) if surface.stage_group is None else surface.stage_group
    folded = Folded(
        np.nan_to_num(surface.bed),
        np.zeros((rows, BANDS - 1, columns), np.float32),
        np.full((4, rows, factor, columns), np.inf),
        np.zeros((rows, columns), np.float32),
    )
    pixels = Pixels(
        np.full((rows, factor * factor, columns), NEVER, np.float32),
        np.zeros((rows, factor * factor, columns), np.uint8),
        np.zeros((rows, columns), np.int16),
    )
    fine = _fine(surface, factor)
    fold(fine, factor, status, group, np.nan_to_num(surface.bed), FALL, POCKET, folded, pixels)
    return folded, pixels


def _fine(surface: Surface, factor: int) -> Fine:
    """The relief on whole cells."""
    relief = surface.finest
    shape = relief.grid.shape

    def whole(values: NDArray[Any], fill: float) -> NDArray[Any]:
        blocks = in_blocks(values, factor, fill=fill)
        return blocks.reshape(blocks.shape[0] * factor, -1)

    none = np.zeros(shape, np.float32)
    built = none if relief.building_fraction is None else np.nan_to_num(relief.building_fraction)
    group = np.full(shape, -1, np.int16)
    if relief.stage_group is not None and surface.stage_group is not None:
        group = relief.stage_group
    open_x = np.ones(shape, bool) if relief.open_x is None else relief.open_x > 0.0
    open_y = np.ones(shape, bool) if relief.open_y is None else relief.open_y > 0.0
    return Fine(
        whole(relief.bed.astype(np.float32), np.nan),
        whole(built >= np.float32(BLOCK_FRACTION), False),
        whole(group, -1),
        whole(open_x, False),
        whole(open_y, False),
    )


def _faces(
    near: NDArray[np.float64], far: NDArray[np.float64], base: NDArray[np.float32], *, axis: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Bands of the faces with halo, and the share of each that is open."""
    rows, columns = base.shape
    planes = np.zeros((rows + 2, 1 + FACE_BANDS, columns + 2), np.float32)
    share = np.zeros((rows, columns), np.float32)
    join(near, far, base, axis, 1 - axis, planes, share)
    return planes, with_halo(share)


def _film(tilt: NDArray[np.float32]) -> NDArray[np.float32]:
    """Flow area a cell gives a face over its stored depth, with halo [-]."""
    out = np.full((tilt.shape[0] + 2, tilt.shape[1] + 2), 1.0 / LEAST_TILT, np.float32)
    out[1:-1, 1:-1] = 1.0 / np.maximum(tilt, np.float32(LEAST_TILT))
    return out


def _sills(edge: kernels.Edge, folded: Folded) -> NDArray[np.float32]:
    """Bands of the outer sides of cells above their base, shape (edges, FACE_BANDS) [m]."""
    out = np.zeros((edge.row.size, FACE_BANDS), np.float32)
    means = np.empty(FACE_BANDS)
    for n in range(edge.row.size):
        j, i = int(edge.row[n]) - 1, int(edge.column[n]) - 1
        side = (WEST, EAST) if edge.axis[n] == 0 else (NORTH, SOUTH)
        crests = np.sort(folded.side[side[int(edge.sign[n] > 0)], j, :, i])
        count = int(np.isfinite(crests).sum())
        if count > 0:
            band_means(crests, count, FACE_BANDS, means)
            out[n] = means - np.float64(folded.base[j, i])
    return out
