"""The running reduction of one field: whole numbers and maxima by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from outputs.batch.quantiles import RELATIVE_ERROR, add_to_sketch, bins_of, sketched_quantiles
from outputs.batch.quantities import Quantity

QUANTUM = 2.0**-32
"""Values are summed as whole multiples of this, in the field's unit: exact for float32 from 2^-9 on."""

_MOST_SUM = 2.0**31
_SMALL = np.iinfo(np.uint16).max


class Reduction:
    """Counts, sum, maximum and sketch of one field over members.

    Parameters
    ----------
    quantity
        The field.
    cells
        Number of cells.
    members
        Members that will come at most.
    sketch
        Whether classes are counted for quantiles.
    """

    def __init__(self, quantity: Quantity, cells: int, *, members: int, sketch: bool) -> None:
        self.quantity, self.members = quantity, members
        self.indices: set[int] = set()
        self.valued = np.zeros(cells, dtype=np.int32)
        self.exceeded = np.zeros((len(quantity.thresholds), cells), dtype=np.int32)
        self.total = np.zeros(cells, dtype=np.int64)
        self.highest = np.full(cells, -np.inf, dtype=np.float32)
        self.worst = np.full(cells, -1, dtype=np.int32)
        self.beyond = 0
        self.bins = bins_of(quantity.least, quantity.most)
        self.sketch: NDArray[Any] | None = None
        if sketch:
            kind = np.uint16 if members <= _SMALL else np.uint32
            self.sketch = np.zeros((cells, self.bins.number), dtype=kind)

    def add(self, index: int, values: NDArray[np.float32]) -> None:
        """Count one member; values of shape (cells,), NaN for none.

        Raises
        ------
        InputError
            If a value is infinite or too large for its sum; nothing was counted then.
        """
        there = ~np.isnan(values)
        known = np.where(there, values, np.float32(0.0))
        largest = float(np.abs(known).max(initial=0.0))
        if not largest * self.members < _MOST_SUM:
            raise InputError(
                f"{self.quantity.name} reaches {largest:g}; over {self.members} members less than "
                f"{_MOST_SUM / self.members:g} can be summed"
            )
        if self.sketch is not None:
            add_to_sketch(self.sketch, self.bins, values)
            self.beyond += int((known > self.quantity.most).sum())
        self.valued += there
        for row, threshold in enumerate(self.quantity.thresholds):
            self.exceeded[row] += there & (known >= np.float32(threshold))
        self.total += np.rint(known.astype(np.float64) / QUANTUM).astype(np.int64)
        # Of equals the member with the lowest number, whichever came first.
        above = there & ((known > self.highest) | ((known == self.highest) & (index < self.worst)))
        self.highest[above] = known[above]
        self.worst[above] = index
        self.indices.add(index)

    def told(self, shape: tuple[int, int]) -> dict[str, Any]:
        """Fields by name with their dimensions, of a grid of some rows and columns."""
        name, plane = self.quantity.name, ("y", "x")
        there = self.valued > 0
        members = np.where(there, self.valued, 1)
        mean = self.total.astype(np.float64) * QUANTUM / members
        highest = np.where(there, self.highest, np.float32(np.nan))
        # Where nothing happened in any member there is no worst.
        worst = np.where(there & (self.highest > 0.0), self.worst, -1)
        exceeded = np.where(there, self.exceeded / members, np.nan).astype(np.float32)
        return {
            f"{name}_members": (plane, self.valued.reshape(shape)),
            f"{name}_exceedance": ((f"{name}_threshold", *plane), exceeded.reshape(-1, *shape)),
            f"{name}_mean": (plane, np.where(there, mean, np.nan).astype(np.float32).reshape(shape)),
            f"{name}_highest": (plane, highest.reshape(shape)),
            f"{name}_worst_member": (plane, worst.astype(np.int32).reshape(shape)),
        }

    def sketched(self, probabilities: Sequence[float]) -> NDArray[np.float32]:
        """Quantiles from the sketch, shape (probabilities, cells)."""
        assert self.sketch is not None
        return sketched_quantiles(self.sketch, self.bins, probabilities, self.highest)

    def notes(self) -> dict[str, Any]:
        """What has to be said of the quantiles of a sketch."""
        if self.sketch is None:
            return {}
        name = self.quantity.name
        return {
            f"{name}_quantile_relative_error": RELATIVE_ERROR,
            f"{name}_quantile_absolute_error_below": self.quantity.least,
            f"{name}_values_beyond_sketch": self.beyond,
        }

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The state as arrays by name."""
        name = self.quantity.name
        found: dict[str, NDArray[Any]] = {
            f"{name}.indices": np.array(sorted(self.indices), dtype=np.int64),
            f"{name}.valued": self.valued,
            f"{name}.exceeded": self.exceeded,
            f"{name}.total": self.total,
            f"{name}.highest": self.highest,
            f"{name}.worst": self.worst,
        }
        return found if self.sketch is None else {**found, f"{name}.sketch": self.sketch}

    def described(self) -> dict[str, Any]:
        """The rest of the state, as JSON holds it."""
        q = self.quantity
        return {
            "thresholds": list(q.thresholds), "least": q.least, "most": q.most, "select": dict(q.select),
            "beyond": self.beyond,
        }  # fmt: skip

    @classmethod
    def of(
        cls, described: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], *, name: str, members: int
    ) -> Reduction:
        """A reduction from its kept state."""
        quantity = Quantity(
            name, tuple(described["thresholds"]), described["least"], described["most"], described["select"]
        )
        # Made empty of cells, so that no memory is taken twice.
        one = cls(quantity, 0, members=members, sketch=False)
        one.indices = {int(index) for index in arrays[f"{name}.indices"]}
        one.valued, one.exceeded = arrays[f"{name}.valued"], arrays[f"{name}.exceeded"]
        one.total, one.highest = arrays[f"{name}.total"], arrays[f"{name}.highest"]
        one.worst, one.beyond = arrays[f"{name}.worst"], int(described["beyond"])
        one.sketch = arrays.get(f"{name}.sketch")
        return one
