"""Best tracks of CMA."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.tracks import read_track, read_tracks

WANDA = """66666 0000    4 0012 0000 0 6 Wanda                              20110729
1956080112 6 283 1227  921      65
1956080118 5 296 1212  935      50
1956080206 2 308 1184  969      20   25
1956080212 1 315 1173  975       0
"""
LEKIMA = """66666 1909    2 0015 1909 0 3 Lekima                             20200501
2019080918 6 283 1214  930      52
2019080921 4 286 1210  960      40
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "CH1956BST.txt"
    path.write_text(text, "utf-8")
    return path


def test_tenths_of_degrees_hpa_and_two_minute_winds_are_read(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, WANDA))
    assert (track.name, track.storm_id, track.agency, track.averaging_s) == ("Wanda", "0012", "CMA", 120.0)
    assert track.time[0] == np.datetime64("1956-08-01T12:00:00")
    assert track.lat.tolist() == pytest.approx([28.3, 29.6, 30.8, 31.5])
    assert track.lon.tolist() == pytest.approx([122.7, 121.2, 118.4, 117.3])
    assert track.pressure.tolist() == [92_100.0, 93_500.0, 96_900.0, 97_500.0]
    assert track.wind[:3].tolist() == [65.0, 50.0, 20.0] and np.isnan(track.wind[3])
    assert track.holds_inland_decay and np.isnan(track.lead_s).all()


def test_the_wind_at_the_coast_is_taken_when_asked(tmp_path: Path) -> None:
    path = written(tmp_path, WANDA)
    assert any("1 rows, not used" in note for note in read_track(path).notes)
    assert read_track(path, coastal_wind=True).wind[:3].tolist() == [65.0, 50.0, 25.0]


def test_storms_of_one_file_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, WANDA + LEKIMA)
    assert [track.name for track in read_tracks(path)] == ["Wanda", "Lekima"]
    assert read_track(path, storm="lekima").count == 2
    assert read_track(path, storm="1909").wind[0] == 52.0
    with pytest.raises(InputError, match=r"has 2 tracks: 0012 Wanda CMA, 1909 Lekima CMA; one is needed"):
        read_track(path)
    with pytest.raises(InputError, match=r"no storm 'Winnie'; it holds 0012 Wanda CMA, 1909 Lekima CMA"):
        read_track(path, storm="Winnie")


@pytest.mark.parametrize("kept", [4, 3, 2])
def test_a_file_cut_between_lines_is_refused_with_the_line(tmp_path: Path, kept: int) -> None:
    cut = "".join(WANDA.splitlines(keepends=True)[:kept])
    with pytest.raises(
        InputError, match=rf"announces 4 lines but {kept - 1} follow, the last is line {kept}"
    ):
        read_tracks(written(tmp_path, cut))


def test_a_file_cut_within_a_line_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 5 is '1956080212 1 31'.*is the file cut off there"):
        read_tracks(written(tmp_path, WANDA[: WANDA.rindex("5 1173")]))


def test_a_file_cut_within_a_head_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 6 is '66666 1909'; a head .* is needed"):
        read_tracks(written(tmp_path, WANDA + "66666 1909"))


def test_a_fault_in_one_storm_does_not_hide_another(tmp_path: Path) -> None:
    path = written(tmp_path, WANDA.replace(" 935 ", " 35 ") + LEKIMA)
    assert read_track(path, storm="Lekima").count == 2
    with pytest.raises(InputError, match=r"line 3: PRES is 35; 850 to 1050 hPa is needed"):
        read_track(path, storm="Wanda")


def test_winds_in_knots_are_refused(tmp_path: Path) -> None:
    text = LEKIMA.replace("      52", "     101").replace("      40", "      78")
    with pytest.raises(InputError, match="is it in knots"):
        read_track(written(tmp_path, text))
