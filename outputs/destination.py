"""Whether a run can be published where it is asked for, told before it is computed."""

from __future__ import annotations

import os
from pathlib import Path

from census.errors import InputError
from outputs.publish import check_space


def check_destination(runs_dir: Path, run_id: str, *, needed_bytes: int = 0) -> None:
    """Refuse a folder of runs that cannot be written to.

    Nothing is made: a refused or interrupted run leaves no empty folder.

    Parameters
    ----------
    runs_dir
        Folder of the runs; it need not exist.
    run_id
        Name of the run, for messages.
    needed_bytes
        Estimate of the size of its files [bytes].

    Raises
    ------
    InputError
        If a file stands in the way or the folder may not be written to.
    PublishError
        If less space is free than needed.
    """
    there = runs_dir.absolute()
    while not os.path.lexists(there):
        there = there.parent
    if not there.is_dir():
        raise InputError(f"runs cannot be published in {runs_dir}: {there} is no folder; name another folder")
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError(
            f"runs cannot be published in {runs_dir}: {there} may not be written to; name another folder"
        )
    check_space(there, run_id, needed_bytes)
