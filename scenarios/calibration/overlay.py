"""The calibrated scenario of an event as a file that others can name as their base."""

from __future__ import annotations

import copy
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.loaded import Loaded, Spec
from scenarios.paths import REALDATA_MARK
from scenarios.toml_text import toml_text


def overlay_text(
    loaded: Loaded[Spec],
    factors: Mapping[str, float],
    *,
    folder: Path,
    calibration: str,
    titles: tuple[str, str],
) -> str:
    """Scenario of an event with the factors found in it.

    It states the whole scenario, overrides included, so that the factors stay with what they were fitted to
    whatever becomes of its base. Its files are named as seen from the folder it is published in.

    Parameters
    ----------
    loaded
        The event's scenario.
    factors
        Factor by name [-].
    folder
        Folder the text is published in.
    calibration
        Name of the calibration.
    titles
        Its titles, in Chinese and English.
    """
    data: dict[str, Any] = copy.deepcopy(dict(loaded.chain.data))
    for key, path in loaded.files().items():
        _rename(data, key, path, folder)
    heading = data["scenario"]
    # The name is that of the file, and a fit is no template, whatever its base was.
    for own in ("name", "template"):
        heading.pop(own, None)
    heading["title_zh"], heading["title_en"] = f"{titles[0]}（率定后）", f"{titles[1]} (calibrated)"
    heading.setdefault("assumptions", {})["calibration"] = {
        "zh": f"参数倍率由{calibration}率定",
        "en": f"factors calibrated in {calibration}",
    }
    data["factors"] = {**data.get("factors", {}), **factors}
    return toml_text(data)


def _rename(data: dict[str, Any], key: str, path: Path, folder: Path) -> None:
    """Name a file as seen from a folder; third-party data keep their mark."""
    *parts, last = key.split(".")
    table: Any = data
    for part in parts:
        table = table[int(part) if isinstance(table, list) else part]
    if not str(table[last]).startswith(REALDATA_MARK):
        table[last] = Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
