"""A scenario that was read and checked, whatever its hazard."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, get_args

from pydantic import BaseModel

from scenarios.paths import input_path
from scenarios.sections.domain import District
from scenarios.sections.frame import Heading, Outputs, Words
from scenarios.sections.section import FileMark
from scenarios.variants import SET, Chain

TWIN = "twin"
"""Value of domain.snapshot that stands for the built-in synthetic district."""

BUILT_IN: Mapping[str, str] = {
    "domain.snapshot": TWIN,
    "damage.fragility": "hazus",
    "storm.errors": "published",
    "actions.thresholds": "standard",
}
"""Values of keys that name no file but something of the suite's own."""


class Spec(Protocol):
    """What the values of every scenario have, whatever its hazard."""

    @property
    def scenario(self) -> Heading:
        """Name, titles, seed, sources and assumptions."""

    @property
    def domain(self) -> Any:
        """The ground the scenario stands on."""

    @property
    def settings(self) -> Any:
        """How the run is done."""

    @property
    def outputs(self) -> Outputs:
        """What is made of the results."""

    def doubts(self) -> list[Words]:
        """Every value that rests on an unverified source or an assumption."""

    def model_dump(self, *, mode: str, exclude_none: bool = False) -> dict[str, Any]:
        """The values as plain tables."""


S_co = TypeVar("S_co", bound=Spec, covariant=True)


@dataclass(frozen=True)
class Loaded(Generic[S_co]):
    """A validated scenario and where its values come from.

    Parameters
    ----------
    spec
        The values.
    chain
        The raw tables and files.
    overrides
        Texts "a.b=value" that were applied.
    """

    spec: S_co
    chain: Chain
    overrides: tuple[str, ...] = ()

    def path(self, dotted: str) -> Path:
        """Path of the input file that a key names."""
        text = next(text for key, text in _files(self.spec) if key == dotted)
        return self._resolved(dotted, text)

    def files(self) -> Mapping[str, Path]:
        """Path of every input file by its key; what is built in is none."""
        return {
            key: self._resolved(key, text) for key, text in _files(self.spec) if text != BUILT_IN.get(key)
        }

    def canonical(self) -> str:
        """The scenario as JSON with sorted keys, without what cannot change the result."""
        values = self.spec.model_dump(mode="json")
        values["settings"].pop("threads")
        return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def unverified(self) -> list[Words]:
        """Every value of the scenario that rests on an unverified source or an assumption."""
        return self.spec.doubts()

    def _resolved(self, dotted: str, text: str) -> Path:
        origin = self.chain.origin(dotted)
        return input_path(text, folder=Path() if origin == SET else origin.parent, key=dotted)


def is_synthetic(spec: Spec) -> bool:
    """Whether a scenario stands on the built-in synthetic district."""
    return isinstance(spec.domain, District) and spec.domain.snapshot == TWIN


def _files(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Key and text of every marked path in a section and below."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            if isinstance(inner, str):
                if _is_path(field.annotation, field.metadata):
                    yield f"{prefix}{name}", inner
            else:
                yield from _files(inner, f"{prefix}{name}.")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _files(item, f"{prefix}{index}.")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _files(item, f"{prefix}{key}.")


def _is_path(annotation: Any, metadata: Sequence[Any]) -> bool:
    """Whether a field is marked as a path, also where it may be absent."""
    marks = [*metadata, *(m for part in get_args(annotation) for m in getattr(part, "__metadata__", ()))]
    return any(isinstance(mark, FileMark) for mark in marks)
