"""Threads of the compiled loops."""

from __future__ import annotations

import os

# Waiting OpenMP threads must sleep, not spin: beside any other busy process, spinning at the end of
# each short loop made a step four times slower. Read once, when numba first loads OpenMP.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numba


def available_threads() -> int:
    """Threads the compiled loops may use in this process."""
    return int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


def use_threads(count: int) -> int:
    """Let the compiled loops use `count` threads, as far as there are any; returns how many."""
    used = max(1, min(count, available_threads()))
    numba.set_num_threads(used)
    return used
