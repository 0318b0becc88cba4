"""A typhoon from its scenario to a published folder, on a few blocks of the synthetic district."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from census.errors import InputError
from outputs.fields import open_fields
from outputs.publish import check_run, read_manifest
from scenarios.run import RunResult, run_scenario
from tests.scenarios.typhoon.test_spec import TYPHOON

HEAD = "time_utc,lat,lon,pressure_hpa,wind_m_s,averaging_min,rmax_km\n"
TRACK = HEAD + "".join(
    f"2020-08-09T{hour:02d}:00:00Z,{28.2 + 0.25 * hour:.2f},{122.0 - 0.15 * hour:.2f},960,40,2,40\n"
    for hour in range(0, 24, 6)
)
"""A storm whose centre passes about 50 km from the district within a day."""


@pytest.fixture(scope="module")
def place(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typhoon")
    text = TYPHOON.replace('extent = "small"', f'snapshot = "{small_database}"\ncell_size_m = 50.0')
    (folder / "trial.toml").write_text(text, encoding="utf-8")
    (folder / "track.csv").write_text(TRACK, encoding="utf-8")
    return folder


def run(place: Path, *overrides: str) -> RunResult:
    few = ["outputs.maps=false", "settings.threads=1", "surface.sectors=8"]
    return run_scenario(place / "trial.toml", runs_dir=place / "runs", overrides=[*few, *overrides])


@pytest.fixture(scope="module")
def published(place: Path) -> RunResult:
    return run(place)


def test_a_run_is_whole_and_not_repeated(place: Path, published: RunResult) -> None:
    assert check_run(published.folder).whole
    again = run(place, "settings.threads=2")
    assert (again.skipped, again.run_id) == (True, published.run_id)


def test_the_fields_are_of_the_district_and_say_their_averaging(published: RunResult) -> None:
    with open_fields(published.folder / "fields.nc") as fields:
        mean, gust = fields["maximum_mean_wind"].values, fields["maximum_gust"].values
        inside = np.isfinite(mean)
        assert inside.any()
        assert (gust[inside] > mean[inside]).all()
        assert fields["maximum_mean_wind"].attrs["averaging_period"] == "600 s"
        assert fields["maximum_gust"].attrs["averaging_period"] == "3 s"
        first, last = fields["first_time_of_force"].values, fields["last_time_of_force"].values
        assert (last[np.isfinite(first)] >= first[np.isfinite(first)]).all()
        assert fields.attrs["synthetic"] == 1


def test_forces_agree_with_the_times_at_which_they_are_reached(published: RunResult) -> None:
    with open_fields(published.folder / "fields.nc") as fields:
        force, first = fields["beaufort_force"].values, fields["first_time_of_force"]
        for level in first["force"].values:
            np.testing.assert_array_equal(np.isfinite(first.sel(force=level).values), force >= level)


def test_the_tables_tell_the_fields(published: RunResult) -> None:
    streets = pd.read_parquet(published.folder / "streets.parquet")
    with open_fields(published.folder / "fields.nc") as fields:
        assert streets["gust_greatest_m_s"].iloc[-1] == pytest.approx(float(fields["maximum_gust"].max()))
    assert streets["gust_greatest_m_s"].iloc[:-1].max() == streets["gust_greatest_m_s"].iloc[-1]
    track = pd.read_parquet(published.folder / "track.parquet")
    assert track["distance_m"].min() < 100_000.0
    buildings = gpd.read_parquet(published.folder / "buildings.parquet")
    damage = pd.read_parquet(published.folder / "damage.parquet")
    whole = damage[(damage["street_code"] == "total") & (damage["kind"] == "buildings")].iloc[0]
    assert whole["loss_yuan"] == pytest.approx(buildings["loss_yuan"].sum())


def test_places_in_time_stay_within_the_greatest_wind_of_their_cell(published: RunResult) -> None:
    series = pd.read_parquet(published.folder / "series.parquet")
    assert series["gust_m_s"].max() <= published.key_figures["gust_greatest_m_s"] + 1e-3
    assert (series["gust_m_s"] >= series["mean_wind_m_s"]).all()


def test_the_rain_of_the_track_is_what_a_run_of_waterlogging_reads(published: RunResult) -> None:
    rain = pd.read_csv(published.folder / "rain.csv")
    assert list(rain.columns) == ["time", "depth_mm"]
    assert rain["depth_mm"].sum() == pytest.approx(published.key_figures["track_rain_mm"], abs=0.1)


def test_the_manifest_says_what_is_made_up_and_unverified(published: RunResult) -> None:
    manifest = read_manifest(published.folder)
    assert (manifest["hazard"], manifest["synthetic"]) == ("typhoon", True)
    assert any("WMO/TD-1555" in words["en"] for words in manifest["unverified"])
    assert isinstance(manifest["notes"], list)


def test_a_storm_that_never_comes_near_is_a_result(place: Path) -> None:
    far = (
        TRACK.replace(",122.", ",142.")
        .replace(",121.", ",141.")
        .replace(",120.", ",140.")
        .replace(",119.", ",139.")
    )
    (place / "far.csv").write_text(far, encoding="utf-8")
    result = run(place, f"storm.file={place}/far.csv")
    assert result.key_figures["effect"] == "none"
    assert result.key_figures["closest_km"] > 500.0
    names = {path.name for path in result.folder.iterdir()}
    assert names == {"README.txt", "manifest.json", "no_effect.csv", "no_effect.parquet"}


@pytest.mark.parametrize(
    ("track", "message"),
    [
        (HEAD + "2020-08-09T00:00:00Z,28.2,122.0,960,40,2,40\n", r"one fix"),
        (TRACK.replace("time_utc", "when"), r"time_utc"),
        (TRACK[: len(TRACK) // 2], r"bad\.csv, line 3.*cut off"),
        ("", r"bad\.csv"),
    ],
)
def test_a_faulty_track_leaves_nothing(place: Path, track: str, message: str) -> None:
    (place / "bad.csv").write_text(track, encoding="utf-8")
    before = sorted(path.name for path in (place / "runs").glob("*"))
    with pytest.raises(InputError, match=message):
        run(place, f"storm.file={place}/bad.csv")
    assert sorted(path.name for path in (place / "runs").glob("*")) == before
