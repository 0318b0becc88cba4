"""Places at which wind is told over time."""

from pathlib import Path

import pytest

from census.coordinates import to_degrees
from census.errors import InputError
from scenarios.sections.storm import WindPoints
from scenarios.typhoon.places import places_of
from tests.outputs.seismic.hand import GRID, District

NOWHERE = WindPoints(census=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "places.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_places_of_a_file_and_of_the_census_stand_in_one_list(tmp_path: Path) -> None:
    lon, lat = (float(value) for value in to_degrees(520150.0, 3350150.0))
    path = write(tmp_path, f"name,lon,lat\n吊塔,{lon!r},{lat!r}\n")
    places = places_of(WindPoints(), path, District(), GRID)  # type: ignore[arg-type]
    assert list(places.names) == ["吊塔", "甲街道", "乙街道"]
    assert (places.row[0], places.column[0]) == (0, 1)
    assert places.x[0] == pytest.approx(520150.0, abs=0.01)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,lon\n甲,120\n", r"has the columns name, lon; name, and lon and lat or x and y, are needed"),
        ("name,x,y\n甲,a,3350150\n", r"line 2: x = 'a'; a number is needed"),
        ("name,x,y\n甲,520050,3350150\n甲,520060,3350150\n", r"line 3: '甲' is there already"),
        ("name,x,y\n甲,10,20\n", r"line 2: 甲 lies at \(10, 20\), outside the district's 520000 to 520300"),
        ("name,x,y\n,520050,3350150\n", r"line 2: name = ''; 1 to 80 characters"),
        ("name,x,y\n甲,nan,3350150\n", r"line 2: x = 'nan'; a number is needed"),
    ],
)
def test_a_faulty_place_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        places_of(NOWHERE, write(tmp_path, text), District(), GRID)  # type: ignore[arg-type]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(InputError, match=r"places\.csv is no CSV in UTF-8"):
        places_of(NOWHERE, path, District(), GRID)  # type: ignore[arg-type]
