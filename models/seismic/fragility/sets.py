"""Sets of fragility: lognormal curves, and damage matrices by intensity."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from census.errors import InputError

FloatArray = NDArray[np.float64]

MEASURES = ("PGA", "PGV", "SA(0.3)", "SA(1.0)", "INT")
"""Measures of shaking a curve may hang on: [g], [cm/s], [g], [g], intensity of GB/T 17742."""

FARTHEST = 5.0
"""Normal quantile that stands for a probability of none or all: 3 in ten million."""

TABLE_START, TABLE_STOP, TABLE_STEP = 3.0, 13.0, 0.125
"""Intensities between which matrices are carried on along their outer slopes, and the step of the table."""


@dataclass(frozen=True)
class Table:
    """Normal quantile of the probability of each grade or more in equal steps of intensity.

    Parameters
    ----------
    quantile
        Shape (c, 4, points) [-].
    start, step
        First intensity and step.
    """

    quantile: FloatArray
    start: float
    step: float


@dataclass(frozen=True)
class FragilitySet:
    """Lognormal curves: P(grade >= k) = Phi((ln y - ln median_k) / beta).

    Parameters
    ----------
    name
        Name of the set.
    classes
        Names of the c classes: a type and a code level ("C1H-Low"), or a type alone for all its levels.
    measure
        Measure of each class, shape (c,).
    ln_median
        Logarithm of the motion at which half the buildings reach slight, moderate, severe and destroyed,
        shape (c, 4); for INT the intensity itself.
    beta
        Deviation about it, shape (c,) [-].
    status
        "verified" or "unverified", the worse of all rows.
    source
        Where the numbers come from, for products.
    note
        What has to be said with every figure that comes of the set.
    """

    name: str
    classes: tuple[str, ...]
    measure: tuple[str, ...]
    ln_median: FloatArray
    beta: FloatArray
    status: str
    source: str
    note: str = ""

    def select(self, classes: tuple[str, ...]) -> FragilitySet:
        """The set with the curves of some classes in their order; refuses a class without a curve."""
        at = rows_of(self.classes, classes, self.name)
        return replace(
            self,
            classes=classes,
            measure=tuple(self.measure[row] for row in at),
            ln_median=self.ln_median[at],
            beta=self.beta[at],
        )

    @property
    def table(self) -> None:
        """Curves need no table."""
        return


@dataclass(frozen=True)
class MatrixSet:
    """Damage matrices: shares of the five grades of each class at some intensities.

    Parameters
    ----------
    name
        Name of the set.
    classes
        Names of the c classes, as in `FragilitySet`.
    intensity
        Intensities of the matrices, ascending, shape (p,).
    share
        Shares of the five grades, shape (c, p, 5) [-].
    status, source, note
        As in `FragilitySet`.

    Notes
    -----
    Between the intensities the normal quantile of P(grade >= k) is linear; beyond them it goes on along the
    outer slopes. A share of none counts as `FARTHEST` deviations.
    """

    name: str
    classes: tuple[str, ...]
    intensity: FloatArray
    share: FloatArray
    status: str
    source: str
    note: str = ""

    def select(self, classes: tuple[str, ...]) -> MatrixSet:
        """The set with the matrices of some classes in their order; refuses a class without one."""
        at = rows_of(self.classes, classes, self.name)
        return replace(self, classes=classes, share=self.share[at])

    @property
    def measure(self) -> tuple[str, ...]:
        """Intensity, for every class."""
        return ("INT",) * len(self.classes)

    @property
    def table(self) -> Table:
        """Quantiles in equal steps of intensity."""
        steps = np.arange(round((TABLE_STOP - TABLE_START) / TABLE_STEP) + 1)
        wanted = np.asarray(TABLE_START + TABLE_STEP * steps, dtype=np.float64)
        return Table(quantiles_at(self.intensity, self.share, wanted), TABLE_START, TABLE_STEP)


def quantiles_at(intensity: FloatArray, share: FloatArray, wanted: FloatArray) -> FloatArray:
    """Normal quantile of P(grade >= k) of matrices (c, p, 5) at some intensities, shape (c, 4, wanted)."""
    least = np.cumsum(share[:, :, ::-1], axis=2)[:, :, ::-1][:, :, 1:]
    known = np.clip(ndtri(np.clip(least, 0.0, 1.0)), -FARTHEST, FARTHEST).transpose(0, 2, 1)
    right = np.clip(np.searchsorted(intensity, wanted), 1, len(intensity) - 1)
    left = right - 1
    part = (wanted - intensity[left]) / (intensity[right] - intensity[left])
    found = known[:, :, left] + part * (known[:, :, right] - known[:, :, left])
    # Beyond the matrices the lines of two grades may meet; from there on the worse goes with the lesser.
    return np.ascontiguousarray(np.minimum.accumulate(found, axis=1))


def rows_of(held: tuple[str, ...], wanted: tuple[str, ...], name: str) -> NDArray[np.int64]:
    """Row of each wanted class: its own, or that of its type for all levels."""
    at = {one: row for row, one in enumerate(held)}
    found = []
    for one in wanted:
        row = at.get(one, at.get(one.split("-")[0]))
        if row is None:
            raise InputError(
                f"fragility set {name!r} has no curve for the class {one!r}; it needs a row {one!r}, or "
                f"{one.split('-')[0]!r} for every code level. It holds: {', '.join(held)}"
            )
        found.append(row)
    return np.array(found, dtype=np.int64)
