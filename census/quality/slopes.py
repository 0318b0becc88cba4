"""Slopes, settlement and forest: graded by their own figures, in the unit they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import shapely

from census.quality.held import Held, places
from census.quality.lookup import by_key, numbers_by, places_by
from census.quality.rule import Found, Rule, marked

GRADES = ("small", "medium", "large", "very_large")

_PEOPLE_AT_RISK = (100.0, 500.0, 1000.0)
_PROPERTY_AT_RISK = (5e6, 5e7, 1e8)
_DEATHS = (3.0, 10.0, 30.0)
_LOSS = (1e6, 5e6, 1e7)

FIRE_GRADES = {
    "general": (0.0, 1.0),
    "larger": (1.0, 100.0),
    "major": (100.0, 1000.0),
    "extreme": (1000.0, 1e9),
}
"""Burnt forest of each grade of fire [ha]."""

UNIT_DISTANCE = 60.0
"""Distance at which a point may lie from the slope or forest plot that it names [m]."""

RATE_TOLERANCE = (1.0, 0.2)
"""Difference between a stated rate of settlement and that of the records: [mm/a], and share of the rate."""


def danger_grade(held: Held) -> Iterator[Found]:
    """Hazard points whose grade of danger is not that of the people and property threatened."""
    yield from _graded(
        held["geohazard_points"], "danger_grade", ("people_threatened", _PEOPLE_AT_RISK),
        ("property_threatened_yuan", _PROPERTY_AT_RISK),
    )  # fmt: skip


def disaster_grade(held: Held) -> Iterator[Found]:
    """Hazard points whose grade of the disaster is not that of deaths and loss."""
    frame = held["geohazard_points"]
    yield from _graded(frame, "disaster_grade", ("deaths", _DEATHS), ("direct_loss_yuan", _LOSS))
    wrong = frame["disaster_grade"].isna() & ((frame["deaths"] > 0) | (frame["direct_loss_yuan"] > 0))
    text = "{deaths:g} deaths and a loss of {direct_loss_yuan:g} yuan, but no grade of the disaster"
    yield marked("geohazard_points", frame, wrong, "disaster_grade", text)


def slope_figures(held: Held) -> Iterator[Found]:
    """Slope units whose mean slope or relief does not fit their levels."""
    frame = held["slope_units"]
    text = "greatest slope {slope_max_deg:g} is less than the mean {slope_deg:g} degree"
    yield marked(
        "slope_units", frame, frame["slope_max_deg"] < frame["slope_deg"] - 0.05, "slope_max_deg", text
    )
    right = frame["top_m"] - frame["foot_m"]
    text = "relief {relief_m:g} m, top and foot are {_right:.1f} m apart; both must agree"
    yield marked(
        "slope_units", frame.assign(_right=right), (frame["relief_m"] - right).abs() > 1.0, "relief_m", text
    )


def in_named_unit(held: Held) -> Iterator[Found]:
    """Points away from the slope unit or forest plot that they name."""
    for name, column, target in (
        ("geohazard_points", "slope_unit_id", "slope_units"),
        ("fire_incidents", "forest_plot_id", "forest_plots"),
        ("pest_plots", "forest_plot_id", "forest_plots"),
    ):  # fmt: skip
        if not (held.has(name, column, "geometry") and held.has(target, column, "geometry")):
            continue
        frame = held[name]
        units = by_key(held, target, column, "geometry")
        apart = shapely.distance(places(frame), places_by(frame[column], units))
        text = f"the place lies {{_apart:.0f}} m from {column} {{{column}}}; correct the place or the unit"
        yield marked(name, frame.assign(_apart=apart), apart > UNIT_DISTANCE, column, text)


def fire_grade(held: Held) -> Iterator[Found]:
    """Fires whose grade is not that of the burnt area."""
    frame = held["fire_incidents"]
    low = numbers_by(frame["grade"], {grade: pair[0] for grade, pair in FIRE_GRADES.items()})
    high = numbers_by(frame["grade"], {grade: pair[1] for grade, pair in FIRE_GRADES.items()})
    wrong = (frame["burnt_area_ha"] < low) | (frame["burnt_area_ha"] > high)
    text = (
        "grade {grade} with {burnt_area_ha:g} ha burnt; under 1 ha is general, under 100 larger, under "
        "1000 major"
    )
    yield marked("fire_incidents", frame, wrong, "grade", text)


def trees(held: Held) -> Iterator[Found]:
    """Pest plots with more trees affected than looked at, or affected by nothing."""
    frame = held["pest_plots"]
    text = "{trees_affected:g} trees affected of {trees_surveyed:g} looked at; they are a part of them"
    yield marked(
        "pest_plots", frame, frame["trees_affected"] > frame["trees_surveyed"], "trees_affected", text
    )
    wrong = frame["pest"].eq("none") & (frame["trees_affected"] > 0)
    text = "no pest was found, but {trees_affected:g} trees are affected; name the pest"
    yield marked("pest_plots", frame, wrong, "pest", text)


def settlement(held: Held) -> Iterator[Found]:
    """Records whose settlement is not the fall of the level since the first survey."""
    frame = held["levelling_records"].sort_values(["levelling_point_id", "survey_date"], kind="stable")
    first = frame.groupby("levelling_point_id", sort=False)["level_m"].transform("first")
    fallen = (first - frame["level_m"]) * 1000.0
    told = frame.assign(_fallen=fallen)
    text = "settlement {settlement_mm:g} mm, but the level fell by {_fallen:.1f} mm since the first survey"
    wrong = (frame["settlement_mm"] - fallen).abs() > 2.0
    yield marked("levelling_records", told, wrong, "settlement_mm", text)


def settlement_rate(held: Held) -> Iterator[Found]:
    """Marks whose rate is not that of their records."""
    frame = held["levelling_points"]
    rates = _fitted_rates(held["levelling_records"])
    told = frame.assign(_rate=numbers_by(frame["levelling_point_id"], rates))
    least, share = RATE_TOLERANCE
    wrong = (told["rate_mm_a"] - told["_rate"]).abs() > least + share * told["_rate"].abs()
    text = "rate {rate_mm_a:g} mm a year, the records give {_rate:.1f}; both must agree"
    yield marked("levelling_points", told, wrong, "rate_mm_a", text)


def _graded(
    frame: pd.DataFrame, column: str, *measures: tuple[str, tuple[float, float, float]]
) -> Iterator[Found]:
    """Rows whose grade is not the worst that a measure gives; a value on a bound may count either way."""
    rank = numbers_by(frame[column], {grade: number for number, grade in enumerate(GRADES)})
    worst = np.max([np.digitize(frame[name].fillna(0.0), bounds) for name, bounds in measures], axis=0)
    least = np.max(
        [np.digitize(frame[name].fillna(0.0), bounds, right=True) for name, bounds in measures], axis=0
    )
    told = frame.assign(_right=np.array(GRADES, dtype=object)[worst])
    said = " and ".join(f"{name} {{{name}:g}}" for name, _ in measures)
    text = f"{column} is {{{column}}}; {said} make it {{_right}}"
    yield marked("geohazard_points", told, rank.notna() & ((rank > worst) | (rank < least)), column, text)


def _fitted_rates(records: pd.DataFrame) -> pd.Series[float]:
    """Slope of settlement over time by mark [mm/a], by least squares."""
    year = pd.to_datetime(records["survey_date"], errors="coerce")
    t = (year - pd.Timestamp("2000-01-01")).dt.days / 365.25
    known = pd.DataFrame(
        {"mark": records["levelling_point_id"], "t": t, "s": records["settlement_mm"]}
    ).dropna()
    by = known.groupby("mark")
    dt, ds = known["t"] - by["t"].transform("mean"), known["s"] - by["s"].transform("mean")
    over = (dt * dt).groupby(known["mark"]).sum()
    return (dt * ds).groupby(known["mark"]).sum() / over.where(over > 0.0)


_DZ = "DZ/T 0261-2014"

RULES: Mapping[str, Rule] = {
    "danger_grade": Rule(
        must=(
            "The grade of danger follows from people (100, 500, 1000) and property (5, 50, 100 million "
            "yuan) threatened."
        ),
        source=_DZ, severity="error", check=danger_grade,
        needs={"geohazard_points": ("danger_grade", "people_threatened", "property_threatened_yuan")},
    ),
    "disaster_grade": Rule(
        must="The grade of a disaster follows from deaths (3, 10, 30) and loss (1, 5, 10 million yuan).",
        source=_DZ, severity="error", check=disaster_grade,
        needs={"geohazard_points": ("disaster_grade", "deaths", "direct_loss_yuan")},
    ),
    "slope_figures": Rule(
        must="The relief of a slope is the difference of top and foot; no mean slope exceeds the greatest.",
        source="geometry", severity="error", check=slope_figures,
        needs={"slope_units": ("slope_deg", "slope_max_deg", "top_m", "foot_m", "relief_m")},
    ),
    "unit_of_place": Rule(
        must=(
            "A hazard point, fire or pest plot lies in the slope or forest plot it names, to "
            f"{UNIT_DISTANCE:g} m."
        ),
        source="geometry", severity="error", check=in_named_unit,
    ),
    "fire_grade": Rule(
        must="The grade of a forest fire follows from the burnt area (1, 100, 1000 ha).",
        source="Regulations on forest fire prevention, art. 40", severity="error", check=fire_grade,
        needs={"fire_incidents": ("grade", "burnt_area_ha")},
    ),
    "pest_trees": Rule(
        must="The trees affected are among those looked at, and by a pest that is named.",
        source="LY/T 1681-2006", severity="error", check=trees,
        needs={"pest_plots": ("pest", "trees_affected", "trees_surveyed")},
    ),
    "settlement_of_level": Rule(
        must="The settlement of a mark is the fall of its level since the first survey.",
        source="GB/T 12897-2006", severity="error", check=settlement,
        needs={"levelling_records": ("levelling_point_id", "survey_date", "level_m", "settlement_mm")},
    ),
    "settlement_rate": Rule(
        must="The rate of a mark is the slope of its records.", source="DZ/T 0283-2015", severity="error",
        check=settlement_rate,
        needs={
            "levelling_points": ("levelling_point_id", "rate_mm_a"),
            "levelling_records": ("levelling_point_id", "survey_date", "settlement_mm"),
        },
    ),
}  # fmt: skip
