"""Many storms from their scenario to probabilities, on a few blocks of the synthetic district."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from census.errors import InputError
from outputs.fields import open_fields
from scenarios.run import RunResult, run_scenario
from tests.scenarios.typhoon.test_run import HEAD, TRACK
from tests.scenarios.typhoon.test_spec import TYPHOON

ERRORS = (
    "lead_h,position_km,along_over_cross,position_correlation,wind_m_s,wind_correlation,rmax_ln_sd,"
    "rmax_correlation\n0,0,1,0.5,0,0.5,0,0.5\n72,{0},1,0.5,{0},0.5,0,0.5\n"
)


@pytest.fixture(scope="module")
def place(small_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ensemble")
    text = TYPHOON.replace('extent = "small"', f'snapshot = "{small_database}"\ncell_size_m = 50.0')
    (folder / "one.toml").write_text(text, encoding="utf-8")
    many = text.replace('kind = "track"', 'kind = "perturbed"\nmembers = 4\nerrors = "errors.csv"')
    (folder / "many.toml").write_text(many, encoding="utf-8")
    (folder / "track.csv").write_text(TRACK, encoding="utf-8")
    (folder / "errors.csv").write_text(ERRORS.format(0), encoding="utf-8")
    (folder / "wide.csv").write_text(ERRORS.format(20), encoding="utf-8")
    rows = TRACK.removeprefix(HEAD).splitlines()
    near = [f"{row},a" for row in rows]
    far = [f"{row.replace(',12', ',15').replace(',11', ',14')},b" for row in rows]
    head = HEAD.rstrip("\n") + ",member\n"
    (folder / "members.csv").write_text(head + "\n".join([*near, *far]) + "\n", encoding="utf-8")
    return folder


def run(place: Path, name: str, *overrides: str) -> RunResult:
    few = ["outputs.maps=false", "outputs.rasters=false", "settings.threads=1", "surface.sectors=8"]
    return run_scenario(place / f"{name}.toml", runs_dir=place / "runs", overrides=[*few, *overrides])


def probabilities(result: RunResult, force: int) -> np.ndarray:
    with open_fields(result.folder / "fields.nc") as fields:
        return np.asarray(fields["probability_of_gust_force"].sel(force=force).values)


def test_members_without_errors_are_all_the_storm_itself(place: Path) -> None:
    one, many = run(place, "one"), run(place, "many")
    with open_fields(one.folder / "fields.nc") as fields:
        gust = fields["maximum_gust"].values
    share = probabilities(many, 8)
    inside = np.isfinite(gust)
    assert set(np.unique(share[inside])) <= {0.0, 1.0}
    # Gusts of force 8 begin at 17.2 m/s; what direction bins and the nest of 500 m blur is below 1 m/s.
    assert (share[inside & (gust > 18.2)] == 1.0).all()
    assert (share[inside & (gust < 16.2)] == 0.0).all()


def test_the_same_seed_gives_the_same_members_and_another_others(place: Path) -> None:
    wide = f"storm.errors={place}/wide.csv"
    first = probabilities(run(place, "many", wide, "storm.members=12"), 8)
    other = probabilities(run(place, "many", wide, "storm.members=12", "scenario.seed=9"), 8)
    assert np.isfinite(first).any()
    assert not np.array_equal(first, other, equal_nan=True)


def test_a_member_that_never_comes_near_counts_all_the_same(place: Path) -> None:
    members = f"storm={{kind='members', file='{place}/members.csv'}}"
    result = run(place, "one", members)
    assert result.key_figures["members"] == 2
    assert result.key_figures["members_within_reach"] == 1
    assert np.nanmax(probabilities(result, 6)) == 0.5
    streets = pd.read_parquet(result.folder / "streets.parquet")
    assert streets["probability_gust_force_6"].iloc[-1] == 0.5


def test_a_forecast_issued_after_the_last_fix_is_refused(place: Path) -> None:
    with pytest.raises(InputError, match=r"storm\.issued = 2020-08-11.* leaves 0 of the fixes"):
        run(place, "many", 'storm.issued="2020-08-11T00:00:00+08:00"')


def test_one_track_is_no_ensemble(place: Path) -> None:
    with pytest.raises(InputError, match=r'holds 1 track; storm\.kind = "members" needs'):
        run(place, "one", f"storm={{kind='members', file='{place}/track.csv'}}")


def test_a_faulty_table_of_errors_leaves_nothing(place: Path) -> None:
    (place / "bad.csv").write_text("lead_h,position_km\n0,0\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.csv: column along_over_cross"):
        run(place, "many", f"storm.errors={place}/bad.csv")
