"""Reading a ShakeMap grid written by hand, broken ones, hostile ones and a real one."""

from __future__ import annotations

import gzip
import math
import os
from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.shaking import read_shakemap_grid

REAL = Path(os.environ.get("FANGZAI_REALDATA", "../shared/realdata")) / "shakemap" / "lomaprieta_grid.xml.gz"
GRID = """<?xml version="1.0" encoding="UTF-8"?>
<shakemap_grid xmlns="http://earthquake.usgs.gov/eqcenter/shakemap" event_id="x1">
<event event_id="x1" magnitude="6.0" depth="10.0" lat="30.1" lon="120.1"/>
<grid_specification lon_min="120.0" lat_min="30.0" lon_max="120.2" lat_max="30.1" nlon="3" nlat="2"/>
<grid_field index="1" name="LON" units="dd"/>
<grid_field index="2" name="LAT" units="dd"/>
<grid_field index="3" name="PGA" units="pctg"/>
<grid_field index="4" name="PGV" units="cms"/>
<grid_field index="5" name="STDPGA" units="ln(pctg)"/>
<grid_field index="6" name="PSA10" units="pctg"/>
<grid_data>
120.0 30.1 10 5 0.5 8
120.1 30.1 20 6 0.4 8
120.2 30.1 40 7 0.3 8
120.0 30.0 10 5 0.5 8
120.1 30.0 5 6 0.5 0
120.2 30.0 10 7 0.5 8
</grid_data>
</shakemap_grid>
"""


def written(folder: Path, text: str = GRID) -> Path:
    path = folder / "grid.xml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_a_grid_is_read_in_our_units_with_the_south_first(tmp_path: Path, packed: bool) -> None:
    path = written(tmp_path)
    if packed:
        path = tmp_path / "grid.xml.gz"
        path.write_bytes(gzip.compress(GRID.encode()))
    grid = read_shakemap_grid(path)
    np.testing.assert_allclose(grid.x, [120.0, 120.1, 120.2])
    np.testing.assert_allclose(grid.y, [30.0, 30.1])
    np.testing.assert_allclose(grid.fields["PGA"], [[0.1, 0.05, 0.1], [0.1, 0.2, 0.4]])
    assert grid.units["PGV"] == "cm/s" and grid.event["magnitude"] == "6.0"
    # 0 in a file with two decimals is up to half of the last one.
    assert grid.fields["SA(1.0)"][0, 1] == pytest.approx(5e-5)


def test_motion_between_nodes_is_the_mean_of_logarithms_and_carries_the_maps_scatter(tmp_path: Path) -> None:
    grid = read_shakemap_grid(written(tmp_path))
    motion = grid.motion_at(
        [120.05, 120.2], [30.1, 30.1], ["PGA", "PGV", "INT"], "EPSG:4326", between_share=0.25
    )
    assert math.exp(motion.median[0, 0]) == pytest.approx(math.sqrt(0.1 * 0.2), rel=1e-9)
    np.testing.assert_allclose(np.hypot(motion.between, motion.within)[0], [0.45, 0.3], rtol=1e-9)
    assert motion.between[0, 1] == pytest.approx(0.15, rel=1e-9)
    # Without a field of its own: Boore et al. (2014), PGV from magnitude 5.5 on.
    assert math.hypot(motion.between[1, 0], motion.within[1, 0]) == pytest.approx(
        math.hypot(0.346, 0.552), rel=1e-9
    )
    assert motion.median[2, 1] == pytest.approx(3.0 * math.log10(0.07) + 9.77, rel=1e-9)
    assert motion.unverified == ("intensity_of_pgv",)


def test_sites_in_the_districts_grid_find_their_place(tmp_path: Path) -> None:
    # 120 E is the central meridian of EPSG:4549, where x is 500 km.
    grid = read_shakemap_grid(written(tmp_path))
    motion = grid.motion_at([500000.0], [3325000.0], ["PGA"], "EPSG:4549")
    assert math.exp(motion.median[0, 0]) == pytest.approx(0.1, rel=1e-3)


def test_a_site_outside_and_a_measure_that_is_missing_are_named(tmp_path: Path) -> None:
    grid = read_shakemap_grid(written(tmp_path))
    with pytest.raises(
        InputError, match=r"site 2 at \(121.5000, 30.0500\) lies outside the map \(1 such sites\)"
    ):
        grid.motion_at([120.1, 121.5], [30.05, 30.05], ["PGA"], "EPSG:4326")
    with pytest.raises(InputError, match=r"gives no 'SA\(0.3\)'; it gives PGA, PGV, SA\(1.0\), INT"):
        grid.motion_at([120.1], [30.05], ["SA(0.3)"], "EPSG:4326")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</grid_data>\n</shakemap_grid>\n", "", "is no whole XML document.*truncated"),
        ("120.2 30.0 10 7 0.5 8\n", "", r"grid_data holds 30 values; 6 nodes of 6 fields, 36 values"),
        ("20 6 0.4 8", "20 six 0.4 8", r"value 4 of row 2 is 'six'; a number"),
        ("20 6 0.4 8", "nan 6 0.4 8", r"row 2: PGA is nan pctg; 0 to 1000"),
        ("20 6 0.4 8", "-20 6 0.4 8", r"row 2: PGA is -20 pctg"),
        ("40 7 0.3 8", "40 7 9.3 8", r"row 3: STDPGA is 9.3; a standard deviation"),
        ('units="pctg"', 'units="gal"', "the unit of PGA is 'gal'; one of pctg"),
        ('name="LAT"', 'name="NORTH"', "LAT is needed once"),
        ('name="PGA"', 'name="PGB"', None),
        ('index="3"', 'index="2"', "grid_field index is '2'"),
        ('index="6"', 'index="7"', r"the indices \[1, 2, 3, 4, 5, 7\]"),
        ('nlon="3"', 'nlon="three"', "grid_specification: nlon is 'three'; a number"),
        ('nlon="3"', 'nlon="3000000000"', "at most 20,000,000 nodes"),
        ('lon_max="120.2"', 'lon_max="119.2"', "longitudes 120 to 119.2"),
        ("120.1 30.1 20", "120.9 30.1 20", r"row 2: LON is 120.9 where grid_specification has 120.1"),
        ("shakemap_grid", "shake_grid", "begins with <shake_grid>"),
        ("grid_data", "grid_stuff", "has no <grid_data>"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, message: str | None) -> None:
    path = written(tmp_path, GRID.replace(old, new))
    if message is None:
        assert "PGA" not in read_shakemap_grid(path).fields
        return
    with pytest.raises(InputError, match=message):
        read_shakemap_grid(path)


BOMB = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    "head",
    [
        BOMB,
        '<!DOCTYPE grid SYSTEM "file:///x">',
        '<!DOCTYPE grid [<!ENTITY % x SYSTEM "file:///x"> %x;]>',
        "<!DOCTYPE grid>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_hostile_grid_is_refused_before_anything_is_made_of_it(
    tmp_path: Path, head: str, encoding: str
) -> None:
    text = GRID.replace('encoding="UTF-8"?>', f'encoding="{encoding}"?>{head}').replace(
        "20 6 0.4", "&c; 6 0.4"
    )
    path = tmp_path / "grid.xml"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(
        InputError, match=r"line 1: document type '\w+' is declared; entities, .* are refused"
    ):
        read_shakemap_grid(path)


def test_a_grid_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = GRID.rstrip()
    for length in range(1, len(whole), 7):
        with pytest.raises(InputError):
            read_shakemap_grid(written(tmp_path, whole[:length]))


def test_an_encoding_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="states an encoding that is none"):
        read_shakemap_grid(written(tmp_path, GRID.replace("UTF-8", "UTF-88")))


def test_units_of_the_fourth_edition_mean_the_same(tmp_path: Path) -> None:
    older = read_shakemap_grid(written(tmp_path))
    newer = read_shakemap_grid(written(tmp_path, GRID.replace('"pctg"', '"%g"').replace('"cms"', '"cm/s"')))
    for name in ("PGA", "PGV", "SA(1.0)"):
        np.testing.assert_array_equal(older.fields[name], newer.fields[name])


def test_velocities_of_the_ground_are_no_measure(tmp_path: Path) -> None:
    text = GRID.replace('name="PSA10" units="pctg"', 'name="SVEL" units="ms"')
    grid = read_shakemap_grid(written(tmp_path, text))
    assert grid.measures == ("PGA", "PGV", "INT") and grid.fields["SVEL"][1, 0] == 8.0


def test_a_damaged_gzip_file_and_one_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "grid.xml.gz"
    path.write_bytes(gzip.compress(GRID.encode())[:-20])
    with pytest.raises(InputError, match="damaged or truncated gzip file"):
        read_shakemap_grid(path)
    monkeypatch.setattr("models.seismic.shaking.markup.LARGEST", 1 << 20)
    path.write_bytes(gzip.compress(GRID.replace("<grid_data>", "<grid_data>" + " " * (3 << 20)).encode()))
    with pytest.raises(InputError, match="holds over 1 MiB once unpacked"):
        read_shakemap_grid(path)


def test_the_map_of_loma_prieta_is_read_whole() -> None:
    if not REAL.is_file():
        pytest.skip(f"no real map {REAL}; set FANGZAI_REALDATA to the folder with shakemap")
    grid = read_shakemap_grid(REAL)
    assert (
        grid.fields["PGA"].shape == (193, 241)
        and grid.event["event_description"] == "Loma Prieta, California"
    )
    # The row of the epicentre in the file: -121.8800 37.0400 66.49 50.68 7.85 178.23 55.58 8.63 0.15 0.31 555
    motion = grid.motion_at([-121.88], [37.04], ["PGA", "PGV", "SA(0.3)", "SA(1.0)", "SA(3.0)"], "EPSG:4326")
    np.testing.assert_allclose(
        np.exp(motion.median[:, 0]), [0.6649, 50.68, 1.7823, 0.5558, 0.0863], rtol=1e-6
    )
    assert math.hypot(motion.between[0, 0], motion.within[0, 0]) == pytest.approx(0.15, rel=1e-6)
