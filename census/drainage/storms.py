"""Design storms made of a storm-intensity formula."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from census.drainage.hydraulics import StormIntensity

PEAK_RATIO = 0.4
"""Share of the storm before its peak; unverified, to be replaced by the district's own."""


@dataclass(frozen=True)
class Storm:
    """Rain in blocks of equal length.

    Parameters
    ----------
    name
        Name of the series.
    block
        Length of a block [min].
    intensity
        Mean intensity of each block [mm/h].
    """

    name: str
    block: int
    intensity: tuple[float, ...]

    @property
    def depth(self) -> float:
        """Rain of the whole storm [mm]."""
        return sum(self.intensity) * self.block / 60.0

    @property
    def minutes(self) -> int:
        """Duration [min]."""
        return self.block * len(self.intensity)


def chicago(
    formula: StormIntensity,
    *,
    return_period: float,
    minutes: int = 120,
    block: int = 5,
    peak_ratio: float = PEAK_RATIO,
    name: str = "",
) -> Storm:
    """Chicago storm of a formula: every duration around its peak has the formula's mean intensity.

    Parameters
    ----------
    formula
        Storm-intensity formula.
    return_period
        [yr].
    minutes, block
        Duration of the storm and of its blocks [min].
    peak_ratio
        Share of the storm before its peak, 0-1.
    name
        Name of the series; made from return period and duration where it is empty.

    Notes
    -----
    With H(t) the depth in t minutes, r H(t / r) falls in the last t minutes before the peak and
    (1 - r) H(t / (1 - r)) in the first t minutes after it (Keifer and Chu 1957); the blocks are exact
    differences of these sums.
    """
    peak = peak_ratio * minutes

    def fallen(at: float) -> float:
        side, sign = (peak_ratio, -1.0) if at < peak else (1.0 - peak_ratio, 1.0)
        away = abs(at - peak)
        return sign * side * formula.depth(return_period, away / side) if away > 0.0 else 0.0

    marks = [fallen(float(at)) for at in range(0, minutes + 1, block)]
    rates = tuple(60.0 / block * (b - a) for a, b in pairwise(marks))
    text = name or f"chicago_{return_period:g}yr_{minutes}min"
    if not math.isclose(sum(rates) * block / 60.0, formula.depth(return_period, minutes), rel_tol=1e-9):
        raise ValueError(f"{minutes} min is no whole number of blocks of {block} min")
    return Storm(text, block, rates)
