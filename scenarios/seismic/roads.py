"""Roads that debris blocks, counted while the grades of the buildings are sampled."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.snapshot import Snapshot
from models.seismic.debris import Frontage, blocked_roads, blocked_table, frontage
from models.seismic.portfolio import Portfolio

TABLE = "roads"


@dataclass
class RoadWatch:
    """Counts the realisations in which each road is blocked.

    Parameters
    ----------
    roads
        Table `roads`.
    streets
        Table `streets` with its code as index.
    along
        The roads and the buildings along them.
    counts
        Realisations in which each road is blocked to vehicles, shape (roads,).
    realisations
        Those seen.
    """

    roads: pd.DataFrame
    streets: pd.DataFrame
    along: Frontage
    counts: NDArray[np.int64] = field(init=False)
    realisations: int = 0

    def __post_init__(self) -> None:
        self.counts = np.zeros(len(self.roads), np.int64)

    def __call__(self, grades: NDArray[np.uint8]) -> None:
        """Take the grades of all buildings in some realisations, shape (n, count)."""
        self.counts += blocked_roads(self.along, grades.T).sum(axis=0)
        self.realisations += grades.shape[1]

    def table(self) -> pd.DataFrame:
        """Probability that debris blocks each road, the likeliest first."""
        found = blocked_table(self.roads, self.counts, self.realisations)
        found.insert(1, "road_name", self.roads["name"].fillna("").to_numpy())
        for column, name in (("street", "name"), ("street_en", "name_en")):
            found[column] = self.roads["street_code"].map(self.streets[name]).fillna("").to_numpy()
        return found.sort_values(
            ["blocked_probability", "road_id"], ascending=[False, True], kind="stable", ignore_index=True
        )


def road_watch(snapshot: Snapshot, portfolio: Portfolio) -> RoadWatch | None:
    """Watch over the roads of a district; None where the census holds none.

    Raises
    ------
    InputError
        Where a road has no line or no width, or a building no outline.
    """
    if TABLE not in snapshot.table_names:
        return None
    roads = snapshot.table(TABLE)
    outlines = snapshot.table("buildings").geometry.to_numpy()
    return RoadWatch(
        roads, snapshot.rows("streets").set_index("code"), frontage(roads, outlines, portfolio.height)
    )
