"""People: the residents of streets, communities, grid cells and buildings agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from census.quality.held import Held
from census.quality.lookup import numbers_by
from census.quality.rule import Check, Found, Rule, marked, whole


def district_total(held: Held) -> Iterator[Found]:
    """A district whose residents are not those of its streets."""
    frame = held["district"]
    total = held["streets"]["population"].sum()
    text = f"{{population:.0f}} residents; the streets have {total:.0f} together, and both must agree"
    yield marked("district", frame, frame["population"] != total, "population", text)


def grid_total(held: Held) -> Iterator[Found]:
    """Grid cells whose residents are not those of the streets in all."""
    total, cells = held["streets"]["population"].sum(), held["grid_cells"]["residents"].sum()
    if total != cells:
        text = f"{cells:.0f} residents in all cells; the streets have {total:.0f}, and both must agree"
        yield whole("grid_cells", "residents", text, value=cells)


def _street_total(table: str, column: str) -> Callable[[Held], Iterator[Found]]:
    def check(held: Held) -> Iterator[Found]:
        streets = held["streets"]
        sums = held[table].groupby("street_code")[column].sum()
        told = streets.assign(_sum=numbers_by(streets["code"], sums).fillna(0.0))
        text = (
            f"street {{code}} has {{population:.0f}} residents, its {table} {{_sum:.0f}} together; "
            "both must agree to the person"
        )
        yield marked("streets", told, told["population"] != told["_sum"], "population", text)

    return check


buildings_total: Check = _street_total("buildings", "people")
"""Streets whose residents are not those of their buildings."""

communities_total: Check = _street_total("communities", "residents")
"""Streets whose residents are not those of their communities."""

_STREETS = ("code", "population")
_SOURCE = "seventh national population census: the street totals are exact"

RULES: Mapping[str, Rule] = {
    "residents_of_buildings": Rule(
        must="The residents of a street's buildings add to those of the street.", source=_SOURCE,
        severity="error", check=buildings_total,
        needs={"streets": _STREETS, "buildings": ("street_code", "people")},
    ),
    "residents_of_communities": Rule(
        must="The residents of a street's communities add to those of the street.", source=_SOURCE,
        severity="error", check=communities_total,
        needs={"streets": _STREETS, "communities": ("street_code", "residents")},
    ),
    "residents_of_district": Rule(
        must="The residents of the streets add to those of the district.", source=_SOURCE, severity="error",
        check=district_total, needs={"streets": _STREETS, "district": ("population",)},
    ),
    "residents_of_grid": Rule(
        must="The residents of the grid cells add to those of the streets.", source=_SOURCE, severity="error",
        check=grid_total, needs={"streets": _STREETS, "grid_cells": ("residents",)},
    ),
}  # fmt: skip
