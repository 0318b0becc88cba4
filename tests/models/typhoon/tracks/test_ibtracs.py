"""IBTrACS in its three forms."""

from __future__ import annotations

import os
from pathlib import Path

import netCDF4
import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.tracks import read_track, read_tracks

KNOT, MILE = 1852.0 / 3600.0, 1852.0
NAMES = (
    "SID,NAME,ISO_TIME,LAT,LON,WMO_WIND,WMO_PRES,TRACK_TYPE,USA_LAT,USA_LON,USA_WIND,USA_PRES,"
    "USA_R34_NE,USA_R34_SE,USA_R34_SW,USA_R34_NW,USA_POCI,USA_ROCI,USA_RMW,TOKYO_LAT,TOKYO_LON,TOKYO_WIND,"
    "TOKYO_PRES,TOKYO_R30_DIR,TOKYO_R30_LONG,TOKYO_R30_SHORT,CMA_LAT,CMA_LON,CMA_WIND,CMA_PRES"
)
UNITS = " , , ,degrees_north,degrees_east,kts,mb, ,degrees_north,degrees_east,kts,mb" + ",nmile" * 4
UNITS += ",mb,nmile,nmile,degrees_north,degrees_east,kts,mb, ,nmile,nmile,degrees_north,degrees_east,kts,mb"
FIRST = (
    "2019215N17132,LEKIMA,2019-08-09 12:00:00,27.5,122.0,80,950,main,27.6,121.9,90,951,160,150,100,120,"
    "1002,250,20,27.5,122.0,80,950,9,270,270,27.5,122.0,93,940"
)
SECOND = (
    "2019215N17132,LEKIMA,2019-08-09 15:00:00,27.9,121.7, , ,main, , , , , , , , , , , , , , , , , , "
    ",27.9,121.7,97,935"
)
THIRD = (
    FIRST.replace("12:00", "18:00").replace("27.5,122.0", "28.3,121.4").replace("27.6,121.9", "28.2,121.5")
)
SPUR = FIRST.replace("main", "spur").replace("12:00", "13:00")
CSV = f"{NAMES}\n{UNITS}\n{FIRST}\n{SPUR}\n{SECOND}\n{THIRD}\n"


def written(folder: Path, text: str = CSV) -> Path:
    path = folder / "ibtracs.WP.list.v04r01.csv"
    path.write_text(text, "utf-8")
    return path


def test_the_agency_chosen_brings_its_positions_winds_and_averaging(tmp_path: Path) -> None:
    path = written(tmp_path)
    usa, cma, tokyo = (read_track(path, agency=agency) for agency in ("USA", "CMA", "TOKYO"))
    assert [(track.agency, track.averaging_s) for track in (usa, cma, tokyo)] == [
        ("JTWC", 60.0),
        ("CMA", 120.0),
        ("JMA", 600.0),
    ]
    assert cma.count == 3 and cma.wind == pytest.approx(np.array([93.0, 97.0, 93.0]) * KNOT)
    assert usa.count == 2 and usa.lat.tolist() == [27.6, 28.2]
    assert usa.rmax == pytest.approx(20 * MILE) and usa.outer_pressure[0] == 100_200.0
    assert usa.radii[0, 0] / MILE == pytest.approx([160.0, 150.0, 100.0, 120.0])
    assert np.isnan(usa.radii[:, 1:]).all()
    assert tokyo.radii[0, 0] / MILE == pytest.approx([270.0] * 4)


def test_without_an_agency_the_first_with_fixes_is_taken(tmp_path: Path) -> None:
    assert read_track(written(tmp_path)).agency == "CMA"
    assert read_track(written(tmp_path), storm="2019215N17132").name == "LEKIMA"


def test_an_agency_with_one_fix_yields_to_one_with_a_track(tmp_path: Path) -> None:
    alone = CSV.replace(",27.5,122.0,93,940", ", , , , ").replace(",28.3,121.4,93,940", ", , , , ")
    assert read_track(written(tmp_path, alone)).agency == "JMA"


def test_blanks_and_the_row_of_units_are_no_values(tmp_path: Path) -> None:
    track = read_track(written(tmp_path, CSV.replace(",97,935", ", ,935")))
    assert np.isnan(track.wind[1]) and track.pressure[1] == 93_500.0


def test_fixes_of_a_spur_are_left_out(tmp_path: Path) -> None:
    times = read_track(written(tmp_path)).time
    assert np.datetime64("2019-08-09T13:00:00") not in times


def test_netcdf_gives_what_the_table_gives(tmp_path: Path) -> None:
    path = tmp_path / "IBTrACS.WP.v04r01.nc"
    _netcdf(path)
    for agency in ("USA", "CMA"):
        table, other = read_track(written(tmp_path), agency=agency), read_track(path, agency=agency)
        assert table.name == other.name and table.storm_id == other.storm_id
        assert np.array_equal(table.time, other.time)
        for name in ("lat", "lon", "wind", "pressure"):
            assert getattr(other, name) == pytest.approx(getattr(table, name), nan_ok=True, rel=1e-6), name
    usa = read_track(path, agency="USA")
    assert usa.radii[0, 0] / MILE == pytest.approx([160.0, 150.0, 100.0, 120.0])


def _netcdf(path: Path) -> None:
    with netCDF4.Dataset(path, "w") as data:
        for name, size in (("storm", 1), ("date_time", 5), ("quadrant", 4), ("char19", 19), ("char13", 13)):
            data.createDimension(name, size)
        _characters(data, "sid", ("storm", "char13"), [["2019215N17132"]])
        _characters(data, "name", ("storm", "char13"), [["LEKIMA"]])
        times = [f"2019-08-09 {hour}:00:00" for hour in (12, 15, 18)] + ["", ""]
        _characters(data, "iso_time", ("storm", "date_time", "char19"), [times])
        columns: dict[str, list[float]] = {
            "lat": [27.5, 27.9, 28.3],
            "lon": [122.0, 121.7, 121.4],
            "cma_lat": [27.5, 27.9, 28.3],
            "cma_lon": [122.0, 121.7, 121.4],
            "cma_wind": [93, 97, 93],
            "cma_pres": [940, 935, 940],
            "usa_lat": [27.6, np.nan, 28.2],
            "usa_lon": [121.9, np.nan, 121.5],
            "usa_wind": [90, -9999, 90],
            "usa_pres": [951, -9999, 951],
        }
        for name, values in columns.items():
            variable = data.createVariable(name, "f8", ("storm", "date_time"), fill_value=-9999.0)
            variable[0, :3] = [-9999.0 if np.isnan(value) else value for value in values]
        radii = data.createVariable("usa_r34", "i2", ("storm", "date_time", "quadrant"), fill_value=-9999)
        radii[0, 0] = radii[0, 2] = [160, 150, 100, 120]


def _characters(
    data: netCDF4.Dataset, name: str, dimensions: tuple[str, ...], texts: list[list[str]]
) -> None:
    size = data.dimensions[dimensions[-1]].size
    raw = np.array(texts, f"S{size}").view("S1").reshape(*[data.dimensions[d].size for d in dimensions])
    data.createVariable(name, "S1", dimensions)[:] = raw


def test_a_file_cut_within_a_row_is_refused_with_the_row(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 6 has 12 cells; 30 are needed \(is the file cut off there"):
        read_tracks(written(tmp_path, CSV[: CSV.rindex(",160,")]))


@pytest.mark.parametrize("suffix", [".nc", ".parquet"])
def test_a_cut_binary_file_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cut{suffix}"
    if suffix == ".nc":
        _netcdf(path)
        path.write_bytes(path.read_bytes()[:2000])
    else:
        path.write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(InputError, match="or cut off"):
        read_tracks(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("27.9,121.7,97", "27.9,121.7,9x7", r"row 5: CMA_WIND is '9x7'; 0 to 250 kn is needed"),
        ("2019-08-09 15:00:00", "2019-08-09 99:00:00", r"row 5: ISO_TIME is '2019-08-09 99:00:00'"),
        ("ISO_TIME", "TIME", r"lacks ISO_TIME"),
    ],
)
def test_a_fault_is_named_with_its_row(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_track(written(tmp_path, CSV.replace(old, new)))


def test_an_unknown_agency_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="agency is 'ECMWF'; one of CMA, TOKYO, USA"):
        read_track(written(tmp_path), agency="ECMWF")


def test_seventy_years_of_the_western_north_pacific_are_read() -> None:
    folder = Path(
        os.environ.get("FANGZAI_REALDATA", Path(__file__).parents[4] / ".." / "shared" / "realdata")
    )
    path = folder / "ibtracs" / "ibtracs_wp_tracks.parquet"
    if not path.is_file():
        pytest.skip("no ibtracs_wp_tracks.parquet under FANGZAI_REALDATA")
    refused: list[str] = []
    tracks = read_tracks(path, refused=refused)
    assert len(tracks) > 1900 and len(refused) < 10
    lekima = next(track for track in tracks if track.storm_id == "2019214N15134" or _is_lekima(track))
    assert np.nanmax(lekima.wind) == pytest.approx(105 * KNOT)  # 105 kn, RSMC Tokyo
    assert np.nanmin(lekima.pressure) == 92_500.0


def _is_lekima(track: object) -> bool:
    time, lon = track.time, track.lon  # type: ignore[attr-defined]
    return bool(
        time[0] < np.datetime64("2019-08-06") < time[-1] and 118.0 < lon[-1] < 125.0 and len(time) > 50
    )
