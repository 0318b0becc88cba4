"""What is reduced over the members of a batch: fields, their thresholds, and the range of their sketch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from census.errors import InputError
from census.scenario_variables.batch import REDUCED

LARGEST = 64
"""Thresholds of one field at most."""

_FIELDS = {variable.name: variable for variable in REDUCED}


@dataclass(frozen=True)
class Quantity:
    """One field of the members that is reduced.

    Parameters
    ----------
    name
        Name of the field.
    thresholds
        Values whose exceedance is counted, increasing, in the field's unit.
    least, most
        Between which values a sketch tells quantiles, in the field's unit.
    select
        Items of further dimensions that are taken, by the nearest value.
    """

    name: str
    thresholds: tuple[float, ...]
    least: float
    most: float
    select: Mapping[str, float] = field(default_factory=dict)


_MEDIAN = MappingProxyType({"probability": 0.5})

_USUAL: Mapping[str, tuple[Quantity, ...]] = MappingProxyType(
    {
        "waterlogging": (
            Quantity("maximum_depth", (0.15, 0.3, 0.5), 0.01, 100.0),
            Quantity("maximum_hazard", (0.75, 1.25, 2.0), 0.01, 1000.0),
        ),
        "seismic": (
            Quantity("seismic_intensity", (6.0, 7.0, 8.0), 1.0, 12.0, _MEDIAN),
            Quantity("severe_damage_share", (0.05, 0.2, 0.5), 1e-4, 1.0),
        ),
        "typhoon": (
            Quantity("maximum_mean_wind", (10.8, 17.2, 24.5), 0.1, 200.0),
            Quantity("maximum_gust", (17.2, 24.5, 32.7), 0.1, 300.0),
        ),
    }
)
"""What is reduced of each hazard where the batch does not say."""


def quantities_of(hazards: Sequence[str], thresholds: Mapping[str, Sequence[float]]) -> tuple[Quantity, ...]:
    """What is reduced of the members of some hazards.

    Parameters
    ----------
    hazards
        Hazards of the members.
    thresholds
        Thresholds that the batch states, by field; a field that is not usual is reduced besides.

    Raises
    ------
    InputError
        If a field is none on the grid, or its thresholds do not increase.
    """
    known = {quantity.name: quantity for group in _USUAL.values() for quantity in group}
    found = {q.name: q for hazard in dict.fromkeys(hazards) for q in _USUAL.get(hazard, ())}
    for name, stated in thresholds.items():
        values = _checked(name, stated)
        usual = known.get(name) or Quantity(name, values, *_range_of(name), _selection(name))
        found[name] = Quantity(name, values, usual.least, usual.most, usual.select)
    return tuple(found.values())


def _checked(name: str, stated: Sequence[float]) -> tuple[float, ...]:
    if name not in _FIELDS:
        raise InputError(
            f"reduce.thresholds: {name!r} is no field of a member that is reduced; there are "
            f"{', '.join(sorted(_FIELDS))}"
        )
    values = tuple(float(value) for value in stated)
    if not values or len(values) > LARGEST or any(b <= a for a, b in pairwise(values)):
        raise InputError(
            f"reduce.thresholds.{name} = {list(values)}: 1 to {LARGEST} increasing numbers are needed"
        )
    return values


def _range_of(name: str) -> tuple[float, float]:
    """A wide range where nothing better is known."""
    most = _FIELDS[name].valid_max
    return (1e-3, most if most is not None and most > 1e-3 else 1e5)


def _selection(name: str) -> Mapping[str, float]:
    return _MEDIAN if "probability" in _FIELDS[name].dims else {}
