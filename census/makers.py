"""What makes the synthetic district: the hash that tells whether a kept one is still what would be made."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_HOME = Path(__file__).parent
_ENDINGS = {".py", ".csv", ".json"}


@cache
def makers_hash() -> str:
    """SHA-256 over the sources and the tables of figures of the census.

    All of them count, though some make no row: the tables of the district rest on the schemas, on soils,
    frequencies and hydraulics, and a district made anew costs a minute, a stale one a wrong result.
    """
    digest = hashlib.sha256()
    for path in sorted(_HOME.rglob("*")):
        if path.suffix in _ENDINGS and path.is_file():
            digest.update(path.relative_to(_HOME).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
