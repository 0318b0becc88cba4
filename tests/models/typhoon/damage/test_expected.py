"""Expected damage: a plain loop, laws and refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from census.errors import InputError
from models.typhoon.damage import Curves, Damage, Objects, State, damage_of
from models.typhoon.damage.objects import REFERENCE_HEIGHT

CURVES = Curves(
    name="own", classes=("weak", "strong"), words=(("弱", "weak"), ("强", "strong")),
    states=(State("torn", "撕裂", "torn"), State("fallen", "倒塌", "fallen")),
    ln_median=np.log([[30.0, 40.0], [45.0, 50.0]]), beta=np.array([[0.2, 0.3], [0.3, 0.1]]),
    loss=np.array([[0.1, 1.0], [0.2, 0.8]]), status="verified", source="",
)  # fmt: skip


def things(*classes: str, count: float = 2.0, value: float = 100.0) -> Objects:
    n = len(classes)
    return Objects(
        "scaffolds", np.array([f"s{i}" for i in range(n)], dtype=object),
        np.full(n, "330105001", dtype=object), np.array(classes, dtype=object), np.full(n, count),
        np.full(n, value), np.zeros(n), np.zeros(n),
        np.full(n, REFERENCE_HEIGHT),
    )  # fmt: skip


def plain(v: float, row: int, spread: float = 0.0) -> list[float]:
    """Probabilities of the states, one number at a time."""
    reached, least = [1.0], 1.0
    for k in range(2):
        scatter = math.sqrt(CURVES.beta[row, k] ** 2 + spread**2)
        z = (math.log(v) - CURVES.ln_median[row, k]) / scatter
        least = min(least, 0.5 * math.erfc(-z / math.sqrt(2.0)))
        reached.append(least)
    reached.append(0.0)
    return [reached[k] - reached[k + 1] for k in range(3)]


def of(objects: Objects, gust: list[float] | list[list[float]], **options: object) -> Damage:
    return damage_of(objects, np.array(gust), curves=CURVES, **options)  # type: ignore[arg-type]


@given(st.floats(1.0, 90.0), st.sampled_from([0, 1]), st.floats(0.0, 0.5))
def test_probabilities_are_those_of_a_plain_loop(v: float, row: int, spread: float) -> None:
    damage = of(things(CURVES.classes[row]), [v], spread=spread)
    expected = plain(v, row, spread)
    assert damage.probability[0] == pytest.approx(expected, abs=1e-12)
    loss = 100.0 * (expected[1] * CURVES.loss[row, 0] + expected[2] * CURVES.loss[row, 1])
    assert damage.loss[0] == pytest.approx(loss, abs=1e-9)


def test_half_reaches_a_state_at_its_median() -> None:
    damage = of(things("weak", "weak"), [30.0, 40.0])
    assert damage.reached[0, 0] == pytest.approx(0.5)
    assert damage.reached[1, 1] == pytest.approx(0.5)
    assert damage.expected[1, 2] == pytest.approx(1.0)


def test_still_air_damages_nothing() -> None:
    damage = of(things("weak", "strong"), [0.0, 0.0])
    assert damage.probability.tolist() == [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    assert damage.loss.tolist() == [0.0, 0.0]


@given(st.floats(1.0, 80.0), st.floats(0.0, 20.0))
def test_more_wind_never_costs_less(v: float, more: float) -> None:
    calm, wild = of(things("weak", "strong"), [v, v]), of(things("weak", "strong"), [v + more, v + more])
    assert np.all(wild.loss >= calm.loss - 1e-12)
    assert calm.probability.sum(axis=1) == pytest.approx(np.ones(2))


def test_an_ensemble_gives_the_weighted_mean_of_its_members() -> None:
    objects = things("weak", "strong")
    members = [of(objects, wind) for wind in ([25.0, 40.0], [45.0, 60.0])]
    both = of(objects, [[25.0, 40.0], [45.0, 60.0]], weights=np.array([1.0, 3.0]))
    assert both.probability == pytest.approx(0.25 * members[0].probability + 0.75 * members[1].probability)
    assert both.loss == pytest.approx(0.25 * members[0].loss + 0.75 * members[1].loss)
    assert both.gust == pytest.approx([40.0, 55.0])


@pytest.mark.parametrize(
    ("gust", "options", "told"),
    [
        ([30.0], {}, "2 rows of scaffolds and gusts of shape"),
        ([30.0, float("nan")], {}, "'s1': gust nan m/s"),
        ([-1.0, 30.0], {}, "'s0': gust -1 m/s"),
        ([30.0, 30.0], {"weights": np.array([1.0, 1.0])}, "weights of shape"),
    ],
)
def test_faulty_gusts_are_refused(gust: list[float], options: dict[str, object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        of(things("weak", "weak"), gust, **options)


def test_a_class_without_curve_is_refused() -> None:
    with pytest.raises(InputError, match="no class 'huge'; it holds weak, strong"):
        of(things("huge"), [30.0])


def test_nothing_gives_nothing() -> None:
    damage = of(things(), [])
    assert damage.probability.shape == (0, 3)
