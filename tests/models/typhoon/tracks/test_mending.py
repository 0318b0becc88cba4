"""What readers mend in a track, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from models.typhoon.track import one_range
from models.typhoon.tracks import read_track, read_tracks

HEADER = "# averaging_min: 10\ntime_utc,lat,lon,pressure_hpa,wind_m_s\n"


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "track.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


def fix(hour: int, lat: float, lon: float, rest: str = "980,30") -> str:
    return f"2019-08-{9 + hour // 24:02d}T{hour % 24:02d}:00:00Z,{lat},{lon},{rest}"


@given(
    start=st.floats(-180.0, 360.0),
    moves=st.lists(st.floats(-10.0, 10.0), min_size=1, max_size=20),
    turns=st.lists(st.integers(-1, 1), min_size=21, max_size=21),
)
def test_mixed_longitudes_come_to_one_range(start: float, moves: list[float], turns: list[int]) -> None:
    true = start + np.concatenate(([0.0], np.cumsum(moves)))
    mixed = true + 360.0 * np.array(turns[: len(true)])
    run = one_range(mixed)
    assert np.diff(run) == pytest.approx(np.diff(true), abs=1e-9)
    assert np.allclose(np.cos(np.radians(run - true)), 1.0)
    assert -180.0 - 1e-9 <= 0.5 * (run.min() + run.max()) <= 180.0 + 1e-9


def test_a_track_over_the_dateline_runs_on(tmp_path: Path) -> None:
    path = written(tmp_path, fix(0, 20, 178.0), fix(6, 20, -179.5), fix(12, 20, 183.0))
    track = read_track(path)
    assert track.lon.tolist() == pytest.approx(
        [-182.0, -179.5, -177.0]
    ) or track.lon.tolist() == pytest.approx([178.0, 180.5, 183.0])
    assert any("longitudes" in note for note in track.notes)


def test_longitudes_of_0_to_360_and_negative_ones_are_the_same_track(tmp_path: Path) -> None:
    first = read_track(written(tmp_path, fix(0, 20, 200.0), fix(6, 21, 199.0)))
    second = read_track(written(tmp_path, fix(0, 20, -160.0), fix(6, 21, -161.0)))
    assert first.lon.tolist() == second.lon.tolist() == [-160.0, -161.0]


def test_times_out_of_order_are_sorted_with_a_note(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, fix(0, 20, 125), fix(12, 22, 123), fix(6, 21, 124)))
    assert track.lat.tolist() == [20.0, 21.0, 22.0]
    assert any("out of order, sorted (row 5)" in note for note in track.notes)


def test_a_time_that_leads_out_of_the_way_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, fix(0, 20, 125), fix(30, 21, 124), fix(3, 29, 118))
    with pytest.raises(InputError, match=r"line 5: lat, lon is 29, 118 .* a storm moves less than 45 m/s"):
        read_track(path)


def test_a_wrong_sign_is_refused_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, fix(0, 20, 125), fix(6, -21, 124), fix(12, 22, 123))
    with pytest.raises(InputError, match=r"line 4: lat, lon is -21, 124 .*is a sign"):
        read_track(path)


def test_a_duplicate_fix_is_dropped_with_a_note(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, fix(0, 20, 125), fix(0, 20, 125), fix(6, 21, 124)))
    assert track.count == 2 and any("1 duplicate" in note for note in track.notes)


def test_a_duplicate_fills_the_blanks_of_the_first(tmp_path: Path) -> None:
    rows = fix(0, 20, 125, "980,"), fix(0, 20, 125, ",30"), fix(6, 21, 124)
    track = read_track(written(tmp_path, *rows))
    assert track.pressure[0] == 98_000.0 and track.wind[0] == 30.0


def test_two_different_fixes_of_one_time_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, fix(0, 20, 125), fix(6, 21, 124), fix(6, 21, 124, "975,30"))
    with pytest.raises(InputError, match=r"line 5: .* stands already in line 4, but with pressure 98000"):
        read_track(path)


def test_a_single_fix_makes_no_track(tmp_path: Path) -> None:
    path = written(tmp_path, fix(0, 20, 125))
    with pytest.raises(InputError, match="one fix makes no track, two are needed"):
        read_track(path)
    assert read_track(path, single_fix=True).count == 1


@pytest.mark.parametrize("blank", ["", " ", "-999", "9999", "-9999"])
def test_codes_of_missing_values_are_missing(tmp_path: Path, blank: str) -> None:
    track = read_track(written(tmp_path, fix(0, 20, 125, f"{blank},{blank}"), fix(6, 21, 124)))
    assert np.isnan(track.pressure[0]) and np.isnan(track.wind[0])
    assert "wind missing in 1 of 2 fixes" in track.notes


def test_999_is_a_pressure_but_no_wind(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, fix(0, 20, 125, "999,999"), fix(6, 21, 124, "998,0")))
    assert track.pressure.tolist() == [99_900.0, 99_800.0]
    assert np.isnan(track.wind).all()


def test_a_long_gap_is_noted(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, fix(0, 20, 125), fix(30, 22, 123)))
    assert any("no fix for 30 h" in note for note in track.notes)


def test_knots_where_metres_should_stand_are_refused_with_their_row(tmp_path: Path) -> None:
    # Lekima 2019 after CMA, its winds written in knots.
    rows = fix(0, 26.5, 123.4, "925,107"), fix(6, 27.0, 122.5, "940,93"), fix(12, 27.5, 122.0, "940,95")
    path = written(tmp_path, *rows)
    with pytest.raises(InputError, match=r"line 5: a wind of 95 m/s .* 940 hPa.*is it in knots.*48.9 m/s"):
        read_track(path)
    knots = HEADER.replace("wind_m_s", "wind_kt")
    assert read_track(written(tmp_path, *rows, header=knots)).wind[0] == pytest.approx(
        107 * 0.514444, rel=1e-5
    )


def test_one_wind_in_knots_among_others_is_refused_with_its_row(tmp_path: Path) -> None:
    rows = [fix(6 * step, 24.0 + step, 125.0, f"{960 + step},{40 - step}") for step in range(6)]
    rows[3] = rows[3].replace("963,37", "963,72")
    path = written(tmp_path, *rows)
    with pytest.raises(InputError, match=r"line 6: a wind of 72 m/s .* 963 hPa.*is it in knots"):
        read_track(path)
    assert any("72 m/s" in note for note in read_track(path, trust_winds=True).notes)


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("98,30", "pressure_hpa is 98; 850 to 1050 hPa"),
        ("980,300", "wind_m_s is 300; 0 to 230 m/s"),
        ("980,strong", "wind_m_s is 'strong'; 0 to 230 m/s"),
        ("980,-20", "wind_m_s is -20"),
    ],
)
def test_a_value_that_cannot_be_is_named(tmp_path: Path, rest: str, words: str) -> None:
    with pytest.raises(InputError, match=f"line 4: {words}"):
        read_track(written(tmp_path, fix(0, 20, 125), fix(6, 21, 124, rest)))


def test_a_faulty_storm_may_be_left_out_with_its_reason(tmp_path: Path) -> None:
    header = HEADER.replace("time_utc", "storm_id,time_utc")
    rows = "1," + fix(0, 20, 125), "2," + fix(0, 20, 125), "2," + fix(6, 21, 124)
    refused: list[str] = []
    tracks = read_tracks(written(tmp_path, *rows, header=header), refused=refused)
    assert [track.storm_id for track in tracks] == ["2"]
    assert len(refused) == 1 and "one fix makes no track" in refused[0]
