"""Spaces below ground as the model takes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.defaults import DEPTHS, PUMP_START, PUMP_STOP, SHAFT_LENGTH, WEIR_COEFFICIENT

Values = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Closure:
    """Stop-logs or a flood gate at an entrance.

    Parameters
    ----------
    space
        Index of the space.
    height
        Height above its sill [m].
    start
        Time from which it stands [s].
    """

    space: int
    height: float
    start: float = 0.0


@dataclass(frozen=True)
class Hollows:
    """Uneven ground of the cells of those spaces that are part of the street.

    Parameters
    ----------
    start
        First of the heights of each space, shape (spaces + 1,); a space with its own volume has none.
    ground
        Heights of equal parts of the open ground of its cell, rising [m].
    """

    start: Indices
    ground: Values


@dataclass(frozen=True)
class Spaces:
    """Underpasses, metro entrances, garages and malls, shape (spaces,) each.

    Parameters
    ----------
    ids
        Keys of the census.
    sill, floor
        Levels [m, datum of the bed].
    volume
        Volume between floor and sill [m3].
    width
        Width of the entrance [m].
    pump
        Capacity of its drain pumps [m3/s]; 0 for none.
    closing_depth
        Depth inside at which it is closed [m].
    in_street
        Whether the hollow is part of the street surface: it then holds no water of its own and is only read.
    opening_space, rows, columns, opening_width
        Cells that each space meets, with its width there [m], shape (openings,); the first of a space
        lies at its entrance.
    hollows
        Ground of the cells of spaces in the street; None reads the bed.
    closures
        Closures of entrances.
    coefficient, shaft_length, pump_start, pump_stop
        See `models.waterlogging.defaults`.
    depths
        Depths inside whose first times are kept, increasing [m].
    """

    ids: tuple[str, ...]
    sill: Values
    floor: Values
    volume: Values
    width: Values
    pump: Values
    closing_depth: Values
    in_street: NDArray[np.bool_]
    opening_space: Indices
    rows: Indices
    columns: Indices
    opening_width: Values
    hollows: Hollows | None = None
    closures: tuple[Closure, ...] = ()
    coefficient: float = WEIR_COEFFICIENT
    shaft_length: float = SHAFT_LENGTH
    pump_start: float = PUMP_START
    pump_stop: float = PUMP_STOP
    depths: tuple[float, ...] = DEPTHS

    def check(self) -> None:
        """Refuse geometry that holds no water.

        Raises
        ------
        InputError
            Naming the space, the value and what would be right.
        """
        own = ~self.in_street
        self._refuse(own & ~(self.sill > self.floor), self.floor, "a floor of", "m, not below its sill")
        self._refuse(own & ~(self.volume > 0.0), self.volume, "a volume of", "m3; more than 0 is needed")
        self._refuse(own & ~(self.width > 0.0), self.width, "a width of", "m; more than 0 is needed")
        self._refuse(~(self.pump >= 0.0), self.pump, "pumps of", "m3/s; 0 or more is needed")
        wrong = ~(self.closing_depth > 0.0)
        self._refuse(wrong, self.closing_depth, "a closing depth of", "m; more than 0 is needed")
        for closure in self.closures:
            name = self.ids[closure.space]
            if self.in_street[closure.space]:
                raise InputError(
                    f"underground.closures: {name} is an underpass that is part of the street; a closure "
                    "holds no water back there"
                )
            if not closure.height > 0.0:
                raise InputError(
                    f"underground.closures: the closure of {name} is {closure.height:g} m high; "
                    "more than 0 is needed"
                )

    def _refuse(self, wrong: NDArray[np.bool_], values: Values, what: str, why: str) -> None:
        if wrong.any():
            k = int(np.flatnonzero(wrong)[0])
            more = f" ({int(wrong.sum())} such spaces)" if wrong.sum() > 1 else ""
            raise InputError(f"underground space {self.ids[k]} has {what} {values[k]:g} {why}{more}")
