"""A batch file: which runs are asked for, and what is made of them together."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from census.errors import InputError
from census.readers.files import existing_file
from scenarios.batch.ensembles.sections import Ensemble
from scenarios.batch.keys import flat_axes, flat_set
from scenarios.refusals import refusal
from scenarios.sections.section import InputPath, NotNegative, Section, Share
from scenarios.variants import Chain

LIBRARY = Path(__file__).resolve().parent.parent / "library" / "batches"

MOST_MEMBERS = 10_000
"""Greatest number of members unless the file states another."""

Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,60}$")]
Settings = Annotated[dict[str, Any], BeforeValidator(flat_set)]
"""Values by dotted key; tables within are laid over those of the base, a table with a `kind` replaces it."""


class BatchHeading(Section):
    """Name, titles, base and seed.

    Parameters
    ----------
    name
        Lower-case letters, digits and hyphens; the published folder begins with it.
    title_zh, title_en
        What it is, in words.
    base
        Scenario of the members: a name of the library or a path that ends in .toml, of any hazard.
    seed
        For ensembles: the same seed gives the same members.
    most_members
        A batch of more is refused.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    title_zh: str = ""
    title_en: str = ""
    base: Annotated[str, Field(min_length=1)]
    seed: Annotated[int, Field(ge=0)] = 1
    most_members: Annotated[int, Field(ge=1, le=1_000_000)] = MOST_MEMBERS

    @property
    def title(self) -> tuple[str, str]:
        """Chinese and English title; one stands for the other, the name for both."""
        return self.title_zh or self.title_en or self.name, self.title_en or self.title_zh or self.name


class State(Section):
    """What a word of the matrix stands for.

    Parameters
    ----------
    set
        Values by dotted key.
    base
        Another scenario than that of the batch.
    """

    set: Settings = Field(default_factory=dict)
    base: Annotated[str, Field(min_length=1)] | None = None


class Listed(State):
    """A member of a list.

    Parameters
    ----------
    label
        What it is called in tables.
    """

    label: Label


class Rates(Section):
    """How often the events of the members come; without it there are no expected annual figures.

    Parameters
    ----------
    exceedance
        Annual rates at which the values of one axis are reached or exceeded, one for each value.
    share
        Of other axes, the share of the events that come with each value; those of an axis sum to 1.
    independent
        Whether the shares hold whatever the values of the other axes are. Shares without it are refused:
        state their joint rates in `file` instead.
    at
        Values of axes at which the members are taken, the others left out.
    file
        CSV of joint rates: a column for each axis and annual_rate, the events of the member in a year.
    status
        What the rates and shares rest on, as for sources of scenarios.
    """

    exceedance: Annotated[dict[str, tuple[NotNegative, ...]], BeforeValidator(flat_axes)] = Field(
        default_factory=dict
    )
    share: Annotated[dict[str, tuple[Share, ...]], BeforeValidator(flat_axes)] = Field(default_factory=dict)
    independent: bool = False
    at: Settings = Field(default_factory=dict)
    file: InputPath | None = None
    status: Literal["verified", "press", "derived", "unverified"] = "unverified"


class Reduce(Section):
    """What is made of the members together.

    Parameters
    ----------
    thresholds
        Thresholds by field whose exceedance is counted; those of the hazard unless stated.
    quantiles
        Quantiles of every field of the thresholds.
    """

    thresholds: dict[str, tuple[float, ...]] = Field(default_factory=dict)
    quantiles: tuple[Share, ...] = (0.05, 0.5, 0.95)


class BatchFile(Section):
    """The whole file. Its members are those of the list, the matrix and the ensembles, in this order."""

    batch: BatchHeading
    set: Settings = Field(default_factory=dict)
    matrix: Annotated[dict[str, tuple[Any, ...]], BeforeValidator(flat_axes)] = Field(default_factory=dict)
    states: dict[str, dict[str, State]] = Field(default_factory=dict)
    members: tuple[Listed, ...] = ()
    ensemble: tuple[Ensemble, ...] = ()
    rates: Rates | None = None
    reduce: Reduce = Field(default_factory=Reduce)


@dataclass(frozen=True)
class Batch:
    """A batch and where its file lies."""

    file: Path
    values: BatchFile

    @property
    def name(self) -> str:
        """Its name."""
        return self.values.batch.name

    @property
    def digest(self) -> str:
        """Hash of what the file says, however it is written."""
        values = self.values.model_dump(mode="json")
        text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def base_of(self, text: str | None) -> str:
        """A base as its members name it: of the library, or a path as seen from anywhere."""
        stated = self.values.batch.base if text is None else text
        if stated.endswith(".toml"):
            return str((self.file.parent / Path(stated).expanduser()).resolve())
        return stated

    def run_name(self, run_ids: Sequence[str]) -> str:
        """Name of the folder that the batch is published under: what it says, and its runs."""
        digest = hashlib.sha256(self.digest.encode())
        for run_id in run_ids:
            digest.update(run_id.encode())
            digest.update(b"\0")
        return f"batch-{self.name}-{digest.hexdigest()[:12]}"


def batch_names() -> list[str]:
    """Names of the ready batches."""
    return sorted(path.stem for path in LIBRARY.glob("*.toml"))


def load_batch(source: str | Path) -> Batch:
    """Read a batch file.

    Parameters
    ----------
    source
        A path that ends in .toml, or the name of a ready batch.

    Raises
    ------
    InputError
        Naming file, key, value and what would be right.
    """
    from scenarios.batch.axes import check_axes

    file = batch_file(source)
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file} is no TOML in UTF-8: {error}") from None
    if isinstance(data.get("ensemble"), dict):
        data["ensemble"] = [data["ensemble"]]
    try:
        values = BatchFile.model_validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise refusal(error, model=BatchFile, chain=Chain(data, {}, (file,))) from None
    check_axes(values, file=file)
    return Batch(file, values)


def batch_file(source: str | Path) -> Path:
    """File of a batch given by path or by its name in the library.

    Raises
    ------
    InputError
        If there is none; the nearest names are named.
    """
    text = str(source)
    if text.endswith(".toml"):
        return existing_file(Path(text).expanduser(), what="batch")
    path = LIBRARY / f"{text}.toml"
    if path.is_file():
        return path
    near = get_close_matches(text, batch_names(), n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(batch_names())}."
    raise InputError(f"there is no batch {text!r} in the library; {hint} A file of your own ends in .toml")
