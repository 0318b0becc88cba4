"""Small cases of sampled damage, and a slow reference of the random numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.seismic.damage import BuildingMotion, DamageSample, motion_of_buildings, sample_damage
from models.seismic.fragility import FragilitySet, MatrixSet

FloatArray = NDArray[np.float64]


def curves(median: list[float], beta: float, *, classes: int = 1) -> FragilitySet:
    """The same curve for every class."""
    return FragilitySet(
        "test", tuple(f"T{number}" for number in range(classes)), ("PGA",) * classes,
        np.tile(np.log(median), (classes, 1)), np.full(classes, beta), "verified", "test",
    )  # fmt: skip


def independent_motion(mean: FloatArray, between: float, within: float) -> BuildingMotion:
    """Every building draws its whole residual within the event by itself."""
    n = len(mean)
    return motion_of_buildings(
        mean[None], np.full((1, n), between), np.full((1, n), within), np.zeros(n, np.int32),
        index=np.zeros((n, 0), np.int32), weight=np.zeros((1, n, 0), np.float32),
        nugget=np.ones((1, n), np.float32),
    )  # fmt: skip


@dataclass(frozen=True)
class Nodes:
    """Draws of nodes and event that depend on the realisation alone."""

    measures: int = 1
    nodes: int = 1
    seed: int = 1
    cache: dict[int, tuple[FloatArray, FloatArray]] = field(default_factory=dict)

    def __call__(self, first: int, count: int) -> tuple[FloatArray, FloatArray]:
        """Values of the nodes and of the event in some realisations."""
        z = np.empty((self.measures, self.nodes, count))
        b = np.empty((self.measures, count))
        for k in range(count):
            rng = np.random.default_rng((self.seed, first + k))
            z[:, :, k] = rng.standard_normal((self.measures, self.nodes))
            b[:, k] = rng.standard_normal(self.measures)
        return z, b


def still(first: int, count: int) -> tuple[FloatArray, FloatArray]:  # noqa: ARG001
    """No residual of nodes or event."""
    return np.zeros((1, 1, count)), np.zeros((1, count))


def run(
    motion: BuildingMotion, held: FragilitySet | MatrixSet, realisations: int, **options: object
) -> DamageSample:
    """One class and one zone unless told otherwise, and no consequences."""
    n = len(motion.mean)
    given: dict[str, object] = {
        "cls": np.zeros(n, np.int32), "zone": np.zeros(n, np.int32), "zones": 1,
        "values": np.zeros((n, 5, 0)), "draws": still, "seed": 1,
    }  # fmt: skip
    given.update(options)
    return sample_damage(motion, held, realisations=realisations, **given)  # type: ignore[arg-type]


def philox_words(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 in whole numbers without end, from the paper's definition."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def normal(seed: int, stream: int, element: int, realisation: int) -> float:
    """The standard normal of an element in a realisation by library functions."""
    block, lane = divmod(realisation, 64)
    a, b, c, d = philox_words((element, 32 * block + lane % 32, stream, 0), (seed % 2**32, seed >> 32))
    radius = math.sqrt(-2.0 * math.log(((((a << 32) | b) >> 11) + 1) / 2**53))
    word = (c << 32) | d
    angle = (word >> 11) / 2**53 * math.pi / 4.0
    swap = bool(word & 1)
    if lane < 32:
        value = math.sin(angle) if swap else math.cos(angle)
        return radius * (-value if word & 2 else value)
    value = math.cos(angle) if swap else math.sin(angle)
    return radius * (-value if word & 4 else value)
