"""A process that ends with the one that started it, however that ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
"""Option of prctl(2) that names the signal a process gets when its parent dies."""

LOOKED = 0.5
"""Time between looks at the parent, where the system sends no signal [s]."""


def end_with(parent: int) -> None:
    """Kill this process as soon as its parent is gone.

    Parameters
    ----------
    parent
        Process number of the parent.

    Notes
    -----
    Linux sends a signal; it comes even while a compiled loop holds the interpreter. Elsewhere a thread
    looks at who the parent is.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        # It was gone before the signal was asked for.
        os.kill(os.getpid(), signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), name="parent watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOKED)
    os.kill(os.getpid(), signal.SIGKILL)
