"""Threads of the compiled loops."""

from __future__ import annotations

import os

# Waiting OpenMP threads must sleep, not spin. Read once, when numba first loads OpenMP.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numba


def use_threads(count: int) -> int:
    """Let the compiled loops use `count` threads, as far as there are any; returns how many."""
    used = max(1, min(count, int(numba.config.NUMBA_NUM_THREADS)))  # type: ignore[attr-defined]
    numba.set_num_threads(used)
    return used
