"""Scales and criteria: storm-intensity formulas, warning signals, wind forces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from census.quality.held import Held
from census.quality.lookup import numbers_by
from census.quality.rule import Found, Rule, marked, whole

_LEVEL_OF_COLOUR = {"red": 1.0, "orange": 2.0, "yellow": 3.0, "blue": 4.0}


def one_default(held: Held) -> Iterator[Found]:
    """Storm-intensity formulas without a default, or with several."""
    frame = held["storm_intensity_formulas"]
    number = int(frame["is_default"].fillna(False).sum())
    if len(frame) and number != 1:
        text = f"{number} formulas are the default; exactly one is, for storms that name no formula"
        yield whole("storm_intensity_formulas", "is_default", text, value=number)
    text = "longest duration {longest_min:g} min is not above the shortest, {shortest_min:g} min"
    wrong = frame["longest_min"] <= frame["shortest_min"]
    yield marked("storm_intensity_formulas", frame, wrong, "longest_min", text)


def colour_levels(held: Held) -> Iterator[Found]:
    """Warning criteria whose level is not that of the colour, or that are milder than a lower colour's."""
    frame = held["warning_criteria"]
    frame = frame.assign(_level=numbers_by(frame["colour"], _LEVEL_OF_COLOUR))
    text = "{colour} has level {level:g}; blue is 4, yellow 3, orange 2, red 1"
    yield marked(
        "warning_criteria",
        frame,
        frame["_level"].notna() & (frame["level"] != frame["_level"]),
        "level",
        text,
    )
    ranked = frame.sort_values(["hazard", "_level"], ascending=[True, False], kind="stable")
    for column in ("mean_force", "gust_force", "temperature_c", "rain_mm", "snow_mm"):
        if column in ranked.columns:
            before = ranked.groupby("hazard")[column].shift()
            text = f"{column} {{{column}:g}} for {{colour}} is below {{_before:g}} of the colour before it"
            told = ranked.assign(_before=before)
            yield marked("warning_criteria", told, told[column] < before, column, text)


def forces_follow(held: Held) -> Iterator[Found]:
    """Wind forces whose range does not follow that of the force before."""
    frame = held["wind_scale"].sort_values("force", kind="stable")
    before = frame["upper_m_s"].shift()
    step = frame["lower_m_s"] - before
    told = frame.assign(_before=before)
    text = (
        "force {force:g} begins at {lower_m_s:g} m/s, the one before ends at {_before:g}; 0.1 m/s lie between"
    )
    yield marked("wind_scale", told, step.notna() & ~step.between(-1e-9, 0.2), "lower_m_s", text)


_CMA = "Measures for meteorological disaster warning signals (CMA)"

RULES: Mapping[str, Rule] = {
    "storm_formulas": Rule(
        must=(
            "Exactly one storm-intensity formula is the default; each holds from a shorter to a longer "
            "duration."
        ),
        source="GB 50014-2021", severity="error", check=one_default,
        needs={"storm_intensity_formulas": ("is_default", "shortest_min", "longest_min")},
    ),
    "warning_levels": Rule(
        must=(
            "Blue is level 4, yellow 3, orange 2, red 1, and no threshold falls from a colour to a "
            "graver one."
        ),
        source=_CMA, severity="error", check=colour_levels,
        needs={"warning_criteria": ("hazard", "colour", "level")},
    ),
    "wind_forces": Rule(
        must="Each wind force begins 0.1 m/s above the end of the one before.", source="GB/T 28591-2012",
        severity="error", check=forces_follow, needs={"wind_scale": ("force", "lower_m_s", "upper_m_s")},
    ),
}  # fmt: skip
