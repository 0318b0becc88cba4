"""What a run refuses, and what it says about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.checks import check_inputs
from models.waterlogging.inputs import (
    Event,
    Infiltration,
    Inflow,
    Rainfall,
    Series,
    Settings,
    SewerSink,
    Surface,
)
from models.waterlogging.simulate import simulate
from tests.models.waterlogging.strategies import MM_H, cities, series, spring, storms, surface_of

SHAPE = (4, 5)


def whole() -> Surface:
    """A surface with everything on it: a canal in the first column and a house at row 1, column 2."""
    canal = np.full(SHAPE, -1, np.int16)
    canal[:, 0] = 0
    built = np.zeros(SHAPE, np.float32)
    built[1, 2] = 1.0
    bed = np.full(SHAPE, 5.0)
    bed[3, 4] = np.nan
    return surface_of(
        bed, building_fraction=built, open_x=np.ones(SHAPE, np.float32), open_y=np.ones(SHAPE, np.float32),
        stage_group=canal, stage_groups=("canal",),
        infiltration=Infiltration(np.full(SHAPE, 1e-6, np.float32), np.full(SHAPE, 0.02, np.float32)),
        sewers=SewerSink(np.full(SHAPE, 1e-6, np.float32), np.zeros(SHAPE, np.int16), {"canal": 3.0}),
    )  # fmt: skip


def rainfall() -> Rainfall:
    return Rainfall(np.array([0.0, 300.0, 600.0]), np.full((2, 2), 1e-6), np.zeros(SHAPE, np.int32))


def event() -> Event:
    return Event(
        rain=rainfall(), stages={"canal": series((0.0, 3.0))}, inflows=(spring(2, 3, 0.1),), edge="free",
        initial_depth=np.zeros(SHAPE, np.float32),
    )  # fmt: skip


def with_value(values: NDArray[Any], value: float, row: int = 2, column: int = 1) -> NDArray[Any]:
    out = values.copy()
    out[row, column] = value
    return out


def refusal(surface: Surface, happening: Event, settings: Settings) -> str:
    with pytest.raises(InputError) as caught:
        check_inputs(surface, happening, settings)
    return str(caught.value)


def test_everything_at_once_is_accepted_when_it_is_right() -> None:
    check_inputs(whole(), event(), Settings(duration=60.0, output_interval=30.0))


@given(data=st.data())
def test_no_city_is_refused(data: st.DataObject) -> None:
    surface = data.draw(cities())
    check_inputs(surface, data.draw(storms(surface, 60.0)), Settings(duration=60.0))


def test_a_refused_run_computes_nothing() -> None:
    with pytest.raises(InputError, match="manning at row 2, column 1"):
        simulate(
            replace(whole(), manning=with_value(whole().manning, -0.1)), event(), Settings(duration=60.0)
        )


def soil(**changes: Any) -> Callable[[Surface], Surface]:
    return lambda s: replace(s, infiltration=replace(s.infiltration or Infiltration(s.bed, s.bed), **changes))


def sewers(**changes: Any) -> Callable[[Surface], Surface]:
    assert whole().sewers is not None
    return lambda s: replace(s, sewers=replace(s.sewers, **changes))  # type: ignore[type-var]


SMALL = np.full((3, 5), 0.0, np.float32)
RATES = np.full(SHAPE, 1e-6, np.float32)
ROUGH = np.full(SHAPE, 0.03, np.float32)
ZERO = np.zeros(SHAPE, np.float32)

SURFACES: dict[str, tuple[Callable[[Surface], Surface], list[str]]] = {
    "NaN roughness": (
        lambda s: replace(s, manning=with_value(s.manning, np.nan)),
        ["manning", "row 2, column 1", "nan", "0 to 1", "0.02 for asphalt"],
    ),
    "roughness above one": (
        lambda s: replace(s, manning=with_value(s.manning, 30.0)),
        ["manning", "row 2, column 1 is 30 ", "0 to 1"],
    ),
    "negative conductivity": (
        soil(conductivity=with_value(RATES, -2e-6)),
        ["conductivity", "row 2, column 1", "-2e-06", "not negative"],
    ),
    "suction deficit of another unit": (
        soil(suction_deficit=with_value(RATES, 166.8)),
        ["suction_deficit", "row 2, column 1", "166.8", "0 to 5"],
    ),
    "soil of another shape": (soil(conductivity=SMALL), ["conductivity", "(3, 5)", "(4, 5)"]),
    "sewer capacity in mm/h": (
        sewers(capacity=with_value(RATES, 36.0)),
        ["sewer capacity", "row 2, column 1 is 36 ", "m/s"],
    ),
    "outfall without a canal": (
        sewers(outfall=with_value(np.zeros(SHAPE, np.int16), 3)),
        ["sewer outfall", "row 2, column 1", " 3 ", "['canal']", "-1 to drain freely"],
    ),
    "outfalls of another shape": (
        sewers(outfall=SMALL.astype(np.int16)),
        ["sewer outfall", "(3, 5)", "(4, 5)"],
    ),
    "reference stage of an unknown canal": (
        sewers(reference_stage={"cannal": 3.0}),
        ["reference stage", "'cannal'", "['canal']"],
    ),
    "reference stage that is no number": (
        sewers(reference_stage={"canal": np.nan}),
        ["reference stage", "'canal'", "nan", "metres"],
    ),
    "building share above one": (
        lambda s: replace(s, building_fraction=with_value(ZERO, 1.5)),
        ["building_fraction", "row 2, column 1", "1.5", "from 0 to 1"],
    ),
    "open face that is no number": (
        lambda s: replace(s, open_x=with_value(ZERO, np.nan)),
        ["open_x", "row 2, column 1", "nan", "0 to 1"],
    ),
    "negative open face": (
        lambda s: replace(s, open_y=with_value(ZERO, -0.5)),
        ["open_y", "row 2, column 1", "-0.5", "0 for a wall"],
    ),
    "roughness of another shape": (
        lambda s: replace(s, manning=SMALL),
        ["manning", "3 x 5", "4 x 5"],
    ),
    "bed of another shape": (lambda s: replace(s, bed=SMALL), ["bed", "3 x 5", "4 x 5"]),
    "faces of another shape": (lambda s: replace(s, open_x=SMALL), ["open_x", "3 x 5", "4 x 5"]),
    "no data at all": (
        lambda s: replace(s, bed=np.full(SHAPE, np.nan, np.float32)),
        ["bed", "every cell is nodata", "terrain raster"],
    ),
    "groups without cells": (
        lambda s: replace(s, stage_group=None),
        ["['canal']", "stage_group grid"],
    ),
    "a group that has no name": (
        lambda s: replace(s, stage_group=with_value(np.full(SHAPE, -1, np.int16), 1)),
        ["stage_group", "index 1", "1 groups"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SURFACES)
def test_a_wrong_surface_is_refused_with_place_value_and_what_is_right(case: str) -> None:
    change, told = SURFACES[case]
    message = refusal(change(whole()), event(), Settings(duration=60.0))
    assert [part for part in told if part not in message] == [], message


def stage(*pairs: tuple[float, float]) -> dict[str, Any]:
    return {"stages": {"canal": series(*pairs)}}


def rain(**changes: Any) -> dict[str, Any]:
    return {"rain": replace(rainfall(), **changes)}


EVENTS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "negative rain": (
        rain(intensity=np.array([[1e-6, 1e-6], [1e-6, -3.0 * MM_H]])),
        ["interval 1", "300 s", "zone 1", "-3 mm/h", "0 or more"],
    ),
    "rain that is no number": (
        rain(intensity=np.array([[np.nan, 1e-6], [1e-6, 1e-6]])),
        ["interval 0", "zone 0", "nan mm/h"],
    ),
    "endless rain": (rain(intensity=np.array([[1e-6, 1e-6], [np.inf, 1e-6]])), ["interval 1", "inf mm/h"]),
    "rain edges short of one": (
        rain(edges=np.array([0.0, 600.0])),
        ["2 interval edges", "(2, 2)", "n + 1 edges"],
    ),
    "rain edges out of order": (rain(edges=np.array([0.0, 600.0, 300.0])), ["do not increase", "sort them"]),
    "rain zones without a grid": (rain(zone=None), ["2 zones", "no zone grid"]),
    "rain zones of another shape": (rain(zone=np.zeros((3, 5), np.int32)), ["(3, 5)", "(4, 5)"]),
    "a rain zone without rain": (rain(zone=np.full(SHAPE, 7, np.int32)), ["from 7 to 7", "0 to 1"]),
    "no stage": ({"stages": {}}, ["'canal'", "none"]),
    "a stage of something unknown": (
        {"stages": {"canal": series((0.0, 3.0)), "cannal": series((0.0, 3.0))}},
        ["'cannal'", "['canal']"],
    ),
    "a stage that is no number": (
        stage((0.0, 3.0), (60.0, np.nan)),
        ["stage of 'canal'", "60 s", "nan", "a number"],
    ),
    "stage times out of order": (
        stage((60.0, 3.0), (0.0, 3.0)),
        ["stage of 'canal'", "times do not increase"],
    ),
    "stages without times": (
        {"stages": {"canal": Series(np.array([0.0]), np.array([1.0, 2.0]))}},
        ["stage of 'canal'", "1 times and 2 values"],
    ),
    "an unknown edge": ({"edge": "open"}, ["edge", "'open'", "'closed' or 'free'"]),
    "a negative depth": (
        {"initial_depth": with_value(ZERO, -0.1)},
        ["initial_depth", "row 2, column 1", "-0.1", "not negative"],
    ),
    "depths of another shape": ({"initial_depth": SMALL}, ["initial_depth", "(3, 5)", "(4, 5)"]),
    "inflow on a building": (
        {"inflows": (spring(1, 2, 0.1),)},
        ["'spring'", "row 1, column 2", "a building", "open ground"],
    ),
    "inflow into a canal": ({"inflows": (spring(2, 0, 0.1),)}, ["'spring'", "row 2, column 0", "prescribed"]),
    "inflow outside the domain": (
        {"inflows": (spring(3, 4, 0.1),)},
        ["'spring'", "row 3, column 4", "outside"],
    ),
    "inflow beyond the grid": (
        {"inflows": (spring(2, 5, 0.1),)},
        ["'spring'", "row 2, column 5", "4 rows and 5 columns"],
    ),
    "inflow before the grid": ({"inflows": (spring(-1, 1, 0.1),)}, ["'spring'", "row -1", "4 rows"]),
    "negative inflow": (
        {"inflows": (spring(2, 3, -0.1),)},
        ["inflow 'spring'", "0 s", "-0.1", "at least 0"],
    ),
    "inflow on no cell": (
        {"inflows": (Inflow("brook", np.empty(0, int), np.empty(0, int), series((0.0, 1.0))),)},
        ["'brook'", "no cell", "move it"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", EVENTS)
def test_a_wrong_event_is_refused_with_place_value_and_what_is_right(case: str) -> None:
    changes, told = EVENTS[case]
    message = refusal(whole(), replace(event(), **changes), Settings(duration=60.0))
    assert [part for part in told if part not in message] == [], message


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("duration", 0.0, "1e-09 to 1e+09"),
        ("duration", np.inf, "1e-09 to 1e+09"),
        ("courant", 1.5, "0.05 to 1"),
        ("courant", np.nan, "0.05 to 1"),
        ("theta", -0.1, "0 to 1"),
        ("source_interval", 0.0, "0.01 to 600"),
        ("output_interval", 0.0, "positive"),
        ("output_interval", np.nan, "positive"),
        ("free_edge_slope", -1e-3, "0 to 1"),
        ("threads", 0, "1 to 1024"),
        ("depth_classes", (), "increasing positive depths"),
        ("depth_classes", (0.3, 0.15), "increasing positive depths"),
        ("depth_classes", (0.0, 0.15), "increasing positive depths"),
        ("depth_classes", (0.15, 0.15), "increasing positive depths"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_range(name: str, value: Any, right: str) -> None:
    settings = replace(Settings(duration=60.0), **{name: value})
    message = refusal(whole(), event(), settings)
    assert message.startswith(f"settings: {name} is {value}") and right in message, message


def test_the_count_of_wrong_cells_is_told() -> None:
    manning = with_value(with_value(ROUGH, -1.0), -1.0, 0, 3)
    message = refusal(replace(whole(), manning=manning), event(), Settings(duration=60.0))
    assert re.search(r"row 0, column 3 is -1 \(2 such cells\)", message)


def test_what_lies_outside_the_domain_may_be_anything() -> None:
    manning = with_value(ROUGH, np.nan, 3, 4)
    check_inputs(replace(whole(), manning=manning), event(), Settings(duration=60.0))
