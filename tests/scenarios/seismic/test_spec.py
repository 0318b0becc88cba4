"""Scenario files of earthquakes: what is accepted, what is refused and how it is said."""

from pathlib import Path
from typing import Any

import pytest

from census.errors import InputError
from models.seismic.rupture import Rupture
from scenarios.hazards import HAZARDS, load, model_of
from scenarios.sections.earthquake import RuptureEarthquake
from scenarios.seismic.spec import load_seismic
from scenarios.spec import load_scenario
from tests.scenarios.trial import RAINY

QUAKE = """
[scenario]
title_zh = "试算地震"
title_en = "Trial earthquake"
hazard = "seismic"
seed = 3

[domain]
kind = "district"
extent = "small"

[earthquake]
kind = "rupture"
magnitude = 6.0
distance_km = 10.0
azimuth_deg = 90.0
depth_km = 10.0
"""


def write(folder: Path, text: str = QUAKE, name: str = "trial") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_earthquake_is_read_with_its_defaults(tmp_path: Path) -> None:
    spec = load_seismic(write(tmp_path)).spec
    assert spec.motion.site_term == "gb-class"
    assert spec.damage.hour == "night"
    assert load_seismic(write(tmp_path), ["motion.model=boore2014"]).spec.motion.site_term == "vs30"


def test_the_spectrum_of_the_medians_follows_the_motion_unless_stated(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert load_seismic(path).spec.spectrum == "event"
    assert load_seismic(path, ["motion.model=boore2014"]).spec.spectrum == "one-second"
    assert load_seismic(path, ["damage.spectrum=reference"]).spec.spectrum == "reference"
    told = {
        spectrum: load_seismic(path, [f"damage.spectrum={spectrum}"]).spec
        for spectrum in ("event", "reference")
    }
    assert any("moved to the spectrum" in words.en for words in told["event"].doubts())
    assert any("not corrected" in words.en for words in told["reference"].doubts())


def test_one_way_of_stating_the_epicentre_takes_the_place_of_the_bases(tmp_path: Path) -> None:
    write(tmp_path)
    own = tmp_path / "own.toml"
    own.write_text('base = "trial"\n[earthquake]\nlongitude = 120.3\nlatitude = 30.2\n', encoding="utf-8")
    event = load_seismic(own).spec.earthquake
    assert isinstance(event, RuptureEarthquake)
    assert (event.longitude, event.distance_km, event.magnitude) == (120.3, None, 6.0)
    moved = load_seismic(own, ["earthquake.x_m=5e5", "earthquake.y_m=3.36e6"]).spec.earthquake
    assert isinstance(moved, RuptureEarthquake) and (moved.x_m, moved.longitude) == (5e5, None)


def test_either_hazard_is_read_by_the_value_of_its_heading(tmp_path: Path) -> None:
    assert isinstance(load(write(tmp_path)).spec, model_of("seismic"))
    assert isinstance(load(write(tmp_path, RAINY, "rainy")).spec, model_of("waterlogging"))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("earthquake.magnitude=12", r"magnitude: magnitude 12 is outside 3 to 9"),
        ("earthquake.depth_km=120", r"earthquake\.depth_km = 120; .*less than or equal to 100"),
        ("earthquake.distance_km=700", r"earthquake\.distance_km = 700; .*less than or equal to 600"),
        ("earthquake.longitude=120.1", r"one pair .*; stated is half of longitude and latitude"),
        ("earthquake.length_km=20", r"length_km = 20 and width_km = 0: a plane needs both"),
        ("damage.spectrum=one-second", r'spectrum = "one-second" does not go with this motion; event or ref'),
        ("earthquake.kind=ruptur", r"earthquake\.kind = 'ruptur'; did you mean rupture\?"),
        ("earthquake.strike=10", r"earthquake\.strike is no key of this table; did you mean strike_deg\?"),
        ("motion.site=vs30", r'site = "vs30" does not go with model = "yu2013"'),
        ("motion.model=yu2014", r"motion\.model = 'yu2014'; did you mean yu2013\?"),
        ("damage.correlation=1.5", r"damage\.correlation = 1\.5; .*less than or equal to 1"),
        ("damage.realisations=0", r"damage\.realisations = 0; .*greater than or equal to 1"),
        ("retrofit.budget=-1", r"retrofit\.budget = -1; .*greater than or equal to 0"),
        ("scenario.hazard=seismc", r"scenario\.hazard = 'seismc'; did you mean seismic\?"),
        ("rain.kind=none", r"\[rain\] belongs to scenarios of 'waterlogging', this one is of 'seismic'"),
        ("domain.subgrid=true", r"domain\.subgrid is no key of this table"),
    ],
)
def test_a_mistake_is_named_with_its_key_and_remedy(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(write(tmp_path), [override])


@pytest.mark.parametrize(
    ("key", "limit", "beyond"),
    [
        ("magnitude", 9.0, 9.1), ("depth_km", 100.0, 100.1), ("strike_deg", -360.0, -361.0),
        ("strike_deg", 360.0, 361.0), ("dip_deg", 0.0, -1.0), ("dip_deg", 90.0, 91.0),
        ("length_km", 1500.0, 1501.0), ("width_km", 300.0, 301.0),
    ],
)  # fmt: skip
def test_a_scenario_takes_what_a_rupture_takes(tmp_path: Path, key: str, limit: float, beyond: float) -> None:
    plane: dict[str, Any] = {
        "length_km": 20.0,
        "width_km": 5.0,
        "dip_deg": 0.0,
        "depth_km": 10.0,
        "magnitude": 6.0,
    }

    def overrides(stated: dict[str, float]) -> list[str]:
        return [f"earthquake.{name}={number}" for name, number in stated.items()]

    Rupture(x=0.0, y=0.0, **plane | {key: limit})
    load(write(tmp_path), overrides(plane | {key: limit}))
    with pytest.raises(InputError, match=key):
        Rupture(x=0.0, y=0.0, **plane | {key: beyond})
    with pytest.raises(InputError, match=key):
        load(write(tmp_path), overrides(plane | {key: beyond}))


def test_a_section_of_earthquakes_is_refused_in_a_rain_scenario(tmp_path: Path) -> None:
    path = write(tmp_path, RAINY + '\n[damage]\nfragility = "hazus"\n', "rainy")
    with pytest.raises(InputError, match=r"rainy\.toml: \[damage\] belongs to scenarios of 'seismic'"):
        load(path)


def test_a_scenario_of_another_hazard_is_refused_where_one_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"hazard = 'seismic'; here a scenario of 'waterlogging' is needed"):
        load_scenario(write(tmp_path))
    with pytest.raises(InputError, match=r"here a scenario of 'seismic' is needed"):
        load_seismic(write(tmp_path, RAINY, "rainy"))


def test_no_section_of_two_hazards_means_two_things() -> None:
    shared = set.intersection(*({*model_of(name).model_fields} for name in HAZARDS))
    assert shared == {"scenario", "domain", "settings", "outputs"}


def test_a_file_of_ones_own_names_the_run_and_the_built_in_set_does_not(tmp_path: Path) -> None:
    loaded = load_seismic(write(tmp_path))
    assert loaded.files() == {}
    own = load_seismic(write(tmp_path), ["damage.fragility=mine.csv"])
    assert set(own.files()) == {"damage.fragility"}


def test_threads_are_no_part_of_what_a_scenario_is(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert load_seismic(path, ["settings.threads=2"]).canonical() == load_seismic(path).canonical()
    assert load_seismic(path, ["scenario.seed=4"]).canonical() != load_seismic(path).canonical()


def test_stations_need_a_median_to_correct(tmp_path: Path) -> None:
    text = QUAKE[: QUAKE.index("[earthquake]")] + '[earthquake]\nkind = "zonation"\nlevel = "basic"\n'
    path = write(tmp_path, text + '\n[stations]\nfile = "stations.csv"\n')
    with pytest.raises(InputError, match=r'\[stations\] need earthquake\.kind = "rupture"'):
        load_seismic(path)


def test_what_is_assumed_is_told(tmp_path: Path) -> None:
    english = " ".join(words.of("en") for words in load_seismic(write(tmp_path)).unverified())
    for part in (
        "eastern strong-motion region",
        "between earthquakes",
        "class II",
        "Hazus",
        "correlation 0.3",
    ):
        assert part in english
