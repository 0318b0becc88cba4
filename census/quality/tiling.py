"""Regions: streets tile the district, communities tile their streets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from census.quality.geometry import overlaps
from census.quality.held import Held, places
from census.quality.lookup import by_key, places_by
from census.quality.rule import Found, Rule, marked, whole

AREA_TOLERANCE = 25.0
"""Area that two regions may share, or leave open between them [m2]: rounding along their borders."""

_AREAS: Mapping[str, str] = {
    "district": "area_km2", "streets": "area_km2", "communities": "area_km2", "grid_cells": "area_m2",
    "slope_units": "area_m2", "forest_plots": "area_m2",
}  # fmt: skip
"""Fields that tell the area of the row's polygon."""

STATED_SHARE = 0.01
"""Share by which the stated area of a region may differ from that of its polygon."""


def streets_apart(held: Held) -> Iterator[Found]:
    """Streets that lie over another."""
    yield from _overlapping(held, "streets", "code")


def communities_apart(held: Held) -> Iterator[Found]:
    """Communities that lie over another."""
    yield from _overlapping(held, "communities", "community_code")


def streets_fill(held: Held) -> Iterator[Found]:
    """What no street covers of the district."""
    yield from _open(held, "streets", shapely.union_all(places(held["district"])), "the district")


def communities_fill(held: Held) -> Iterator[Found]:
    """Streets that their communities do not fill."""
    streets, parts = held["streets"], held["communities"]
    for row, code, street in zip(streets.index, streets["code"], places(streets), strict=True):
        own = places(parts[parts["street_code"] == code])
        left = shapely.area(street) - shapely.area(shapely.intersection(street, shapely.union_all(own)))
        if left > AREA_TOLERANCE:
            text = f"{left:.0f} m2 of street {code} lie in no community of it; its communities must fill it"
            yield marked("streets", streets, streets.index == row, "geometry", text)


def communities_within(held: Held) -> Iterator[Found]:
    """Communities that reach out of their street."""
    parts = held["communities"]
    named = places_by(parts["street_code"], by_key(held, "streets", "code", "geometry"))
    out = shapely.area(shapely.difference(places(parts), named))
    text = "{_out:.0f} m2 lie outside street {street_code}; a community belongs to one street"
    yield marked("communities", parts.assign(_out=out), out > AREA_TOLERANCE, "geometry", text)


def community_codes(held: Held) -> Iterator[Found]:
    """Communities whose code does not begin with that of their street."""
    parts = held["communities"]
    wrong = [
        isinstance(own, str) and isinstance(street, str) and not own.startswith(street)
        for own, street in zip(parts["community_code"], parts["street_code"], strict=True)
    ]
    text = "community_code {community_code} does not begin with its street_code {street_code}"
    yield marked("communities", parts, np.array(wrong, dtype=bool), "community_code", text)


def communities_of_streets(held: Held) -> Iterator[Found]:
    """Rows that name a community of another street than theirs."""
    for name, frame in held.clean.items():
        if name == "communities" or not {"street_code", "community_code"} <= set(frame.columns):
            continue
        both = frame["street_code"].notna() & frame["community_code"].notna()
        wrong = both & (frame["community_code"].str.slice(0, 9) != frame["street_code"])
        text = "community {community_code} is none of street {street_code}; correct one of the codes"
        yield marked(name, frame, wrong, "community_code", text)


def stated_areas(held: Held) -> Iterator[Found]:
    """Areas that are not those of the polygons."""
    for name, column in _AREAS.items():
        if held.has(name, column, "geometry"):
            frame = held[name]
            drawn = shapely.area(places(frame)) * (1e-6 if column.endswith("km2") else 1.0)
            wrong = np.abs(frame[column] - drawn) > STATED_SHARE * drawn + (
                1e-4 if column.endswith("km2") else 2.0
            )
            text = f"{column} is {{{column}:g}}, the polygon has {{_drawn:.6g}}; correct one of them"
            yield marked(name, frame.assign(_drawn=drawn), wrong, column, text)


def _overlapping(held: Held, name: str, key: str) -> Iterator[Found]:
    frame = held[name]
    shapes = places(frame)
    first, second, _ = overlaps(shapes)
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    bad = shared > AREA_TOLERANCE
    told = frame.iloc[second[bad]].assign(
        _other=frame[key].to_numpy(dtype=object)[first[bad]], _shared=shared[bad]
    )
    text = "{_shared:.0f} m2 lie in {_other} too; the two may only touch"
    yield marked(name, told, np.ones(len(told), dtype=bool), "geometry", text)


def _open(held: Held, name: str, whole_area: Any, what: str) -> Iterator[Found]:
    left = float(shapely.area(shapely.difference(whole_area, shapely.union_all(places(held[name])))))
    if left > AREA_TOLERANCE:
        text = f"{left:.0f} m2 of {what} lie in none of the {name}; they must tile it without a gap"
        yield whole(name, "geometry", text, value=round(left))


_STREETS = ("code", "geometry")
_COMMUNITIES = ("community_code", "street_code", "geometry")

RULES: Mapping[str, Rule] = {
    "streets_overlap": Rule(
        must="No two streets share ground.", source="GB/T 10114: a place belongs to one street",
        severity="error", check=streets_apart, needs={"streets": _STREETS},
    ),
    "streets_gap": Rule(
        must="The streets cover the district without a gap.",
        source="GB/T 10114: every place belongs to a street",
        severity="error", check=streets_fill, needs={"streets": _STREETS, "district": ("geometry",)},
    ),
    "communities_overlap": Rule(
        must="No two communities share ground.", source="a place belongs to one community",
        severity="error", check=communities_apart, needs={"communities": _COMMUNITIES},
    ),
    "communities_gap": Rule(
        must="The communities of a street cover it without a gap.", source="a place belongs to one community",
        severity="error", check=communities_fill, needs={"communities": _COMMUNITIES, "streets": _STREETS},
    ),
    "community_in_street": Rule(
        must="A community lies within its street.", source="GB/T 10114: communities are parts of a street",
        severity="error", check=communities_within, needs={"communities": _COMMUNITIES, "streets": _STREETS},
    ),
    "community_code": Rule(
        must="A community's code begins with its street's.",
        source="statistical division codes: 9 digits of the street and 3 more",
        severity="error", check=community_codes, needs={"communities": _COMMUNITIES[:2]},
    ),
    "community_of_street": Rule(
        must="The community that a row names is one of its street.",
        source="statistical division codes: 9 digits of the street and 3 more", severity="error",
        check=communities_of_streets,
    ),
    "area_stated": Rule(
        must=f"The stated area of a region is that of its polygon, to {STATED_SHARE:.0%}.", source="geometry",
        severity="error", check=stated_areas,
    ),
}  # fmt: skip
