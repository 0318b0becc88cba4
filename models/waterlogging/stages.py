"""Where the levels of canals and boundaries stand on the grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.ground import Cells
from models.waterlogging.inputs import Surface


@dataclass(frozen=True)
class StageCells:
    """Cells of all stage groups.

    Parameters
    ----------
    rows, columns
        Cells with halo, shape (m,).
    group
        Index into `Surface.stage_groups`, shape (m,).
    bed
        Their bed, shape (m,) [m].
    names
        Name of each group.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    group: NDArray[np.int64]
    bed: NDArray[np.float32]
    names: tuple[str, ...]

    @classmethod
    def of(cls, surface: Surface, cells: Cells) -> StageCells:
        """Find the cells of a surface whose level is not computed from their neighbours."""
        rows, columns = np.nonzero(cells.prescribed)
        none = np.empty(0, np.int64)
        group = none if surface.stage_group is None else surface.stage_group[rows, columns].astype(np.int64)
        return cls(rows + 1, columns + 1, group, surface.bed[rows, columns], surface.stage_groups)

    def fill(self, depth: NDArray[np.float32], stages: Mapping[str, float]) -> None:
        """Put levels [m] into a depth array with halo."""
        level = np.array([stages[name] for name in self.names], np.float32)
        depth[self.rows, self.columns] = np.maximum(level[self.group] - self.bed, np.float32(0.0))
