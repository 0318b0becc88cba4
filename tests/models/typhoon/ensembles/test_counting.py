import math
from collections.abc import Iterator

import numpy as np
import pytest

from census.errors import InputError
from census.grid import Grid
from models.typhoon.ensembles import kernels
from models.typhoon.ensembles.counting import exceedance
from models.typhoon.ensembles.errors import read_errors
from models.typhoon.ensembles.perturb import perturbed
from models.typhoon.ensembles.relevant import greatest_possible, relevant_part
from models.typhoon.inputs import Domain, WindSettings
from models.typhoon.path import NoEffect, Path, path_of
from models.typhoon.plane import plane_about
from models.typhoon.simulate import simulate
from models.typhoon.surface import Surface, uniform_surface
from models.typhoon.vortex import VortexSettings
from models.typhoon.wind import Box, table_of, wind_at
from tests.models.typhoon.storms import storm

GRID = Grid("EPSG:4549", 519_000.0, 3_361_000.0, 100.0, 20, 24)
PLANE = plane_about(520_200.0, 3_360_000.0)
DOMAIN = Domain(GRID, np.hypot(*np.meshgrid(np.arange(24) - 11.0, np.arange(20) - 9.0)) < 10.0)
TRACK = storm(
    [123.0, 122.0, 121.0, 120.2, 119.5], [26.0, 27.6, 29.2, 30.8, 32.4], wind=[45.0, 44.0, 40.0, 34.0, 28.0],
    rmax_m=35e3,
)  # fmt: skip


def _paths(count: int) -> Iterator[Path | NoEffect]:
    return (path_of(member, PLANE) for member in perturbed(TRACK, count, 4, read_errors()))


def _rough(sectors: int = 16) -> Surface:
    """Factors that differ from cell to cell and, smoothly, from sector to sector."""
    rng, turn = np.random.default_rng(1), 2.0 * np.pi * np.arange(sectors) / sectors
    level, swing, phase = (rng.uniform(*ends, GRID.shape) for ends in ((0.5, 0.7), (0.0, 0.12), (0.0, 6.3)))
    mean = level + swing * np.cos(turn[:, None, None] - phase)
    whole = uniform_surface(GRID, sectors)
    return Surface(
        GRID, mean.astype(np.float32), (2.2 - mean).astype(np.float32), whole.roughness, whole.hill,
        whole.displacement,
    )  # fmt: skip


def test_the_loop_counts_as_plain_python_does() -> None:
    rng = np.random.default_rng(8)
    members, sectors, bins, columns, n = 7, 4, 8, 3, 90
    wind = rng.uniform(5.0, 40.0, (members, 6, bins)).astype(np.float32)
    wind[rng.random(wind.shape) < 0.3] = 0.0
    wind[2] = 0.0
    east, south = (rng.random(n).astype(np.float32) for _ in range(2))
    mean, gust = (rng.uniform(0.5, 1.5, (sectors, n)).astype(np.float32) for _ in range(2))
    start, corner = np.array([0, 40, 41, n]), np.array([0, 1, 1])
    ground = kernels.Ground(start, corner, columns, east, south, mean, gust)
    edges, gust_edges = np.array([6.0, 20.0, 35.0], np.float32), np.array([9.0, 30.0], np.float32)
    counts, gust_counts = np.ones((3, n), np.int32), np.zeros((2, n), np.int32)
    kernels.count_exceeding(wind, ground, edges, gust_edges, counts, gust_counts)
    for j in range(n):
        p = int(corner[np.searchsorted(start, j, side="right") - 1])
        greatest = [_greatest(wind[m], p, columns, j, ground) for m in range(members)]
        for place, (levels, held, begun) in enumerate(((edges, counts, 1), (gust_edges, gust_counts, 0))):
            expected = [begun + sum(one[place] >= edge for one in greatest) for edge in levels.tolist()]
            assert held[:, j].tolist() == expected


def _greatest(wind: np.ndarray, p: int, columns: int, j: int, ground: kernels.Ground) -> tuple[float, float]:
    """Greatest mean and gust of one cell."""
    best = [0.0, 0.0]
    sectors, bins = len(ground.mean), wind.shape[1]
    for b in range(bins):
        four = [float(wind[point, b]) for point in (p, p + 1, p + columns, p + columns + 1)]
        nw, ne, sw, se = (value if value > 0.0 else max(four) for value in four)
        e, s = float(ground.east[j]), float(ground.south[j])
        speed = (1 - s) * ((1 - e) * nw + e * ne) + s * ((1 - e) * sw + e * se)
        share, below = math.modf(b * sectors / bins)
        here, after = int(below), (int(below) + 1) % sectors
        mean = (1 - share) * float(ground.mean[here, j]) + share * float(ground.mean[after, j])
        gust = (1 - share) * float(ground.gust[here, j]) + share * float(ground.gust[after, j])
        best = [max(best[0], speed * mean), max(best[1], speed * mean * gust)]
    return best[0], best[1]


@pytest.mark.parametrize("surface", [uniform_surface(GRID, 16, gust=1.5), _rough()], ids=["sea", "rough"])
def test_probabilities_are_those_of_the_factors_applied_in_every_step(surface: Surface) -> None:
    count, settings = 12, WindSettings()
    found = exceedance(_paths(count), DOMAIN, surface, settings, plane=PLANE)
    inside = DOMAIN.inside
    direct = [simulate(path, DOMAIN, surface, settings) for path in _paths(count) if isinstance(path, Path)]
    for levels, counts, name in (
        (found.levels, found.counts, "max_mean"), (found.gust_levels, found.gust_counts, "max_gust")
    ):  # fmt: skip
        greatest = np.array([getattr(result, name)[inside] for result in direct])
        over = np.array([(greatest >= level).sum(axis=0) for level in levels])
        assert np.abs(counts - over).mean() / count < 0.01
        # No storm is counted apart by more than a wind 0.25 m/s off would be.
        assert np.all(counts <= np.array([(greatest >= level - 0.25).sum(axis=0) for level in levels]))
        assert np.all(counts >= np.array([(greatest >= level + 0.25).sum(axis=0) for level in levels]))


def test_threads_and_batches_change_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exceedance(_paths(9), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    monkeypatch.setattr("models.typhoon.ensembles.counting.BATCH_VALUES", 20_000)
    other = exceedance(_paths(9), DOMAIN, _rough(), WindSettings(threads=2), plane=PLANE)
    assert np.array_equal(whole.counts, other.counts)
    assert np.array_equal(whole.gust_counts, other.gust_counts)


def test_what_is_left_out_changes_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    culled = exceedance(_paths(9), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    monkeypatch.setattr(
        "models.typhoon.ensembles.counting.relevant_part", lambda path, box, settings, least: path
    )
    whole = exceedance(_paths(9), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    assert np.array_equal(whole.counts, culled.counts)
    assert np.array_equal(whole.gust_counts, culled.gust_counts)


@pytest.mark.parametrize("profile", ["holland1980", "holland2010", "willoughby2006", "emanuel2011"])
@pytest.mark.parametrize("translation", ["miyazaki1961", "chen1994", "none"])
def test_no_point_has_more_than_the_greatest_possible_wind(profile: str, translation: str) -> None:
    settings = VortexSettings(profile=profile, translation=translation)
    path, box = next(_paths(1)), Box(-4000.0, -3000.0, 5000.0, 3000.0)
    assert isinstance(path, Path)
    x, y = (part.ravel().astype(np.float32) for part in np.meshgrid([-4e3, 0.0, 5e3], [-3e3, 0.0, 3e3]))
    u, v = wind_at(table_of(path, box, settings), x, y)
    possible = greatest_possible(path, box, settings)
    assert np.all(np.hypot(u, v).max(axis=1) <= possible + 0.02)
    part = relevant_part(path, box, settings, least=0.5 * possible.max())
    assert part is not None and part.steps < path.steps
    assert relevant_part(path, box, settings, least=1.1 * possible.max()) is None


def test_a_storm_without_effect_exceeds_nothing() -> None:
    far = NoEffect("far", 1e6, np.datetime64("2019-08-09T00:00:00", "s"), 5e5)
    alone = exceedance(_paths(1), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    both = exceedance(iter([far, *_paths(1), far]), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    assert (both.members, alone.members) == (3, 1)
    assert np.array_equal(both.counts, alone.counts)
    assert np.nanmax(both.probability(6)) == pytest.approx(np.nanmax(alone.probability(6)) / 3.0)


def test_probabilities_fall_with_the_force_and_quantiles_rise_with_the_share() -> None:
    found = exceedance(_paths(20), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    inside = DOMAIN.inside
    probabilities = np.array([found.probability(force, gust=True)[inside] for force in range(8, 18)])
    assert np.all(np.diff(probabilities, axis=0) <= 0.0) and probabilities.max() <= 1.0
    assert np.isnan(found.probability(8)[~inside]).all()
    quantiles = np.array([found.quantile(share)[inside] for share in (0.1, 0.5, 0.9)])
    assert np.all(np.diff(quantiles, axis=0) >= 0.0)
    settings = WindSettings()
    greatest = np.array([
        simulate(path, DOMAIN, _rough(), settings).max_mean[inside]
        for path in _paths(20) if isinstance(path, Path)
    ])  # fmt: skip
    # Levels are 2 m/s apart at most.
    known = quantiles[1] > 0.0
    order = np.sort(greatest, axis=0)
    assert np.all(quantiles[1][known] >= order[8][known] - 2.0)
    assert np.all(quantiles[1][known] <= order[11][known] + 2.0)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InputError, match="no member"):
        exceedance(iter(()), DOMAIN, _rough(), WindSettings(), plane=PLANE)
    with pytest.raises(InputError, match="its plane is"):
        exceedance(_paths(1), DOMAIN, _rough(), WindSettings(), plane=plane_about(520_000.0, 3_360_000.0))
    other = Grid("EPSG:4549", 519_000.0, 3_361_000.0, 100.0, 20, 25)
    with pytest.raises(InputError, match="one is needed"):
        exceedance(_paths(1), DOMAIN, uniform_surface(other), WindSettings(), plane=PLANE)
    found = exceedance(_paths(1), DOMAIN, _rough(), WindSettings(forces=(6, 8)), plane=PLANE, speeds=())
    with pytest.raises(InputError, match="force 7 was not counted"):
        found.probability(7)
    with pytest.raises(InputError, match="the share is 1"):
        found.quantile(1.0)
