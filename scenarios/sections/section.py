"""What all sections share: strict reading, frozen values, marked paths and short types."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Section(BaseModel):
    """A table of a scenario file; unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class FileMark:
    """Marks a text as the path of an input file."""


def _as_values(value: Any) -> Any:
    """One number stands for a list of one."""
    if isinstance(value, list):
        return tuple(value)
    return (value,) if isinstance(value, int | float) and not isinstance(value, bool) else value


InputPath = Annotated[str, Field(min_length=1), FileMark()]
"""Path of an input file: "realdata:..." or relative to the scenario file that states it."""

Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Values = Annotated[tuple[float, ...], BeforeValidator(_as_values), Field(min_length=1)]
"""One number or a list of numbers."""


def check_series(
    values: tuple[float, ...] | None, time_h: tuple[float, ...] | None, file: str | None, *, key: str
) -> None:
    """Check that a quantity in time is stated in exactly one way.

    Raises
    ------
    ValueError
        Unless there is one value, or as many values as increasing times, or a file.
    """
    if (values is None) == (file is None):
        raise ValueError(f"state either {key} or file, a CSV with the columns time_h and {key}")
    if values is None:
        if time_h is not None:
            raise ValueError("time_h belongs to the file when a file is given")
        return
    if time_h is None:
        if len(values) > 1:
            raise ValueError(f"{key} has {len(values)} values but there is no time_h for them")
        return
    if len(time_h) != len(values):
        raise ValueError(
            f"time_h has {len(time_h)} times, {key} has {len(values)} values; one each is needed"
        )
    for index, (before, after) in enumerate(pairwise(time_h), start=1):
        if after <= before:
            raise ValueError(
                f"time_h[{index}] = {after:g} does not come after {before:g}; times must increase"
            )
