"""The members of a batch, made one by one as they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import product
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

from census.errors import InputError
from scenarios.batch.ensembles.sections import DRAWS, Drawn
from scenarios.batch.keys import override, told
from scenarios.batch.spec import Batch, State
from scenarios.hazards import named

LEAN: Mapping[str, Any] = MappingProxyType(
    {"outputs.maps": False, "outputs.rasters": False, "settings.threads": 1}
)
"""What every member is run with, unless the batch states another value."""


@dataclass(frozen=True)
class Member:
    """One run of a batch.

    Parameters
    ----------
    index
        Its place in the batch, from 0.
    label
        What it is called.
    base
        Scenario it is laid over: a name of the library, or an absolute path.
    overrides
        Texts "a.b=value" for `run_scenario`, `LEAN` among them.
    parameters
        What makes it differ, by axis or key: numbers, truths and texts.
    own
        Whether anything is changed on the base besides `LEAN`.
    """

    index: int
    label: str
    base: str
    overrides: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    own: bool = True

    def __str__(self) -> str:
        return f"member {self.index} ({self.label})"


@dataclass(frozen=True)
class Members:
    """The members of a batch in order, of which none is held.

    Parameters
    ----------
    batch
        The batch.
    folder
        Where ensembles write what their members need, e.g. tracks.
    """

    batch: Batch
    folder: Path

    def __len__(self) -> int:
        values = self.batch.values
        matrix = prod(len(items) for items in values.matrix.values()) if values.matrix else 0
        drawn = sum(
            int(_drawer(self.batch, section.kind, "count")(section, batch=self.batch))
            for section in values.ensemble
        )
        return len(values.members) + matrix + drawn

    def __iter__(self) -> Iterator[Member]:
        for index, drawn in enumerate(self._drawn()):
            stated = {**self.batch.values.set, **drawn.set}
            values = {**{k: v for k, v in LEAN.items() if k not in stated}, **stated}
            yield Member(
                index=index,
                label=drawn.label,
                base=drawn.base,
                overrides=tuple(
                    override(key, value, folder=self.batch.file.parent) for key, value in values.items()
                ),
                parameters=drawn.parameters,
                own=bool(stated) or drawn.base != self.batch.base_of(None),
            )

    def _drawn(self) -> Iterator[Drawn]:
        """List, matrix and ensembles alike."""
        batch = self.batch
        for listed in batch.values.members:
            base = {"base": listed.base} if listed.base else {}
            parameters = {"label": listed.label, **base, **{k: told(v) for k, v in listed.set.items()}}
            yield Drawn(listed.label, batch.base_of(listed.base), listed.set, parameters)
        if batch.values.matrix:
            axes = batch.values.matrix
            for combination in product(*axes.values()):
                yield _of_matrix(batch, dict(zip(axes, combination, strict=True)))
        for section in batch.values.ensemble:
            yield from _drawer(batch, section.kind, "draw")(section, batch=batch, folder=self.folder)


def members_of(batch: Batch, *, folder: Path) -> Members:
    """The members of a batch.

    Parameters
    ----------
    batch
        The batch.
    folder
        Where ensembles write what their members need, e.g. tracks; made when it is needed.
    """
    return Members(batch, folder)


def _drawer(batch: Batch, kind: str, name: str) -> Callable[..., Any]:
    """A function of the module that draws a kind of ensemble."""
    if find_spec(DRAWS[kind]) is None:
        raise InputError(
            f"{batch.file}: ensemble.kind = {kind!r} is not drawn by this version; state the members in "
            "[[members]] or [matrix]"
        )
    function: Callable[..., Any] = named(f"{DRAWS[kind]}:{name}")
    return function


def _of_matrix(batch: Batch, combination: Mapping[str, Any]) -> Drawn:
    """One cell of the matrix."""
    base, values = None, {}
    for axis, value in combination.items():
        state: State | None = batch.values.states.get(axis, {}).get(value) if isinstance(value, str) else None
        if state is None:
            values[axis] = value
        else:
            base = state.base or base
            values.update(state.set)
    parameters = {axis: told(value) for axis, value in combination.items()}
    label = ", ".join(f"{axis.rpartition('.')[2]} {value}" for axis, value in parameters.items())
    return Drawn(label, batch.base_of(base), values, parameters)
