"""An earthquake from its scenario to a published folder, on a few blocks of the synthetic district."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from census.errors import InputError
from outputs.fields import open_fields
from outputs.publish import check_run, read_manifest
from scenarios.hazards import check_files
from scenarios.run import RunResult, run_scenario
from scenarios.seismic.spec import load_seismic
from tests.scenarios.seismic.test_spec import QUAKE


@pytest.fixture(scope="module")
def place(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quake")
    text = QUAKE.replace('extent = "small"', f'snapshot = "{small_database}"')
    (folder / "trial.toml").write_text(text, encoding="utf-8")
    return folder


def run(place: Path, *overrides: str) -> RunResult:
    few = ["damage.realisations=40", "outputs.maps=false", "settings.threads=1"]
    return run_scenario(place / "trial.toml", runs_dir=place / "runs", overrides=[*few, *overrides])


@pytest.fixture(scope="module")
def published(place: Path) -> RunResult:
    return run(place)


def test_a_run_is_whole_and_not_repeated(place: Path, published: RunResult) -> None:
    assert check_run(published.folder).whole
    again = run(place, "settings.threads=2")
    assert (again.skipped, again.run_id) == (True, published.run_id)
    assert again.key_figures == published.key_figures


def test_all_buildings_and_people_stand_in_the_tables(published: RunResult) -> None:
    buildings = gpd.read_parquet(published.folder / "buildings.parquet")
    assert len(buildings) == published.key_figures["buildings"]
    streets = pd.read_parquet(published.folder / "streets.parquet")
    assert streets["buildings"].iloc[-1] == len(buildings)
    grades = [f"buildings_{name}" for name in ("intact", "slight", "moderate", "severe", "destroyed")]
    assert streets[grades].iloc[-1].sum() == pytest.approx(len(buildings))
    long = pd.read_parquet(published.folder / "realisations.parquet")
    assert (long.groupby("realisation")[grades].sum().sum(axis=1) == len(buildings)).all()
    assert long["displaced_people"].sum() / 40 == pytest.approx(published.key_figures["displaced_people"])


def test_the_manifest_and_fields_say_what_is_made_up_and_unverified(published: RunResult) -> None:
    manifest = read_manifest(published.folder)
    assert manifest["hazard"] == "seismic"
    assert manifest["synthetic"]
    assert any("Hazus" in words["en"] for words in manifest["unverified"])
    with open_fields(published.folder / "fields.nc") as fields:
        assert fields.attrs["synthetic"] == 1
        assert {"peak_ground_acceleration", "seismic_intensity", "site_factor"} <= set(fields.data_vars)


def test_what_to_strengthen_first_stays_within_its_budget(place: Path) -> None:
    folder = run(place, "retrofit={budget=2e7}").folder
    table = pd.read_parquet(folder / "retrofit.parquet")
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert table["deaths_averted_per_million"].is_monotonic_decreasing
    assert 0.0 < table.loc[table["chosen"], "cost"].sum() <= 2e7
    assert (table["deaths_averted"] >= 0.0).all()
    blocks = pd.read_parquet(folder / "retrofit_blocks.parquet")
    # The budget is spent on buildings: of blocks none is said to be in or out of it.
    assert "chosen" not in blocks
    assert blocks["buildings"].sum() == len(table)


def test_debris_blocks_narrow_roads_in_some_realisations(place: Path, published: RunResult) -> None:
    roads = pd.read_parquet(published.folder / "roads.parquet")
    share = roads["blocked_probability"]
    assert ((share * 40) % 1.0).abs().max() < 1e-9
    assert 0.0 < share.mean() < share.max() <= 1.0
    assert not (run(place, "damage.roads=false").folder / "roads.parquet").exists()


def test_a_larger_earthquake_displaces_more(place: Path, published: RunResult) -> None:
    larger = run(place, "earthquake.magnitude=6.5")
    assert larger.key_figures["displaced_people"] > published.key_figures["displaced_people"]


def test_a_fragility_set_with_crossing_medians_leaves_nothing(place: Path) -> None:
    head = "class,measure,slight,moderate,severe,destroyed,beta,status"
    row = "URML-Pre,PGA,0.1,0.3,0.2,0.5,0.4,unverified"
    (place / "mine.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    before = sorted(path.name for path in (place / "runs").iterdir())
    with pytest.raises(InputError, match=r"mine\.csv, line 2"):
        run(place, f"damage.fragility={place}/mine.csv")
    assert sorted(path.name for path in (place / "runs").iterdir()) == before


def test_files_are_looked_at_before_anything_is_computed(place: Path) -> None:
    curves = place / "percent.csv"
    curves.write_text(
        "class,measure,slight,moderate,severe,destroyed,beta,status\nURML-Pre,PGA,12,25,45,80,0.5,unverified\n",
        encoding="utf-8",
    )
    own = load_seismic(place / "trial.toml", [f'damage.fragility="{curves}"'])
    with pytest.raises(InputError, match=r"percent\.csv, line 2: median 80 of destroyed is above 10"):
        check_files(own)
    gone = load_seismic(place / "trial.toml", ['stations={file="nowhere.csv"}'])
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        check_files(gone)


STATIONS = """name,lon,lat,pga_g,site_class
A,{lon:.5f},{lat:.5f},{pga},
B,{east:.5f},{lat:.5f},,II
C,{lon:.5f},{north:.5f},9.0,
"""


def station_file(place: Path, published: RunResult, pga: float) -> Path:
    """One reading in the middle of the district, a station without one, one that cannot be of the event."""
    middle = (
        gpd.read_parquet(published.folder / "buildings.parquet").to_crs("EPSG:4326").geometry.iloc[0].centroid
    )
    path = place / f"stations-{pga}.csv"
    path.write_text(
        STATIONS.format(lon=middle.x, lat=middle.y, east=middle.x + 0.5, north=middle.y + 0.02, pga=pga),
        encoding="utf-8",
    )
    return path


def test_readings_lower_motion_damage_and_liquefaction_and_are_told(
    place: Path, published: RunResult
) -> None:
    before = pd.read_parquet(published.folder / "liquefaction.parquet").set_index("borehole_id")["pga_g"]
    with open_fields(published.folder / "fields.nc") as fields:
        median = float(fields["peak_ground_acceleration"].sel(probability=0.5).median()) / 9.80665
    found = run(place, f'stations={{file="{station_file(place, published, round(0.5 * median, 3))}"}}')
    assert found.key_figures["pga_median_g"] < 0.8 * published.key_figures["pga_median_g"]
    assert found.key_figures["displaced_people"] < published.key_figures["displaced_people"]
    after = pd.read_parquet(found.folder / "liquefaction.parquet").set_index("borehole_id")["pga_g"]
    assert (after < 0.8 * before.loc[after.index]).all()
    text = next(found.folder.glob("README*")).read_text(encoding="utf-8")
    assert "1个观测值" in text and "舍去：C" in text
    with open_fields(found.folder / "fields.nc") as fields:
        assert fields.attrs["stations_left_out"] == "C"
        assert fields.attrs["motion_model"] == "yu2013" and fields.attrs["site_term"] == "gb-class"
