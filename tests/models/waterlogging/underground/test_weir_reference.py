"""The compiled flow over sills against a plain one, and its laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.waterlogging.underground.kernels import (
    Openings,
    Rooms,
    fill_rooms,
    levels_in_hollows,
    room_level,
    room_volume,
)


def rooms_of(draw: np.random.Generator, count: int) -> Rooms:
    brim = draw.uniform(0.0, 0.5, count)
    floor = brim - draw.uniform(0.5, 4.0, count)
    full = draw.uniform(5.0, 200.0, count)
    raised = brim + np.where(draw.random(count) < 0.3, 0.2, 0.0)
    return Rooms(raised, floor, full, full / (brim - floor), draw.uniform(5.0, 30.0, count), brim)


def case_of(seed: int) -> tuple[Openings, Rooms, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Six spaces with ten openings on five cells, some dry, some shut; spaces from empty to brimful."""
    draw = np.random.default_rng(seed)
    rooms = rooms_of(draw, 6)
    space = np.sort(np.append(np.arange(6), draw.integers(0, 6, 4)))
    openings = Openings(space, draw.integers(0, 5, 10), draw.uniform(1.0, 8.0, 10))
    area = np.where(draw.random(5) < 0.1, 0.0, draw.uniform(10.0, 400.0, 5))
    level = draw.uniform(-0.2, 1.2, 5)
    held = np.maximum(level + 0.2, 0.0) * area
    return openings, rooms, rooms.full * draw.uniform(0.0, 1.1, 6), level, held, area


def plain_level(rooms: Rooms, s: int, volume: float) -> float:
    if volume <= rooms.full[s]:
        return float(rooms.floor[s] + volume / rooms.area[s])
    return float(rooms.brim[s] + (volume - rooms.full[s]) / rooms.shaft[s])


def equalising(rooms: Rooms, s: int, volume: float, level: float, area: float) -> float:
    """Volume after which both sides stand level, by halving."""
    low, high = -volume, 1e5
    for _ in range(200):
        middle = 0.5 * (low + high)
        if plain_level(rooms, s, volume + middle) < level - middle / area:
            low = middle
        else:
            high = middle
    return low


def plain_fill(case: Any, coefficient: float, seconds: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """What enters each opening and what each space then holds, step by step."""
    openings, rooms = case[:2]
    volume, level, held, area = (part.copy() for part in case[2:])
    entered = np.zeros(openings.space.size)
    for _ in range(steps):
        for n, (s, c, width) in enumerate(zip(*openings, strict=True)):
            if area[c] == 0.0:
                continue
            inner, outer = plain_level(rooms, s, volume[s]) - rooms.sill[s], level[c] - rooms.sill[s]
            upper, lower = max(inner, outer), min(inner, outer)
            if upper <= 0.0:
                continue
            drowned = (1.0 - (max(lower, 0.0) / upper) ** 1.5) ** 0.385
            wanted = coefficient * width * upper**1.5 * drowned * seconds / steps
            equal = equalising(rooms, s, volume[s], level[c], area[c])
            if outer > inner:
                moved = min(wanted, equal, outer * area[c], held[c])
            else:
                at_sill = rooms.full[s] + (rooms.sill[s] - rooms.brim[s]) * rooms.shaft[s]
                moved = -min(wanted, -equal, volume[s] - at_sill)
            volume[s] += moved
            entered[n] += moved
            held[c] -= moved
            level[c] -= moved / area[c]
    return entered, volume


@pytest.mark.nojit
@pytest.mark.parametrize("seed", range(20))
def test_the_kernel_does_what_the_plain_code_does(seed: int) -> None:
    case = case_of(seed)
    expected, volume = plain_fill(case, 1.7, 30.0, 15)
    openings, rooms, held_inside, level, held, area = case
    entered = np.zeros(openings.space.size)
    fill_rooms(openings, rooms, held_inside, level, held, area, 1.7, 30.0, 15, entered)
    np.testing.assert_allclose(entered, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(held_inside, volume, rtol=1e-9, atol=1e-9)


@given(st.integers(0, 10_000), st.floats(1.0, 600.0))
@settings(max_examples=60, deadline=None)
def test_water_is_neither_made_nor_lost_and_stays_above_the_sill(seed: int, seconds: float) -> None:
    openings, rooms, volume, level, held, area = case_of(seed)
    before = volume.sum() + held.sum()
    first_level, first_volume = level.copy(), volume.copy()
    entered = np.zeros(openings.space.size)
    fill_rooms(openings, rooms, volume, level, held, area, 1.7, seconds, 10, entered)
    assert volume.sum() + held.sum() == pytest.approx(before, rel=1e-12)
    assert (held >= -1e-9).all() and (volume >= 0.0).all()
    for s, c in zip(openings.space, openings.cell, strict=True):
        drew = level[c] < first_level[c] - 1e-12
        lowest = rooms.sill[openings.space[openings.cell == c]].min()
        assert not drew or level[c] >= lowest - 1e-9
        assert volume[s] >= min(first_volume[s], room_volume(rooms, s, rooms.sill[s])) - 1e-9


@given(st.integers(0, 10_000), st.floats(0.0, 1.1))
def test_level_and_volume_of_a_space_are_each_others_inverse(seed: int, share: float) -> None:
    rooms = rooms_of(np.random.default_rng(seed), 1)
    volume = share * rooms.full[0]
    assert room_volume(rooms, 0, room_level(rooms, 0, volume)) == pytest.approx(volume, abs=1e-9)


@pytest.mark.nojit
@given(st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=16), st.floats(0.0, 50.0))
def test_water_in_a_hollow_stands_level_over_its_ground(heights: list[float], held: float) -> None:
    ground = np.sort(np.array(heights))
    level = np.zeros(1)
    levels_in_hollows(np.array([0, ground.size]), ground, np.full(1, 25.0), np.full(1, held), level)
    part = 25.0 / ground.size
    assert np.maximum(level[0] - ground, 0.0).sum() * part == pytest.approx(held, abs=1e-9)
    assert level[0] >= ground[0]
