"""What the machine itself can do: memory bandwidth beside which every rate is read."""

from __future__ import annotations

import os
import platform
import time
from pathlib import Path

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

TRIAD_BYTES = 3 * 8
"""Bytes that one element of a = b + s c moves: two reads and a write, as STREAM counts them."""


@njit(parallel=True, fastmath=True)
def _triad(a: FloatArray, b: FloatArray, c: FloatArray, scale: float) -> None:
    for i in prange(a.size):
        a[i] = b[i] + scale * c[i]


class StreamTriad:
    """STREAM triad, a = b + s c, on arrays beyond every cache (McCalpin 1995)."""

    params = (1, 2)
    param_names = ("threads",)
    elements = 16_000_000

    def setup(self, threads: int) -> None:
        """Allocate and touch the arrays."""
        from models.waterlogging.threads import use_threads

        use_threads(threads)
        self.a = np.zeros(self.elements)
        self.b = np.ones(self.elements)
        self.c = np.ones(self.elements)
        _triad(self.a, self.b, self.c, 2.0)

    def time_triad(self, threads: int) -> None:
        """One pass over the arrays."""
        del threads
        _triad(self.a, self.b, self.c, 2.0)

    def track_bandwidth(self, threads: int) -> float:
        """Bandwidth of one pass [GB/s]."""
        started = time.perf_counter()
        self.time_triad(threads)
        return TRIAD_BYTES * self.elements / (time.perf_counter() - started) / 1e9


def description() -> str:
    """Processor, cores, system and Python in a line."""
    name = platform.processor() or platform.machine()
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
