"""Polygons from vertex lists and from vector files."""

from pathlib import Path

import geopandas
import pytest
from shapely import Point, box

from census.errors import InputError
from census.readers.polygons import read_polygons

CRS = "EPSG:4549"


def test_vertices_with_and_without_header_give_the_same_ring(tmp_path: Path) -> None:
    (tmp_path / "a1.csv").write_text("0,0\n4,0\n4,3\n0,3\n")
    (tmp_path / "a2.csv").write_text("id, x, y\n1,0,0\n1,4,0\n1,4,3\n1,0,3\n")
    first, second = read_polygons(tmp_path / "a*.csv", crs=CRS)
    assert first.equals(second)
    assert first.area == 12.0


def test_vertex_that_is_no_number_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "ring.csv").write_text("x,y\n0,0\n4,nan\n4,3\n")
    with pytest.raises(InputError, match=r"ring\.csv line 3 is '4,nan'"):
        read_polygons(tmp_path / "ring.csv", crs=CRS)


def test_two_vertices_are_no_polygon(tmp_path: Path) -> None:
    (tmp_path / "ring.csv").write_text("0,0\n4,0\n0,0\n")
    with pytest.raises(InputError, match="2 different vertices"):
        read_polygons(tmp_path / "ring.csv", crs=CRS)


def test_ring_that_crosses_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ring.csv").write_text("0,0\n4,3\n4,0\n0,3\n")
    with pytest.raises(InputError, match="Self-intersection"):
        read_polygons(tmp_path / "ring.csv", crs=CRS)


def test_wildcard_without_a_match_says_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "house000.csv").write_text("0,0\n4,0\n4,3\n")
    with pytest.raises(InputError, match=r"no file matches .*home\*\.csv; .*house000\.csv"):
        read_polygons(tmp_path / "home*.csv", crs=CRS)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp"])
def test_vector_file_is_brought_to_the_crs_asked_for(tmp_path: Path, name: str) -> None:
    square = box(520_000.0, 3_350_000.0, 520_100.0, 3_350_100.0)
    frame = geopandas.GeoDataFrame(geometry=[square], crs=CRS)
    (frame.to_crs("EPSG:4490") if name.endswith("json") else frame).to_file(tmp_path / name)
    (polygon,) = read_polygons(tmp_path / name, crs=CRS)
    assert polygon.area == pytest.approx(10_000.0, rel=1e-4)
    assert polygon.centroid.x == pytest.approx(520_050.0, abs=0.05)


def test_points_are_no_polygons(tmp_path: Path) -> None:
    geopandas.GeoDataFrame(geometry=[Point(0.0, 0.0)], crs=CRS).to_file(tmp_path / "a.gpkg")
    with pytest.raises(InputError, match=r"feature 1 of .*a\.gpkg is a Point"):
        read_polygons(tmp_path / "a.gpkg", crs=CRS)


def test_garbled_vector_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection", "features": [')
    with pytest.raises(InputError, match=r"a\.geojson cannot be read as GeoJSON"):
        read_polygons(tmp_path / "a.geojson", crs=CRS)
