"""Best tracks of RSMC Tokyo."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from models.typhoon.tracks import read_track
from models.typhoon.tracks.quadrants import quadrants_of

KNOT, MILE = 1852.0 / 3600.0, 1852.0
TEXT = """66666 1509  005 0009 1509 0 6             CHAN-HOM              20150819
15062906 002 2 086 1604 1004     000
15063012 002 3 103 1604  998     035     00000 0000 90120 0120
15070818 002 5 217 1306  965     070     90100 0100 20350 0270
15071000 002 5 257 1255  935     090     90150 0150 20350 0270                  #
15071218 002 6 370 1250  990     000
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "bst.txt"
    path.write_text(text, "utf-8")
    return path


def test_knots_and_ten_minute_winds_are_read(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, TEXT))
    assert (track.name, track.storm_id, track.agency, track.averaging_s) == ("CHAN-HOM", "1509", "JMA", 600.0)
    assert track.wind[1:4] == pytest.approx(np.array([35.0, 70.0, 90.0]) * KNOT)
    assert track.time[0] == np.datetime64("2015-06-29T06:00:00")
    assert track.lon[0] == pytest.approx(160.4) and track.pressure[3] == 93_500.0


def test_no_wind_of_a_depression_is_one_below_35_knots(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, TEXT))
    assert np.isnan(track.wind[[0, 4]]).all()
    assert track.wind_below[0] == pytest.approx(35.0 * KNOT)
    assert np.isnan(track.wind_below[1:]).all()  # of a low of the westerlies nothing is known


def test_radii_of_30_and_50_knots_are_read(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, TEXT))
    assert track.radii_wind == pytest.approx([30.0 * KNOT, 50.0 * KNOT])
    assert np.isnan(track.radii[0]).all()
    assert track.radii[1, 0] == pytest.approx(120.0 * MILE) and np.all(track.radii[1, 1] == 0.0)
    # 350 nautical miles to the east, 270 to the west: a circle of 310 about a point 40 to the east.
    side = 40.0 * np.sqrt(0.5)
    north = np.sqrt(310.0**2 - side**2)
    assert track.radii[2, 0] == pytest.approx(np.array([side, side, -side, -side]) * MILE + north * MILE)


@given(longest=st.floats(1.0, 500.0), share=st.floats(0.2, 1.0), code=st.sampled_from([1.0, 3.0, 5.0, 7.0]))
def test_the_longest_and_shortest_radius_are_kept(longest: float, share: float, code: float) -> None:
    found = quadrants_of(np.array([code]), np.array([longest]), np.array([share * longest]))[0]
    towards = int(code - 1) // 2
    assert found[towards] == pytest.approx(longest)
    assert found[(towards + 2) % 4] == pytest.approx(share * longest)
    assert found[(towards + 1) % 4] == pytest.approx(found[(towards + 3) % 4])


@pytest.mark.parametrize("kept", [5, 2])
def test_a_file_cut_between_lines_is_refused_with_the_line(tmp_path: Path, kept: int) -> None:
    cut = "".join(TEXT.splitlines(keepends=True)[:kept])
    with pytest.raises(
        InputError, match=rf"announces 5 lines but {kept - 1} follow, the last is line {kept}"
    ):
        read_track(written(tmp_path, cut))


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        ("15071218 002 6 370 1250  990     000\n", r"announces 5 lines but 4 follow"),
        (" 370 1250  990     000\n", r"line 6 is '15071218 002 6'"),
    ],
)
def test_a_file_cut_within_a_line_is_refused_with_the_line(tmp_path: Path, cut: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_track(written(tmp_path, TEXT.removesuffix(cut)))


def test_radii_cut_off_are_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 4: radii are '90100 0100'; KLLLL MMMM NPPPP QQQQ is needed"):
        read_track(written(tmp_path, TEXT.replace("90100 0100 20350 0270", "90100 0100")))


def test_years_before_2000_are_told_from_those_after(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.replace("\n15", "\n56"))
    assert read_track(path).time[0] == np.datetime64("1956-06-29T06:00:00")
