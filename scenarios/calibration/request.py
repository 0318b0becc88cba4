"""A calibration file: which factors may change, within which bounds, and what was observed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import pandas as pd
from pydantic import Field, ValidationError, model_validator

from census.errors import InputError
from census.readers.files import existing_file
from outputs.waterlogging_points import POINT_DEPTH
from scenarios.factors import FACTORS
from scenarios.refusals import refusal
from scenarios.sections.section import NotNegative, Positive, Section
from scenarios.variants import Chain

FEWEST_RUNS = 4

TEXTS = ("name", "kind", "point", "wet", "event")
"""Columns of a file of observations that are read as they are written."""

WET = frozenset({"true", "t", "1", "1.0", "yes", "y", "wet", "是", "湿", "有水"})
DRY = frozenset({"false", "f", "0", "0.0", "no", "n", "dry", "否", "干", "无水"})
"""What the column wet may say, in small letters."""


class Parameter(Section):
    """A factor that is adjusted.

    Parameters
    ----------
    name
        One of `scenarios.factors.FACTORS`.
    lower, upper
        Bounds of the factor [-].
    start
        Where the search begins; the geometric mean of the bounds unless stated [-].
    """

    name: str
    lower: Positive
    upper: Positive
    start: Positive | None = None

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        if self.name not in FACTORS:
            raise ValueError(f"there is no parameter {self.name!r}; there are {', '.join(FACTORS)}")
        if self.lower >= self.upper:
            raise ValueError(
                f"{self.name}: the bounds are reversed or equal, lower = {self.lower:g}, "
                f"upper = {self.upper:g}"
            )
        if self.start is not None and not self.lower <= self.start <= self.upper:
            raise ValueError(
                f"{self.name}: start = {self.start:g} lies outside its bounds {self.lower:g} to "
                f"{self.upper:g}"
            )
        return self


class Observation(Section):
    """What was seen at a place.

    Parameters
    ----------
    name
        Used in messages and results.
    kind
        "depth": of the water [m]; "level": of its surface, in the datum of the ground [m]; "wet": whether
        it stood deeper than threshold_m at any time.
    x_m, y_m
        Place in the CRS of the domain [m].
    point
        Known waterlogging point of the census instead, e.g. "WL001".
    value_m, error_m
        Depth or level, and the standard deviation of its error [m].
    wet, threshold_m
        Whether it stood there, and deeper than what [m].
    time_h
        When; the greatest of the run unless stated [h].
    event
        Name of the event it belongs to; the only one unless stated.
    """

    name: str
    kind: Literal["depth", "level", "wet"]
    x_m: float | None = None
    y_m: float | None = None
    point: str | None = None
    value_m: float | None = None
    error_m: Positive = 0.05
    wet: bool | None = None
    threshold_m: Positive = POINT_DEPTH
    time_h: NotNegative | None = None
    event: str | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.x_m is None) != (self.y_m is None) or (self.x_m is None) == (self.point is None):
            raise ValueError(
                f"{self.name}: state either x_m and y_m or point, a waterlogging point of the census"
            )
        return self

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if self.kind == "wet":
            if self.wet is None or self.value_m is not None or self.time_h is not None:
                raise ValueError(
                    f"{self.name}: a wet observation states wet = true or false, no value_m or time_h"
                )
        elif self.value_m is None or self.wet is not None:
            raise ValueError(f"{self.name}: a {self.kind} observation states value_m, and not wet")
        if self.kind == "depth" and self.value_m is not None and self.value_m < 0.0:
            raise ValueError(f"{self.name}: value_m = {self.value_m:g}; a depth is 0 or more")
        return self


class EventSection(Section):
    """An event that is run: a name, and a scenario of the library or a file."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    scenario: str


class Search(Section):
    """How the factors are sought.

    Parameters
    ----------
    name, title_zh, title_en
        Of the calibration.
    method
        "least-squares" for depths and levels; "differential-evolution" (global) or "nelder-mead" (local),
        free of derivatives, where wet and dry count.
    budget
        Greatest number of model runs of the search, each of all events.
    folds
        Groups left out in turn for cross-validation; each observation for itself unless stated.
    fold_by
        "observation", or "event": each event is left out in turn.
    profile
        Whether every factor is also held away from its best value, which takes four runs each.
    seed
        Of the global search.
    set
        Overrides of every event's scenario.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,40}$")]
    title_zh: str
    title_en: str
    method: Literal["least-squares", "differential-evolution", "nelder-mead"] = "least-squares"
    budget: Annotated[int, Field(ge=FEWEST_RUNS)] = 60
    folds: Annotated[int, Field(ge=2)] | None = None
    fold_by: Literal["observation", "event"] = "observation"
    profile: bool = True
    seed: Annotated[int, Field(ge=0)] = 1
    set: tuple[str, ...] = ()


class RequestFile(Section):
    """The whole file."""

    calibration: Search
    events: Annotated[tuple[EventSection, ...], Field(min_length=1)]
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1)]
    observations: Annotated[tuple[Observation, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for what, names in {
            "parameters": [p.name for p in self.parameters],
            "events": [e.name for e in self.events],
            "observations": [o.name for o in self.observations],
        }.items():
            double = next((n for n in names if names.count(n) > 1), None)
            if double is not None:
                raise ValueError(f"{what}: {double!r} stands there twice; each once is needed")
        events = [event.name for event in self.events]
        for seen in self.observations:
            if seen.event is None and len(events) > 1:
                raise ValueError(f"{seen.name}: state its event, one of {', '.join(events)}")
            if seen.event is not None and seen.event not in events:
                raise ValueError(
                    f"{seen.name}: there is no event {seen.event!r}; there are {', '.join(events)}"
                )
        if self.calibration.fold_by == "event" and len(events) < 2:
            raise ValueError('fold_by = "event" needs two events at least')
        folds = self.calibration.folds
        if folds is not None and folds > len(self.observations):
            raise ValueError(f"folds = {folds} is more than the {len(self.observations)} observations")
        return self

    def event_of(self, seen: Observation) -> str:
        """Name of the event an observation belongs to."""
        return seen.event or self.events[0].name


@dataclass(frozen=True)
class Request:
    """A calibration and where its file lies."""

    file: Path
    values: RequestFile

    def scenario(self, event: EventSection) -> str:
        """Scenario of an event: a name of the library, or a path as seen from anywhere."""
        text = event.scenario
        return str((self.file.parent / text).resolve()) if text.endswith(".toml") else text


def load_request(path: str | Path, overrides: Sequence[str] = ()) -> Request:
    """Read a calibration file.

    Parameters
    ----------
    path
        The file. `observations` may be the name of a CSV beside it with the keys as columns.
    overrides
        Texts "a.b=value" on every event's scenario.

    Raises
    ------
    InputError
        Naming key, value and what would be right.
    """
    file = existing_file(Path(path).expanduser(), what="calibration")
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is no TOML in UTF-8: {error}") from None
    if isinstance(data.get("observations"), str):
        data["observations"] = _rows(file.parent / data["observations"])
    if overrides and isinstance(data.get("calibration"), dict):
        data["calibration"]["set"] = [*data["calibration"].get("set", []), *overrides]
    try:
        values = RequestFile.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise refusal(error, model=RequestFile, chain=Chain(data, {}, (file,))) from None
    return Request(file, values)


def _rows(path: Path) -> list[dict[str, Any]]:
    """Observations of a CSV; empty cells are left out."""
    try:
        text = existing_file(path, what="observations").read_text(encoding="utf-8-sig")
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        table = pd.read_csv(StringIO("\n".join(lines)), dtype=dict.fromkeys(TEXTS, str))
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(
            f"observations: {path} is no table of comma-separated values in UTF-8: {error}"
        ) from None
    rows = []
    for number, record in enumerate(table.to_dict(orient="records"), start=1):
        row = {str(key): value for key, value in record.items() if not pd.isna(value)}
        row["name"] = row.get("name", "")
        if "wet" in row:
            row["wet"] = _is_wet(row["wet"], f"observations: {path}, row {number} ({row['name']})")
        rows.append(row)
    return rows


def _is_wet(text: str, where: str) -> bool:
    """What a cell of the column wet says."""
    said = text.strip().lower()
    if said not in WET | DRY:
        raise InputError(
            f"{where}: wet = {text!r}; true or false is needed (or 1, 0, yes, no, wet, dry, 是, 否)"
        )
    return said in WET
