"""Fragility against wind: the tables beside the model, and files that are refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.damage import KINDS, built_in_curves, read_curves
from models.typhoon.damage.curves import COLUMNS
from models.typhoon.damage.objects import CURVES

HEADER = "# source: a book\n" + ",".join(COLUMNS) + "\n"
LESSER = "a,甲,a,torn,撕裂,torn,30,0.2,0.1,verified"
WORSE = "a,甲,a,fallen,倒塌,fallen,40,0.3,1,unverified"


def share(v: float, median: float, beta: float) -> float:
    return 0.5 * (1.0 + math.erf(math.log(v / median) / beta / math.sqrt(2.0)))


def test_every_kind_has_its_curves() -> None:
    assert set(CURVES) == set(KINDS)
    for name in set(CURVES.values()):
        curves = built_in_curves(name)
        assert curves.source
        assert len(curves.words) == len(curves.classes)


@pytest.mark.parametrize(("kilometres_per_hour", "fallen"), [(150, 0.2), (190, 0.5), (235, 0.8)])
def test_trees_fall_as_the_enhanced_fujita_scale_of_canada_has_it(
    kilometres_per_hour: float, fallen: float
) -> None:
    curves = built_in_curves("trees")
    row = curves.classes.index("street_tree")
    median, beta = math.exp(curves.ln_median[row, 0]), curves.beta[row, 0]
    assert share(kilometres_per_hour / 3.6, median, beta) == pytest.approx(fallen, abs=0.03)


@pytest.mark.parametrize(("kilometres_per_hour", "fallen"), [(105, 0.2), (145, 0.5), (190, 0.8)])
def test_weak_trees_fall_at_the_lower_bounds_of_that_scale(kilometres_per_hour: float, fallen: float) -> None:
    curves = built_in_curves("trees")
    row = curves.classes.index("weak_tree")
    median, beta = math.exp(curves.ln_median[row, 0]), curves.beta[row, 0]
    assert share(kilometres_per_hour / 3.6, median, beta) == pytest.approx(fallen, abs=0.03)


def test_a_class_of_hazus_has_the_numbers_of_the_library() -> None:
    # C.ERB.L.bur.0.A.low.3: normal 43.9 m/s with 12 %, ..., the last 56.5 m/s with 10 % and a loss of 0.771.
    curves = built_in_curves("buildings")
    row = curves.classes.index("C.ERB.L.bur.0.A.low")
    assert np.exp(curves.ln_median[row]) == pytest.approx([43.9, 48.4, 56.1, 56.5], abs=0.06)
    assert curves.loss[row].tolist() == [0.001, 0.003, 0.005, 0.771]
    assert curves.status == "verified"


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(HEADER + LESSER + "\n" + WORSE + "\n", encoding="utf-8")
    curves = read_curves(path)
    assert [state.name for state in curves.states] == ["torn", "fallen"]
    assert np.exp(curves.ln_median) == pytest.approx(np.array([[30.0, 40.0]]))
    assert (curves.status, curves.source) == ("unverified", "a book")


def test_panes_break_where_pressure_meets_their_resistance() -> None:
    curves = built_in_curves("curtain_walls")
    for name, resistance in (("exposed_frame", 5000.0), ("hidden_frame", 3330.0)):
        gust = math.exp(curves.ln_median[curves.classes.index(name), 0])
        assert 0.5 * 1.15 * 1.2 * gust**2 == pytest.approx(resistance, rel=0.002)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([LESSER, WORSE.replace("40", "20")], "line 4: median_m_s 20 is below 30 of torn"),
        ([LESSER, WORSE.replace("0.3", "0")], "line 4: beta is 0; it has to be more than 0"),
        ([LESSER.replace("0.1,", "1.5,"), WORSE], "line 3: loss is 1.5; it is a share"),
        ([LESSER.replace("30", "thirty"), WORSE], "line 3: median_m_s is 'thirty'"),
        ([LESSER, WORSE.replace("unverified", "sure")], "status 'sure' is not known"),
        ([LESSER, WORSE, LESSER.replace("a,甲,a", "b,乙,b")], "class 'b' has the states torn; every class"),
        ([LESSER, LESSER], "once and in this order"),
        ([LESSER + ",1"], "line 3: 11 cells for 10 columns"),
        ([], "columns .* a row for each class and state"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, rows: list[str], told: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_curves(path)
