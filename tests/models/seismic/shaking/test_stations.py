"""Reading station lists written by hand, broken ones, hostile ones and a real one."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.motion import Motion
from models.seismic.shaking import Stations, credible, read_stations

REAL = (
    Path(os.environ.get("FANGZAI_REALDATA", "../shared/realdata")) / "shakemap" / "napa2014_stationlist.xml"
)
LIST = """<?xml version="1.0"?>
<!DOCTYPE shakemap-data [
<!ELEMENT stationlist (station+)>
<!ATTLIST station code CDATA #REQUIRED commtype (DIG|ANA) 'DIG'>
]>
<shakemap-data><stationlist>
<station code="N.A" name="Alpha" lat="30.3" lon="120.1">
<comp name="HNZ"><pga value="99.0" flag="0"/><pgv value="99.0" flag="0"/></comp>
<comp name="HNE"><pga value="4.0" flag="0"/><pgv value="2.0" flag="0"/></comp>
<comp name="HNN"><pga value="9.0" flag="0"/><pgv value="8.0" flag="T"/></comp>
</station>
<station code="N.B" name="Beta" lat="30.4" lon="120.2">
<comp name="HNE"><pga value="1.0" flag="M"/></comp>
</station>
</stationlist></shakemap-data>
"""
TABLE = "# readings\nname,lon,lat,pga_g,pgv_cms\nA,120.1,30.3,0.06,5\nB,120.2,30.4,,2\n"


def of(folder: Path, text: str) -> Stations:
    path = folder / "stations"
    path.write_text(text, encoding="utf-8")
    return read_stations(path)


def test_two_horizontal_components_give_their_geometric_mean_and_flagged_values_none(tmp_path: Path) -> None:
    stations = of(tmp_path, LIST)
    assert stations.name == ("N.A",)
    assert stations.values["PGA"][0] == pytest.approx(0.06, rel=1e-12)
    assert stations.values["PGV"][0] == pytest.approx(2.0, rel=1e-12)


def test_a_csv_file_may_leave_values_out(tmp_path: Path) -> None:
    stations = of(tmp_path, TABLE)
    assert stations.name == ("A", "B")
    np.testing.assert_allclose(stations.values["PGA"], [0.06, np.nan])
    observed = stations.observed(["PGA", "PGV", "INT"])
    assert observed[0, 0] == pytest.approx(math.log(0.06)) and math.isnan(observed[0, 1])
    np.testing.assert_allclose(observed[2], 3.0 * np.log10([0.05, 0.02]) + 9.77)


def test_a_measure_that_no_station_has_is_none_and_a_list_without_any_is_refused(tmp_path: Path) -> None:
    stations = of(tmp_path, "name,lon,lat,pga_g\nA,120.1,30.3,0.06\n")
    observed = stations.observed(["PGA", "PGV", "SA(1.0)", "INT"])
    assert observed[0, 0] == pytest.approx(math.log(0.06)) and np.isnan(observed[1:]).all()
    with pytest.raises(InputError, match=r"tells PGA; one of PGV, SA\(1\.0\), which this run takes"):
        stations.observed(["PGV", "SA(1.0)"])


def test_a_csv_file_may_tell_the_ground(tmp_path: Path) -> None:
    table = "name,lon,lat,pga_g,vs30_m_s,site_class\nA,120.1,30.3,0.06,650,I1\nB,120.2,30.3,0.05,,\n"
    stations = of(tmp_path, table)
    np.testing.assert_array_equal(stations.vs30, [650.0, np.nan])
    np.testing.assert_array_equal(stations.site_class, [1, -1])
    with pytest.raises(InputError, match="row 1: vs30_m_s is 0; 50 to 3000 m/s is needed"):
        of(tmp_path, table.replace("650", "0"))
    with pytest.raises(InputError, match="row 1: site_class is 'D'; one of I0, I1, II, III, IV"):
        of(tmp_path, table.replace("I1", "D"))


def test_stations_come_into_the_districts_grid(tmp_path: Path) -> None:
    x, y = of(tmp_path, "name,lon,lat,pga_g\nA,120.0,30.3,0.06\n").projected("EPSG:4549")
    # On the central meridian x is the false easting.
    assert x[0] == pytest.approx(500000.0, abs=1e-3) and 3.34e6 < y[0] < 3.37e6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("120.1,30.3", "30.3,120.1", r"row 1: lon, lat is 30.3, 120.1; degrees on the globe"),
        ("0.06", "-0.06", r"row 1: PGA is -0.06 g; over 0"),
        ("0.06", "58.8", r"row 1: PGA is 58.8 g; over 0 and up to 10"),
        ("0.06", "strong", r"row 1: pga_g is 'strong'; a number"),
        ("lat,", "latitude,", "has the columns name, lon, latitude, pga_g, pgv_cms; name, lon, lat"),
        ("0.06,5\nB,120.2,30.4,,2", ",\nB,120.2,30.4,,", "holds no station with a value"),
    ],
)
def test_a_table_that_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        of(tmp_path, TABLE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</stationlist></shakemap-data>", "", "no whole XML document"),
        ('lat="30.3"', 'lat="north"', "station 'N.A': lat is 'north'; a number"),
        ('value="4.0"', 'value="-4.0"', "station 'N.A': PGA is -0.04 g"),
        ("shakemap-data>", "shaking>", "begins with <shaking>|no whole XML"),
        ("<!ELEMENT", '<!ENTITY a "x"><!ELEMENT', "entity 'a' is declared; entities"),
        (
            "shakemap-data [",
            'shakemap-data SYSTEM "file:///x" [',
            "document type 'shakemap-data' is declared",
        ),
    ],
)
def test_a_list_that_is_wrong_or_hostile_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        of(tmp_path, LIST.replace(old, new))


def test_what_lies_four_deviations_from_the_median_is_no_record_and_may_be_left_out(tmp_path: Path) -> None:
    stations = of(
        tmp_path, "name,lon,lat,pga_g,pgv_cms\nA,120,30,0.1,\nB,120.1,30,0.0001,3\nC,120.2,30,0.1,1e3\n"
    )
    one = np.ones((2, 3))
    # A total deviation of 1: ln 0.1 against ln 0.1, ln 0.0001 lies 6.9 below, 1000 cm/s 5.3 above 5 cm/s.
    motion = Motion(("PGA", "PGV"), np.log([[0.1] * 3, [5.0] * 3]), 0.6 * one, 0.8 * one)
    keep = credible(stations.observed(["PGA", "PGV"]), motion)
    assert keep.tolist() == [True, False, False]
    assert stations.chosen(keep).name == ("A",) and stations.chosen(keep).values["PGA"].tolist() == [0.1]


def test_two_rows_of_one_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"row 2: 'B' stands at 120, 30 like 'A'; one row for each place"):
        of(tmp_path, "name,lon,lat,pga_g\nA,120,30,0.1\nB,120,30,0.3\n")


def test_a_station_far_outside_the_sites_is_named(tmp_path: Path) -> None:
    stations = of(tmp_path, TABLE.replace("B,120.2,30.4", "B,120.2,40.4"))
    x, y = np.array([510e3, 520e3]), np.array([3.35e6, 3.36e6])
    with pytest.raises(
        InputError, match=r"station 'B' at 120.2000 E, 40.4000 N lies 111\d km outside the sites"
    ):
        stations.check_near(x, y, "EPSG:4549")
    of(tmp_path, TABLE).check_near(x, y, "EPSG:4549")


def test_the_records_of_napa_are_read() -> None:
    if not REAL.is_file():
        pytest.skip(f"no real list {REAL}; set FANGZAI_REALDATA to the folder with shakemap")
    stations = read_stations(REAL)
    assert len(stations.name) == 333
    # Napa College in the file: 33.5104 and 35.8005 % of g, 54.768 and 41.211 cm/s on its two horizontals.
    college = stations.name.index("CE.68150")
    assert stations.values["PGA"][college] == pytest.approx(math.sqrt(0.335104 * 0.358005), rel=1e-9)
    assert stations.values["PGV"][college] == pytest.approx(math.sqrt(54.768 * 41.211), rel=1e-9)
