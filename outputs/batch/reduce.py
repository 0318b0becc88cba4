"""Reductions over the members of a batch as they finish: counts, means, maxima, quantiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from outputs.batch.checkpoint import Checkpoint
from outputs.batch.member_fields import MemberFields
from outputs.batch.quantiles import Tile, quantiles_by_tiles, tile_count
from outputs.batch.quantities import quantities_of
from outputs.batch.reduction import Reduction
from outputs.publish import read_manifest

BUDGET = 1 << 30
"""Memory for the values of all members at once [bytes]."""

MOST_PASSES = 16
"""Exact quantiles read each member at most so often; beyond, they come from a sketch."""

QUANTILES = (0.05, 0.5, 0.95)
GROUND = ("bed", "building_fraction")
"""Fields of the ground that are handed on for the maps."""

DONE = frozenset({"done", "skipped"})
"""States of a member that is published."""


class Finished(Protocol):
    """What a reduction needs to know of a member that came to its end."""

    @property
    def index(self) -> int:
        """Number of the member, from 0."""

    @property
    def status(self) -> str:
        """One of "done", "skipped" (published before) and "failed"."""

    @property
    def run_id(self) -> str:
        """Name of its run."""

    @property
    def folder(self) -> Path | None:
        """Its published folder."""


class Reducer:
    """Reductions of a batch, member by member, in whatever order they finish.

    Parameters
    ----------
    members
        Number of members of the batch.
    thresholds
        Thresholds that are counted, by field; usual ones for what is not named.
    quantiles
        Probabilities of not being exceeded.
    checkpoint
        File that keeps the state; None keeps none.
    key
        What names the batch and its reductions; a checkpoint of another is not taken up.
    budget
        Memory for the values of all members of a tile, or of a sketch's part [bytes].

    Notes
    -----
    All state is whole numbers and maxima, so that the answer does not depend on the order of the members to
    the last bit. Quantiles are exact as long as each member is read at most `MOST_PASSES` times for them.
    """

    def __init__(
        self,
        *,
        members: int,
        thresholds: Mapping[str, Sequence[float]] | None = None,
        quantiles: Sequence[float] = QUANTILES,
        checkpoint: Path | None = None,
        key: str = "",
        budget: int = BUDGET,
    ) -> None:
        self.members, self.budget = members, budget
        self.quantiles = checked_quantiles(quantiles)
        self._thresholds = {name: tuple(values) for name, values in (thresholds or {}).items()}
        quantities_of((), self._thresholds)
        stated = sorted(self._thresholds.items())
        self._kept = Checkpoint(checkpoint, f"{key}|{members}|{stated}|{budget}") if checkpoint else None
        self._folders: dict[int, Path] = {}
        self.left_out: dict[int, str] = {}
        self._clear()
        if self._kept is not None and (state := self._kept.read()) is not None:
            self._take_up(state)

    @property
    def held(self) -> int:
        """Members in the reductions."""
        return len(self._runs)

    def add(self, result: Finished) -> None:
        """Take in a member; one that is in already, or was not published, changes nothing.

        A member whose fields cannot be read stands in `left_out` with the reason, and fails nobody else.
        """
        if result.status not in DONE or result.folder is None:
            return
        before = self._runs.get(result.index)
        if before is not None and before != result.run_id:
            # The state holds a run that is not the batch's any more, and cannot give it back.
            known, self._folders = self._folders, {}
            self._clear()
            for index, folder in sorted(known.items()):
                self._take(index, folder)
        self._folders[result.index] = result.folder
        if result.index not in self._runs:
            self._take(result.index, result.folder)
            if self._kept is not None and self._kept.due():
                self.keep()

    def keep(self) -> None:
        """Write the state to the checkpoint now."""
        if self._kept is not None and self._grid is not None:
            self._kept.write(self._state())

    def finish(self) -> xr.Dataset:
        """Everything reduced, see `census.scenario_variables.batch`.

        Raises
        ------
        InputError
            If no member was published, or they lie on different grids.
        """
        if set(self._runs) - set(self._folders):
            # The checkpoint holds members that are no more part of the batch.
            known = dict(self._folders)
            self._clear()
            for index, folder in sorted(known.items()):
                self._take(index, folder)
        self.keep()
        if self._grid is None:
            raise InputError("no member of the batch was published; there is nothing to reduce")
        if self._mixed:
            raise InputError(
                f"the members lie on {len(self._mixed) + 1} different grids; their fields are not reduced"
            )
        fields: dict[str, Any] = {}
        coordinates: dict[str, Any] = {
            **self._grid.coordinates(),
            "quantile": ("quantile", np.asarray(self.quantiles)),
        }
        for reduction in self._reductions.values():
            name = reduction.quantity.name
            told = reduction.told(self._grid.shape)
            told[f"{name}_quantile"] = (("quantile", "y", "x"), self._quantiles(reduction))
            fields |= told
            coordinates[f"{name}_threshold"] = (
                f"{name}_threshold",
                np.asarray(reduction.quantity.thresholds),
            )
        for name, (_, values) in self._ground.items():
            fields[name] = (("y", "x"), values)
        return xr.Dataset(fields, coords=coordinates, attrs=self._attributes())

    def _clear(self) -> None:
        self._runs: dict[int, str] = {}
        self._grid: Grid | None = None
        self._place: tuple[str, int, int] | None = None
        self._mixed: set[str] = set()
        self._reductions: dict[str, Reduction] = {}
        self._ground: dict[str, tuple[int, NDArray[np.float32]]] = {}

    def _take(self, index: int, folder: Path) -> None:
        """Read a member and count it."""
        self._folders[index] = folder
        try:
            manifest = read_manifest(folder)
            with MemberFields(folder, check=True) as fields:
                self._count(index, fields, str(manifest.get("hazard", "")))
        except InputError as error:
            self._folders.pop(index, None)
            self.left_out[index] = str(error)
            return
        self.left_out.pop(index, None)
        self._runs[index] = str(manifest["run_id"])

    def _count(self, index: int, fields: MemberFields, hazard: str) -> None:
        if self._place is None:
            self._place, self._grid = fields.place, fields.grid
        if fields.place != self._place:
            self._mixed.add(repr(fields.place))
            return
        wanted = [q for q in quantities_of((hazard,), self._thresholds) if fields.holds(q.name)]
        # All are read before any is counted, so that a broken file leaves no part of itself.
        read = [(quantity, fields.values(quantity)) for quantity in wanted]
        for quantity, values in read:
            if quantity.name not in self._reductions:
                self._reductions[quantity.name] = Reduction(
                    quantity, values.size, members=self.members, sketch=not self._exact(values.shape)
                )
            self._reductions[quantity.name].add(index, values.ravel())
        for name in GROUND:
            if fields.holds(name) and (name not in self._ground or index < self._ground[name][0]):
                self._ground[name] = index, fields.field(name)

    def _exact(self, shape: tuple[int, ...]) -> bool:
        """Whether quantiles come from the values themselves; fixed by the batch, not by who finished."""
        return tile_count((shape[0], shape[1]), self.members, self.budget) <= MOST_PASSES

    def _quantiles(self, reduction: Reduction) -> NDArray[np.float32]:
        assert self._grid is not None
        shape = self._grid.shape
        if reduction.sketch is not None:
            return reduction.sketched(self.quantiles).reshape(len(self.quantiles), *shape)
        name, order = reduction.quantity.name, sorted(reduction.indices)

        def read(number: int, tile: Tile) -> NDArray[np.float32]:
            with MemberFields(self._folders[order[number]]) as fields:
                return fields.values(reduction.quantity, tile)

        if not order:
            raise InputError(f"no member has the field {name}")
        return quantiles_by_tiles(
            read, members=len(order), shape=shape, probabilities=self.quantiles, budget=self.budget
        )

    def _attributes(self) -> dict[str, Any]:
        exact = all(reduction.sketch is None for reduction in self._reductions.values())
        return {
            "members": self.members,
            "members_reduced": self.held,
            "quantile_method": "exact" if exact else "sketch",
            **{k: v for reduction in self._reductions.values() for k, v in reduction.notes().items()},
        }

    def _state(self) -> dict[str, Any]:
        assert self._grid is not None and self._place is not None
        return {
            "runs": dict(self._runs),
            "grid": (self._grid.crs, self._grid.west, self._grid.north, self._grid.cell_size,
                     self._grid.rows, self._grid.columns),
            "place": self._place,
            "mixed": sorted(self._mixed),
            "arrays": {
                **{f"ground.{name}": values for name, (_, values) in self._ground.items()},
                **{k: v for reduction in self._reductions.values() for k, v in reduction.arrays().items()},
            },
            "ground": {name: index for name, (index, _) in self._ground.items()},
            "reductions": {name: reduction.described() for name, reduction in self._reductions.items()},
        }  # fmt: skip

    def _take_up(self, state: Mapping[str, Any]) -> None:
        arrays = state["arrays"]
        self._runs = {int(index): run for index, run in state["runs"].items()}
        self._grid = Grid(*state["grid"])
        self._place = (state["place"][0], state["place"][1], state["place"][2])
        self._mixed = set(state["mixed"])
        self._ground = {name: (index, arrays[f"ground.{name}"]) for name, index in state["ground"].items()}
        self._reductions = {
            name: Reduction.of(described, arrays, name=name, members=self.members)
            for name, described in state["reductions"].items()
        }


def checked_quantiles(stated: Sequence[float]) -> tuple[float, ...]:
    """The probabilities of quantiles, each once and increasing.

    Raises
    ------
    InputError
        If one lies outside 0 to 1.
    """
    wrong = [value for value in stated if not 0.0 <= value <= 1.0]
    if wrong or not stated:
        raise InputError(f"reduce.quantiles = {list(stated)}: numbers between 0 and 1 are needed")
    return tuple(sorted({float(value) for value in stated}))
