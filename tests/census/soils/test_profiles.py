"""Velocities, cover and class of profiles whose answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from census.errors import InputError
from census.soils import liquefaction
from census.soils.cover import cover_thickness
from census.soils.profile import Profile, profiles
from census.soils.site_class import CLASSES, site_class
from census.soils.velocity import equivalent_velocity, vs30


def profile(*layers: tuple[float, float], rigid: int | None = None) -> Profile:
    """Layers as (thickness, velocity)."""
    thick, speed = np.array(layers, dtype=np.float64).T
    bottom = np.cumsum(thick)
    hard = np.arange(len(layers)) == (-1 if rigid is None else rigid)
    return Profile("BH0001", bottom - thick, bottom, speed, hard)


def named(velocity: float, cover: float) -> str:
    return CLASSES[int(site_class(velocity, cover)) - 1]


def tables(*depths: tuple[float, float], speed: float = 150.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    layers = pd.DataFrame(
        {
            "borehole_id": "BH0007",
            "layer": range(1, len(depths) + 1),
            "top_m": [top for top, _ in depths],
            "bottom_m": [bottom for _, bottom in depths],
            "soil_type": "clay",
            "vs_m_s": speed,
        }
    )
    return pd.DataFrame({"borehole_id": ["BH0007"]}), layers


def test_vs30_of_two_and_three_layers_is_the_travel_time_mean() -> None:
    assert vs30(profile((10.0, 100.0), (30.0, 400.0))).velocity == pytest.approx(30.0 / 0.15)
    three = profile((5.0, 125.0), (10.0, 200.0), (20.0, 300.0))
    assert vs30(three).velocity == pytest.approx(30.0 / (0.04 + 0.05 + 0.05))
    assert not vs30(three).extrapolated


def test_a_shallow_borehole_goes_on_with_its_last_velocity_and_says_so() -> None:
    found = vs30(profile((10.0, 100.0), (5.0, 200.0)))
    assert found.velocity == pytest.approx(30.0 / (0.1 + 0.1))
    assert found.extrapolated


def test_the_equivalent_velocity_agrees_with_a_published_worked_example() -> None:
    soil = profile((9.5, 170.0), (53.5, 130.0), (5.0, 520.0))
    cover = cover_thickness(soil)
    assert (cover.thickness, cover.reached) == (63.0, True)
    assert equivalent_velocity(soil, cover) == pytest.approx(146.36, abs=0.3)


def test_the_equivalent_velocity_stops_at_a_cover_thinner_than_20_m() -> None:
    soil = profile((6.0, 150.0), (4.0, 200.0), (20.0, 800.0))
    assert equivalent_velocity(soil, cover_thickness(soil)) == pytest.approx(10.0 / (0.04 + 0.02))


def test_cover_ends_at_a_layer_far_faster_than_all_above_it() -> None:
    # GB 50011 4.1.4 second item: more than 2.5 times as fast as all above it and not below 400 m/s.
    soil = profile((6.0, 130.0), (6.0, 410.0), (10.0, 500.0))
    cover = cover_thickness(soil)
    assert cover.thickness == 6.0
    assert named(equivalent_velocity(soil, cover), cover.thickness) == "II"
    assert cover_thickness(profile((4.0, 130.0), (6.0, 410.0), (10.0, 600.0))).thickness == 10.0


def test_a_fast_lens_over_soil_does_not_end_the_cover() -> None:
    assert cover_thickness(profile((4.0, 200.0), (1.0, 700.0), (20.0, 250.0), (5.0, 600.0))).thickness == 25.0


def test_a_volcanic_bed_is_taken_off_the_cover() -> None:
    # A published question takes 1.5 m of rhyolite off 18 m.
    soil = profile((8.0, 140.0), (1.5, 900.0), (8.5, 150.0), (6.0, 550.0), rigid=1)
    cover = cover_thickness(soil)
    assert (cover.thickness, cover.depth) == (16.5, 18.0)
    assert equivalent_velocity(soil, cover) == pytest.approx(16.5 / (8.0 / 140.0 + 8.5 / 150.0))


def test_a_borehole_above_the_base_gives_a_least_cover() -> None:
    assert cover_thickness(profile((30.0, 150.0))) == (30.0, False, 30.0)


@pytest.mark.parametrize(
    ("velocity", "cover", "wanted"),
    [
        (801.0, 0.0, "I0"), (800.0, 0.0, "I1"), (501.0, 0.0, "I1"),
        (500.0, 4.9, "I1"), (500.0, 5.0, "II"), (251.0, 200.0, "II"),
        (250.0, 2.9, "I1"), (250.0, 3.0, "II"), (151.0, 50.0, "II"), (151.0, 50.1, "III"),
        (150.0, 2.9, "I1"), (150.0, 15.0, "II"), (150.0, 15.1, "III"), (150.0, 80.0, "III"),
        (150.0, 80.1, "IV"),
    ],
)  # fmt: skip
def test_class_boundaries_follow_the_table(velocity: float, cover: float, wanted: str) -> None:
    assert named(velocity, cover) == wanted


def test_bare_rock_is_class_i() -> None:
    soil = profile((5.0, 900.0))
    cover = cover_thickness(soil)
    assert (cover.thickness, equivalent_velocity(soil, cover)) == (0.0, 900.0)
    assert named(900.0, 0.0) == "I0"


def test_a_missing_value_has_no_class() -> None:
    assert site_class([np.nan, 200.0], [10.0, np.nan]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("second", "word"),
    [((5.5, 9.0), "gap of 0.50"), ((4.0, 9.0), "overlap of 1.00"), ((5.0, 5.0), "not below")],
)
def test_a_faulty_layer_is_refused_with_its_borehole(second: tuple[float, float], word: str) -> None:
    with pytest.raises(InputError, match=f"BH0007, layer 2.*{word}"):
        profiles(*tables((0.0, 5.0), second))


def test_a_borehole_without_layers_or_with_a_velocity_of_zero_is_refused() -> None:
    holes, layers = tables((0.0, 5.0))
    with pytest.raises(InputError, match="BH0007: no row of borehole_layers"):
        profiles(holes, layers.iloc[:0])
    with pytest.raises(InputError, match="vs_m_s is 0"):
        profiles(*tables((0.0, 5.0), speed=0.0))


def test_a_borehole_without_velocities_is_left_out_by_name() -> None:
    assert profiles(*tables((0.0, 5.0), speed=np.nan)) == ([], ["BH0007"])


def test_critical_blows_agree_with_published_worked_examples() -> None:
    depth = [1.4, 4.0, 5.0, 6.0, 7.0]
    found = liquefaction.critical_blows(depth, 1.0, 3.0, blows=12.0, magnitude=0.8)
    assert found == pytest.approx([7.2, 12.11, 13.48, 14.68, 15.75], abs=0.02)
    assert liquefaction.critical_blows(10.0, 8.0, 3.0, blows=12.0, magnitude=0.8) == pytest.approx(
        11.66, abs=0.02
    )


def test_the_liquefaction_index_agrees_with_a_published_weighting() -> None:
    assert liquefaction.weight([3.0, 9.5, 12.5, 18.0, 20.0]) == pytest.approx(
        [10.0, 7.0, 5.0, 1.33, 0.0], abs=0.01
    )
    blows, critical = np.array([8.0, 20.0]), np.array([16.0, 10.0])
    assert liquefaction.index(blows, critical, np.array([2.0, 2.0]), np.array([5.0, 9.0])) == pytest.approx(
        10.0
    )
    assert [liquefaction.grade(v) for v in (0.0, 6.0, 6.1, 18.1)] == ["none", "slight", "moderate", "severe"]
