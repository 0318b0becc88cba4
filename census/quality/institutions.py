"""Schools, hospitals and care homes: in a building of their kind, with parts that are within the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from census.quality.held import Held
from census.quality.lookup import by_key, texts_by
from census.quality.rule import Check, Found, Rule, marked

USES: Mapping[str, frozenset[str]] = {
    "schools": frozenset({"kindergarten", "primary_school", "middle_school", "college"}),
    "hospitals": frozenset({"hospital", "health_centre"}),
    "care_homes": frozenset({"care_home"}),
}
"""Uses of the main building of each kind of institution."""

_PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "schools": (("boarders", "students"), ("open_area_m2", "site_area_m2")),
    "hospitals": (("intensive_beds", "beds"),),
    "care_homes": (("dependent", "residents"), ("residents", "beds"), ("ground_floor_beds", "beds")),
}
"""Figures by table, each with the whole of which it is a part."""


def in_their_building(held: Held) -> Iterator[Found]:
    """Institutions whose main building has another use."""
    uses = by_key(held, "buildings", "building_id", "use")
    for name, fitting in USES.items():
        if held.has(name, "building_id"):
            frame = held[name].assign(_use=texts_by(held[name]["building_id"], uses))
            wrong = frame["_use"].notna() & ~frame["_use"].isin(list(fitting))
            text = (
                f"building {{building_id}} is used as {{_use}}, not as one of {', '.join(sorted(fitting))}; "
                "correct the building or its use"
            )
            yield marked(name, frame, wrong, "building_id", text)


def _figures(name: str) -> Check:
    def check(held: Held) -> Iterator[Found]:
        frame = held[name]
        for part, full in _PARTS[name]:
            text = f"{part} {{{part}:g}} is more than {full} {{{full}:g}}; it is a part of it"
            yield marked(name, frame, frame[part] > frame[full], part, text)

    return check


def _rule(name: str, of: str) -> Rule:
    columns = tuple(dict.fromkeys(column for pair in _PARTS[name] for column in pair))
    return Rule(
        must=f"The figures of a {of} that are parts are no more than their whole.",
        source="forms of the national risk census", severity="error", check=_figures(name),
        needs={name: columns},
    )  # fmt: skip


RULES: Mapping[str, Rule] = {
    "institution_building": Rule(
        must="A school, hospital or care home has its main building in one of that use.",
        source="forms of the national risk census", severity="error", check=in_their_building,
        needs={"buildings": ("building_id", "use")},
    ),
    "school_figures": _rule("schools", "school"),
    "hospital_figures": _rule("hospitals", "hospital"),
    "care_home_figures": _rule("care_homes", "care home"),
}  # fmt: skip
