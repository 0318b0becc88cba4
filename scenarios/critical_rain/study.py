"""A study file: which rains, canal levels and states of the sewers are run, and for which places."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from census.errors import InputError
from census.readers.files import existing_file
from models.waterlogging.underground.entrances import CLOSING_DEPTH
from outputs.waterlogging_points import POINT_AREA, POINT_DEPTH
from scenarios.refusals import refusal
from scenarios.sections.section import NotNegative, Positive, Section, Share, Values
from scenarios.sections.underground import SpaceKind
from scenarios.variants import Chain

Shape = Literal["design", "even", "front", "centre", "rear"]

LIBRARY = Path(__file__).resolve().parent / "library"

LONGEST_DESIGN_H = 3.0
"""Longest rain for which the storm-intensity formulas hold [h]."""


class SewerState(Section):
    """A state of the sewers.

    Parameters
    ----------
    name
        Its name in the table.
    share
        Share of the capacity of the base that is left; 0 is blocked.
    set
        Overrides of the base instead, e.g. ["sewers.kind='none'"].
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,20}$")]
    share: Share | None = None
    set: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _stated_once(self) -> Self:
        if (self.share is None) == (not self.set):
            raise ValueError("state either share, e.g. 0.5, or set, a list of overrides")
        return self


class Rains(Section):
    """The set of runs.

    Parameters
    ----------
    name, title_zh, title_en
        Of the study; the name begins those of its runs.
    durations_h
        Durations of the rain [h].
    shapes
        Hyetograph: "design" (Chicago, of the storm-intensity formula, up to 3 h), "even", or a storm
        pattern; one for all durations or one for each.
    depths_mm
        Ladder of rain depths, increasing [mm].
    after_h
        How long a run goes on after the rain [h].
    canal_rise_m
        Levels of all canals above normal, increasing [m].
    sewers
        States of the sewers.
    set
        Overrides of the base for all runs.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,24}$")]
    title_zh: str
    title_en: str
    durations_h: Values
    shapes: Annotated[tuple[Shape, ...], Field(min_length=1)]
    depths_mm: Annotated[tuple[Positive, ...], Field(min_length=2)]
    after_h: NotNegative = 1.0
    canal_rise_m: Values = (0.0,)
    sewers: Annotated[tuple[SewerState, ...], Field(min_length=1)]
    set: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _ladders(self) -> Self:
        for name in ("durations_h", "depths_mm", "canal_rise_m"):
            values = getattr(self, name)
            if list(values) != sorted(set(values)):
                raise ValueError(f"{name} are {list(values)}; increasing values are needed")
        if self.durations_h[0] <= 0.0:
            raise ValueError(f"durations_h begin with {self.durations_h[0]:g}; more than 0 is needed")
        if len(self.shapes) not in (1, len(self.durations_h)):
            raise ValueError(
                f"shapes has {len(self.shapes)} names for {len(self.durations_h)} durations; "
                "state one or one each"
            )
        for hours in self.durations_h:
            if self.shape(hours) == "design" and hours > LONGEST_DESIGN_H:
                raise ValueError(
                    f"the storm-intensity formulas hold up to {LONGEST_DESIGN_H:g} h, not for {hours:g} h; "
                    'state "even" or a storm pattern for it in shapes'
                )
        names = [state.name for state in self.sewers]
        if len(set(names)) < len(names):
            raise ValueError(f"sewers are named {names}; each state needs its own name")
        return self

    def shape(self, hours: float) -> Shape:
        """Hyetograph of a duration."""
        return self.shapes[self.durations_h.index(hours) if len(self.shapes) > 1 else 0]


class Places(Section):
    """Which places, and when they count as over their threshold.

    Parameters
    ----------
    spaces
        Kinds of spaces below ground; an underpass counts by the depth inside, others by their sill.
    closing_depth_m
        Depth at which an underpass is closed instead of that of the census [m].
    points
        Whether the known waterlogging points of the census are taken.
    point_depth_m, point_area_m2
        A point counts from a depth over more than an area [m], [m2].
    reach_m
        The water comes as near to the point of the census [m].
    """

    spaces: tuple[SpaceKind, ...] = ("underpass",)
    closing_depth_m: Positive | None = None
    points: bool = True
    point_depth_m: Positive = POINT_DEPTH
    point_area_m2: NotNegative = POINT_AREA
    reach_m: NotNegative = 30.0

    def closing_depth(self, of_census: float) -> float:
        """Closing depth of an underpass [m]."""
        if self.closing_depth_m is not None:
            return self.closing_depth_m
        return of_census if of_census > 0.0 else CLOSING_DEPTH


class StudyFile(Section):
    """The whole file."""

    base: str
    study: Rains
    places: Places = Field(default_factory=Places)


@dataclass(frozen=True)
class Study:
    """A study and where its file lies."""

    file: Path
    values: StudyFile

    @property
    def base(self) -> str:
        """The base of its runs: a name of the library, or a path as seen from anywhere."""
        text = self.values.base
        return str((self.file.parent / text).resolve()) if text.endswith(".toml") else text


def study_names() -> list[str]:
    """Names of the ready studies."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def load_study(path: str | Path, overrides: Sequence[str] = ()) -> Study:
    """Read a study file.

    Parameters
    ----------
    path
        A path that ends in .toml, or the name of a ready study.
    overrides
        Texts "a.b=value" on the base for all runs, after those of the file.

    Raises
    ------
    InputError
        Naming key, value and what would be right.
    """
    file = _file(str(path))
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is no TOML in UTF-8: {error}") from None
    if overrides and isinstance(data.get("study"), dict):
        data["study"]["set"] = [*data["study"].get("set", []), *overrides]
    try:
        values = StudyFile.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise refusal(error, model=StudyFile, chain=Chain(data, {}, (file,))) from None
    return Study(file, values)


def _file(text: str) -> Path:
    if text.endswith(".toml"):
        return existing_file(Path(text).expanduser(), what="study")
    if (LIBRARY / f"{text}.toml").is_file():
        return LIBRARY / f"{text}.toml"
    raise InputError(
        f"there is no ready study {text!r}; there are: {', '.join(study_names())}. A file of your own "
        "ends in .toml"
    )
