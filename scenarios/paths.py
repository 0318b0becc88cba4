"""Where the files a scenario names are."""

from __future__ import annotations

import os
from pathlib import Path

from census.errors import InputError

PROJECT = Path(__file__).resolve().parent.parent
LIBRARY = Path(__file__).resolve().parent / "library"
REALDATA_MARK = "realdata:"


def realdata() -> Path:
    """Folder of third-party data: $FANGZAI_REALDATA, or ../shared/realdata beside the project."""
    stated = os.environ.get("FANGZAI_REALDATA")
    return Path(stated) if stated else PROJECT.parent / "shared" / "realdata"


def cache_folder(runs_dir: Path) -> Path:
    """Folder for what can be made again: $FANGZAI_CACHE, or .fangzai beside the runs."""
    stated = os.environ.get("FANGZAI_CACHE")
    return Path(stated) if stated else runs_dir.resolve().parent / ".fangzai"


def input_path(text: str, *, folder: Path, key: str) -> Path:
    """Path of an input as a scenario states it.

    Parameters
    ----------
    text
        "realdata:sub/path" below the folder of third-party data, or a path.
    folder
        What a relative path starts from: the folder of the file that states it.
    key
        Key of the scenario, named in the message.

    Raises
    ------
    InputError
        If third-party data are asked for and their folder is not there.
    """
    if not text.startswith(REALDATA_MARK):
        return folder / Path(text).expanduser()
    base = realdata()
    if not base.is_dir():
        raise InputError(
            f"{key} = {text!r} needs the folder of third-party data, which is not at {base}; "
            "set FANGZAI_REALDATA to it"
        )
    return base / text.removeprefix(REALDATA_MARK)
