"""Hidden dangers and past disasters: who must move has room elsewhere, and figures of a row agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from census.quality.held import Held, places
from census.quality.lookup import by_key, numbers_by, places_by
from census.quality.rule import Found, Rule, marked
from census.schema import TABLES

_GROUPS = ("elderly", "children", "disabled", "living_alone", "migrants")

_PARTS = ("agriculture_loss", "industry_loss", "infrastructure_loss", "household_loss")


def shelter_named(held: Held) -> Iterator[Found]:
    """Units that go to a shelter without saying to which."""
    frame = held["evacuee_units"]
    wrong = (frame["placement"] == "shelter") & frame["shelter_id"].isna()
    text = (
        "placed in a shelter, but shelter_id is missing; name the shelter that keeps room for {people:g} "
        "people"
    )
    yield marked("evacuee_units", frame, wrong, "shelter_id", text)


def shelter_room(held: Held) -> Iterator[Found]:
    """Shelters to which more people are sent than they hold."""
    frame = held["evacuee_units"]
    sent = frame[frame["placement"].eq("shelter")].groupby("shelter_id")["people"].transform("sum")
    room = numbers_by(frame["shelter_id"], by_key(held, "shelters", "shelter_id", "capacity_persons"))
    told = frame.assign(_sent=sent.reindex(frame.index), _room=room)
    text = (
        "shelter {shelter_id} holds {_room:.0f} people, and {_sent:.0f} are sent there in all; choose another"
    )
    yield marked("evacuee_units", told, told["_sent"] > told["_room"], "shelter_id", text)


def shelter_distance(held: Held) -> Iterator[Found]:
    """Units whose distance to their shelter is shorter than a straight line, or far longer."""
    frame = held["evacuee_units"]
    named = places_by(frame["shelter_id"], by_key(held, "shelters", "shelter_id", "geometry"))
    apart = shapely.distance(places(frame), named)
    wrong = (frame["distance_m"] < 0.9 * apart - 100.0) | (frame["distance_m"] > 3.0 * apart + 1000.0)
    text = "distance_m is {distance_m:g}; shelter {shelter_id} lies {_apart:.0f} m away in a straight line"
    yield marked("evacuee_units", frame.assign(_apart=apart), wrong, "distance_m", text)


def groups_within(held: Held) -> Iterator[Found]:
    """Units with more people of a group than people."""
    frame = held["evacuee_units"]
    for column in _GROUPS:
        if column in frame.columns:
            text = f"{{{column}:g}} {column} of {{people:g}} people; a group is a part of all"
            yield marked("evacuee_units", frame, frame[column] > frame["people"], column, text)


def subject_there(held: Held) -> Iterator[Found]:
    """Control points whose subject is not in its table."""
    frame = held["control_points"]
    for name in frame["subject_table"].dropna().unique():
        of_it = frame[frame["subject_table"] == name]
        if name not in TABLES:
            text = "{subject_table} is no table of the census"
            yield marked("control_points", of_it, np.ones(len(of_it), dtype=bool), "subject_table", text)
        elif held.has(name, TABLES[name].key[-1]) and len(TABLES[name].key) == 1:
            known = held[name][TABLES[name].key[0]]
            wrong = of_it["subject_id"].notna() & ~of_it["subject_id"].isin(known)
            text = "{subject_id} is no key of the table {subject_table}; name the place that is watched"
            yield marked("control_points", of_it, wrong, "subject_id", text)


def residents_agree(held: Held) -> Iterator[Found]:
    """Dangerous buildings whose residents are not those of the building."""
    frame = held["dangerous_buildings"]
    people = numbers_by(frame["building_id"], by_key(held, "buildings", "building_id", "people"))
    text = "{residents:g} residents here, {_people:g} in the table buildings; both must agree"
    told = frame.assign(_people=people)
    yield marked(
        "dangerous_buildings", told, people.notna() & (frame["residents"] != people), "residents", text
    )


def stage_datum(held: Held) -> Iterator[Found]:
    """Stages of past floods without a datum."""
    frame = held["disasters"]
    wrong = frame["quantity"].isin(["stage"]) & frame["value"].notna() & frame["level_datum"].isna()
    text = "stage {value:g} m has no datum; the port's levels lie 1.84 m above those of 1985: say which it is"
    yield marked("disasters", frame, wrong, "level_datum", text)


def losses_add(held: Held) -> Iterator[Found]:
    """Disasters whose losses by sector are more than the whole."""
    frame = held["disasters"]
    there = [column for column in _PARTS if column in frame.columns]
    parts = frame[there].fillna(0.0).sum(axis=1)
    text = "direct loss {direct_loss:g}, its parts are {_parts:g} together (1e4 CNY); they cannot be more"
    wrong = parts > frame["direct_loss"] * 1.001 + 0.1
    yield marked("disasters", frame.assign(_parts=parts), wrong, "direct_loss", text)


def victims_within(held: Held) -> Iterator[Found]:
    """Disasters with more deaths, missing or moved people than people affected."""
    frame = held["disasters"]
    for column in ("deaths", "missing", "moved_people", "relief_people"):
        if column in frame.columns:
            text = f"{column} is {{{column}:g}}, affected_people {{affected_people:g}}; they are among them"
            yield marked("disasters", frame, frame[column] > frame["affected_people"], column, text)


_UNITS = ("people", "placement", "shelter_id")
_FORM = "应急〔2020〕19号, form of past disasters"

RULES: Mapping[str, Rule] = {
    "evacuee_shelter": Rule(
        must="People who are placed in a shelter have one named.",
        source="list of people to move (转移人员清单)",
        severity="error", check=shelter_named, needs={"evacuee_units": _UNITS},
    ),
    "evacuee_room": Rule(
        must="A shelter holds all who are sent there.", source="list of people to move (转移人员清单)",
        severity="error", check=shelter_room,
        needs={"evacuee_units": _UNITS, "shelters": ("shelter_id", "capacity_persons")},
    ),
    "evacuee_distance": Rule(
        must="The distance to the shelter is about that between the two places.", source="geometry",
        severity="error", check=shelter_distance,
        needs={
            "evacuee_units": ("shelter_id", "distance_m", "geometry"), "shelters": ("shelter_id", "geometry"),
        },
    ),
    "evacuee_groups": Rule(
        must="The elderly, children and others are part of the people of a unit.",
        source="sense of the fields",
        severity="error", check=groups_within, needs={"evacuee_units": ("people",)},
    ),
    "control_subject": Rule(
        must="What a control point watches is a row of a table of the census.",
        source="control list of key areas",
        severity="error", check=subject_there, needs={"control_points": ("subject_table", "subject_id")},
    ),
    "dangerous_residents": Rule(
        must="The residents of a dangerous building are those of the building.",
        source="one figure in two tables",
        severity="error", check=residents_agree,
        needs={"dangerous_buildings": ("building_id", "residents"), "buildings": ("building_id", "people")},
    ),
    "disaster_datum": Rule(
        must="The stage of a past flood tells its datum.",
        source="the datums at Gongchenqiao are 1.84 m apart",
        severity="error", check=stage_datum, needs={"disasters": ("quantity", "value", "level_datum")},
    ),
    "disaster_losses": Rule(
        must="The losses by sector are not more than the direct loss.", source=_FORM, severity="error",
        check=losses_add, needs={"disasters": ("direct_loss",)},
    ),
    "disaster_people": Rule(
        must="Deaths, missing and moved people are among those affected.", source=_FORM, severity="error",
        check=victims_within, needs={"disasters": ("affected_people",)},
    ),
}  # fmt: skip
