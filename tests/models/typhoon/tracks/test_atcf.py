"""Decks of ATCF."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.tracks import read_track, read_tracks

KNOT, MILE = 1852.0 / 3600.0, 1852.0
TAIL = ", 1004, 200, 15, 0, 0, W, 0, , 0, 0, LEKIMA, D,"
BEST = (
    "WP, 10, 2019080806, , BEST, 0, 240N, 1252E, 120, 927, TY, 34, NEQ, 170, 160, 110, 140" + TAIL + "\n"
    "WP, 10, 2019080806, , BEST, 0, 240N, 1252E, 120, 927, TY, 50, NEQ, 90, 80, 60, 70" + TAIL + "\n"
    "WP, 10, 2019080806, , BEST, 0, 240N, 1252E, 120, 927, TY, 64, SWQ, 40, 50, 60, 45" + TAIL + "\n"
    "WP, 10, 2019080812, 30, BEST, 0, 250N, 1248E, 0, 0, TY, 34, AAA, 150, 0, 0, 0, 0, 0, 999\n"
)
FORECAST = "".join(
    f"WP, 10, {issued}, 03, {technique}, {lead:3d}, {lat}N, {lon}E, {wind}, {pressure}, TY, 0, ,\n"
    for issued, technique, lead, lat, lon, wind, pressure in (
        ("2019080800", "JTWC", 0, 227, 1258, 110, 937),
        ("2019080800", "JTWC", 12, 240, 1250, 115, 930),
        ("2019080806", "JTWC", 0, 235, 1254, 115, 930),
        ("2019080806", "JTWC", 24, 262, 1238, 110, 935),
        ("2019080806", "RJTD", 0, 236, 1254, 100, 935),
        ("2019080806", "RJTD", 24, 263, 1236, 95, 940),
    )
)


def written(folder: Path, text: str) -> Path:
    path = folder / "deck.dat"
    path.write_text(text, "utf-8")
    return path


def test_a_best_track_has_one_fix_for_three_rows(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, BEST))
    assert (track.storm_id, track.name, track.agency, track.averaging_s) == (
        "WP102019",
        "LEKIMA",
        "JTWC",
        60.0,
    )
    assert track.count == 2 and track.member == "" and track.holds_inland_decay
    assert track.wind[0] == pytest.approx(120 * KNOT) and np.isnan(track.wind[1])
    assert np.isnan(track.pressure[1]) and np.isnan(track.rmax[1])
    assert track.rmax[0] == pytest.approx(15 * MILE)
    assert (track.outer_pressure[0], track.outer_radius[0]) == (100_400.0, pytest.approx(200 * MILE))
    assert track.time[1] == np.datetime64("2019-08-08T12:30:00")
    assert np.isnan(track.lead_s).all()


def test_radii_start_at_the_quadrant_named(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, BEST))
    assert track.radii_wind == pytest.approx(np.array([34.0, 50.0, 64.0]) * KNOT)
    assert track.radii[0, 0] / MILE == pytest.approx([170.0, 160.0, 110.0, 140.0])
    assert track.radii[0, 2] / MILE == pytest.approx([60.0, 45.0, 40.0, 50.0])
    assert track.radii[1, 0] / MILE == pytest.approx([150.0] * 4)
    assert np.isnan(track.radii[1, 1:]).all()


def test_forecasts_are_members_of_the_last_issue(tmp_path: Path) -> None:
    tracks = read_tracks(written(tmp_path, FORECAST))
    assert [(track.member, track.agency, track.averaging_s) for track in tracks] == [
        ("JTWC", "JTWC", 60.0),
        ("RJTD", "JMA", 600.0),
    ]
    assert tracks[0].lead_s.tolist() == [0.0, 86_400.0]
    assert tracks[0].time[1] == np.datetime64("2019-08-09T06:00:00")


def test_an_earlier_issue_or_all_can_be_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, FORECAST)
    assert read_track(path, issued="2019080800").lat.tolist() == pytest.approx([22.7, 24.0])
    assert len(read_tracks(path, issued="all")) == 3
    with pytest.raises(
        InputError, match="no forecast of 2019080900; one of 2019080800, 2019080806 is needed"
    ):
        read_tracks(path, issued="2019080900")


def test_southern_and_western_degrees_are_negative(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, BEST.replace("N, 12", "S, 12").replace("E, ", "W, ")))
    assert track.lat[0] == -24.0 and track.lon[0] == pytest.approx(-125.2)


def test_a_file_cut_within_a_line_is_refused_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 4 is 'WP, 10, 20190808'.*is the file cut off there"):
        read_track(written(tmp_path, BEST[: BEST.rindex("12, 30, BEST")]))


def test_two_positions_of_one_time_are_refused(tmp_path: Path) -> None:
    text = BEST.replace("0, 240N, 1252E, 120, 927, TY, 50", "0, 250N, 1252E, 120, 927, TY, 50")
    with pytest.raises(InputError, match=r"line 2: lat is 25, but 24 in line 1"):
        read_track(written(tmp_path, text))


def test_a_latitude_without_its_letter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 1: LAT is '240'; tenths of a degree with N or S"):
        read_track(written(tmp_path, BEST.replace("240N", "240")))
