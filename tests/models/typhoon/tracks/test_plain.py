"""Plain tables of tracks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.tracks import read_track, read_tracks

KNOT, MILE = 1852.0 / 3600.0, 1852.0
TEXT = """# name: Lekima
# storm_id: 1909
# source: a drill
time_utc,lat,lon,pressure_hpa,wind_kt,averaging_min,rmax_km,outer_radius_nm,lead_h,r34kt_ne_nm,r34kt_sw_nm
2019-08-09T00:00:00Z,26.5,123.4,925,110,1,30,200,0,150,100
2019-08-09T08:00:00+02:00,27.0,122.5,940,95,1,,,6,,
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "track.csv"
    path.write_text(text, "utf-8")
    return path


def test_every_column_comes_in_si_and_keeps_its_averaging(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, TEXT))
    assert (track.name, track.storm_id, track.source, track.averaging_s) == (
        "Lekima",
        "1909",
        "a drill",
        60.0,
    )
    assert track.wind == pytest.approx([110 * KNOT, 95 * KNOT])
    assert track.time[1] == np.datetime64("2019-08-09T06:00:00")
    assert track.rmax[0] == 30_000.0 and np.isnan(track.rmax[1])
    assert track.outer_radius[0] == pytest.approx(200 * MILE)
    assert track.lead_s.tolist() == [0.0, 21_600.0]
    assert track.radii_wind == pytest.approx([34 * KNOT])
    assert track.radii[0, 0, [0, 2]] / MILE == pytest.approx([150.0, 100.0])
    assert np.isnan(track.radii[0, 0, 1]) and np.isnan(track.radii[1]).all()


def test_members_are_tracks_of_their_own(tmp_path: Path) -> None:
    text = "# agency: JMA\nmember,time_utc,lat,lon,wind_m_s\n" + "".join(
        f"{member},2019-08-09T{hour:02d}:00:00Z,{26 + hour / 10},{123 + member},40\n"
        for hour in (0, 6)
        for member in (1, 2, 3)
    )
    tracks = read_tracks(written(tmp_path, text))
    assert [track.member for track in tracks] == ["1", "2", "3"]
    assert {track.averaging_s for track in tracks} == {600.0}
    assert tracks[2].lon.tolist() == [126.0, 126.0]


def test_an_agency_gives_the_averaging(tmp_path: Path) -> None:
    text = (
        "agency,time_utc,lat,lon,wind_m_s\nCMA,2019-08-09T00:00Z,26,123,40\nCMA,2019-08-09T06:00Z,27,123,40\n"
    )
    assert read_track(written(tmp_path, text)).averaging_s == 120.0


@pytest.mark.parametrize(("word", "held"), [("yes", True), ("no", False)])
def test_a_track_may_say_that_its_winds_know_no_land(tmp_path: Path, word: str, held: bool) -> None:
    track = read_track(written(tmp_path, f"# holds_inland_decay: {word}\n{TEXT}"))
    assert track.holds_inland_decay is held
    assert read_track(written(tmp_path, TEXT)).holds_inland_decay
    with pytest.raises(InputError, match="holds_inland_decay is 'maybe'; yes or no is needed"):
        read_track(written(tmp_path, f"# holds_inland_decay: maybe\n{TEXT}"))


def test_a_wind_without_averaging_is_refused(tmp_path: Path) -> None:
    text = "time_utc,lat,lon,wind_m_s\n2019-08-09T00:00Z,26,123,40\n2019-08-09T06:00Z,27,123,40\n"
    with pytest.raises(InputError, match=r"winds have no averaging period .* averaging_min"):
        read_track(written(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("wind_kt", "wind_kn", r"a column 'wind_kn'; did you mean 'wind_kt'"),
        ("rmax_km", "wind_m_s", r"gives wind_kt twice"),
        ("time_utc", "remark", r"lacks time_utc|begins with"),
        ("Z,26.5", ",26..5", r"line 5: lat is '26..5'; -90 to 90 degrees"),
        ("2019-08-09T00:00:00Z", "noon", r"line 5: time_utc is 'noon'; a time such as"),
        (",6,,\n", "", r"line 6 is .* 8 cells; 11 are needed \(is the file cut off there"),
        (",95,1,", ",95,2,", r"averaging_min is 1, 2 in one track; one is needed"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=words):
        read_track(written(tmp_path, TEXT.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("\x00\x01", "begins with"),
        ("time_utc,lat,lon\n", "has no row"),
        ("{}", "begins with"),
    ],
)
def test_what_is_no_track_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_track(written(tmp_path, text))


def test_a_missing_file_and_an_unknown_format_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_track(tmp_path / "none.csv")
    with pytest.raises(InputError, match="format is 'grib'; one of cma, jma, ibtracs, atcf, plain is needed"):
        read_track(written(tmp_path, TEXT), format="grib")
