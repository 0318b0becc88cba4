"""Damage of an even district under sampled motion, against closed forms and what must be conserved."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import chi2, multivariate_normal, norm

from benchmarks.verification.rows import Case, Row, at_least, at_most
from models.seismic.consequences.rates import materials
from models.seismic.damage import motion_of_buildings, sample_damage
from models.seismic.fragility import FragilitySet
from models.seismic.inputs import MotionInput, SimulationSettings
from models.seismic.motion import Motion, Sites
from models.seismic.portfolio import Portfolio
from models.seismic.residuals import build_fields, pair_correlation, sample_nodes
from models.seismic.result import GRADES, SeismicResult
from models.seismic.simulate import simulate
from outputs.seismic.zones import street_table

Floats = NDArray[np.float64]

CLOSED = "P(grade >= k) = Phi((mu - ln median_k) / sqrt(beta2 + tau2 + phi2)) (Hazus 6.1, lognormal curves)"
PAIRS = "variance of a count: sum over pairs of the bivariate normal"
KEPT = "every building has one grade in every realisation"
FIELD = "rho = exp(-3 h / 40.7 km) (Jayaram and Baker 2009, PGA, clustered Vs30)"
RANGE = 40.7e3
MEDIAN, TAU, PHI, BETA = 0.18, 0.35, 0.55, 0.4
CURVE = np.array([0.10, 0.18, 0.30, 0.55])
BUILDINGS = 900
HOUSES = 3000
"""More than there are nodes, so that residuals are interpolated."""


def curves() -> FragilitySet:
    """One class."""
    return FragilitySet(
        "verification", ("T",), ("PGA",), np.log(CURVE)[None], np.array([BETA]), "verified", "stated here"
    )


def portfolio() -> Portfolio:
    """Houses on 10 by 10 km in three communities of two streets; at night all residents are at home."""
    n, random = BUILDINGS, np.random.default_rng(11)
    x, y = random.uniform(0.0, 1e4, (2, n))
    same = np.ones(n)
    return Portfolio(
        building_id=np.array([f"B{k:06d}" for k in range(n)], dtype=object), x=x, y=y,
        community=(x // 3400.0).astype(np.int32), street=(x // 6800.0).astype(np.int32),
        communities=("a", "b", "c"), streets=("s", "t"), class_index=np.zeros(n, np.int32), classes=("W1",),
        floor_area=3000.0 * same, height=18.0 * same, residents=90.0 * same, dwellings=40.0 * same,
        people=np.tile([90.0, 60.0, 60.0], (n, 1)),
        occupancy=np.full(n, "RES3", dtype=object), retrofitted=np.zeros(n, bool),
    )  # fmt: skip


def even(sites: Sites, measures: Sequence[str], median: float = MEDIAN) -> Motion:
    """The same motion everywhere."""
    shape = (len(measures), sites.x.size)
    return Motion(tuple(measures), np.full(shape, math.log(median)), np.full(shape, TAU), np.full(shape, PHI))


@cache
def result(threads: int, realisations: int, median: float = MEDIAN) -> SeismicResult:
    """The whole chain."""
    houses = portfolio()
    n = len(houses)
    given = MotionInput(
        partial(even, median=median), Sites(houses.x, houses.y, np.full(n, 200.0), np.full(n, 3))
    )
    settings = SimulationSettings(seed=7, realisations=realisations, nodes=225, threads=threads)
    return simulate(houses, given, replace(curves(), classes=("W1",)), settings)


def probabilities() -> Floats:
    """P(grade) by the closed form."""
    spread = math.sqrt(BETA**2 + TAU**2 + PHI**2)
    reached = norm.cdf((math.log(MEDIAN) - np.log(CURVE)) / spread)
    return np.asarray(-np.diff(np.concatenate([[1.0], reached, [0.0]])))


def closed_form(full: bool) -> list[Row]:
    """Expected and sampled grades."""
    found = result(1, 8000 if full else 2000)
    wanted = probabilities()
    shares = found.zones.grade_counts.sum(axis=1) / BUILDINGS
    error = shares.std(axis=0, ddof=1) / math.sqrt(len(shares))
    apart = np.abs(shares.mean(axis=0) - wanted) / error
    return [
        at_most("expected grades: largest difference", np.abs(found.buildings.expected - wanted).max(), 1e-12,
                CLOSED),
        at_most("sampled grades: largest difference in standard errors", apart.max(), 4.0, CLOSED),
        at_most("sampled grades: largest standard error", error.max(), 0.01, CLOSED),
    ]  # fmt: skip


def independent_houses(full: bool) -> list[Row]:
    """Grades of houses that share nothing, by chi-square, and how their error shrinks."""
    count = 400_000 if full else 100_000
    n = 8
    motion = motion_of_buildings(
        np.full((1, n), math.log(MEDIAN)), np.zeros((1, n)), np.full((1, n), math.hypot(TAU, PHI)),
        np.zeros(n, np.int32), index=np.zeros((n, 0), np.int32), weight=np.zeros((1, n, 0), np.float32),
        nugget=np.ones((1, n), np.float32),
    )  # fmt: skip
    none = np.zeros(n, np.int32)
    sample = sample_damage(
        motion, curves(), none, none, 1, np.zeros((n, 5, 0)),
        lambda first, size: (np.zeros((1, 1, size)), np.zeros((1, size))), seed=3, realisations=count,
    )  # fmt: skip
    wanted = n * count * probabilities()
    held = sample.grade_counts.sum(axis=0)
    statistic = float(((held - wanted) ** 2 / wanted).sum())
    destroyed = sample.zone_grades[:, 0, 4] / n
    sizes = np.array([100, 400, 1600, 6400])
    errors = [
        np.sqrt(np.mean((destroyed[: count // s * s].reshape(-1, s).mean(axis=1) - probabilities()[4]) ** 2))
        for s in sizes
    ]
    slope = float(np.polyfit(np.log(sizes), np.log(errors), 1)[0])
    return [
        at_least(f"chi-square of {n * count} grades: probability of more", float(chi2.sf(statistic, 4)), 1e-3,
                 CLOSED),
        at_most("error against realisations: |slope + 1/2|", abs(slope + 0.5), 0.1, "Monte Carlo"),
    ]  # fmt: skip


def variance_of_totals(full: bool) -> list[Row]:
    """Number of houses at least moderately damaged that share the event and a part of their resistance."""
    n, rho, count = 4, 0.5, 200_000 if full else 50_000
    motion = motion_of_buildings(
        np.full((1, n), math.log(MEDIAN)), np.full((1, n), TAU), np.full((1, n), PHI), np.zeros(n, np.int32),
        index=np.zeros((n, 0), np.int32), weight=np.zeros((1, n, 0), np.float32),
        nugget=np.ones((1, n), np.float32),
    )  # fmt: skip
    none = np.zeros(n, np.int32)
    random = np.random.default_rng(5).standard_normal((1, count))
    sample = sample_damage(
        motion, curves(), none, none, 1, np.zeros((n, 5, 0)),
        lambda first, size: (np.zeros((1, 1, size)), random[:, first : first + size]), seed=9,
        realisations=count, correlation=rho,
    )  # fmt: skip
    total = sample.zone_grades[:, 0, 2:].sum(axis=1).astype(np.float64)
    spread2 = BETA**2 + TAU**2 + PHI**2
    at = (math.log(MEDIAN) - math.log(CURVE[1])) / math.sqrt(spread2)
    r = (TAU**2 + rho * BETA**2) / spread2
    p = float(norm.cdf(at))
    both = float(multivariate_normal([0.0, 0.0], [[1.0, r], [r, 1.0]]).cdf([at, at]))
    wanted = n * p * (1.0 - p) + n * (n - 1) * (both - p * p)
    fourth = float(np.mean((total - total.mean()) ** 4))
    error = math.sqrt((fourth - total.var() ** 2) / count)
    return [
        at_most("variance: difference in standard errors", abs(total.var() - wanted) / error, 4.0, PAIRS),
        at_most("standard error over the variance", error / wanted, 0.02, PAIRS),
    ]


def conservation(_: bool) -> list[Row]:
    """Nothing is lost between realisations, zones, streets and houses, and threads change no bit."""
    one, two = result(1, 2000), result(2, 2000)
    zones, buildings = one.zones, one.buildings
    zone = portfolio().zone
    held = np.stack([buildings.grade_counts[zone == at].sum(axis=0) for at in range(len(zones.community))])
    lost = np.abs(zones.grade_counts.sum(axis=2) - np.bincount(zone)).max()
    least = min(zones.grade_counts.min(), buildings.grade_counts.min())
    by_zone, by_house = zones.totals.sum(axis=1).mean(axis=0), buildings.mean.sum(axis=0)
    apart = np.abs(by_house - by_zone) / np.where(by_house == 0.0, 1.0, by_house)
    same = np.array_equal(zones.totals, two.zones.totals) and np.array_equal(
        buildings.grade_counts, two.buildings.grade_counts
    )
    return [
        at_most("buildings lost or doubled in any zone and realisation", lost, 0.0, KEPT),
        at_most("grades by zone and by house: largest difference of a grade",
                np.abs(zones.grade_counts.sum(axis=0) - held).max(), 0.0, KEPT),
        at_least("least number of buildings or realisations with a grade", least, 0.0, KEPT),
        *kept_by_streets(one),
        *kept_by_ruin(),
        at_most("consequences by zone and by house: largest relative difference", apart.max(), 1e-9, KEPT),
        at_most("results that differ between one and two threads", float(not same), 0.0, KEPT),
    ]  # fmt: skip


def kept_by_streets(found: SeismicResult) -> list[Row]:
    """Residents and buildings of the table of the streets, against the houses in each street."""
    houses = portfolio()
    codes = list(houses.streets)
    table = street_table(found, pd.DataFrame({"code": codes, "name": codes, "name_en": codes}))
    rows = table.set_index("code").loc[codes]
    residents = rows["people"] - np.bincount(houses.street, weights=houses.residents)
    graded = rows[[f"buildings_{grade}" for grade in GRADES]].sum(axis=1) - np.bincount(houses.street)
    return [
        at_most("residents by street: largest |table - houses|", np.abs(residents).to_numpy().max(), 0.0,
                KEPT),
        at_most("graded buildings by street: largest |table - houses|", np.abs(graded).to_numpy().max(),
                1e-9, KEPT),
    ]  # fmt: skip


def kept_by_ruin() -> list[Row]:
    """Where every house is destroyed, the sums of the zones hold all residents, dwellings and floor area."""
    houses, found = portfolio(), result(1, 64, 1e6)
    rubble = float(materials("W1")[1][4])
    told = {
        "residents: displaced and dead at night": (
            found.total("displaced_people") + found.total("deaths_night"), houses.residents.sum()
        ),
        "dwellings: uninhabitable": (found.total("uninhabitable_dwellings"), houses.dwellings.sum()),
        "floor area: debris over debris of 1 m2": (
            found.total("debris_volume") / rubble, houses.floor_area.sum()
        ),
    }  # fmt: skip
    return [
        at_most(f"all destroyed, {name}: largest relative difference", np.abs(held / wanted - 1.0).max(),
                1e-9, KEPT)
        for name, (held, wanted) in told.items()
    ]  # fmt: skip


def residual_field(full: bool) -> list[Row]:
    """Variance and variogram of the residuals at houses off the nodes."""
    random = np.random.default_rng(2)
    x, y = random.uniform(0.0, 1e4, (2, HOUSES))
    fields = build_fields(x, y, ("PGA",))
    index, weight = fields.index, fields.weight[0].astype(np.float64)
    one, two = random.integers(0, HOUSES, (2, 400))
    apart = one != two
    one, two = one[apart], two[apart]
    distance = np.hypot(x[one] - x[two], y[one] - y[two])
    wanted = np.exp(-3.0 * distance / RANGE)
    made = pair_correlation(fields, ("PGA", one), ("PGA", two))
    covariance = fields.factors[0] @ fields.factors[0].T
    variance = (
        np.einsum("ni,nij,nj->n", weight, covariance[index[:, :, None], index[:, None, :]], weight)
        + fields.nugget[0].astype(np.float64) ** 2
    )
    count = 20_000 if full else 4000
    nodes = sample_nodes(fields, 4, 0, count)[0]
    left, right = (np.einsum("nm,nmr->nr", weight[which], nodes[index[which]]) for which in (one, two))
    sampled = (left * right).mean(axis=1)
    error = np.sqrt((1.0 + wanted**2) / count)
    return [
        at_most("variance at houses: largest |variance - 1|", np.abs(variance - 1.0).max(), 1e-6, FIELD),
        at_most(f"correlation of {len(one)} pairs: largest difference", np.abs(made - wanted).max(), 0.01,
                FIELD),
        at_most("sampled correlation: root mean square difference in standard errors",
                math.sqrt(np.mean(((sampled - made) / error) ** 2)), 2.0, FIELD),
    ]  # fmt: skip


CASES: dict[str, Case] = {
    "seismic.closed_form": closed_form,
    "seismic.independent_houses": independent_houses,
    "seismic.variance_of_totals": variance_of_totals,
    "seismic.conservation": conservation,
    "seismic.residual_field": residual_field,
}
