"""Decay over land only where the track lacks it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.coast import landfall_s
from models.typhoon.inland import weakened
from models.typhoon.path import Path, path_of
from tests.models.typhoon.storms import MIDDLE, storm


def ashore(*, holds: bool) -> tuple[Path, Path]:
    track = storm([123.0, 121.0, 119.0], [29.0, 29.5, 30.0], wind=[45.0] * 3, pressure_hpa=[950.0] * 3)
    track = replace(track, holds_inland_decay=holds)
    path = path_of(track, MIDDLE)
    assert isinstance(path, Path)
    return path, weakened(path, track)


def test_a_track_that_holds_the_decay_stays_as_it_is() -> None:
    path, after = ashore(holds=True)
    assert after is path


def test_a_track_without_it_weakens_from_the_landfall_on() -> None:
    path, after = ashore(holds=False)
    landfall = landfall_s(path)
    assert landfall is not None
    sea = path.time <= landfall
    assert np.array_equal(after.vmax[sea], path.vmax[sea]) and sea.any() and not sea.all()
    assert np.all(after.vmax[~sea] < path.vmax[~sea]) and np.all(after.deficit[~sea] < path.deficit[~sea])
    # Kaplan and DeMaria (1995) by hand: 26.7 kn of background, 0.9 at the coast, 0.095 an hour.
    hours, background = (path.time[-1] - landfall) / 3600.0, 26.7 * 1852.0 / 3600.0
    assert after.vmax[-1] == pytest.approx(background + (0.9 * 45.0 - background) * np.exp(-0.095 * hours))


def test_an_unknown_decay_is_refused() -> None:
    track = storm([123.0, 119.0], [29.0, 30.0], wind=[45.0] * 2)
    path = path_of(track, MIDDLE)
    assert isinstance(path, Path)
    with pytest.raises(InputError, match="decay is 'guess'; one of none, kaplan1995 is needed"):
        weakened(path, track, decay="guess")
