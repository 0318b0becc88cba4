"""Residuals after stations have recorded an earthquake."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.motion import Motion
from models.seismic.residuals import (
    Conditioned,
    ResidualFields,
    build_fields,
    condition,
    residual_moments,
    sample_nodes,
    sample_residuals,
)

Floats = NDArray[np.float64]
TAU, PHI = 0.4, 0.6
ROOT = Path(__file__).parents[4]


def predicted(measures: tuple[str, ...], stations: int) -> Motion:
    """Median 0.1 g and the same scatter everywhere."""
    shape = (len(measures), stations)
    return Motion(measures, np.full(shape, np.log(0.1)), np.full(shape, TAU), np.full(shape, PHI))


def conditioned(
    x: Floats, y: Floats, stations: Floats, residual: Floats, *, nodes: int = 1200, error: float = 0.0
) -> Conditioned:
    """PGA residuals of some buildings given the residuals of stations."""
    fields = build_fields(x, y, ("PGA",), nodes=nodes, stations_xy=stations)
    motion = predicted(("PGA",), len(stations))
    return condition(fields, motion, motion.median + residual, error=error)


def whole_residuals(law: Conditioned | ResidualFields, count: int, row: int = 0) -> Floats:
    """Sampled tau B + phi (w z) of the buildings, nugget left out; (buildings, count)."""
    fields = law if isinstance(law, ResidualFields) else law.fields
    between, nodes = sample_residuals(law, 21, 0, count)
    within = np.einsum("nm,nmr->nr", fields.weight[row], nodes[row][fields.index])
    return np.asarray(TAU * between[row] + PHI * within)


def scatter(law: Conditioned, buildings: int) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the residual of each building in closed form."""
    shape = (len(law.fields.measures), buildings)
    return residual_moments(law, np.full(shape, TAU), np.full(shape, PHI))


@pytest.mark.parametrize("nodes", [1200, 60])
def test_at_a_station_the_residual_is_the_observed_one(nodes: int) -> None:
    x, y = np.random.default_rng(1).uniform(0.0, 8e3, (2, 400))
    stations = np.column_stack([x[:2], y[:2]])
    observed = np.array([[0.9, -0.3]])
    law = conditioned(x, y, stations, observed, nodes=nodes)
    got = whole_residuals(law, 40)
    np.testing.assert_allclose(got[:2], np.broadcast_to(observed.T, (2, 40)), atol=1e-5)
    mean, spread = scatter(law, 400)
    np.testing.assert_allclose(mean[0, :2], observed[0], atol=1e-5)
    assert spread[0, :2].max() < 1e-3


def test_far_away_only_the_event_is_known() -> None:
    x, y = np.array([0.0, 500e3]), np.zeros(2)
    law = conditioned(x, y, np.array([[0.0, 0.0]]), np.array([[0.8]]))
    total = TAU**2 + PHI**2
    # One reading r: the event has the mean tau r / (tau^2 + phi^2) and the variance phi^2 / (tau^2 + phi^2).
    assert law.between_mean[0] == pytest.approx(TAU * 0.8 / total, rel=1e-6)
    assert law.between_sd[0] ** 2 == pytest.approx(PHI**2 / total, rel=1e-6)
    far = law.fields.index[1, 0]
    assert law.shift_nodes[0, far] == pytest.approx(0.0, abs=1e-12)
    prior = build_fields(x, y, ("PGA",), stations_xy=np.zeros((1, 2)))
    np.testing.assert_allclose(
        sample_nodes(law.fields, 3, 0, 50)[0, far], sample_nodes(prior, 3, 0, 50)[0, far], atol=1e-14
    )
    mean, spread = scatter(law, 2)
    assert mean[0, 1] == pytest.approx(TAU**2 * 0.8 / total, rel=1e-6)
    assert spread[0, 1] ** 2 == pytest.approx(TAU**2 * PHI**2 / total + PHI**2, rel=1e-6)


@pytest.mark.parametrize("error", [0.0, 0.3])
def test_two_points_have_their_closed_form(error: float) -> None:
    x, y = np.array([0.0, 3000.0, 9000.0, 30e3]), np.zeros(4)
    law = conditioned(x, y, np.array([[0.0, 0.0]]), np.array([[-0.7]]), error=error)
    shared = TAU**2 + PHI**2 * np.exp(-3.0 * x / 40.7e3)
    total = TAU**2 + PHI**2
    expected_mean = shared / (total + error**2) * -0.7
    expected_sd = np.sqrt(total - shared**2 / (total + error**2))
    mean, spread = scatter(law, 4)
    np.testing.assert_allclose(mean[0], expected_mean, atol=1e-6)
    np.testing.assert_allclose(spread[0], expected_sd, atol=1e-4)
    count = 20_000
    got = whole_residuals(law, count)
    np.testing.assert_allclose(got.mean(axis=1), expected_mean, atol=4 * 0.8 / np.sqrt(count))
    np.testing.assert_allclose(got.std(axis=1), expected_sd, rtol=4 / np.sqrt(2 * count), atol=1e-4)


def dense(
    fields: ResidualFields, taus: Floats, phis: Floats, seen: list[tuple[int, int]], residual: Floats
) -> tuple[Floats, Floats]:
    """Mean and covariance of (B, z) given readings (measure, station), from the whole joint covariance."""
    q, k = fields.factors.shape[:2]
    mixed = fields.node_cross @ fields.node_cross.T
    joint = np.zeros((q + q * k, q + q * k))
    joint[:q, :q] = fields.cross @ fields.cross.T
    for a in range(q):
        for b in range(q):
            block = mixed[a, b] * fields.factors[a] @ fields.factors[b].T
            joint[q + a * k : q + (a + 1) * k, q + b * k : q + (b + 1) * k] = block
    look = np.zeros((len(seen), len(joint)))
    for o, (a, s) in enumerate(seen):
        look[o, a] = taus[a, s]
        look[o, q + a * k + fields.station_node[s]] = phis[a, s]
    gain = joint @ look.T @ np.linalg.inv(look @ joint @ look.T)
    return gain @ residual, joint - gain @ look @ joint


def test_two_measures_at_several_stations_agree_with_the_joint_normal_law() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.uniform(0.0, 10e3, (2, 12))
    stations = rng.uniform(0.0, 10e3, (4, 2))
    measures = ("PGA", "SA(1.0)")
    fields = build_fields(x, y, measures, clustered=False, stations_xy=stations)
    taus, phis = rng.uniform(0.2, 0.5, (2, 4)), rng.uniform(0.4, 0.7, (2, 4))
    motion = Motion(measures, np.zeros((2, 4)), taus, phis)
    observed = rng.normal(0.0, 0.6, (2, 4))
    observed[1, 2] = np.nan
    law = condition(fields, motion, observed)
    seen = [(a, s) for a in range(2) for s in range(4) if (a, s) != (1, 2)]
    mean, cov = dense(fields, taus, phis, seen, np.array([observed[at] for at in seen]))
    np.testing.assert_allclose(law.between_mean, mean[:2], atol=1e-6)
    np.testing.assert_allclose(law.between_sd, np.sqrt(np.diag(cov)[:2]), atol=1e-6)
    count = 40_000
    between, nodes = sample_residuals(law, 77, 0, count)
    stacked = np.concatenate([between, nodes.reshape(-1, count)])
    # Four standard errors of a mean, and of a covariance, of variables with a variance of at most one.
    np.testing.assert_allclose(stacked.mean(axis=1), mean, atol=4.5 / np.sqrt(count))
    np.testing.assert_allclose(np.cov(stacked), cov, atol=5 * np.sqrt(2.0 / count))


def test_moments_agree_with_the_joint_normal_law() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.uniform(0.0, 10e3, (2, 300))
    stations = rng.uniform(0.0, 10e3, (3, 2))
    measures = ("PGA", "SA(0.3)")
    fields = build_fields(x, y, measures, nodes=40, stations_xy=stations)
    motion = predicted(measures, 3)
    residual = rng.normal(0.0, 0.5, (2, 3))
    law = condition(fields, motion, motion.median + residual)
    seen = [(a, s) for a in range(2) for s in range(3)]
    mean, cov = dense(fields, motion.between, motion.within, seen, residual.ravel())
    tau, phi = rng.uniform(0.2, 0.5, (2, 300)), rng.uniform(0.4, 0.7, (2, 300))
    got_mean, got_sd = residual_moments(law, tau, phi)
    k = fields.factors.shape[1]
    for i in range(0, 300, 37):
        for a in range(2):
            look = np.zeros(len(mean))
            look[a] = tau[a, i]
            look[2 + a * k + fields.index[i]] = phi[a, i] * fields.weight[a, i]
            variance = look @ cov @ look + (phi[a, i] * fields.nugget[a, i]) ** 2
            assert got_mean[a, i] == pytest.approx(look @ mean, abs=1e-5)
            assert got_sd[a, i] == pytest.approx(np.sqrt(variance), abs=1e-4)


def test_without_readings_the_moments_are_those_of_the_model() -> None:
    fields = build_fields(np.zeros(2), np.array([0.0, 1.0]), ("PGA",))
    mean, spread = residual_moments(fields, np.full((1, 2), 0.3), np.full((1, 2), 0.4))
    assert not mean.any()
    np.testing.assert_allclose(spread, 0.5)


def test_two_instruments_of_one_station_weigh_alike() -> None:
    x, y = np.array([0.0, 4000.0]), np.zeros(2)
    both = conditioned(x, y, np.zeros((2, 2)), np.array([[0.2, 0.6]]))
    one = conditioned(x, y, np.zeros((1, 2)), np.array([[0.4]]))
    np.testing.assert_allclose(scatter(both, 2)[0], scatter(one, 2)[0], atol=1e-5)
    np.testing.assert_allclose(both.between_mean, one.between_mean, atol=1e-5)


def test_measures_that_are_one_to_the_model_may_both_be_recorded() -> None:
    measures = ("PGV", "SA(1.0)")
    fields = build_fields(np.array([0.0, 5e3]), np.zeros(2), measures, stations_xy=np.zeros((1, 2)))
    motion = predicted(measures, 1)
    law = condition(fields, motion, motion.median + np.array([[0.2], [0.6]]))
    mean, _ = scatter(law, 2)
    np.testing.assert_allclose(mean[:, 0], 0.4, atol=1e-4)


def test_a_part_of_the_realisations_is_bitwise_the_same() -> None:
    x, y = np.random.default_rng(2).uniform(0.0, 8e3, (2, 300))
    law = conditioned(x, y, np.array([[1e3, 2e3], [9e3, 9e3]]), np.array([[0.4, 0.1]]), nodes=50, error=0.1)
    between, nodes = sample_residuals(law, 5, 37, 30)
    whole_between, whole = sample_residuals(law, 5, 0, 90)
    np.testing.assert_array_equal(between, whole_between[:, 37:67])
    np.testing.assert_array_equal(nodes, whole[:, :, 37:67])


@pytest.mark.parametrize(
    ("observed", "message"),
    [
        ([[np.nan, np.nan]], "no station has a reading"),
        ([[9.0, np.nan]], "station 1: PGA is 9.000"),
        ([[np.inf, np.nan]], "station 1: PGA is inf"),
        ([[0.1]], r"\(1, 2\) \(measures, stations"),
    ],
)
def test_readings_that_make_no_sense_are_named(observed: list[list[float]], message: str) -> None:
    fields = build_fields(np.zeros(1), np.zeros(1), ("PGA",), stations_xy=np.array([[0.0, 0.0], [1e3, 0.0]]))
    with pytest.raises(InputError, match=message):
        condition(fields, predicted(("PGA",), 2), observed)


def test_other_measures_and_a_second_conditioning_are_refused() -> None:
    fields = build_fields(np.zeros(1), np.zeros(1), ("PGA",), stations_xy=np.zeros((1, 2)))
    with pytest.raises(InputError, match="stations have PGV, fields PGA"):
        condition(fields, predicted(("PGV",), 1), [[0.0]])
    law = condition(fields, predicted(("PGA",), 1), [[-2.0]])
    with pytest.raises(InputError, match="conditioned already"):
        condition(law.fields, predicted(("PGA",), 1), [[-2.0]])


def test_threads_of_the_linear_algebra_change_no_bit() -> None:
    # The number of threads of BLAS is read when a process starts.
    code = (
        "import hashlib, numpy as np\n"
        "from models.seismic.residuals import residual_moments\n"
        "from tests.models.seismic.residuals.test_conditioning import PHI, TAU, conditioned\n"
        "random = np.random.default_rng(5)\n"
        "x, y = random.uniform(0.0, 2e4, (2, 400))\n"
        "stations = random.uniform(0.0, 2e4, (60, 2))\n"
        "law = conditioned(x, y, stations, random.normal(0.0, 0.5, 60), nodes=400)\n"
        "mean, spread = residual_moments(law, np.full((1, 400), TAU), np.full((1, 400), PHI))\n"
        "held = (law.between_mean, law.shift_nodes, law.fields.update.gain, mean, spread)\n"
        "print(hashlib.sha256(b''.join(one.tobytes() for one in held)).hexdigest())\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads},
        ).stdout
        for threads in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1 and len(next(iter(told)).strip()) == 64
