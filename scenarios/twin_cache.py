"""The built-in synthetic district, made on demand and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from census.durable import locked
from census.makers import makers_hash

Progress = Callable[[float, str], None]


def cached_twin(cache: Path, *, extent: str, seed: int, progress: Progress | None = None) -> Path:
    """Folder of the synthetic district, made if it is not there or its makers changed.

    Parameters
    ----------
    cache
        Folder for what can be made again.
    extent
        "full" or "small".
    seed
        Seed of the district.
    progress
        Called with the share done and a message.
    """
    from census.twin.make import write_twin

    folder = cache / f"twin-{extent}-seed{seed}"
    mark = cache / f"{folder.name}.made-by"
    makers = makers_hash()
    cache.mkdir(parents=True, exist_ok=True)
    # A second run waits here for the district that a first one is making.
    with locked(cache / f".{folder.name}.lock"):
        current = mark.is_file() and mark.read_text() == makers
        if not (current and (folder / "snapshot.json").is_file()):
            mark.unlink(missing_ok=True)
            write_twin(folder, extent=extent, seed=seed, progress=progress, anew=True)
            mark.write_text(makers)
    return folder
