"""What each command `fangzai template ...` does; loaded only when one is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from census.errors import InputError
from scenarios.console import say, say_json


def damage_matrix(*, file: Path, classes: Sequence[str], as_json: bool) -> None:
    """Write damage matrices to be filled in, of all types of buildings unless some are named."""
    from models.seismic.fragility import write_template

    if file.suffix.lower() != ".csv":
        raise InputError(f"{file}: a name that ends in .csv is needed")
    if file.exists():
        raise InputError(f"{file} is there already; a new file is needed")
    named = _checked(classes)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_template(file, named)
    if as_json:
        say_json({"file": str(file), "classes": list(named)})
        return
    say(f"matrices of {len(named)} classes to be filled in: {file}")


def _checked(classes: Sequence[str]) -> tuple[str, ...]:
    """Classes that are named, each once, or all types."""
    from models.seismic.taxonomy import LEVELS, building_types

    types = sorted({row.type for row in building_types()})
    for name in classes:
        kind, dash, level = name.partition("-")
        if kind not in types or (dash and level not in LEVELS):
            raise InputError(
                f"class {name!r} is not known; a type of {', '.join(types)} is needed, alone or with a code "
                f"level of {', '.join(LEVELS)}, as in URMM-Pre"
            )
    return tuple(dict.fromkeys(classes)) or tuple(types)
