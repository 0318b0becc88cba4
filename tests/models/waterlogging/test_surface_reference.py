"""One step of the surface solver against the published equations, written out cell by cell."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.waterlogging.kernels import inverse_cube_root
from tests.models.waterlogging.strategies import Scene, surface_of

GRAVITY = 9.80665
DT, CELL = 0.4, 5.0
Array = NDArray[np.float64]


def face(
    bed: tuple[float, float], depth: tuple[float, float], old: tuple[float, float, float], across: float,
    manning: tuple[float, float], theta: float | None,
) -> float:  # fmt: skip
    """Discharge of one face after Bates et al. (2010), de Almeida et al. (2012), Sridharan et al. (2020)."""
    level = (bed[0] + depth[0], bed[1] + depth[1])
    flow_depth = max(level) - max(bed)
    if flow_depth <= 1e-5:
        return 0.0
    before, here, after = old
    if theta is None:
        theta = 1.0 - DT / CELL * min(abs(here) / flow_depth, math.sqrt(GRAVITY * flow_depth))
    average = theta * here + (1.0 - theta) / 2.0 * (before + after)
    driven = average - GRAVITY * flow_depth * DT * (level[1] - level[0]) / CELL
    roughness = 0.5 * (manning[0] ** 2 + manning[1] ** 2)
    k = GRAVITY * DT * roughness / flow_depth ** (7.0 / 3.0)
    return slowed(k, driven, here, across)


def slowed(k: float, driven: float, here: float, across: float) -> float:
    """Root q of q (1 + k |Q|) = driven, by bisection.

    |Q| is linear in |q| about the old vector, and not less than |q|.
    """
    length = math.hypot(here, across)

    def left_over(q: float) -> float:
        along = length + abs(here) / length * (q - abs(here)) if length > 0.0 else q
        return q * (1.0 + k * max(along, q)) - abs(driven)

    low, high = 0.0, abs(driven)
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if left_over(middle) < 0.0 else (low, middle)
    return math.copysign(0.5 * (low + high), driven)


def reference(
    bed: Array, depth: Array, built: Array, qx: Array, qy: Array, n: Array, theta: float | None
) -> Any:
    """New depths and discharges of the east and south faces; nothing crosses the edge of the grid."""
    rows, columns = bed.shape
    halo_x, halo_y = np.pad(qx, 1), np.pad(qy, 1)

    def old_x(j: int, i: int) -> float:
        return float(halo_x[j + 1, i + 1])

    def old_y(j: int, i: int) -> float:
        return float(halo_y[j + 1, i + 1])

    new_x, new_y = np.zeros_like(bed), np.zeros_like(bed)
    through_x, through_y = np.zeros_like(bed), np.zeros_like(bed)
    for j in range(rows):
        for i in range(columns):
            pair = ((0, 1), (1, 0))
            for (down, right), new, through in zip(pair, (new_x, new_y), (through_x, through_y), strict=True):
                b, a = j + down, i + right
                if b == rows or a == columns or 1.0 in (built[j, i], built[b, a]):
                    continue
                if right:
                    old = (old_x(j, i - 1), old_x(j, i), old_x(j, i + 1))
                    across = old_y(j, i) + old_y(j, a) + old_y(j - 1, i) + old_y(j - 1, a)
                else:
                    old = (old_y(j - 1, i), old_y(j, i), old_y(j + 1, i))
                    across = old_x(j, i) + old_x(b, i) + old_x(j, i - 1) + old_x(b, i - 1)
                new[j, i] = face(
                    (bed[j, i], bed[b, a]), (depth[j, i], depth[b, a]), old, across / 4.0,
                    (n[j, i], n[b, a]), theta,
                )  # fmt: skip
                through[j, i] = new[j, i] * min(1.0 - built[j, i], 1.0 - built[b, a])
    gain = -through_x - through_y
    gain[:, 1:] += through_x[:, :-1]
    gain[1:] += through_y[:-1]
    open_share = np.where(built < 1.0, 1.0 - built, np.inf)
    return depth + gain * DT / CELL / open_share, new_x, new_y


def scene_of(seed: int, *, manning: float) -> tuple[Scene, Array]:
    """Nine by seven cells, wet and dry, some of them partly or wholly built over."""
    random = np.random.default_rng(seed)
    shape = (9, 7)
    bed = random.normal(5.0, 0.4, shape)
    depth = np.maximum(random.normal(0.4, 0.5, shape), 0.0)
    built = random.choice([0.0, 0.0, 0.25, 0.5, 1.0], shape)
    surface = surface_of(bed, manning=manning, building_fraction=built.astype(np.float32))
    surface.manning[:] *= random.choice([1.0, 2.0], shape)
    faces = random.normal(0.0, 0.3, (2, *shape))
    return Scene(surface, depth, faces[0], faces[1]), built


def inner(values: NDArray[Any]) -> Array:
    return values[1:-1, 1:-1].astype(np.float64)


@pytest.mark.parametrize("theta", [None, 0.7, 1.0])
@pytest.mark.parametrize(("manning", "rtol"), [(0.0, 3e-6), (0.03, 3e-4)])
@pytest.mark.parametrize("seed", range(5))
def test_a_step_is_that_of_the_equations(seed: int, manning: float, rtol: float, theta: float | None) -> None:
    # With friction, h^(-7/3) comes from an inverse cube root good to 2e-5: seven times that at most.
    scene, built = scene_of(seed, manning=manning)
    flow = scene.flow
    depth, qx, qy = reference(
        scene.surface.bed.astype(np.float64), inner(flow.depth), built,
        inner(flow.discharge_x), inner(flow.discharge_y), scene.surface.manning.astype(np.float64), theta,
    )  # fmt: skip
    scene.step(DT, theta=theta)
    assert np.abs(qx).max() > 0.1 and np.abs(qy).max() > 0.1
    np.testing.assert_allclose(inner(scene.work.discharge_x), qx, rtol=rtol, atol=3e-6)
    np.testing.assert_allclose(inner(scene.work.discharge_y), qy, rtol=rtol, atol=3e-6)
    np.testing.assert_allclose(inner(scene.work.depth), depth, rtol=rtol, atol=3e-6)


def test_the_largest_and_smallest_depth_of_each_row_are_kept() -> None:
    scene, _ = scene_of(3, manning=0.0)
    scene.step(2.0)
    depth = scene.work.depth[1:-1]
    assert depth.min() < 0.0
    np.testing.assert_array_equal(scene.work.row_max[1:-1], np.maximum(depth.max(axis=1), 0.0))
    # Only the sign of the smallest is asked for: a row without a negative depth counts as zero.
    np.testing.assert_array_equal(scene.work.row_min[1:-1] < 0.0, depth.min(axis=1) < 0.0)


def turned(scene: Scene, *, transposed: bool = False, mirrored: bool = False) -> Scene:
    """The same scene seen from another side: axes exchanged, or east and west."""
    fields = [scene.surface.bed, scene.surface.manning, scene.surface.building_fraction]
    depth = inner(scene.flow.depth)
    qx, qy = inner(scene.flow.discharge_x), inner(scene.flow.discharge_y)
    if transposed:
        fields, depth, qx, qy = [f.T for f in fields if f is not None], depth.T, qy.T, qx.T
    if mirrored:
        fields, depth, qy = [f[:, ::-1] for f in fields if f is not None], depth[:, ::-1], qy[:, ::-1]
        qx = -np.roll(qx[:, ::-1], -1, axis=1)
    bed, manning, built = (np.ascontiguousarray(f) for f in fields if f is not None)
    surface = surface_of(bed, building_fraction=built)
    surface.manning[:] = manning
    return Scene(surface, depth, qx, qy)


@pytest.mark.parametrize("seed", range(3))
def test_a_transposed_scene_gives_the_transposed_result(seed: int) -> None:
    scene, _ = scene_of(seed, manning=0.03)
    other = turned(scene, transposed=True)
    for _ in range(10):
        scene.advance(DT)
        other.advance(DT)
    np.testing.assert_allclose(other.flow.depth.T, scene.flow.depth, atol=2e-5)
    np.testing.assert_allclose(other.flow.discharge_x.T, scene.flow.discharge_y, atol=2e-5)
    np.testing.assert_allclose(other.flow.discharge_y.T, scene.flow.discharge_x, atol=2e-5)


@pytest.mark.parametrize("seed", range(3))
def test_a_mirrored_scene_gives_the_mirrored_result(seed: int) -> None:
    scene, _ = scene_of(seed, manning=0.03)
    other = turned(scene, mirrored=True)
    for _ in range(10):
        scene.advance(DT)
        other.advance(DT)
    np.testing.assert_allclose(other.flow.depth[:, ::-1], scene.flow.depth, atol=2e-5)
    mirrored = -np.roll(inner(other.flow.discharge_x)[:, ::-1], -1, axis=1)
    np.testing.assert_allclose(mirrored, inner(scene.flow.discharge_x), atol=2e-5)


def test_the_inverse_cube_root_holds_over_all_depths() -> None:
    depths = np.geomspace(1e-5, 1e3, 4001).astype(np.float32)
    found = np.array([inverse_cube_root(x) for x in depths], np.float64)
    np.testing.assert_allclose(found, depths.astype(np.float64) ** (-1.0 / 3.0), rtol=2e-5)
