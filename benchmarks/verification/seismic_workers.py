"""An earthquake computed by dask workers, against the same in one process."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import pairwise

import numpy as np

from benchmarks.verification.rows import Case, Row, at_most
from benchmarks.verification.seismic_damage import curves, even, portfolio
from models.seismic.damage import DamageSample, joined, sample_damage
from models.seismic.inputs import MotionInput, SimulationSettings
from models.seismic.motion import Sites
from models.seismic.shaken import shaken_buildings

SAME = "random numbers are keyed by seed, realisation and place: who computes changes no bit"
REALISATIONS = 500
PARTS = 7
"""Parts into which the realisations are cut; they do not divide evenly."""


def part(first: int, count: int, threads: int) -> DamageSample:
    """Some realisations of the even district."""
    houses = portfolio()
    n = len(houses)
    settings = SimulationSettings(seed=7, nodes=225, threads=threads)
    given = MotionInput(even, Sites(houses.x, houses.y, np.full(n, 200.0), np.full(n, 3)))
    shaken = shaken_buildings(houses, given, replace(curves(), classes=houses.classes), settings)
    values = np.linspace(0.0, 1.0, n * 5).reshape(n, 5, 1)
    return sample_damage(
        shaken.motion, curves(), houses.class_index, houses.community, len(houses.communities), values,
        shaken.draws, seed=settings.seed, first=first, realisations=count, correlation=settings.correlation,
        threads=threads,
    )  # fmt: skip


def digest(sample: DamageSample) -> str:
    """Hash of all arrays of a sample."""
    parts = (sample.grade_counts, sample.totals, sample.zone_grades)
    return hashlib.sha256(b"".join(np.ascontiguousarray(one).tobytes() for one in parts)).hexdigest()


def workers(_: bool) -> list[Row]:
    """The whole in one process, and its parts on one and two workers."""
    from distributed import Client, LocalCluster

    whole = digest(part(0, REALISATIONS, 2))
    edges = np.linspace(0, REALISATIONS, PARTS + 1).astype(int)
    rows = []
    for count in (1, 2):
        with (
            LocalCluster(
                n_workers=count, threads_per_worker=1, processes=True, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            spans = [(int(a), int(b - a), 1) for a, b in pairwise(edges)]
            made = client.gather([client.submit(part, *span, pure=False) for span in spans])
        rows.append(
            at_most(
                f"results that differ on {count} dask worker{'s' if count > 1 else ''}",
                float(digest(joined(made)) != whole), 0.0, SAME,
            )
        )  # fmt: skip
    return rows


CASES: dict[str, Case] = {"seismic.workers": workers}
"""Cases by name."""
