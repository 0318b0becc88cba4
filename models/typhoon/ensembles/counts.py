"""Counts of the members of an ensemble that exceed winds, and what they tell: probabilities and quantiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.typhoon.scales import least_speed

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Exceedance:
    """Counts over the cells of a district.

    Parameters
    ----------
    members
        How many there are.
    levels, gust_levels
        Winds counted, rising, shape (levels,), (gust levels,) [m/s].
    counts, gust_counts
        Members whose greatest 10-minute mean, or 3-second gust, at the height of the surface is at least a
        level, shape (levels, n), (gust levels, n), n cells inside in rows.
    inside
        The cells, shape (rows, columns).
    attributes
        Averaging period, height and exposure, and what was computed how.
    """

    members: int
    levels: Singles
    gust_levels: Singles
    counts: NDArray[np.int32]
    gust_counts: NDArray[np.int32]
    inside: NDArray[np.bool_]
    attributes: dict[str, Any] = field(default_factory=dict)

    def probability(self, force: int, *, gust: bool = False) -> Singles:
        """Share of the members that reach a wind force, shape (rows, columns) [-], NaN outside.

        Raises
        ------
        InputError
            If the force was not counted.
        """
        levels, counts = self.of(gust=gust)
        place = np.flatnonzero(levels == np.float32(least_speed(force)))
        if place.size == 0:
            raise InputError(
                f"wind force {force} was not counted; the winds counted are {levels.tolist()} m/s"
            )
        return self.field_of((counts[place[0]] / self.members).astype(np.float32))

    def quantile(self, share: float, *, gust: bool = False) -> Singles:
        """Greatest wind that a share of the members does not exceed, (rows, columns) [m/s], NaN outside.

        Parameters
        ----------
        share
            Of the members, between 0 and 1.
        gust
            Of the gust instead of the mean.

        Notes
        -----
        In a straight line between the levels counted, so within one step of them; below the lowest level the
        quantile is not known and given as 0, above the highest it is that.
        """
        if not 0.0 < share < 1.0:
            raise InputError(f"the share is {share}; between 0 and 1 is needed")
        levels, counts = self.of(gust=gust)
        over = counts / self.members
        wanted, n = 1.0 - share, counts.shape[1]
        # Shares fall from level to level: the number of levels with at least the wanted one is the place.
        place = np.sum(over >= wanted, axis=0)
        below, cell = np.clip(place - 1, 0, len(levels) - 1), np.arange(n)
        above = np.minimum(below + 1, len(levels) - 1)
        fall = over[below, cell] - over[above, cell]
        part = np.where(fall > 0.0, (over[below, cell] - wanted) / np.where(fall > 0.0, fall, 1.0), 0.0)
        value = levels[below] + np.clip(part, 0.0, 1.0) * (levels[above] - levels[below])
        return self.field_of(np.where(place > 0, value, 0.0).astype(np.float32))

    def of(self, *, gust: bool) -> tuple[Singles, NDArray[np.int32]]:
        """Levels and counts of the mean, or of the gust."""
        return (self.gust_levels, self.gust_counts) if gust else (self.levels, self.counts)

    def field_of(self, values: Singles) -> Singles:
        """Values of the cells inside, shape (n,), on all cells (rows, columns), NaN outside."""
        out = np.full(self.inside.shape, np.nan, np.float32)
        out[self.inside] = values
        return out


def levels_of(forces: tuple[int, ...], speeds: tuple[float, ...]) -> Singles:
    """Winds to be counted: the least speeds of forces and others, rising, shape (levels,) [m/s].

    Raises
    ------
    InputError
        If there is none, or one is not above 0.
    """
    levels = np.unique(np.array([*(least_speed(force) for force in forces), *speeds], np.float32))
    if len(levels) == 0 or not levels[0] > 0.0 or not np.isfinite(levels[-1]):
        raise InputError(f"the winds to be counted are {levels.tolist()} m/s; some above 0 are needed")
    return levels
