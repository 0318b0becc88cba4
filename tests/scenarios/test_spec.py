"""Scenario files: what is accepted, what is refused and how it is said."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from census.errors import InputError
from scenarios.spec import load_scenario
from tests.scenarios.trial import TRIAL

BASE = (
    TRIAL
    + """
[rain]
kind = "uniform"
intensity_mm_h = 40.0
duration_h = 1

[settings]
duration_h = 2.0
"""
)


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_scenario_is_read_with_its_name_and_defaults(tmp_path: Path) -> None:
    spec = load_scenario(write(tmp_path, "trial", BASE)).spec
    assert spec.scenario.name == "trial"
    assert spec.canals.kind == "none"
    assert spec.settings.depth_classes_m == (0.15, 0.30, 0.50)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "rain.intensty_mm_h=3",
            r"rain\.intensty_mm_h is no key of this table; did you mean intensity_mm_h\?",
        ),
        ("sewer.kind=none", r"sewer is no key of this table; did you mean sewers\?"),
        ("settings.thread=2", r"settings\.thread is no key of this table; did you mean threads\?"),
        ("rain.kind=desing", r"rain\.kind = 'desing'; did you mean design\?"),
        ("boundary.edge=fre", r"boundary\.edge = 'fre'; did you mean free\?"),
        ("rain.intensity_mm_h='40'", r"rain\.intensity_mm_h = '40'; a number is needed"),
        ("rain.intensity_mm_h=-1", r"rain\.intensity_mm_h = -1; it should be greater than or equal to 0"),
        ("rain.intensity_mm_h=nan", r"rain\.intensity_mm_h = nan; a finite number is needed"),
        ("scenario.seed=1.5", r"scenario\.seed = 1\.5; a whole number is needed"),
        ("settings.threads=0", r"settings\.threads = 0; it should be greater than or equal to 1"),
        ("settings.depth_classes_m=[0.3, 0.1]", r"settings: depth_classes_m are \[0\.3, 0\.1\].*increasing"),
        ("domain.roughness_file='n.tif'", r"domain: state either roughness .* or roughness_file"),
        ("rain.start_h=2", r"rain\.start_h = 2: the rain starts when the run is over"),
        ("settings.duration_h=0.5", r"the rain lasts until 1 h .* at least 1 is needed"),
        (
            "settings.output_interval_min=121",
            r"output_interval_min = 121 is longer than the run of 120 minutes",
        ),
        ("canals.kind=normal", r'canals\.kind = "normal" needs a district'),
        ("infiltration.kind=land-cover", r"needs domain\.landcover"),
        ("domain.roofs=inlets", r'domain\.roofs = "inlets" needs sewers\.kind = "network", it is "none"'),
    ],
)
def test_a_mistake_is_named_with_its_key_and_remedy(tmp_path: Path, override: str, message: str) -> None:
    path = write(tmp_path, "trial", BASE)
    with pytest.raises(InputError, match=message):
        load_scenario(path, [override])


def test_a_typo_names_the_file_it_stands_in(tmp_path: Path) -> None:
    write(tmp_path, "below", BASE.replace("intensity_mm_h", "intensity_mmh"))
    path = write(tmp_path, "above", 'base = "below"\n')
    with pytest.raises(InputError) as refused:
        load_scenario(path)
    assert f"{tmp_path / 'below.toml'}: rain.intensity_mmh is no key" in str(refused.value)
    assert f"{tmp_path / 'below.toml'}: rain.intensity_mm_h is missing" in str(refused.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path, "trial", BASE.replace("roughness = 0.03", 'roughness = "smooth"\ncsr = "EPSG:4549"')
    )
    with pytest.raises(InputError, match=r"domain\.roughness = 'smooth'; a number is needed") as refused:
        load_scenario(path)
    assert "domain.csr is no key of this table; did you mean crs?" in str(refused.value)


def test_a_variant_states_only_what_changes(tmp_path: Path) -> None:
    write(tmp_path, "below", BASE)
    write(tmp_path, "middle", 'base = "below"\n[rain]\nintensity_mm_h = 50.0\n')
    loaded = load_scenario(write(tmp_path, "top", 'base = "middle"\n[settings]\nduration_h = 5.0\n'))
    assert loaded.spec.rain.model_dump() == {
        "kind": "uniform", "intensity_mm_h": 50.0, "duration_h": 1.0, "start_h": 0.0, "passage": None,
    }  # fmt: skip
    assert loaded.spec.settings.duration_h == 5.0
    assert loaded.spec.scenario.name == "top"
    assert [path.stem for path in loaded.chain.files] == ["top", "middle", "below"]
    assert loaded.chain.origin("rain.intensity_mm_h").stem == "middle"


def test_another_kind_replaces_the_whole_table(tmp_path: Path) -> None:
    write(tmp_path, "below", BASE)
    path = write(
        tmp_path,
        "top",
        'base = "below"\n[rain]\nkind = "design"\nreturn_period_yr = 5.0\nduration_min = 60\n',
    )
    assert load_scenario(path).spec.rain.kind == "design"


def test_bases_in_a_circle_are_refused_with_the_circle(tmp_path: Path) -> None:
    write(tmp_path, "b", 'base = "c"\n')
    write(tmp_path, "c", 'base = "b"\n')
    path = write(tmp_path, "a", 'base = "b"\n' + BASE)
    with pytest.raises(InputError, match=r"b -> c -> b"):
        load_scenario(path)


def test_a_base_that_is_not_there_offers_the_nearest(tmp_path: Path) -> None:
    message = r"base = 'gongsu'.*did you mean gongshu or gongshu-quake or gongshu-typhoon\?"
    with pytest.raises(InputError, match=message):
        load_scenario(write(tmp_path, "a", 'base = "gongsu"\n'))


def test_template_is_not_inherited(tmp_path: Path) -> None:
    write(tmp_path, "below", BASE.replace("seed = 3", "seed = 3\ntemplate = true"))
    assert not load_scenario(write(tmp_path, "top", 'base = "below"\n')).spec.scenario.template


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("rain.kind", "write it as section.key=value"),
        ("rain", "write it as section.key=value"),
        ("rain=3", "rain is a section"),
        ("rain.kind.x=3", r"rain\.kind is a value, not a table"),
        ("rain.pattern=two words", "no TOML value"),
    ],
)
def test_an_override_that_is_none_is_refused(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_scenario(write(tmp_path, "trial", BASE), [override])


def test_an_override_reaches_into_lists(tmp_path: Path) -> None:
    text = BASE + '[[domain.roughness_zones]]\nfile = "road.csv"\nvalue = 0.02\n'
    path = write(tmp_path, "trial", text.replace("[settings]", "[outputs]\nlanguage = 'en'\n[settings]"))
    loaded = load_scenario(path, ["domain.roughness_zones.0.value=0.015"])
    assert loaded.spec.model_dump()["domain"]["roughness_zones"][0]["value"] == 0.015
    with pytest.raises(InputError, match="no position in a list of 1"):
        load_scenario(path, ["domain.roughness_zones.1.value=0.015"])


def test_broken_toml_is_named_by_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"trial\.toml is no valid TOML: .*line 2"):
        load_scenario(write(tmp_path, "trial", "[scenario]\ntitle = \n"))


def test_paths_start_from_the_file_that_states_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "base", "below", BASE)
    top = write(tmp_path / "top", "top", 'base = "../base/below.toml"\n[domain]\nextent = "extent.csv"\n')
    (tmp_path / "real").mkdir()
    monkeypatch.setenv("FANGZAI_REALDATA", str(tmp_path / "real"))
    files = load_scenario(top, ["domain.buildings=realdata:houses/*.csv"]).files()
    assert files["domain.dem"].resolve() == tmp_path / "base" / "dem.tif"
    assert files["domain.extent"] == tmp_path / "top" / "extent.csv"
    assert files["domain.buildings"] == tmp_path / "real" / "houses" / "*.csv"


def test_real_data_that_are_not_there_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGZAI_REALDATA", str(tmp_path / "nowhere"))
    loaded = load_scenario(write(tmp_path, "trial", BASE), ["domain.dem=realdata:dem.tif"])
    with pytest.raises(InputError, match=r"domain\.dem = 'realdata:dem\.tif'.*set FANGZAI_REALDATA"):
        loaded.files()


def test_canonical_text_is_stable_and_free_of_threads(tmp_path: Path) -> None:
    path = write(tmp_path, "trial", BASE)
    plain = load_scenario(path).canonical()
    assert load_scenario(path, ["settings.threads=2"]).canonical() == plain
    assert load_scenario(path, ["settings.duration_h=2"]).canonical() == plain
    assert load_scenario(path, ["scenario.seed=4"]).canonical() != plain
    assert list(json.loads(plain)) == sorted(json.loads(plain))


def test_series_need_as_many_increasing_times_as_values(tmp_path: Path) -> None:
    inflow = '[[inflows]]\nname = "weir"\nat_m = [1.0, 2.0]\nradius_m = 5.0\n'
    for lines, message in {
        "discharge_m3_s = [1.0, 2.0]": "no time_h",
        "discharge_m3_s = [1.0, 2.0]\ntime_h = [0.0]": "has 1 times",
        "discharge_m3_s = [1.0, 2.0]\ntime_h = [1.0, 0.5]": r"time_h\[1\] = 0\.5 does not come after 1",
        'discharge_m3_s = 1.0\nfile = "q.csv"': "either discharge_m3_s or file",
        "discharge_m3_s = [1.0, 2.0]\ntime_h = [3.0, 4.0]": "'weir' starts at 3 h, after the run",
    }.items():
        with pytest.raises(InputError, match=message):
            load_scenario(write(tmp_path, "trial", f"{BASE}{inflow}{lines}\n"))


def test_unverified_sources_assumptions_and_settings_are_listed(tmp_path: Path) -> None:
    text = BASE + '[scenario.sources.sewers]\nzh = "排水"\nen = "sewers"\nstatus = "unverified"\n'
    text += '[scenario.sources.ground]\nen = "survey"\nstatus = "verified"\n'
    text += '[scenario.assumptions.area]\nen = "same rain everywhere"\n'
    loaded = load_scenario(write(tmp_path, "trial", text), ["sewers={kind='design', return_period_yr=2}"])
    words = [w.of("en") for w in loaded.unverified()]
    assert words[:2] == ["sewers", "same rain everywhere"]
    assert any("formula A" in w for w in words)
    assert not any("survey" in w for w in words)
    assert loaded.unverified()[0].of("zh") == "排水"


DESIGN = "kind='design', return_period_yr=5, duration_min=60"
RECORDED = "kind='recorded', duration_h=1, total_mm=50"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (f"rain={{{DESIGN}, formula='D'}}", "no storm-intensity formula 'D'; the table holds A"),
        (f"rain={{{DESIGN.replace('=5', '=500')}}}", "return period of 500 years is outside the 1 to 100"),
        (f"rain={{{DESIGN.replace('=60', '=600')}}}", "600 minutes is outside the 5 to 180 minutes"),
        (f"rain={{{DESIGN}, interval_min=90}}", "interval_min = 90 is longer than the storm"),
        (f"rain={{{RECORDED}, pattern='middle'}}", "no storm pattern 'middle'; the table holds front"),
        ("sewers={kind='design', return_period_yr=2, formula='D'}", "no storm-intensity formula 'D'"),
        ("sewers={kind='design', return_period_yr=0.5}", "return period of 0.5 years"),
        ("settings.courant=0.01", "settings.courant = 0.01; it should be greater than or equal to 0.05"),
        (
            "settings.source_interval_s=3600",
            "source_interval_s = 3600; it should be less than or equal to 600",
        ),
        ("boundary.slope=2", "boundary.slope = 2; it should be less than or equal to 1"),
    ],
)
def test_what_a_run_would_refuse_is_not_valid(tmp_path: Path, override: str, message: str) -> None:
    path = write(tmp_path, "trial", BASE.replace("duration_h = 2.0", "duration_h = 12.0"))
    with pytest.raises(InputError, match=re.escape(message)):
        load_scenario(path, [override])


CELL = "peak_mm_h=60, at_m=[0, 0], along_m=900, across_m=600, speed_m_s=2, heading_deg=90"


@pytest.mark.parametrize(
    ("cell", "more", "message"),
    [
        ("duration_h=1", "", None),
        ("start_h=0.5, duration_h=0.5", "", None),
        ("start_h=0.5, duration_h=1", "", "cells.0 rains until 1.5 h, but rain.duration_h = 1; at least 1.5"),
        ("start_h=1.5, duration_h=0.5", "", "cells.0 rains until 2 h, but rain.duration_h = 1"),
        # 600 m / 3 = 200 m.
        (
            "duration_h=1",
            ", block_m=201",
            "block_m = 201 is more than a third of the smaller axis of cells.0",
        ),
        ("duration_h=1", ", block_m=500", "600 m, whose rain could fall between the blocks; at most 200"),
        # 2 m/s in 7.5 min are 900 m.
        ("duration_h=1", ", interval_min=7.5", None),
        ("duration_h=1", ", interval_min=8", "cells.0 moves 960 m in an interval of interval_min = 8"),
    ],
)
def test_a_cell_of_rain_falls_whole_or_is_refused(
    tmp_path: Path, cell: str, more: str, message: str | None
) -> None:
    path = write(tmp_path, "trial", BASE)
    blocks = "" if "block_m" in more else ", block_m=200"
    rain = f"rain={{kind='moving', duration_h=1{blocks}{more}, cells=[{{{CELL}, {cell}}}]}}"
    if message is None:
        load_scenario(path, [rain])
        return
    with pytest.raises(InputError, match=re.escape(message)):
        load_scenario(path, [rain])


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (
            "underground={kind='census'}",
            "width 6 m of entrances for which the census has none, ramps 5 m long",
        ),
        ("underground={kind='census', entrance_width_m=4}", "width 4 m of entrances"),
        ("canals={kind='computed'}", "300 s in which they open or shut"),
        ("sewers={kind='network', source='census'}", "gullies every 30 m along the pipes, 2 at each place"),
    ],
)
def test_what_the_suite_assumes_of_works_is_told(override: str, told: str) -> None:
    words = "; ".join(w.of("en") for w in load_scenario("design-50yr", [override]).unverified())
    assert told in words


def test_a_formula_read_in_its_source_is_not_doubted(tmp_path: Path) -> None:
    path = write(tmp_path, "trial", BASE)
    words = {
        name: [w.of("en") for w in load_scenario(path, [f"rain={{{DESIGN}, formula='{name}'}}"]).unverified()]
        for name in ("suzhou", "B")
    }
    assert words["suzhou"] == ["peak ratio 0.4 of the design storm"]
    assert words["B"][0] == "storm-intensity formula B"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "exponential variogram of the kriging, range fitted to the totals of the gauges"),
        (", range_m=8000.0, variogram='spherical'", "spherical variogram of the kriging, range 8000 m"),
    ],
)
def test_the_variogram_of_a_kriging_is_told(tmp_path: Path, more: str, words: str) -> None:
    path = write(tmp_path, "trial", BASE)
    gauges = "{name='a', x_m=0.0, y_m=0.0, file='a.csv'}"
    rain = f"rain={{kind='gauges', method='kriging', gauges=[{gauges}]{more}}}"
    assert [w.of("en") for w in load_scenario(path, [rain]).unverified()] == [words]


def test_reading_a_scenario_loads_no_compiled_loop() -> None:
    code = (
        "import scenarios.spec, sys; print(*({'numba', 'xarray', 'pandas', 'geopandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
