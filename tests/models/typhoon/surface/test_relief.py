"""Hills and lees: the codes' own equations on ridges, a slow reference, symmetry."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from models.typhoon.surface import kernels, relief_factors
from models.typhoon.surface.relief import LEE_LOSS

Floats = NDArray[np.float64]


def ridge(
    rise: float, foot: float, *, step: float = 20.0, n: int = 401, behind: float | None = None
) -> Floats:
    """A line across a triangular ridge in the middle; level behind the crest if its foot is infinite."""
    x = (np.arange(n) - n // 2) * step
    behind = foot if behind is None else behind
    found: Floats = rise * np.maximum(1.0 - np.where(x < 0.0, -x / foot, x / behind), 0.0)
    return found


def along(line: Floats, shape: int = kernels.AS1170, *, height: float = 10.0) -> Floats:
    out = np.empty((1, len(line)))
    kernels.hill_lines(line[None], 20.0, height, 2000.0, 10.0, shape, out)
    return np.asarray(out[0], np.float64)


def slow_as1170(line: Floats, *, step: float = 20.0, height: float = 10.0) -> Floats:
    """Clause 4.4.2 of AS/NZS 1170.2, crest by crest and point by point."""
    n = len(line)
    found = [1.0] * n
    for c in range(1, n - 1):
        if line[c] <= line[c - 1] or line[c] < line[c + 1]:
            continue
        before = []
        for k in range(1, 101):
            if c - k < 0 or line[c - k] > line[c]:
                break
            before.append(line[c - k])
        h = line[c] - min(before)
        if h < 10.0:
            continue
        k = next(k for k, level in enumerate(before, 1) if level <= line[c] - h / 2)
        higher = line[c - k + 1]
        lu = step * (k - 1 + (higher - (line[c] - h / 2)) / (higher - line[c - k]))
        if h / (2 * lu) < 0.05:
            continue
        l1 = max(0.36 * lu, 0.4 * h)
        end = min(c + int(4 * l1 / step), n - 1)
        l2_behind = 10 * l1 if (line[c] - line[end]) / ((end - c) * step) < 0.05 else 4 * l1
        for i in range(n):
            x = (i - c) * step
            l2 = 4 * l1 if x < 0 else l2_behind
            if abs(x) > l2:
                continue
            mh = 1 + min(h / (3.5 * (height + l1)), 0.71) * (1 - abs(x) / l2)
            if h / (2 * lu) > 0.45 and 0 <= x <= h / 4 and height <= h / 10:
                mh = 1 + 0.71 * (1 - abs(x) / l2)
            found[i] = max(found[i], mh)
    return np.array(found)


@pytest.mark.parametrize(("rise", "foot"), [(40.0, 200.0), (100.0, 500.0), (30.0, 240.0), (250.0, 1200.0)])
def test_the_crest_of_a_ridge_has_the_factor_of_as_nzs_1170_2(rise: float, foot: float) -> None:
    found = along(ridge(rise, foot))
    first = max(0.36 * foot / 2.0, 0.4 * rise)
    assert found[200] == pytest.approx(1.0 + rise / (3.5 * (10.0 + first)), rel=1e-12)
    away = int(4.0 * first / 20.0) + 1
    assert found[200 - away] == 1.0 and found[200 + away] == 1.0
    assert (found[:200] <= found[200:0:-1][:200].max()).all()


def test_a_cliff_has_the_greatest_factor_and_no_more() -> None:
    found = along(ridge(120.0, 80.0))
    assert found.max() == pytest.approx(1.71, rel=1e-12)
    assert along(ridge(400.0, 60.0)).max() <= 1.71 + 1e-12


def test_low_hills_and_gentle_slopes_do_not_count() -> None:
    assert (along(ridge(9.0, 60.0)) == 1.0).all()
    assert (along(ridge(30.0, 700.0)) == 1.0).all()


def test_behind_an_escarpment_the_speed_up_reaches_further() -> None:
    found = along(ridge(40.0, 200.0, behind=math.inf))
    first = 36.0
    assert found[200 + 17] == pytest.approx(
        1.0 + 40.0 / (3.5 * 46.0) * (1.0 - 340.0 / (10.0 * first)), rel=1e-9
    )
    assert found[200 + 19] == 1.0 and found[200 - 8] == 1.0


@pytest.mark.nojit
def test_lines_of_any_shape_are_as_the_slow_reference_has_them() -> None:
    chance = np.random.default_rng(5)
    for _ in range(20):
        line = np.cumsum(chance.normal(0.0, 4.0, 160))
        smooth = np.asarray(np.convolve(line, np.ones(5) / 5.0, mode="same"), np.float64)
        assert np.allclose(along(smooth), slow_as1170(smooth), rtol=0.0, atol=1e-12)


def test_the_crest_of_a_hill_has_the_factor_of_gb_50009() -> None:
    # tan(a) = 0.2, H = 40 m: pressure times (1 + 2.2 x 0.2 x (1 - 10 / 100))^2, to 1 at both feet.
    found = along(ridge(40.0, 200.0), kernels.GB50009)
    crest = 1.0 + 2.2 * 0.2 * (1.0 - 10.0 / 100.0)
    assert found[200] == pytest.approx(crest, rel=1e-12)
    assert found[195] == pytest.approx(math.sqrt(1.0 + 0.5 * (crest**2 - 1.0)), rel=1e-12)
    assert found[190] == pytest.approx(1.0, abs=1e-12) and found[211] == 1.0
    steep = along(ridge(200.0, 200.0), kernels.GB50009)
    assert steep[200] == pytest.approx(1.0 + 2.2 * 0.3 * (1.0 - 10.0 / 500.0), rel=1e-12)


def test_the_lee_is_behind_the_hill_and_ends_with_its_reach() -> None:
    line = ridge(200.0, 100.0)
    out = np.empty((1, len(line)))
    kernels.lee_lines(line[None], 20.0, 10.0, 1000.0, 0.05, 0.3, LEE_LOSS, out)
    assert (out[0, :201] == 1.0).all()
    assert out[0, 210] == pytest.approx(math.sqrt(0.75), rel=1e-12)
    # 800 m behind the crest the sight is 190 m in 800 m.
    assert out[0, 240] == pytest.approx(1.0 - LEE_LOSS * (190.0 / 800.0 - 0.05) / 0.25, rel=1e-12)
    assert (out[0, 255:] == 1.0).all()


def test_level_ground_leaves_the_wind_as_it_is() -> None:
    assert (relief_factors(np.full((12, 15), 4.0), 20.0, sectors=8, height=10.0) == 1.0).all()
    hill = np.zeros((12, 15))
    hill[6, 7] = 80.0
    plain = relief_factors(hill, 20.0, sectors=8, height=10.0, hills="none", shelter="none")
    assert (plain == 1.0).all()


def test_a_round_hill_looks_the_same_from_every_side() -> None:
    y, x = np.meshgrid(np.arange(61) - 30.0, np.arange(61) - 30.0, indexing="ij")
    level = 100.0 * np.exp(-(x**2 + y**2) / 2.0 / 9.0**2)
    found = relief_factors(level, 20.0, sectors=8, height=10.0)
    for turn in range(1, 4):
        # A quarter turn clockwise is two of eight sectors.
        assert np.allclose(found[2 * turn], np.rot90(found[0], -turn), atol=2e-6)
    assert np.allclose(found[:, 30, 30], found[0, 30, 30], rtol=0.02)
    assert found[0, 30, 30] > 1.3
    # Wind from north: the lee lies south of the crest, below it in the rows.
    assert found[0, 55, 30] < 1.0 < found[0, 20, 30]
    assert found[4, 55, 30] > found[0, 55, 30]
    assert np.array_equal(found[4], found[0, ::-1]) or np.allclose(found[4], found[0, ::-1], atol=2e-6)
