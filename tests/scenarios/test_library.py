"""The ready scenarios against what is on record."""

import tomllib
from itertools import pairwise, product

import numpy as np
import pytest
from pyproj import Geod

from census.errors import InputError
from census.grid import Grid
from census.twin.facts import NORMAL_STAGE
from models.waterlogging.hyetographs import largest_in_window
from models.waterlogging.inputs import Rainfall
from scenarios.hazards import load
from scenarios.paths import LIBRARY
from scenarios.rain_event import rain_of
from scenarios.spec import load_scenario
from scenarios.typhoon.spec import load_typhoon
from scenarios.typhoon.storms import track_of
from scenarios.variants import library_names, read_chain
from tests.models.waterlogging.strategies import total_depth

GRID = Grid(crs="EPSG:4549", west=0.0, north=10.0, cell_size=10.0, rows=1, columns=1)
HOUR = 3600.0
TEMPLATES = {"design-24h", "design-storm", "gongshu", "recorded-2021", "recorded-storm"}
QUAKE_TEMPLATES = {"gongshu-quake", "quake-8km", "quake-15km", "quake-40km"}
WIND_TEMPLATES = {"gongshu-typhoon"}


def rain(name: str, *overrides: str) -> Rainfall:
    found = rain_of(load_scenario(name, overrides), GRID)
    assert found is not None
    return found


def largest_hour(storm: Rainfall) -> float:
    depths = 1e3 * storm.intensity[:, 0] * np.diff(storm.edges)
    return largest_in_window(storm.edges, depths, window=HOUR)


def test_templates_are_the_bases_alone() -> None:
    assert {n for n in library_names() if read_chain(n).data["scenario"].get("template")} == (
        TEMPLATES | QUAKE_TEMPLATES | WIND_TEMPLATES
    )


@pytest.mark.parametrize("name", sorted(set(library_names()) - TEMPLATES - QUAKE_TEMPLATES - WIND_TEMPLATES))
def test_every_scenario_is_valid_and_says_what_is_unverified(name: str) -> None:
    loaded = load(name)
    heading = loaded.spec.scenario
    assert heading.name == name
    assert heading.title_zh != heading.title_en
    assert loaded.unverified()
    assert all(s.zh and s.en for s in heading.sources.values())
    assert all(a.zh and a.en for a in heading.assumptions.values())


# Depths in mm of formula A as worked out beside the candidate coefficients, one decimal.
DEPTHS = {
    60: (40.1, 52.0, 61.0, 70.0, 81.9, 90.9),
    120: (51.9, 67.2, 78.9, 90.5, 105.8, 117.4),
    180: (59.8, 77.6, 91.0, 104.4, 122.1, 135.5),
}


@pytest.mark.parametrize(("period", "minutes"), list(product((2, 5, 10, 20, 50, 100), DEPTHS)))
def test_design_storms_hold_the_depth_of_the_formula(period: int, minutes: int) -> None:
    expected = DEPTHS[minutes][(2, 5, 10, 20, 50, 100).index(period)]
    storm = rain(f"design-{period}yr-{minutes}min")
    assert total_depth(storm)[0] == pytest.approx(expected, abs=0.051)
    assert storm.edges[-1] == 60.0 * minutes


def test_a_design_storm_without_a_duration_lasts_two_hours() -> None:
    np.testing.assert_array_equal(rain("design-50yr").intensity, rain("design-50yr-120min").intensity)


@pytest.mark.parametrize("pattern", ["front", "centre", "rear"])
def test_the_pair_of_july_2021_holds_its_hours_on_one_pattern(pattern: str) -> None:
    # 23.9 mm/h at most on In-Fa's wettest day, 95.3 mm/h on 30 July (press).
    day, burst = (rain(n, f"rain.pattern={pattern}") for n in ("infa-wettest-day", "july30-2021"))
    assert largest_hour(day) == pytest.approx(23.9, rel=1e-9)
    assert largest_hour(burst) == pytest.approx(95.3, rel=1e-9)
    shares = [1e3 * s.intensity[:, 0] * np.diff(s.edges) / total_depth(s)[0] for s in (day, burst)]
    np.testing.assert_allclose(shares[0], shares[1], rtol=1e-9)


def test_the_pair_of_july_2021_states_nothing_but_its_rain() -> None:
    # Both lie on one base; the texts, the rain and the length of the run are all they state themselves.
    for name in ("infa-wettest-day", "july30-2021"):
        own = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))
        assert own.pop("base") == "recorded-2021"
        assert set(own) == {"scenario", "rain", "settings"}
        assert not {"pattern", "kind"} & set(own["rain"])
        assert set(own["settings"]) <= {"duration_h", "output_interval_min"}


def test_infa_stays_below_the_rain_of_the_whole_event() -> None:
    # 231.1 mm fell in 86 hours (press); an even day at 23.9 mm/h would be 573.6 mm.
    assert total_depth(rain("infa-wettest-day"))[0] < 231.1
    with pytest.raises(InputError, match=r"573\.6 mm, more than the 231\.1 mm on record"):
        load_scenario("infa-wettest-day", ["rain.pattern=uniform"])


def test_fitow_has_its_rain_and_its_canal() -> None:
    # 264 mm in 36 h; the canal at 5.5 m of the port datum, about 3.66 m in the datum of the bed.
    storm = rain("fitow-2013")
    assert total_depth(storm)[0] == pytest.approx(264.0)
    assert storm.edges[-1] == 36.0 * HOUR
    canals = load_scenario("fitow-2013").spec.model_dump()["canals"]
    peak = max(canals["systems"]["grand_canal"]["stage_m"]) - canals["datum_offset_m"]
    assert peak == pytest.approx(3.66, abs=0.005)


@pytest.mark.parametrize(
    ("name", "total"), [("meranti-2010-09-11", 104.5), ("meranti-2010-09-11-stress", 218.9)]
)
def test_meranti_has_its_three_hours(name: str, total: float) -> None:
    storm = rain(name)
    assert total_depth(storm)[0] == pytest.approx(total)
    assert storm.edges[-1] == 3.0 * HOUR


@pytest.mark.parametrize("name", ["july30-2021", "design-50yr", "fitow-2013"])
def test_products_of_the_district_name_the_tables_they_rest_on(name: str) -> None:
    words = " | ".join(w.of("en") for w in load_scenario(name).unverified())
    assert "Manning's n by land-cover class" in words
    assert "Green-Ampt soil by land-cover class" in words
    assert "normal" in words
    assert ("storm pattern centre" in words) == (name != "design-50yr")


def test_the_canal_stage_of_fitow_is_not_called_verified() -> None:
    # Its datum and the offset to the bed's are inferred, read nowhere.
    assert load_scenario("fitow-2013").spec.scenario.sources["canal_stage"].status == "unverified"


def test_the_stages_told_are_those_of_the_synthetic_district() -> None:
    text = load_scenario("design-50yr").spec.scenario.sources["canal_stage"].en
    assert all(f"{stage:g} m" in text for stage in NORMAL_STAGE.values())


def test_the_moving_storm_is_over_the_district_and_gone_at_its_end() -> None:
    # A grid about the middle of the synthetic district.
    middle = Grid(crs="EPSG:4549", west=513_000.0, north=3_358_000.0, cell_size=500.0, rows=4, columns=4)
    storm = rain_of(load_scenario("crossing-cell"), middle)
    assert storm is not None
    rate = storm.intensity * 3.6e6
    background = 2.0
    assert rate.min() == pytest.approx(background, abs=1.0)
    assert 60.0 < rate.max() <= 97.0
    assert rate[-1].max() < background + 1.0


# Nearest distances [km] of the centre as a ruler on the best tracks gives them, within 15 km.
NEAREST = {
    "wanda-1956": 33, "rananim-2004": 224, "matsa-2005": 50, "wipha-2007": 117, "haikui-2012": 16,
    "fitow-2013-wind": 358, "chan-hom-2015": 236, "lekima-2019": 5, "in-fa-2021": 46, "muifa-2022": 170,
    "bebinca-2024": 123,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(NEAREST))
def test_a_typhoon_passes_the_district_as_its_track_does(name: str) -> None:
    track = track_of(load_typhoon(name))
    # Middle of the synthetic district; great circles to the fixes and to points between them.
    step = np.linspace(0.0, 1.0, 50)
    lat, lon = (
        np.concatenate([a + (b - a) * step for a, b in pairwise(values)]) for values in (track.lat, track.lon)
    )
    distance = Geod(ellps="WGS84").inv(np.full_like(lon, 120.147), np.full_like(lat, 30.326), lon, lat)[2]
    assert np.min(distance) / 1000.0 == pytest.approx(NEAREST[name], abs=15.0)


def test_the_forecast_of_lekima_begins_a_day_before_it_is_nearest() -> None:
    track = track_of(load_typhoon("lekima-2019-forecast"))
    assert track.time[0] == np.datetime64("2019-08-09T09:00:00")
