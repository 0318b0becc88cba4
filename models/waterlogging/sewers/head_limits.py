"""How high the head of each node may rise while the engine runs."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from swmm.toolkit import solver
from swmm.toolkit.shared_enum import NodeProperty, ObjectType

FOOT = 0.3048
"""The engine holds lengths in feet [m]."""

MARKS = (1234.5, 2345.25)
"""Values by which the place of a field is found, in the model's length unit."""

TOLERANCE = 1e-6
"""Difference by which a value found may differ from the mark."""

WORDS = 128
"""Longest record of a node that is looked through, in numbers of eight bytes."""


@dataclass
class HeadLimits:
    """The surcharge depths of the nodes where the library keeps them.

    Parameters
    ----------
    depths
        Shape (nodes,) [ft], a view of the library's memory; None where it cannot be reached.

    Notes
    -----
    The engine lets a head rise to the full depth plus the surcharge depth and floods out what is more, to
    the litre. Its interface sets that depth only before the start; the street's level changes all the
    time. The field is found by setting it before the start and looking where it appears, so no layout of
    the library is taken for granted.
    """

    depths: NDArray[np.float64] | None

    @classmethod
    def found(cls, library: ctypes.CDLL) -> HeadLimits:
        """The limits of the model that is open but not started."""
        count = solver.project_get_count(ObjectType.NODE)
        try:
            base = ctypes.c_void_p.in_dll(library, "Node").value
        except ValueError:
            return cls(None)
        place = None if base is None or count == 0 else _place(base, count)
        if base is None or place is None:
            return cls(None)
        offset, stride = place
        memory = (ctypes.c_byte * (offset + 8 + (count - 1) * stride)).from_address(base)
        return cls(np.ndarray((count,), np.float64, memory, offset, (stride,)))

    def set(self, nodes: NDArray[np.int32], above_full: NDArray[np.float64]) -> None:
        """Set the head of nodes above full [m]; nothing where the memory cannot be reached."""
        if self.depths is not None:
            self.depths[nodes] = above_full / FOOT


def _place(base: int, count: int) -> tuple[int, int] | None:
    """Offset in the record of a node and length of the record [bytes], or None."""
    field: Any = NodeProperty.SURCHARGE_DEPTH
    nodes = range(min(count, len(MARKS)))
    held = [solver.node_get_parameter(n, field) for n in nodes]
    for node in nodes:
        solver.node_set_parameter(node, field, MARKS[node])
    found: list[int] = []
    for node in nodes:
        told = solver.node_get_parameter(node, field)
        start = found[-1] + 1 if found else 0
        # Looking no further than the mark stays inside the library's memory.
        at = next((w for w in range(start, WORDS) if _holds(base + 8 * w, told)), None)
        if at is None:
            break
        found.append(at)
    for node in nodes:
        solver.node_set_parameter(node, field, held[node])
    if len(found) < len(nodes):
        return None
    return 8 * found[0], 8 * (found[-1] - found[0]) or 8 * WORDS


def _holds(address: int, value: float) -> bool:
    """Whether a number stands at an address, in feet or in the unit of a model in feet."""
    held = ctypes.c_double.from_address(address).value
    return abs(held * FOOT - value) < TOLERANCE or abs(held - value) < TOLERANCE
