"""The cases of typhoon winds: those that are quick, and faults they must see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks import verify
from benchmarks.verification import typhoon_scales, typhoon_storms, typhoon_vortex, typhoon_wind
from benchmarks.verification.rows import Row
from models.typhoon.path import NoEffect, Path, path_of
from models.typhoon.track import Track
from models.typhoon.tracks import read_track
from models.typhoon.vortex import profiles, translation
from models.typhoon.wind import table

SLOW = ("typhoon.workers",)
QUICK = tuple(name for name in verify.cases("typhoon.") if name not in SLOW)


@pytest.mark.parametrize("name", QUICK)
def test_a_case_keeps_its_limits(name: str) -> None:
    rows = verify.measured(name, verify.cases()[name], full=False)
    assert [row for row in rows if row.passed is False] == []
    assert any(row.passed for row in rows)


def failed(rows: list[Row]) -> list[str]:
    return [row.metric for row in rows if row.passed is False]


def test_a_profile_one_part_in_a_thousand_too_strong_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = profiles.PROFILES["holland2008"]
    monkeypatch.setitem(profiles.PROFILES, "holland2008", lambda r, v: 1.001 * exact(r, v))
    assert failed(typhoon_vortex.rim(False))
    assert failed(typhoon_wind.points(False)) and failed(typhoon_wind.straight(False))


def test_motion_counted_twice_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing is taken out of the greatest wind, and the motion is added all the same.
    monkeypatch.setitem(translation.TRANSLATIONS, "miyazaki1961", lambda r, rmax: 0.0 * r)
    monkeypatch.setattr(
        table, "TRANSLATIONS", {"miyazaki1961": translation.miyazaki1961, "chen1994": translation.chen1994}
    )
    assert failed(typhoon_wind.motion_once(False))


def test_the_inflow_of_some_codes_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def jumps(r: np.ndarray, rmax: np.ndarray) -> np.ndarray:
        x = r / rmax
        return np.where(x < 1.0, 10.0 + (1.0 + x), np.clip(20.0 + 25.0 * (x - 1.0), 20.0, 25.0))

    monkeypatch.setattr(typhoon_vortex, "bretschneider1972", jumps)
    assert len(failed(typhoon_vortex.inflow(False))) == 2


def test_a_wrong_sign_of_the_hemisphere_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = table._radial

    def northern(*given: Any) -> tuple[Any, Any, Any]:
        across, inward, share = exact(*given)
        return np.abs(across), inward, share

    monkeypatch.setattr(table, "_radial", northern)
    assert any("mirror" in metric for metric in failed(typhoon_wind.symmetry(False)))


def test_an_edge_a_hair_off_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        typhoon_scales, "FORCES", (*typhoon_scales.FORCES[:8], 17.2001, *typhoon_scales.FORCES[9:])
    )
    assert failed(typhoon_scales.beaufort(False))


def test_steps_that_are_too_long_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def hourly(track: Track, middle: tuple[float, float], **steps: Any) -> Path | NoEffect:
        return path_of(track, middle, **(steps or {"most_step_s": 3600.0, "most_step_m": 1e9}))

    monkeypatch.setattr(typhoon_storms, "path_of", hourly)
    assert any("swath" in metric for metric in failed(typhoon_storms.sub_steps(False)))


def test_a_storm_on_the_wrong_side_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = typhoon_storms.turned
    monkeypatch.setattr(typhoon_storms, "turned", lambda *a, **k: -exact(*a, **k))
    assert len(failed(typhoon_storms.passage("wanda_1956"))) == 2


def test_the_rate_of_the_pressure_does_not_hang_on_the_steps() -> None:
    track = read_track(typhoon_storms.LIBRARY / "rananim-2004-cma.csv")
    coarse, fine = (
        path_of(track, typhoon_storms.STATION, most_step_s=step, most_step_m=1e9) for step in (600.0, 60.0)
    )
    assert isinstance(coarse, Path) and isinstance(fine, Path)
    # The ends of the two paths lie at different distances beyond the reach.
    same = np.interp(coarse.time, fine.time, fine.pressure_rate)[1:-1]
    np.testing.assert_allclose(coarse.pressure_rate[1:-1], same, rtol=1e-9, atol=1e-12)
    assert np.abs(np.diff(fine.pressure_rate)).max() < 0.01 * np.ptp(fine.pressure_rate)
