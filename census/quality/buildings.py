"""Buildings: whether structure, storeys, height, area, age and people go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
import shapely

from census.quality.held import Held, places
from census.quality.lookup import numbers_by
from census.quality.rule import Found, Rule, marked

MOST_STOREYS: Mapping[str, int] = {
    "timber": 3, "brick_timber": 3, "earth_or_stone_timber": 3, "masonry": 8, "bottom_frame_masonry": 8,
    "bottom_frame": 8, "rc_frame": 20,
}  # fmt: skip
"""Storeys above which a structure does not stand here: GB 50005 for timber, GB 50011 tables 7.1.2 (7 storeys
of masonry, 8 in older stock) and 6.1.1 (60 m of frame)."""

STOREY_HEIGHT = (2.2, 8.0)
"""Least and greatest height of a storey [m]: GB 55031 counts lower ones as half, higher ones are halls."""

AREA_SHARE = (0.3, 1.3)
"""Floor area over footprint times storeys: towers stand on podiums, upper floors lean out."""

FIRST_YEARS: Mapping[str, int] = {
    "rc_shear_wall": 1960, "rc_frame": 1910, "bottom_frame_masonry": 1950, "steel": 1900,
}  # fmt: skip
"""Year before which a structure was not built in the city."""

LAST_YEARS: Mapping[str, int] = {"brick_timber": 1995}
"""Year after which a structure was no longer built in the city."""

LEAST_FLOOR = 3.5
"""Floor area below which nobody lives [m2 for each person]."""


def storeys_for_structure(held: Held) -> Iterator[Found]:
    """Buildings higher than their structure can be."""
    frame = held["buildings"]
    for column in ("structure", "survey_structure"):
        if column in frame.columns:
            most = numbers_by(frame[column], MOST_STOREYS)
            text = (
                f"{{storeys:g}} storeys of {{{column}}}; it bears at most {{_most:g}}: "
                f"correct the storeys or {column}"
            )
            yield marked("buildings", frame.assign(_most=most), frame["storeys"] > most, "storeys", text)


def height_for_storeys(held: Held) -> Iterator[Found]:
    """Buildings whose storeys would be too low or too high."""
    frame = held["buildings"]
    each = frame["height_m"] / frame["storeys"].where(frame["storeys"] > 0)
    low, high = STOREY_HEIGHT
    text = (
        f"{{height_m:g}} m for {{storeys:g}} storeys is {{_each:.1f}} m each; {low:g} to {high:g} m is right"
    )
    wrong = each.notna() & ~each.between(low, high)
    yield marked("buildings", frame.assign(_each=each), wrong, "height_m", text)


def area_for_footprint(held: Held) -> Iterator[Found]:
    """Buildings whose floor area does not follow from footprint and storeys."""
    frame = held["buildings"]
    full = shapely.area(places(frame)) * frame["storeys"]
    share = frame["floor_area_m2"] / full.where(full > 0)
    low, high = AREA_SHARE
    text = (
        "floor area {floor_area_m2:g} m2 is {_share:.2f} of footprint times storeys ({_full:.0f} m2); "
        f"{low:g} to {high:g} is right"
    )
    told = frame.assign(_share=share, _full=full)
    yield marked("buildings", told, share.notna() & ~share.between(low, high), "floor_area_m2", text)


def too_early(held: Held) -> Iterator[Found]:
    """Buildings older than their structure."""
    frame = held["buildings"]
    first = numbers_by(frame["structure"], FIRST_YEARS)
    text = (
        "{structure} of {year_built:g}; it was not built before {_first:g}: correct the year or the structure"
    )
    yield marked("buildings", frame.assign(_first=first), frame["year_built"] < first, "year_built", text)


def too_late(held: Held) -> Iterator[Found]:
    """Buildings younger than their structure is met."""
    frame = held["buildings"]
    last = numbers_by(frame["structure"], LAST_YEARS)
    text = "{structure} of {year_built:g}; hardly any was built after {_last:g}: look at year and structure"
    yield marked("buildings", frame.assign(_last=last), frame["year_built"] > last, "year_built", text)


def built_after_survey(held: Held) -> Iterator[Found]:
    """Buildings finished after their source was made."""
    frame = held["buildings"]
    year = pd.to_numeric(frame["source_date"].str.slice(0, 4), errors="coerce")
    text = "built in {year_built:g}, but the source is of {source_date}"
    yield marked("buildings", frame, frame["year_built"] > year, "year_built", text)


def people_for_area(held: Held) -> Iterator[Found]:
    """Buildings with more residents than find room."""
    frame = held["buildings"]
    each = frame["floor_area_m2"] / frame["people"].where(frame["people"] > 0)
    text = (
        "{people:g} residents on {floor_area_m2:g} m2 have {_each:.1f} m2 each; "
        f"{LEAST_FLOOR:g} m2 is the least, also in a shelter"
    )
    yield marked("buildings", frame.assign(_each=each), each < LEAST_FLOOR, "people", text)


def lived_in(held: Held) -> Iterator[Found]:
    """Residents in buildings in which nobody lives."""
    frame = held["buildings"]
    wrong = (frame["residential_share"] <= 0.0) & (frame["people"] > 0)
    text = (
        "{people:g} residents in a building of which no share is lived in; correct residential_share or "
        "residents"
    )
    yield marked("buildings", frame, wrong, "people", text)


_ID = "building_id"

RULES: Mapping[str, Rule] = {
    "storeys_for_structure": Rule(
        must="A building has no more storeys than its structure bears (timber 3, masonry 8, frame 20).",
        source="GB 50005; GB 50011 tables 6.1.1 and 7.1.2", severity="error", check=storeys_for_structure,
        needs={"buildings": (_ID, "structure", "storeys")},
    ),
    "height_for_storeys": Rule(
        must="The height of a building is {:g} to {:g} m for each storey.".format(*STOREY_HEIGHT),
        source="GB 55031 (least heights of rooms); halls and works",
        severity="error", check=height_for_storeys,
        needs={"buildings": (_ID, "height_m", "storeys")},
    ),
    "area_for_footprint": Rule(
        must="The floor area of a building is {:g} to {:g} times footprint and storeys.".format(*AREA_SHARE),
        source="GB/T 50353 (floor area)", severity="error", check=area_for_footprint,
        needs={"buildings": (_ID, "floor_area_m2", "storeys", "geometry")},
    ),
    "structure_too_early": Rule(
        must="A building is not older than its kind of structure.", source="history of building in the city",
        severity="error", check=too_early, needs={"buildings": (_ID, "structure", "year_built")},
    ),
    "structure_too_late": Rule(
        must="A building of an old kind of structure was built while it was built.",
        source="history of building in the city", severity="warning", check=too_late,
        needs={"buildings": (_ID, "structure", "year_built")},
    ),
    "built_after_survey": Rule(
        must="A building was finished in the year of its source or before.",
        source="census schema, provenance",
        severity="error", check=built_after_survey, needs={"buildings": (_ID, "year_built", "source_date")},
    ),
    "people_for_area": Rule(
        must=f"Each resident of a building has {LEAST_FLOOR:g} m2 of floor or more.",
        source="Sphere, covered area for each person in a shelter (least)",
        severity="error", check=people_for_area,
        needs={"buildings": (_ID, "people", "floor_area_m2")},
    ),
    "people_for_use": Rule(
        must="Nobody is resident in a building of which no share is lived in.",
        source="use of the building", severity="error", check=lived_in,
        needs={"buildings": (_ID, "people", "residential_share")},
    ),
}  # fmt: skip
