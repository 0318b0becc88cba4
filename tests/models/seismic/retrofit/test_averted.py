"""What measures avert, under the same random numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr

from models.seismic.damage import sample_damage
from models.seismic.fragility import MatrixSet, hazus_fragility
from models.seismic.portfolio import Portfolio
from models.seismic.retrofit import Candidates, retrofit_candidates, retrofit_measures, strengthened
from tests.models.seismic.retrofit.district import CLASSES, draws, losses, portfolio, shaking

HELD = portfolio()
N = len(HELD)
HAZUS = hazus_fragility()


def candidates(realisations: int = 150, held: Portfolio = HELD, **options: object) -> Candidates:
    given: dict[str, object] = {"seed": 5, "correlation": 0.3} | options
    return retrofit_candidates(
        held,
        shaking(N),
        HAZUS,
        losses(HELD),
        draws,
        realisations=realisations,
        **given,  # type: ignore[arg-type]
    )


def test_a_measure_never_raises_damage_of_any_building_in_any_realisation() -> None:
    def grades(curves: object) -> np.ndarray:
        return sample_damage(
            shaking(N), curves, HELD.class_index, np.zeros(N, np.int32), 1, np.zeros((N, 5, 0)), draws,  # type: ignore[arg-type]
            seed=5, realisations=300, correlation=0.3, keep_grades=True,
        ).grades  # fmt: skip

    before = grades(HAZUS.select(CLASSES))
    for measure in retrofit_measures():
        curves, changed = strengthened(HAZUS, CLASSES, measure)
        after, touched = grades(curves), changed[HELD.class_index]
        assert (after <= before).all()
        assert (after[~touched] == before[~touched]).all()
        assert (after < before).any() == bool(touched.any())


def test_every_pair_averts_at_least_nothing_and_no_more_than_there_was() -> None:
    found = candidates()
    values = losses(HELD)
    worst = values.values[found.building, 4]
    for averted, name in ((found.deaths, "deaths_night"), (found.displaced, "displaced_people")):
        assert (averted >= 0.0).all() and (averted <= worst[:, values.quantities.index(name)]).all()
        assert averted.sum() > 0.0


def test_each_building_meets_each_measure_for_its_class_once_at_its_price() -> None:
    found = candidates(64)
    pairs = {(int(b), found.measures[m].name) for b, m in zip(found.building, found.measure, strict=True)}
    for_class = {
        "C1M-Moderate": set(),
        "C3L-Low": {"infill_frame_walls", "infill_frame_jackets"},
        "URML-Pre": {"masonry_ties", "masonry_panels"},
        "URMM-Low": {"masonry_ties", "masonry_panels"},
    }
    expected = {(i, name) for i in range(N) for name in for_class[CLASSES[HELD.class_index[i]]]}
    assert pairs == expected and len(found.building) == len(expected)
    price = np.array([found.measures[m].cost for m in found.measure])
    assert found.cost == pytest.approx(price * HELD.floor_area[found.building], abs=0.5)


def test_a_building_that_was_strengthened_is_no_candidate_and_changes_no_other() -> None:
    done = np.arange(N) % 3 == 0
    found, before = candidates(64, replace(HELD, retrofitted=done)), candidates(64)
    assert not done[found.building].any() and done[before.building].any()
    left = ~done[before.building]
    np.testing.assert_array_equal(found.building, before.building[left])
    np.testing.assert_array_equal(found.deaths, before.deaths[left])


def test_deaths_averted_agree_with_the_closed_form() -> None:
    # P(grade >= k) = Phi((ln 0.25 - ln median) / sqrt(0.4^2 + 0.5^2)) before and after.
    found = candidates(6000)
    sigma = np.hypot(0.4, 0.5)
    values = losses(HELD)
    gain = np.diff(values.values[:, :, values.quantities.index("deaths_night")], axis=1)
    expected = np.empty(len(found.building))
    for at, (i, m) in enumerate(zip(found.building, found.measure, strict=True)):
        before = CLASSES[HELD.class_index[i]]
        after = found.measures[m].class_after(before)
        medians = HAZUS.select((before, str(after))).ln_median
        reached = ndtr((np.log(0.25) - medians) / sigma)
        expected[at] = ((reached[0] - reached[1]) * gain[i]).sum()
    assert found.deaths.sum() == pytest.approx(expected.sum(), rel=0.05)
    assert found.deaths == pytest.approx(expected, rel=0.2)


def test_what_is_averted_is_the_mean_difference_of_the_realisations() -> None:
    found, values = candidates(70), losses(HELD)

    def mean(curves: object, quantity: str) -> np.ndarray:
        chosen = values.values[:, :, [values.quantities.index(quantity)]]
        each = np.arange(N, dtype=np.int32)
        totals = sample_damage(
            shaking(N), curves, HELD.class_index, each, N, chosen, draws,  # type: ignore[arg-type]
            seed=5, realisations=70, correlation=0.3,
        ).totals  # fmt: skip
        return np.asarray(totals[:, :, 0].mean(axis=0))

    for number, measure in enumerate(found.measures):
        rows = found.measure == number
        after = strengthened(HAZUS, CLASSES, measure)[0]
        for averted, name in ((found.deaths, "deaths_night"), (found.displaced, "displaced_people")):
            wanted = mean(HAZUS.select(CLASSES), name) - mean(after, name)
            np.testing.assert_allclose(averted[rows], wanted[found.building[rows]], rtol=1e-9, atol=1e-12)


def test_measures_taken_at_once_avert_what_each_does_alone() -> None:
    # Classes share no numbers, so what is done to one changes nothing in another.
    whole = candidates(96)
    for number, measure in enumerate(whole.measures):
        alone, rows = candidates(96, measures=(measure,)), np.flatnonzero(whole.measure == number)
        assert (alone.building == whole.building[rows]).all()
        assert (alone.deaths == whole.deaths[rows]).all() and (alone.displaced == whole.displaced[rows]).all()


def test_matrices_are_ranked_too() -> None:
    weak = [[0.5, 0.3, 0.15, 0.05, 0.0], [0.1, 0.2, 0.3, 0.2, 0.2]]
    strong = [[0.8, 0.15, 0.05, 0.0, 0.0], [0.3, 0.4, 0.2, 0.08, 0.02]]
    names = ("C1M", "C3L", "URML", "URMM", "RM2L", "RM2M", "C1L", "C2L", "C2M")
    shares = np.array([strong, weak, weak, weak, *[strong] * 5])
    held = MatrixSet("m", names, np.array([7.0, 9.0]), shares, "unverified", "test")
    motion = shaking(N, pga=float(np.exp(8.0)), spread=0.3)
    found = retrofit_candidates(HELD, motion, held, losses(HELD), draws, seed=1, realisations=200)
    assert len(found.building) == 2 * (HELD.class_index > 0).sum()
    assert (found.deaths >= 0.0).all() and found.deaths.sum() > 0.0 and found.displaced.sum() > 0.0


def test_threads_change_nothing_and_the_seed_does() -> None:
    one, two, other = candidates(), candidates(threads=2), candidates(seed=6)
    assert (one.deaths == two.deaths).all() and (one.displaced == two.displaced).all()
    assert (one.deaths != other.deaths).any()


def test_without_measures_for_it_a_portfolio_has_no_candidates() -> None:
    found = candidates(64, measures=())
    assert len(found.building) == len(found.cost) == len(found.deaths) == 0
