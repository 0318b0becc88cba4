"""The ground: boreholes and their layers, zonation, liquefaction, slopes, settlement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from census.quality.held import Held
from census.quality.lookup import numbers_by
from census.quality.rule import Found, Rule, marked

SHEAR_WAVE = (50.0, 2000.0)
"""Shear-wave velocity that soils and weathered rocks of the plain have [m/s]."""

ROCK_LIKE = 500.0
"""Velocity above which a layer counts as the base of the cover [m/s] (GB 50011, 4.1.4)."""

STEP_DEPTH, STEP_RATIO, STEP_LEAST = 5.0, 2.5, 400.0
"""A layer below this depth [m], so much faster than each above it, with nothing slower [m/s] from there on,
may be taken as the base of the cover (GB 50011, 4.1.4, second item)."""

STEP = 0.1
"""Difference between two depths that is rounding [m]."""

_VELOCITIES: Mapping[str, tuple[float, float]] = {
    "fill": (60.0, 300.0), "muddy_clay": (60.0, 260.0), "muddy_silty_clay": (60.0, 260.0),
    "clay": (100.0, 500.0), "silty_clay": (100.0, 500.0), "sandy_silt": (90.0, 450.0),
    "silty_sand": (100.0, 450.0), "gravel": (180.0, 700.0), "residual_soil": (150.0, 600.0),
    "strongly_weathered_rock": (300.0, 1000.0), "moderately_weathered_rock": (500.0, 2000.0),
}  # fmt: skip
"""Velocities met by soil type [m/s], wide around GB 50011 table 4.1.3."""


def contiguous(held: Held) -> Iterator[Found]:
    """Layers that leave a gap, overlap, or do not begin at the ground."""
    frame = _layers(held)
    before = frame.groupby("borehole_id", sort=False)["bottom_m"].shift()
    begins = before.isna()
    above = before.fillna(0.0)
    apart = (frame["top_m"] - above).abs() > STEP / 2
    told = frame.assign(_above=above, _what=np.where(begins, "the ground", "the layer above"))
    text = (
        "layer {layer:g} begins at {top_m:g} m, {_what} ends at {_above:g} m; layers follow without gap "
        "or overlap"
    )
    yield marked("borehole_layers", told, apart, "top_m", text)
    text = "the layer ends at {bottom_m:g} m and begins at {top_m:g} m; it must end below its top"
    yield marked("borehole_layers", frame, frame["bottom_m"] <= frame["top_m"], "bottom_m", text)


def layers_to_depth(held: Held) -> Iterator[Found]:
    """Boreholes whose layers do not end at their depth, or that have none."""
    last = held["borehole_layers"].groupby("borehole_id")["bottom_m"].max()
    frame = held["boreholes"].assign(_last=numbers_by(held["boreholes"]["borehole_id"], last))
    text = "the borehole is {depth_m:g} m deep and has no layer; log its layers from the ground down"
    yield marked("boreholes", frame, frame["_last"].isna(), "depth_m", text)
    text = "the borehole is {depth_m:g} m deep, its last layer ends at {_last:g} m; both must agree"
    yield marked("boreholes", frame, (frame["depth_m"] - frame["_last"]).abs() > STEP, "depth_m", text)


def velocity(held: Held) -> Iterator[Found]:
    """Layers whose shear-wave velocity no ground here has."""
    frame = held["borehole_layers"]
    low, high = SHEAR_WAVE
    text = f"{{vs_m_s:g}} m/s lies outside {low:g} to {high:g} m/s"
    wrong = frame["vs_m_s"].notna() & ~frame["vs_m_s"].between(low, high)
    yield marked("borehole_layers", frame, wrong, "vs_m_s", text)


def velocity_of_soil(held: Held) -> Iterator[Found]:
    """Layers whose velocity is not met in their soil."""
    frame = held["borehole_layers"]
    low = numbers_by(frame["soil_type"], {kind: bounds[0] for kind, bounds in _VELOCITIES.items()})
    high = numbers_by(frame["soil_type"], {kind: bounds[1] for kind, bounds in _VELOCITIES.items()})
    wrong = (frame["vs_m_s"] < low) | (frame["vs_m_s"] > high)
    text = "{vs_m_s:g} m/s in {soil_type}; {_low:g} to {_high:g} m/s is met there: look at velocity and soil"
    yield marked("borehole_layers", frame.assign(_low=low, _high=high), wrong, "vs_m_s", text)


def cover(held: Held) -> Iterator[Found]:
    """Boreholes whose cover thickness does not follow from their layers."""
    frame = held["boreholes"]
    made = _cover_of_layers(_layers(held))
    told = frame.assign(**{name: numbers_by(frame["borehole_id"], made[name]) for name in made.columns})
    stated, base, hard = told["cover_thickness_m"], told["_base"], told["_hard"].fillna(0.0)
    step = numbers_by(frame["borehole_id"], _steps(_layers(held)))
    fits = ((stated - base).abs() <= 0.5) | ((stated - (base - hard)).abs() <= 0.5)
    fits |= (stated - step).abs() <= 0.5
    reached = frame["cover_reached"].fillna(False).astype(bool)
    text = (
        "cover thickness {cover_thickness_m:g} m, but the layers reach the base (500 m/s and more "
        "from there on) "
        "at {_base:g} m"
    )
    yield marked("boreholes", told, reached & base.notna() & ~fits, "cover_thickness_m", text)
    text = "the base is said to be reached, but no layer down to {depth_m:g} m has 500 m/s or more to the end"
    yield marked("boreholes", told, reached & base.isna() & told["_known"].eq(1.0), "cover_reached", text)
    text = (
        "cover thickness {cover_thickness_m:g} m is less than the {depth_m:g} m drilled without reaching "
        "the base"
    )
    wrong = ~reached & (stated < frame["depth_m"] - hard - 0.5)
    yield marked("boreholes", told, wrong, "cover_thickness_m", text)


def soft_soil(held: Held) -> Iterator[Found]:
    """Boreholes whose soft soil is not the sum of the muddy layers."""
    layers = held["borehole_layers"]
    muddy = layers[layers["soil_type"].isin(["muddy_clay", "muddy_silty_clay"])]
    total = (muddy["bottom_m"] - muddy["top_m"]).groupby(muddy["borehole_id"]).sum()
    frame = held["boreholes"]
    frame = frame.assign(_sum=numbers_by(frame["borehole_id"], total).fillna(0.0))
    wrong = (frame["soft_soil_thickness_m"] - frame["_sum"]).abs() > 0.5
    text = "soft soil {soft_soil_thickness_m:g} m, the muddy layers have {_sum:g} m together; both must agree"
    yield marked("boreholes", frame, wrong, "soft_soil_thickness_m", text)


def water_in_hole(held: Held) -> Iterator[Found]:
    """Boreholes whose groundwater lies below their bottom."""
    frame = held["boreholes"]
    text = (
        "groundwater at {groundwater_depth_m:g} m, the borehole is {depth_m:g} m deep: it cannot have "
        "been met"
    )
    yield marked(
        "boreholes", frame, frame["groundwater_depth_m"] > frame["depth_m"], "groundwater_depth_m", text
    )


def accelerations(held: Held) -> Iterator[Found]:
    """Zones whose accelerations are not in the ratios of the zonation."""
    frame = held["seismic_zonation"]
    for column, low, high in (
        ("pga_frequent_g", 0.30, 0.40), ("pga_rare_g", 1.6, 2.3), ("pga_very_rare_g", 2.7, 3.2)
    ):  # fmt: skip
        ratio = frame[column] / frame["pga_g"].where(frame["pga_g"] > 0)
        text = (
            f"{column} {{{column}:g}} g is {{_ratio:.2f}} of the basic {{pga_g:g}} g; {low:g} to {high:g} "
            "is right"
        )
        wrong = ratio.notna() & ~ratio.between(low - 0.01, high + 0.01)
        yield marked("seismic_zonation", frame.assign(_ratio=ratio), wrong, column, text)


def liquefaction(held: Held) -> Iterator[Found]:
    """Liquefaction points whose grade is not that of their index, or whose layer is upside down."""
    frame = held["liquefaction_points"]
    bounds = {"none": (0.0, 0.0), "slight": (0.0, 6.0), "moderate": (6.0, 18.0), "severe": (18.0, 1e9)}
    low = numbers_by(frame["grade"], {grade: pair[0] for grade, pair in bounds.items()})
    high = numbers_by(frame["grade"], {grade: pair[1] for grade, pair in bounds.items()})
    index = frame["liquefaction_index"]
    wrong = (index < low - 1e-9) | (index > high + 1e-9) | ((index <= 0.0) & frame["grade"].ne("none"))
    text = (
        "grade {grade} with index {liquefaction_index:g}; 0 is none, to 6 slight, to 18 moderate, above "
        "severe"
    )
    yield marked("liquefaction_points", frame, wrong & index.notna() & low.notna(), "grade", text)
    text = "the layer ends at {layer_bottom_m:g} m and begins at {layer_top_m:g} m; it must end below its top"
    yield marked(
        "liquefaction_points", frame, frame["layer_bottom_m"] <= frame["layer_top_m"], "layer_bottom_m", text
    )


def magnitudes(held: Held) -> Iterator[Found]:
    """Source zones whose upper magnitude is not above the lower one."""
    frame = held["seismic_sources"]
    text = "upper magnitude {magnitude_upper:g} is not above the lower one, {magnitude_lower:g}"
    wrong = frame["magnitude_upper"] <= frame["magnitude_lower"]
    yield marked("seismic_sources", frame, wrong, "magnitude_upper", text)


def _layers(held: Held) -> pd.DataFrame:
    return held["borehole_layers"].sort_values(["borehole_id", "layer"], kind="stable")


def _steps(layers: pd.DataFrame) -> pd.Series[float]:
    """By borehole: depth of the first layer that is so much faster than all above that it may be the base."""
    hole = layers["borehole_id"]
    above = layers.groupby("borehole_id", sort=False)["vs_m_s"].cummax().groupby(hole, sort=False).shift()
    upward = layers["vs_m_s"].fillna(0.0).iloc[::-1]
    least = upward.groupby(hole.iloc[::-1], sort=False).cummin()
    is_step = (layers["top_m"] >= STEP_DEPTH) & (layers["vs_m_s"] > STEP_RATIO * above)
    is_step &= least.reindex(layers.index) >= STEP_LEAST
    return layers[is_step].groupby("borehole_id")["top_m"].min()


def _cover_of_layers(layers: pd.DataFrame) -> pd.DataFrame:
    """By borehole: depth from which on all is rock-like, hard layers above it, whether all is known."""
    upward = layers.iloc[::-1]
    soil = (upward["vs_m_s"] <= ROCK_LIKE) | upward["vs_m_s"].isna()
    below = ~soil.groupby(upward["borehole_id"], sort=False).cummax()
    base = upward[below].groupby("borehole_id")["top_m"].min()
    hard = layers[layers["soil_type"].eq("volcanic_interlayer")]
    hard = hard[hard["bottom_m"] <= numbers_by(hard["borehole_id"], base).fillna(np.inf)]
    known = layers.groupby("borehole_id")["vs_m_s"].agg(lambda part: bool(part.notna().all()))
    return pd.DataFrame(
        {
            "_base": base,
            "_hard": (hard["bottom_m"] - hard["top_m"]).groupby(hard["borehole_id"]).sum(),
            "_known": known,
        }
    )


_LAYER = ("borehole_id", "layer", "top_m", "bottom_m")
_GB = "GB 50011-2010"

RULES: Mapping[str, Rule] = {
    "layers_contiguous": Rule(
        must="The layers of a borehole follow each other from the ground down without gap or overlap.",
        source="GB 50021-2001", severity="error", check=contiguous, needs={"borehole_layers": _LAYER},
    ),
    "layers_to_depth": Rule(
        must="A borehole has layers down to its depth.", source="GB 50021-2001", severity="error",
        check=layers_to_depth, needs={"borehole_layers": _LAYER, "boreholes": ("borehole_id", "depth_m")},
    ),
    "shear_wave": Rule(
        must="A shear-wave velocity lies between {:g} and {:g} m/s.".format(*SHEAR_WAVE),
        source=f"{_GB}, table 4.1.3, and what is measured in the plain", severity="error", check=velocity,
        needs={"borehole_layers": ("borehole_id", "vs_m_s")},
    ),
    "shear_wave_of_soil": Rule(
        must="A shear-wave velocity is one that the layer's soil has.", source=f"{_GB}, table 4.1.3",
        severity="warning", check=velocity_of_soil, needs={"borehole_layers": ("soil_type", "vs_m_s")},
    ),
    "cover_thickness": Rule(
        must="The cover reaches down to where all layers have more than 500 m/s, less hard interlayers.",
        source=f"{_GB}, 4.1.4", severity="error", check=cover,
        needs={
            "borehole_layers": (*_LAYER, "vs_m_s", "soil_type"),
            "boreholes": ("borehole_id", "depth_m", "cover_thickness_m", "cover_reached"),
        },
    ),
    "soft_soil": Rule(
        must="The thickness of soft soil is the sum of the muddy layers.", source="census schema",
        severity="error", check=soft_soil,
        needs={
            "borehole_layers": (*_LAYER, "soil_type"),
            "boreholes": ("borehole_id", "soft_soil_thickness_m"),
        },
    ),
    "groundwater_in_hole": Rule(
        must="Groundwater was met within the borehole.", source="GB 50021-2001", severity="error",
        check=water_in_hole, needs={"boreholes": ("groundwater_depth_m", "depth_m")},
    ),
    "zonation_ratios": Rule(
        must=(
            "Frequent, rare and very rare accelerations are a third, 1.6-2.3 and 2.7-3.2 times the basic "
            "one."
        ),
        source="GB 18306-2015, 6.2", severity="error", check=accelerations,
        needs={"seismic_zonation": ("pga_g", "pga_frequent_g", "pga_rare_g", "pga_very_rare_g")},
    ),
    "liquefaction_grade": Rule(
        must="The grade of liquefaction is that of its index, and the layer's bottom lies below its top.",
        source=f"{_GB}, table 4.3.5", severity="error", check=liquefaction,
        needs={"liquefaction_points": ("grade", "liquefaction_index", "layer_top_m", "layer_bottom_m")},
    ),
    "magnitude_bounds": Rule(
        must="The upper magnitude of a source zone is above its lower one.", source="GB 17741-2005",
        severity="error", check=magnitudes, needs={"seismic_sources": ("magnitude_upper", "magnitude_lower")},
    ),
}  # fmt: skip
