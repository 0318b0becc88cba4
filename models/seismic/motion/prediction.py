"""Ground motion at sites, as median and scatter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Motion:
    """Median ground motion at sites and its scatter between and within events.

    Parameters
    ----------
    measures
        Names of the q measures: "PGA", "SA(0.3)", ... in g, "PGV" in cm/s, "INT" for the instrumental
        intensity of GB/T 17742.
    median
        Natural logarithm of the median, for "INT" the intensity itself, shape (q, sites).
    between, within
        Standard deviations of the event's and of the site's residual in the unit of `median`,
        shape (q, sites).
    unverified
        Names of the parameters behind it whose source could not be checked.
    """

    measures: tuple[str, ...]
    median: Floats
    between: Floats
    within: Floats
    unverified: tuple[str, ...] = ()


def split_sigma(total: Floats, between_share: float) -> tuple[Floats, Floats]:
    """Parts between and within events of a total standard deviation by the share of the variance between."""
    return total * np.sqrt(between_share), total * np.sqrt(1.0 - between_share)
