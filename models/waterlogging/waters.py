"""The street and the canals as those see them who trade water with them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.accounts import Account
from models.waterlogging.subgrid.tables import level_at
from models.waterlogging.transfer.kernels import move_volumes

if TYPE_CHECKING:
    from models.waterlogging.simulation import Simulation

Indices = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass
class Waters:
    """Depths, levels and stages at a time, and the only hands through which water changes owner.

    Cells are given by row and column of the grid, shape (m,) each.
    """

    run: Simulation
    accounts: dict[str, Account] = field(default_factory=dict)
    computed_stages: dict[str, float] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)
    deposits: dict[str, float] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    roofs: Values = field(default_factory=lambda: np.zeros(0))
    roof_owner: str | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the grid."""
        return self.run.surface.grid.shape

    def computed(self, rows: Indices, columns: Indices) -> NDArray[np.bool_]:
        """Whether the depth of cells is computed: open ground that can give and take water."""
        return np.asarray(self.run.cells.computed[rows, columns])

    def bed(self, rows: Indices, columns: Indices) -> Values:
        """Ground elevation of cells, the lowest where they know the ground they cover [m]."""
        return np.asarray(self.run.ground.bed[rows + 1, columns + 1], np.float64)

    def depth(self, rows: Indices, columns: Indices) -> Values:
        """Depth of cells over `bed` [m]; what they hold is `volume`, which need not be depth x area."""
        return self._above_bed(rows, columns, self._stored(rows, columns))

    def level(self, rows: Indices, columns: Indices) -> Values:
        """Water level of cells, their bed where dry [m]."""
        return self.bed(rows, columns) + self.depth(rows, columns)

    def open_area(self, rows: Indices, columns: Indices) -> Values:
        """Area of cells that can hold water; 0 where the level is not computed [m2]."""
        share = np.asarray(self.run.cells.storage[rows, columns], np.float64)
        return share * self.run.surface.grid.cell_area

    def volume(self, rows: Indices, columns: Indices) -> Values:
        """Water that cells hold [m3]."""
        return self._stored(rows, columns) * self.open_area(rows, columns)

    def move(self, partner: str, rows: Indices, columns: Indices, volumes: Values) -> Values:
        """Give volumes to cells, or take them where negative.

        Parameters
        ----------
        partner
            Name of the partner whose account this goes through.
        rows, columns
            Cells, shape (m,).
        volumes
            Onto the street, shape (m,) [m3].

        Returns
        -------
        numpy.ndarray
            What changed hands, shape (m,) [m3]: no more is taken than there is.
        """
        run = self.run
        moved = np.zeros(rows.size)
        deepest = move_volumes(
            run.flow.depth, run.flow.pending, run.ground.inverse_storage,
            np.asarray(rows, np.int64) + 1, np.asarray(columns, np.int64) + 1,
            np.asarray(volumes, np.float64), run.surface.grid.cell_area, moved,
        )  # fmt: skip
        run.deepest = max(run.deepest, float(deepest))
        total = float(moved.sum())
        self.accounts[partner].from_street -= total
        run.ledger.exchange -= total
        return moved

    def _stored(self, rows: Indices, columns: Indices) -> Values:
        """Volume of cells over their open area [m]."""
        return np.asarray(self.run.flow.depth[rows + 1, columns + 1], np.float64)

    def _above_bed(self, rows: Indices, columns: Indices, stored: Values) -> Values:
        """Level above the bed at which cells store a volume over their open area [m]."""
        if self.run.subgrid is None:
            return stored
        return level_at(self.run.subgrid.tables, rows, columns, stored)

    def stages(self, time: float) -> Mapping[str, float]:
        """Level of every stage group at a time, prescribed or computed [m]."""
        return self.run.stages(time)

    def own(self, partner: str, levels: Mapping[str, float]) -> None:
        """Let a partner compute the level of groups, and state their first level [m]."""
        for group, level in levels.items():
            self.owners[group] = partner
            self.deposits[group] = 0.0
            self.computed_stages[group] = level

    def set_stage(self, group: str, level: float, *, area: float = math.inf) -> None:
        """Set the level of a computed group from now on [m].

        Parameters
        ----------
        group
            Name of the group.
        level
            Level at the start of the next interval [m].
        area
            Area of its water [m2], over which its level follows what crosses its banks until the next call.
            An infinite area keeps the level.
        """
        self.computed_stages[group] = level
        self.areas[group] = area

    def to_canal(self, partner: str, group: str, volume: float) -> None:
        """Give a volume to a canal, or take it where negative [m3]."""
        self.accounts[partner].to_canals += volume
        self.deposit(group, volume)

    def deposit(self, group: str, volume: float) -> None:
        """Put what entered a canal into the hands of whoever computes its level, if a partner does [m3]."""
        if group in self.deposits:
            self.deposits[group] += volume
            self.accounts[self.owners[group]].from_canals += volume

    def collect(self, group: str) -> float:
        """Take what entered a computed canal since the last call [m3]; for the partner that owns it."""
        volume = self.deposits[group]
        self.deposits[group] = 0.0
        return volume

    def drain_roofs(self, partner: str, rows: Indices, columns: Indices) -> bool:
        """Let the roofs near some cells drain to a partner, where the surface says that they do.

        Parameters
        ----------
        partner
            Name of the partner, which takes what `roof_water` tells in every interval from then on.
        rows, columns
            Cells of its inlets, shape (m,).

        Returns
        -------
        bool
            Whether roofs drain to inlets; where not, they shed to the ground and no water waits.
        """
        if not self.run.surface.roof_reach > 0.0 or self.roof_owner is not None:
            return False
        self.roof_owner, self.roofs = partner, np.zeros(rows.size)
        if self.run.rain is not None:
            self.run.rain.drain_roofs(rows, columns)
        return True

    def shed_roofs(self, volumes: Values | None) -> None:
        """Put the rain of the drained roofs into the hands of whoever has their inlets [m3]."""
        if volumes is None or self.roof_owner is None:
            return
        self.roofs += volumes
        total = float(volumes.sum())
        self.accounts[self.roof_owner].from_street += total
        self.run.ledger.exchange += total

    def roof_water(self, partner: str) -> Values:
        """Roof water that waits at each inlet of a partner, shape (m,) [m3].

        It left the street's balance when it fell (`exchange`) and lies in the partner's account.
        """
        return self.roofs.copy() if partner == self.roof_owner else np.zeros(0)

    def take_roof_water(self, partner: str, volumes: Values) -> None:
        """Take some of what waits at each inlet, shape (m,) [m3]."""
        if partner == self.roof_owner:
            self.roofs -= volumes

    def settle(self, partner: str, *, stored: float, outside: float) -> None:
        """Bring an account up to date; what its partner has not collected yet lies in its canals."""
        account = self.accounts[partner]
        waiting = sum(v for group, v in self.deposits.items() if self.owners[group] == partner)
        if partner == self.roof_owner:
            waiting += float(self.roofs.sum())
        account.storage = stored + waiting
        account.outside = outside
