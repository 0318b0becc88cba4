"""The built-in synthetic district, made on demand and kept."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from scenarios.paths import PROJECT

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
    if (folder / "snapshot.json").is_file() and mark.is_file() and mark.read_text() == makers:
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    mark.unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)
    write_twin(folder, extent=extent, seed=seed, progress=progress)
    mark.write_text(makers)
    return folder


def makers_hash() -> str:
    """SHA-256 over the files that make the district."""
    digest = hashlib.sha256()
    census = PROJECT / "census"
    for path in sorted([*census.glob("*.py"), *(census / "twin").rglob("*")]):
        if path.suffix in {".py", ".csv", ".json"}:
            digest.update(path.relative_to(PROJECT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
