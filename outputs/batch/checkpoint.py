"""The state of running reductions on the disk, whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from census.durable import synced

LEAST_INTERVAL = 10.0
"""Time between two checkpoints at least [s]."""

SHARE = 20.0
"""A checkpoint is due after so many times what the last one took, so that it costs a twentieth at most."""

_HEAD = "head"


class Checkpoint:
    """One file that holds the state of reductions.

    Parameters
    ----------
    path
        The file; its folder must exist.
    key
        What the state belongs to; one of anything else is not read.
    """

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = hashlib.sha256(key.encode()).hexdigest()
        self._last, self._took = time.monotonic(), 0.0

    def due(self) -> bool:
        """Whether enough time has passed since the last."""
        return time.monotonic() - self._last >= max(LEAST_INTERVAL, SHARE * self._took)

    def write(self, state: Mapping[str, Any]) -> None:
        """Replace what is kept; a kill in the middle leaves the old one whole."""
        began = time.monotonic()
        head = json.dumps({**{k: v for k, v in state.items() if k != "arrays"}, "key": self._key})
        part = self._path.with_name(f".{self._path.name}.part")
        with part.open("wb") as file:
            np.savez(file, **{_HEAD: np.array(head), **state["arrays"]})
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
        synced(self._path.parent)
        self._last = time.monotonic()
        self._took = self._last - began

    def read(self) -> dict[str, Any] | None:
        """What is kept; None where there is nothing, nothing readable, or something of another batch."""
        try:
            with self._path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                state: dict[str, Any] = json.loads(str(file[_HEAD]))
                if state.get("key") != self._key:
                    return None
                # Reading an array checks its sum, so that a torn or altered file is found.
                state["arrays"] = {name: file[name] for name in file.files if name != _HEAD}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return state
