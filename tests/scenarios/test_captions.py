"""What products say of the rain."""

from pathlib import Path

import numpy as np
import pytest

from census.grid import Grid
from models.waterlogging.inputs import Rainfall, Surface
from scenarios.captions import rain_attributes, rain_in_words
from scenarios.spec import LoadedScenario, load_scenario
from scenarios.titles import titles
from tests.scenarios.trial import TRIAL

GRID = Grid(crs="EPSG:4549", west=0.0, north=10.0, cell_size=10.0, rows=1, columns=5)
TEXT = (
    TRIAL
    + """
[settings]
duration_h = 2.0
"""
)


@pytest.fixture
def loaded(tmp_path: Path) -> LoadedScenario:
    """Two hours on five cells."""
    path = tmp_path / "trial.toml"
    path.write_text(TEXT, encoding="utf-8")
    return load_scenario(path)


def surface() -> Surface:
    bed = np.zeros((1, 5), np.float32)
    bed[0, 4] = np.nan
    return Surface(grid=GRID, bed=bed, manning=np.full((1, 5), 0.03, np.float32))


def test_zones_weigh_by_their_cells_inside_the_domain(loaded: LoadedScenario) -> None:
    # Three cells with 10 mm/h, one with 30 mm/h, and 90 mm/h outside the domain: 15 mm in an hour.
    rain = Rainfall(
        edges=np.array([0.0, 3600.0]),
        intensity=np.array([[10.0, 30.0, 90.0]]) / 3.6e6,
        zone=np.array([[0, 0, 0, 1, 2]], np.int32),
    )
    words = rain_in_words(loaded, rain, surface())
    assert words is not None
    assert words[1] == "15.0 mm in all, at most 15.0 mm in an hour"


def test_rain_after_the_end_of_the_run_is_not_counted(loaded: LoadedScenario) -> None:
    edges = np.array([0.0, 1.0, 3.0, 4.0]) * 3600.0
    rain = Rainfall(edges=edges, intensity=np.array([[5.0], [8.0], [60.0]]) / 3.6e6)
    words = rain_in_words(loaded, rain, surface())
    assert words is not None
    assert words[1] == "13.0 mm in all, at most 8.0 mm in an hour"


def test_silent_gauges_are_told(loaded: LoadedScenario) -> None:
    rain = Rainfall(np.array([0.0, 3600.0]), np.array([[5.0]]) / 3.6e6, carried=(("Xiangfu", 1800.0),))
    words = rain_in_words(loaded, rain, surface())
    assert words is not None
    assert words[0].endswith("；Xiangfu站缺测0.5小时，由其他站代替")
    assert words[1].endswith("; others stand for Xiangfu (0.5 h missing)")
    assert rain_attributes(rain) == {"gauges_silent": "Xiangfu for 1800 s"}


def test_a_title_tells_what_was_changed_on_the_command_line() -> None:
    changed = load_scenario("design-50yr", ["rain.return_period_yr=100", "settings.threads=1"])
    zh, en = titles(changed)
    assert zh.endswith("（已改：rain.return_period_yr=100）")
    assert en.endswith("(changed: rain.return_period_yr=100)")


def test_a_title_stays_when_nothing_it_says_was_changed() -> None:
    plain = load_scenario("design-50yr", ["outputs.language=en"])
    assert titles(plain) == (plain.spec.scenario.title_zh, plain.spec.scenario.title_en)
