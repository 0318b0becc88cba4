"""Capacity: shelters, supplies, teams, plans and the six haves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.quality.held import Held, places
from census.quality.lookup import by_key, numbers_by, places_by
from census.quality.rule import Found, Rule, marked

WET_SHARE = 0.05
"""Share of a shelter or building that may lie in a canal: the drawing of banks."""

FIRE_DISTANCE = 30.0
"""Least distance of an earthquake shelter from what may burn [m]."""

BUILDING_DISTANCE = 60.0
"""Distance at which something housed in a building may be shown from it [m]."""

RESPONSES = ("IV", "III", "II", "I")

_ITEMS = ("leadership", "mechanism", "plan", "team", "supplies", "drill")


def room(held: Held) -> Iterator[Found]:
    """Shelters whose capacity is not their area over the area for each person."""
    for name in ("shelters", "refuge_points"):
        if not held.has(name, "effective_area_m2", "area_per_person_m2", "capacity_persons"):
            continue
        frame = held[name]
        right = frame["effective_area_m2"] / frame["area_per_person_m2"].where(
            frame["area_per_person_m2"] > 0
        )
        wrong = (np.floor(right + 1e-6) - frame["capacity_persons"]).abs() > 1.0
        text = (
            "{capacity_persons:g} people; {effective_area_m2:g} m2 at {area_per_person_m2:g} m2 each "
            "hold {_right:.0f}"
        )
        yield marked(name, frame.assign(_right=np.floor(right)), wrong, "capacity_persons", text)


def first_night(held: Held) -> Iterator[Found]:
    """Shelters whose first-night capacity is not their area over that of a person then."""
    frame = held["shelters"]
    each = frame["first_night_area_m2"]
    right = np.floor(frame["effective_area_m2"] / each.where(each > 0.0) + 1e-6)
    wrong = (right - frame["first_night_persons"]).abs() > 1.0
    text = (
        "{first_night_persons:g} people; {effective_area_m2:g} m2 at {first_night_area_m2:g} m2 each hold "
        "{_right:.0f}"
    )
    yield marked("shelters", frame.assign(_right=right), wrong, "first_night_persons", text)


def areas_in_order(held: Held) -> Iterator[Found]:
    """Shelters whose effective area is more than what they have."""
    frame = held["shelters"]
    for small, large in (("effective_area_m2", "clear_area_m2"), ("clear_area_m2", "total_area_m2")):
        text = f"{small} {{{small}:g}} is more than {large} {{{large}:g}}; it is a part of it"
        yield marked("shelters", frame, frame[small] > frame[large] + 0.5, small, text)


def dry(held: Held) -> Iterator[Found]:
    """Shelters, refuge points and buildings that stand in a canal."""
    water = shapely.union_all(places(held["canals"]))
    shapely.prepare(water)
    for name in ("shelters", "refuge_points", "buildings", "schools", "hospitals", "care_homes"):
        if not held.has(name, "geometry"):
            continue
        frame = held[name]
        shapes = places(frame)
        wet = shapely.intersects(water, shapes)
        share = np.zeros(len(frame))
        area = shapely.area(shapes[wet])
        inner = shapely.area(shapely.intersection(shapes[wet], water))
        share[wet] = np.where(area > 0.0, inner / np.where(area > 0.0, area, 1.0), 1.0)
        text = "{_share:.0f} % of it lie in a canal; correct the place"
        yield marked(name, frame.assign(_share=100.0 * share), share > WET_SHARE, "geometry", text)


def far_from_fire(held: Held) -> Iterator[Found]:
    """Earthquake shelters near what may burn."""
    frame = held["shelters"]
    near = (frame["distance_fire_source_m"] < FIRE_DISTANCE) & frame["usable_earthquake"]
    text = (
        f"{{distance_fire_source_m:g}} m from fuel or gas; an earthquake shelter stands {FIRE_DISTANCE:g} "
        "m away"
    )
    yield marked("shelters", frame, near, "usable_earthquake", text)


def exits(held: Held) -> Iterator[Found]:
    """Central and long-stay shelters without exits to four sides."""
    frame = held["shelters"]
    wrong = frame["shelter_class"].isin(["central", "fixed_long"]) & (frame["exit_directions"] < 4)
    text = "{shelter_class} with exits in {exit_directions:g} directions; it needs four"
    yield marked("shelters", frame, wrong, "exit_directions", text)


def typhoon_proof(held: Held) -> Iterator[Found]:
    """Typhoon shelters that are open, or in a building not appraised A or B."""
    frame = held["shelters"]
    unsafe = (frame["space"] == "outdoor") | ~frame["appraisal_grade"].isin(["A", "B"])
    text = (
        "usable in a typhoon, but {space} with appraisal grade {appraisal_grade}; only a hall of grade A "
        "or B is"
    )
    yield marked("shelters", frame, frame["usable_typhoon"] & unsafe, "usable_typhoon", text)


def housed_in_place(held: Held) -> Iterator[Found]:
    """Things shown away from the building that houses them."""
    buildings = by_key(held, "buildings", "building_id", "geometry")
    for name, frame in held.clean.items():
        if name == "buildings" or not {"building_id", "geometry"} <= set(frame.columns):
            continue
        apart = shapely.distance(places(frame), places_by(frame["building_id"], buildings))
        text = "the place lies {_apart:.0f} m from building {building_id}; correct the building or the place"
        yield marked(name, frame.assign(_apart=apart), apart > BUILDING_DISTANCE, "building_id", text)


def production_by_day(held: Held) -> Iterator[Found]:
    """Supplies whose quantity is told in the manner of another kind of reserve."""
    frame = held["supplies"]
    wrong = (frame["reserve_kind"] == "production") != (frame["basis"] == "per_day")
    text = "basis is {basis} for a {reserve_kind} reserve; production counts per_day, all others held"
    yield marked("supplies", frame, wrong & frame["basis"].notna(), "basis", text)


def members(held: Held) -> Iterator[Found]:
    """Teams with more full-time members than members."""
    frame = held["teams"]
    text = "{full_time:g} full-time members of {members:g}; they are a part of all"
    yield marked("teams", frame, frame["full_time"] > frame["members"], "full_time", text)


def thresholds_rise(held: Held) -> Iterator[Found]:
    """Rules of a plan whose threshold is below that of a lower response level."""
    frame = held["plans"]
    ranked = frame.assign(
        _rank=numbers_by(frame["response_level"], {code: i for i, code in enumerate(RESPONSES)})
    )
    ranked = ranked.assign(_window=frame["window_h"].fillna(-1.0))
    by = ["plan_code", "trigger_quantity", "_window"]
    ranked = ranked.sort_values([*by, "_rank", "trigger_value"], kind="stable")
    highest = ranked.groupby(by, sort=False)["trigger_value"].cummax()
    text = "threshold {trigger_value:g} for response {response_level} is below {_highest:g} of a lower level"
    told = ranked.assign(_highest=highest)
    yield marked("plans", told, told["trigger_value"] < highest - 1e-9, "trigger_value", text)


def six_items(held: Held) -> Iterator[Found]:
    """Streets and communities that lack one of the six haves in the table."""
    frame = held["six_haves"].drop_duplicates("unit_code")
    items: dict[Any, set[Any]] = {}
    for code, item in zip(held["six_haves"]["unit_code"], held["six_haves"]["item"], strict=True):
        items.setdefault(code, set()).add(item)
    lacking = [
        ", ".join(item for item in _ITEMS if item not in items.get(code, set()))
        for code in frame["unit_code"]
    ]
    text = "{unit_code} has no row for {_lacking}; each unit has all six, held or not"
    told = frame.assign(_lacking=lacking)
    yield marked("six_haves", told, np.array([bool(part) for part in lacking], dtype=bool), "item", text)


def six_units(held: Held) -> Iterator[Found]:
    """Units of the six haves that are neither a street nor a community."""
    known: NDArray[np.object_] = np.concatenate(
        [
            held["streets"]["code"].to_numpy(dtype=object),
            held["communities"]["community_code"].to_numpy(dtype=object),
        ]
    )
    frame = held["six_haves"]
    wrong = frame["unit_code"].notna() & ~frame["unit_code"].isin(known)
    yield marked("six_haves", frame, wrong, "unit_code", "{unit_code} is no street and no community")


_ROOM = ("effective_area_m2", "area_per_person_m2", "capacity_persons")
_CODE = "GB 51143-2015"

RULES: Mapping[str, Rule] = {
    "shelter_capacity": Rule(
        must="The capacity of a shelter is its effective area over the area for each person.", source=_CODE,
        severity="error", check=room,
    ),
    "shelter_first_night": Rule(
        must="The first-night capacity is the effective area over the first night's for each person.",
        source=_CODE,
        severity="error", check=first_night,
        needs={"shelters": ("effective_area_m2", "first_night_area_m2", "first_night_persons")},
    ),
    "shelter_areas": Rule(
        must="Effective area is part of the clear area, and that of the total area.", source=_CODE,
        severity="error", check=areas_in_order,
        needs={"shelters": ("effective_area_m2", "clear_area_m2", "total_area_m2")},
    ),
    "in_water": Rule(
        must=f"No shelter, refuge point or building lies in a canal, but for {WET_SHARE:.0%} of its area.",
        source="GB 55028 ch. 4 (siting); canals",
        severity="error", check=dry, needs={"canals": ("geometry",)},
    ),
    "shelter_fire_distance": Rule(
        must=f"An earthquake shelter stands {FIRE_DISTANCE:g} m or more from what may burn.",
        source="GB 55028 ch. 4", severity="error", check=far_from_fire,
        needs={"shelters": ("distance_fire_source_m", "usable_earthquake")},
    ),
    "shelter_exits": Rule(
        must="Central and long-stay shelters have exits in four directions.", source="GB 55028 ch. 4",
        severity="warning", check=exits, needs={"shelters": ("shelter_class", "exit_directions")},
    ),
    "shelter_typhoon": Rule(
        must="A shelter for typhoons is indoors, in a building appraised A or B.", source="DB33/T 2158-2021",
        severity="error", check=typhoon_proof,
        needs={"shelters": ("space", "appraisal_grade", "usable_typhoon")},
    ),
    "place_of_building": Rule(
        must=f"What is housed in a building is shown there, to {BUILDING_DISTANCE:g} m.", source="geometry",
        severity="error", check=housed_in_place, needs={"buildings": ("building_id", "geometry")},
    ),
    "supply_basis": Rule(
        must="Production reserve counts units a day, every other kind units held.", source="census schema",
        severity="error", check=production_by_day, needs={"supplies": ("reserve_kind", "basis")},
    ),
    "team_members": Rule(
        must="Full-time members are part of a team's members.",
        source="sense of the fields", severity="error",
        check=members, needs={"teams": ("members", "full_time")},
    ),
    "plan_thresholds": Rule(
        must="Within a plan the threshold does not fall from a lower response level to a higher one.",
        source="graded response of the district's plans (IV to I)", severity="error", check=thresholds_rise,
        needs={"plans": ("plan_code", "trigger_quantity", "trigger_value", "window_h", "response_level")},
    ),
    "six_haves_items": Rule(
        must="Every unit has a row for each of the six haves.", source="district plan, the six haves",
        severity="error", check=six_items, needs={"six_haves": ("unit_code", "item")},
    ),
    "six_haves_unit": Rule(
        must="A unit of the six haves is a street or a community.", source="GB/T 10114", severity="error",
        check=six_units,
        needs={"six_haves": ("unit_code",), "streets": ("code",), "communities": ("community_code",)},
    ),
}  # fmt: skip
