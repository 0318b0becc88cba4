"""What the survey of the synthetic district starts from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.grid import Grid
from census.twin.extent import Extent

if TYPE_CHECKING:
    import geopandas as gpd

Frames = Mapping[str, "pd.DataFrame | gpd.GeoDataFrame"]


@dataclass(frozen=True)
class Base:
    """The city as it stands, before it is surveyed.

    Parameters
    ----------
    part
        Which part of the district is made; `part.area` holds what is surveyed.
    seed
        Seed of the district, for `census.twin.dice`.
    terrain
        Ground level, shape (rows, columns) [m, 1985 national]; NaN outside. Buildings are not in it.
    landcover
        Codes of `census.twin.cover`, same shape; 0 outside.
    grid
        Geometry of both rasters.
    block_geometry, block_use
        Blocks between the streets, shape (n,), and index of each into `census.twin.blocks.USES`.
    """

    part: Extent
    seed: int
    terrain: NDArray[np.float32]
    landcover: NDArray[np.uint8]
    grid: Grid
    block_geometry: NDArray[np.object_]
    block_use: NDArray[np.int64]

    @property
    def whole(self) -> bool:
        """Whether the whole district is made."""
        return self.part.name == "full"


Surveyor = Callable[[Base, Frames], Frames]
"""Takes the base and the tables made so far; gives new tables, or tables that take the place of others."""
