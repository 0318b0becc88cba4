"""The state a run begins with, and the states it keeps."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.waterlogging.restart import RunState, States
from outputs.states import read_state, state_name, write_state
from scenarios.spec import LoadedScenario

HOUR = 3600.0


@contextmanager
def states_of(loaded: LoadedScenario, *, cache: Path) -> Iterator[tuple[States, Path]]:
    """States of a scenario for the model, and the folder in which those kept wait for publication.

    Parameters
    ----------
    loaded
        The scenario.
    cache
        Folder under which the waiting states lie; they are gone at the end.

    Raises
    ------
    InputError
        If the state to start from cannot be read.
    """
    section = loaded.spec.start
    start = None if section is None else read_state(loaded.path("start.state"))
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="states-", dir=cache) as name:
        folder = Path(name)

        def keep(state: RunState) -> None:
            write_state(state, folder / state_name(state.time))

        times = tuple(HOUR * time for time in loaded.spec.settings.keep_states_h)
        warm = section is not None and section.kind == "warm"
        yield States(start=start, warm=warm, keep_at=times, keep=keep if times else None), folder


def move_states(folder: Path, attempt: Path) -> None:
    """Put the states that were kept into the folder of the run."""
    for path in sorted(folder.glob("state_*.nc")):
        shutil.move(path, attempt / path.name)


def start_in_words(loaded: LoadedScenario) -> tuple[str, str] | None:
    """What a run began with, in Chinese and English; None where it began on its own."""
    section = loaded.spec.start
    if section is None:
        return None
    name = f"{loaded.path('start.state').parent.name}/{Path(section.state).name}"
    if section.kind == "warm":
        return f"热启动：沿用{name}的积水", f"warm start with the water of {name}"
    return f"由{name}续算", f"goes on from {name}"
