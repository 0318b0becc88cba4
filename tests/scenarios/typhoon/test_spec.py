"""Scenario files of typhoons: what is accepted, what is refused and how it is said."""

from pathlib import Path
from typing import get_args

import pytest

from census.errors import InputError
from models.typhoon.pressure_wind import PRESSURE_WIND
from models.typhoon.size import RMAX
from models.typhoon.surface import GUSTS, HILLS, SHELTERS
from models.typhoon.vortex.decay import DECAYS
from models.typhoon.vortex.inflow import INFLOWS
from models.typhoon.vortex.profiles import PROFILES
from models.typhoon.vortex.shape import SHAPES
from models.typhoon.vortex.translation import TRANSLATIONS
from scenarios.hazards import load, model_of
from scenarios.sections.wind import SurfaceSection, VortexSection
from scenarios.typhoon.spec import load_typhoon

TYPHOON = """
[scenario]
title_zh = "试算台风"
title_en = "Trial typhoon"
hazard = "typhoon"
seed = 3

[domain]
kind = "district"
extent = "small"

[storm]
kind = "track"
file = "track.csv"
"""


def write(folder: Path, text: str = TYPHOON, name: str = "trial") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_typhoon_is_read_with_its_defaults(tmp_path: Path) -> None:
    spec = load_typhoon(write(tmp_path)).spec
    assert spec.domain.cell_size_m == 20.0
    assert (spec.vortex.profile, spec.surface.sectors) == ("holland2010", 16)
    assert isinstance(load(write(tmp_path)).spec, model_of("typhoon"))


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("storm.kind=trac", r"storm\.kind = 'trac'; did you mean track\?"),
        ("storm.reach_km=3000", r"storm\.reach_km = 3000; .*less than or equal to 2000"),
        ("storm.members=10", r"storm\.members is no key of this table"),
        ("storm.format=csv", r"storm\.format = 'csv'; .*Valid are plain, cma, jma, ibtracs, atcf"),
        ("vortex.profile=holland", r"vortex\.profile = 'holland'; did you mean holland"),
        ("vortex.environment_hpa=101300", r"vortex\.environment_hpa = 101300; .*less than or equal to 1030"),
        ("surface.sectors=12", r"surface\.sectors = 12; .*Valid are 8, 16"),
        ("domain.cell_size_m=1", r"domain\.cell_size_m = 1; .*greater than or equal to 5"),
        ("points.interval_min=0", r"points\.interval_min = 0; .*greater than or equal to 1"),
        ("rain.kind=none", r"\[rain\] belongs to scenarios of 'waterlogging', this one is of 'typhoon'"),
        ("motion.sampled=false", r"\[motion\] belongs to scenarios of 'seismic', this one is of 'typhoon'"),
        ('scenario.start_time="2019-08-09T00:00:00+08:00"', r"start_time has no meaning for a typhoon"),
        ('surface={ground="open", hills="none"}', r'hills has no meaning with ground = "open"'),
    ],
)
def test_a_mistake_is_named_with_its_key_and_remedy(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load(write(tmp_path), [override])


@pytest.mark.parametrize(
    "section", ["points.census=true", "damage.computed=true", "actions.thresholds=standard"]
)
def test_what_needs_one_storm_in_time_is_refused_with_many(tmp_path: Path, section: str) -> None:
    with pytest.raises(InputError, match=r'need one storm in time, storm\.kind = "track"; it is "perturbed"'):
        load(write(tmp_path), ["storm.kind=perturbed", section])


def test_a_forecast_is_issued_at_a_time_with_its_zone(tmp_path: Path) -> None:
    text = TYPHOON.replace('kind = "track"', 'kind = "perturbed"\nissued = "2019-08-09T17:00:00"')
    with pytest.raises(InputError, match=r"storm\.issued"):
        load(write(tmp_path, text))


def test_the_names_of_a_scenario_are_those_of_the_models() -> None:
    vortex: dict[str, list[str]] = {
        "profile": [*PROFILES], "shape": [*SHAPES], "translation": [*TRANSLATIONS], "inflow": [*INFLOWS],
        "pressure_wind": [*PRESSURE_WIND], "rmax": ["given", *RMAX], "decay": [*DECAYS],
    }  # fmt: skip
    ground: dict[str, list[str]] = {"hills": [*HILLS], "shelter": [*SHELTERS], "gusts": [*GUSTS]}
    for section, known in ((VortexSection, vortex), (SurfaceSection, ground)):
        for key, names in known.items():
            for name in names:
                section.model_validate({key: name})
            choices = set(get_args(section.model_fields[key].annotation))
            assert choices == set(names)


def test_threads_and_the_built_in_tables_name_no_file(tmp_path: Path) -> None:
    loaded = load_typhoon(write(tmp_path), ["actions.thresholds=standard"])
    assert set(loaded.files()) == {"storm.file"}
    assert load_typhoon(write(tmp_path), ["actions.thresholds=mine.csv"]).files().keys() == {
        "storm.file", "actions.thresholds",
    }  # fmt: skip
    assert (
        load_typhoon(write(tmp_path), ["settings.threads=2"]).canonical()
        == load_typhoon(write(tmp_path)).canonical()
    )
