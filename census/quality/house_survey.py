"""The house survey: its fields agree with each other and with the shape of the building."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from census.quality.held import Held, places
from census.quality.lookup import by_key, numbers_by, texts_by
from census.quality.rule import Found, Rule, marked

FOOTPRINT_SHARE = 0.02
"""Share by which a stated footprint may differ from that of its polygon."""

CODE_YEARS: Mapping[str, int] = {
    "TJ 11-78": 1978, "GBJ 11-89": 1989, "GB 50011-2001": 2001, "GB 50011-2010": 2010,
}  # fmt: skip
"""Year in which each seismic code was issued."""

LIFT_STOREYS = 12
"""Storeys from which a building has lifts, whatever its age (GB 50096: 7 storeys or 16 m since 1999)."""

_SURVEYED: Mapping[str, tuple[str, ...]] = {
    "brick_timber": ("timber", "mixed", "masonry", "earth_or_stone_timber"),
    "masonry": ("masonry", "mixed"),
    "bottom_frame_masonry": ("bottom_frame",),
    "rc_frame": ("reinforced_concrete",),
    "rc_shear_wall": ("reinforced_concrete",),
    "steel": ("steel",),
}
"""Structure types of the survey that each structure of the models stands for."""


def footprint(held: Held) -> Iterator[Found]:
    """Buildings whose footprint is not the area of their polygon."""
    frame = held["buildings"]
    drawn = shapely.area(places(frame))
    wrong = np.abs(frame["footprint_m2"] - drawn) > FOOTPRINT_SHARE * drawn + 0.1
    text = "footprint {footprint_m2:g} m2, the polygon has {_drawn:.1f} m2; correct one of them"
    yield marked("buildings", frame.assign(_drawn=drawn), wrong, "footprint_m2", text)


def one_structure(held: Held) -> Iterator[Found]:
    """Buildings whose two structure fields contradict each other."""
    frame = held["buildings"]
    pairs = frame[["structure", "survey_structure"]].drop_duplicates().dropna()
    for structure, surveyed in pairs.itertuples(index=False):
        right = _SURVEYED.get(structure, (surveyed,))
        if surveyed not in right:
            wrong = frame["structure"].eq(structure) & frame["survey_structure"].eq(surveyed)
            text = (
                f"survey_structure is {surveyed} and structure {structure}, which is {' or '.join(right)} "
                "there"
            )
            yield marked("buildings", frame, wrong, "survey_structure", text)


def code_of_year(held: Held) -> Iterator[Found]:
    """Buildings designed after a code that came after them."""
    frame = held["buildings"]
    issued = numbers_by(frame["design_code"], CODE_YEARS)
    text = (
        "built in {year_built:g} after {design_code}, which was issued in {_issued:g}: correct year or code"
    )
    yield marked("buildings", frame.assign(_issued=issued), frame["year_built"] < issued, "design_code", text)


def elderly_within(held: Held) -> Iterator[Found]:
    """Buildings with more elderly residents than residents."""
    frame = held["buildings"]
    text = "{elderly_residents:g} elderly of {people:g} residents; they are a part of all"
    yield marked("buildings", frame, frame["elderly_residents"] > frame["people"], "elderly_residents", text)


def lifts(held: Held) -> Iterator[Found]:
    """High buildings without a lift."""
    frame = held["buildings"]
    wrong = (frame["storeys"] >= LIFT_STOREYS) & (frame["lifts"] == 0)
    text = f"{{storeys:g}} storeys without a lift; from {LIFT_STOREYS} storeys on a building has one"
    yield marked("buildings", frame, wrong, "lifts", text)


def curtain_walls(held: Held) -> Iterator[Found]:
    """Buildings with an area of glass but no curtain wall, or the other way round."""
    frame = held["buildings"]
    wrong = frame["curtain_wall"].eq("none") != (frame["curtain_wall_m2"] <= 0.0)
    text = "curtain_wall is {curtain_wall}, its area {curtain_wall_m2:g} m2; both or neither tell of glass"
    yield marked("buildings", frame, wrong & frame["curtain_wall"].notna(), "curtain_wall_m2", text)


def appraisals(held: Held) -> Iterator[Found]:
    """Buildings with a grade and no appraisal, or the other way round."""
    frame = held["buildings"]
    wrong = frame["appraised"].fillna(False).astype(bool) != frame["safety_grade"].notna()
    text = "appraised is {appraised}, the grade {safety_grade}; a grade comes from an appraisal"
    yield marked("buildings", frame, wrong, "safety_grade", text)


def retrofits(held: Held) -> Iterator[Found]:
    """Buildings with a year of retrofit and no retrofit, or the other way round."""
    frame = held["buildings"]
    wrong = frame["retrofitted"].fillna(False).astype(bool) != frame["retrofit_year"].notna()
    text = "retrofitted is {retrofitted}, the year {retrofit_year}; a year comes with a retrofit"
    yield marked("buildings", frame, wrong, "retrofit_year", text)


def dangerous_grade(held: Held) -> Iterator[Found]:
    """Dangerous buildings whose grade is not that of the house survey."""
    frame = held["dangerous_buildings"]
    grades = by_key(held, "buildings", "building_id", "safety_grade")
    told = frame.assign(_grade=texts_by(frame["building_id"], grades))
    wrong = told["_grade"].notna() & (told["_grade"] != told["appraisal_grade"])
    text = "appraisal grade {appraisal_grade}, the table buildings says {_grade}; both must agree"
    yield marked("dangerous_buildings", told, wrong, "appraisal_grade", text)


def whole_days(held: Held) -> Iterator[Found]:
    """Types of buildings whose profile lacks an hour."""
    frame = held["occupancy_profiles"]
    hours = frame.groupby("building_type")["hour"].transform("nunique")
    told = frame.assign(_hours=hours).drop_duplicates("building_type")
    text = "{_hours} hours for {building_type}; a profile has all 24"
    yield marked("occupancy_profiles", told, told["_hours"] != 24, "hour", text)


_ID = "building_id"
_SURVEY = "technical guide of the national house survey (FXPC/ZJ G-01 to G-03)"

RULES: Mapping[str, Rule] = {
    "footprint": Rule(
        must=f"The footprint of a building is the area of its polygon, to {FOOTPRINT_SHARE:.0%}.",
        source="geometry",
        severity="error", check=footprint, needs={"buildings": (_ID, "footprint_m2", "geometry")},
    ),
    "survey_structure": Rule(
        must="The structure type of the survey is one that the structure of the models stands for.",
        source=_SURVEY, severity="error", check=one_structure,
        needs={"buildings": (_ID, "structure", "survey_structure")},
    ),
    "code_of_year": Rule(
        must="A building was not built before the seismic code that it was designed after.",
        source="years of issue of the codes", severity="error", check=code_of_year,
        needs={"buildings": (_ID, "design_code", "year_built")},
    ),
    "elderly_within": Rule(
        must="The elderly residents of a building are among its residents.", source="sense of the fields",
        severity="error", check=elderly_within, needs={"buildings": (_ID, "elderly_residents", "people")},
    ),
    "lifts": Rule(
        must=f"A building of {LIFT_STOREYS} storeys or more has a lift.",
        source="GB 50096", severity="warning",
        check=lifts, needs={"buildings": (_ID, "storeys", "lifts")},
    ),
    "curtain_wall": Rule(
        must="A building has an area of curtain wall if and only if it has a curtain wall.",
        source="GB/T 21086",
        severity="error", check=curtain_walls, needs={"buildings": (_ID, "curtain_wall", "curtain_wall_m2")},
    ),
    "appraisal": Rule(
        must="A building has a safety grade if and only if it was appraised.",
        source="JGJ 125", severity="error",
        check=appraisals, needs={"buildings": (_ID, "appraised", "safety_grade")},
    ),
    "retrofit": Rule(
        must="A building has a year of retrofit if and only if it was retrofitted.", source=_SURVEY,
        severity="error", check=retrofits, needs={"buildings": (_ID, "retrofitted", "retrofit_year")},
    ),
    "dangerous_grade": Rule(
        must="The grade of a dangerous building is that of the house survey.", source="JGJ 125-2016",
        severity="error", check=dangerous_grade,
        needs={"dangerous_buildings": (_ID, "appraisal_grade"), "buildings": (_ID, "safety_grade")},
    ),
    "profile_hours": Rule(
        must="An occupancy profile has all 24 hours.",
        source="census schema", severity="error", check=whole_days,
        needs={"occupancy_profiles": ("building_type", "hour")},
    ),
}  # fmt: skip
