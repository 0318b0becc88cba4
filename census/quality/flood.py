"""Waters and what holds them: stages of stations and sluices, sections along canals, places that fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely

from census.quality.held import Held, places
from census.quality.rule import Found, Rule, marked

CHAINAGE_TOLERANCE = 20.0
"""Length by which two sections may lie farther apart than their chainages [m]: banks are drawn roughly."""

ROUNDING = 0.02
"""Difference between two levels that is rounding [m]."""


def station_stages(held: Held) -> Iterator[Found]:
    """Pumping stations that stop no lower than they start."""
    frame = held["pump_stations"]
    text = "stops at {stop_stage_m:g} m and starts at {start_stage_m:g} m; the stop must be below the start"
    wrong = frame["stop_stage_m"] >= frame["start_stage_m"]
    yield marked("pump_stations", frame, wrong, "stop_stage_m", text)


def two_waters(held: Held) -> Iterator[Found]:
    """Sluices between a water and itself."""
    frame = held["sluices"]
    text = "canal_id and outer_canal_id are both {canal_id}; a sluice parts two waters"
    yield marked("sluices", frame, frame["canal_id"].eq(frame["outer_canal_id"]), "outer_canal_id", text)


def chainages(held: Held) -> Iterator[Found]:
    """Sections that lie farther from the one before than the canal is long between them."""
    frame = held["canal_sections"].sort_values(["canal_id", "chainage_m"], kind="stable")
    canal = frame.groupby("canal_id", sort=False)
    step = frame["chainage_m"] - canal["chainage_m"].shift()
    before = canal["geometry"].shift().where(step.notna(), None)
    apart = pd.Series(shapely.distance(places(frame), before.to_numpy(dtype=object)), index=frame.index)
    text = (
        "the section lies {_apart:.0f} m from the one before, {_step:.0f} m up the canal; a canal is no "
        "shorter than the straight line: correct the chainage or the place"
    )
    told = frame.assign(_apart=apart, _step=step)
    yield marked("canal_sections", told, apart > step + CHAINAGE_TOLERANCE, "chainage_m", text)


def section_widths(held: Held) -> Iterator[Found]:
    """Sections wider at the bed than at the water."""
    frame = held["canal_sections"]
    text = "the bed is {bottom_width_m:g} m wide, the water {top_width_m:g} m; banks do not lean over"
    wrong = frame["bottom_width_m"] > frame["top_width_m"]
    yield marked("canal_sections", frame, wrong, "bottom_width_m", text)


def embankment_lengths(held: Held) -> Iterator[Found]:
    """Embankments whose length is not that of their line."""
    frame = held["embankments"]
    drawn = shapely.length(places(frame))
    wrong = np.abs(frame["length_m"] - drawn) > 0.05 * drawn + 1.0
    text = "length {length_m:g} m, the line has {_drawn:.1f} m; correct one of them"
    yield marked("embankments", frame.assign(_drawn=drawn), wrong, "length_m", text)


def floors_below_sills(held: Held) -> Iterator[Found]:
    """Spaces below ground whose floor is not below their threshold, or whose threshold does not add up."""
    frame = held["underground_spaces"]
    text = "floor {floor_m:g} m is not below the threshold, {sill_m:g} m; nothing would fill"
    yield marked("underground_spaces", frame, frame["floor_m"] >= frame["sill_m"], "floor_m", text)
    right = frame["ground_m"] + frame["sill_height_m"]
    text = "threshold {sill_m:g} m; the ground and {sill_height_m:g} m upon it give {_right:.2f} m"
    wrong = (frame["sill_m"] - right).abs() > ROUNDING
    yield marked("underground_spaces", frame.assign(_right=right), wrong, "sill_m", text)


def waterlogging_depths(held: Held) -> Iterator[Found]:
    """Waterlogging points whose usual depth or warning depth is above the greatest."""
    frame = held["waterlogging_points"]
    for column in ("usual_depth_m", "warning_depth_m"):
        text = f"{column} {{{column}:g}} m is more than the greatest depth, {{greatest_depth_m:g}} m"
        yield marked("waterlogging_points", frame, frame[column] > frame["greatest_depth_m"], column, text)


RULES: Mapping[str, Rule] = {
    "station_stages": Rule(
        must="A pumping station stops at a lower stage than that at which it starts.", source="GB 50265",
        severity="error", check=station_stages,
        needs={"pump_stations": ("start_stage_m", "stop_stage_m")},
    ),
    "sluice_waters": Rule(
        must="A sluice stands between two different waters.", source="SL 265", severity="error",
        check=two_waters, needs={"sluices": ("canal_id", "outer_canal_id")},
    ),
    "canal_chainage": Rule(
        must="Two sections of a canal are no farther apart than their chainages.", source="geometry",
        severity="error", check=chainages, needs={"canal_sections": ("canal_id", "chainage_m", "geometry")},
    ),
    "canal_widths": Rule(
        must="The bed of a section is no wider than its water.", source="a trapezium opens upward",
        severity="error", check=section_widths,
        needs={"canal_sections": ("bottom_width_m", "top_width_m")},
    ),
    "embankment_length": Rule(
        must="The length of an embankment is that of its line, to 5%.", source="geometry",
        severity="error", check=embankment_lengths, needs={"embankments": ("length_m", "geometry")},
    ),
    "underground_levels": Rule(
        must="A space below ground has its floor below its threshold, and that as high above the ground as "
             "is said.",
        source="GB/T 39195-2020 annex G", severity="error", check=floors_below_sills,
        needs={"underground_spaces": ("floor_m", "sill_m", "ground_m", "sill_height_m")},
    ),
    "waterlogging_depths": Rule(
        must="Usual and warning depth of a waterlogging point do not exceed the greatest.",
        source="GB/T 39195-2020 annex H", severity="error", check=waterlogging_depths,
        needs={"waterlogging_points": ("usual_depth_m", "warning_depth_m", "greatest_depth_m")},
    ),
}  # fmt: skip
