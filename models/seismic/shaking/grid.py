"""Mapped shaking on a regular grid, and its ground motion at sites."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from census.errors import InputError
from models.seismic.motion import boore2014
from models.seismic.motion.coefficients import parameter
from models.seismic.motion.intensity import PER_LN, intensity_of_ln_pgv
from models.seismic.motion.measures import check_measures, period_of
from models.seismic.motion.prediction import Motion, split_sigma

Floats = NDArray[np.float64]

LARGE = 6.0
"""A magnitude from which the scatter of Boore et al. (2014) no longer changes."""


class Cells(NamedTuple):
    """Column and row of the node before each site, and the shares of the way to the next ones."""

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    right: Floats
    up: Floats


@dataclass(frozen=True)
class ShakingGrid:
    """Fields of shaking on a regular grid.

    Parameters
    ----------
    crs
        CRS of the axes; longitude and latitude for a ShakeMap.
    x, y
        Axes of the nodes, both rising, shapes (columns,) and (rows,) [degree or m].
    fields
        Fields by name, each of shape (rows, columns), NaN where there is no value: "PGA", "SA(0.3)", ...
        [g], "PGV" [cm/s], "INT", and "STD <measure>", standard deviations of the natural logarithm.
    units
        Unit of each field.
    event
        What the file tells of the earthquake, by name.
    what
        What the grid is to the user; starts every message.
    """

    crs: str
    x: Floats
    y: Floats
    fields: Mapping[str, Floats]
    units: Mapping[str, str]
    event: Mapping[str, str]
    what: str = "map of shaking"

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures that can be asked for; intensity follows from PGV where it is not mapped."""
        known = ("PGA", "PGV", "INT")
        held = tuple(name for name in self.fields if name in known or period_of(name) is not None)
        return (*held, "INT") if "PGV" in held and "INT" not in held else held

    def motion_at(
        self,
        x: ArrayLike,
        y: ArrayLike,
        measures: Sequence[str],
        crs: str,
        *,
        between_share: float | None = None,
        intensity_sigma: float | None = None,
    ) -> Motion:
        """Ground motion at sites, bilinear between the nodes; logarithms for all but intensity.

        Parameters
        ----------
        x, y
            Sites, shape (sites,), in `crs`.
        measures
            Any of `measures`.
        crs
            CRS of the sites.
        between_share
            Share of the variance that lies between events.
        intensity_sigma
            Standard deviation of a mapped intensity.

        Raises
        ------
        InputError
            If a measure is not in the map or a site is not over it.

        Notes
        -----
        Without a field of its own the standard deviation of a measure is the total one of Boore et al. (2014)
        for large earthquakes, that of intensity from PGV follows from PGV's.
        """
        check_measures(measures, self.measures, self.what)
        share = parameter("between_share").value if between_share is None else between_share
        if not 0.0 <= share <= 1.0:
            raise InputError(f"between_share is {share}; a share of the variance from 0 to 1 is needed")
        unverified = [] if between_share is not None else ["between_share"]
        cells = self._cells(x, y, crs)
        median, total = np.empty((2, len(measures), cells.column.size))
        for row, measure in enumerate(measures):
            if measure != "INT":
                median[row], total[row] = self._sampled(measure, cells), self._scatter(measure, cells)
            elif "INT" in self.fields:
                median[row] = self._sampled("INT", cells)
                total[row] = (
                    parameter("intensity_sigma").value if intensity_sigma is None else intensity_sigma
                )
                unverified += ["intensity_sigma"] if intensity_sigma is None else []
            else:
                median[row] = intensity_of_ln_pgv(self._sampled("PGV", cells))
                total[row] = PER_LN * self._scatter("PGV", cells)
                unverified.append("intensity_of_pgv")
        return Motion(tuple(measures), median, *split_sigma(total, share), tuple(unverified))

    def _cells(self, x: ArrayLike, y: ArrayLike, crs: str) -> Cells:
        """Where the sites lie among the nodes."""
        east, north = np.atleast_1d(np.asarray(x, np.float64)), np.atleast_1d(np.asarray(y, np.float64))
        # pyproj takes an array of one value for a number, which NumPy deprecates: a second value joins it.
        first, second = (np.append(values, values[:1]) for values in (east, north))
        across, up = (
            np.asarray(values)[:-1] for values in _transformer(crs, self.crs).transform(first, second)
        )
        columns, rows = _place(self.x, across), _place(self.y, up)
        outside = ~(
            (columns >= 0.0) & (columns <= self.x.size - 1.0) & (rows >= 0.0) & (rows <= self.y.size - 1.0)
        )
        if outside.any():
            site = int(np.argmax(outside))
            raise InputError(
                f"{self.what}: site {site + 1} at ({across[site]:.4f}, {up[site]:.4f}) lies outside the map "
                f"({int(outside.sum())} such sites), which covers {self.x[0]:.4f} to {self.x[-1]:.4f} and "
                f"{self.y[0]:.4f} to {self.y[-1]:.4f} in {self.crs}; a map over all sites is needed"
            )
        column = np.minimum(columns.astype(np.int64), self.x.size - 2)
        row = np.minimum(rows.astype(np.int64), self.y.size - 2)
        return Cells(column, row, columns - column, rows - row)

    def _sampled(self, name: str, cells: Cells) -> Floats:
        """A field at the sites: logarithms of motion between the nodes, other fields as they are."""
        column, row, right, up = cells
        plain = name == "INT" or name.startswith("STD ")
        field = self.fields[name] if plain else np.log(self.fields[name])
        value = np.zeros(column.size)
        for step, part in ((0, 1.0 - up), (1, up)):
            for side, share in ((0, 1.0 - right), (1, right)):
                weight = part * share
                node = field[row + step, column + side]
                # A node of no weight may be without a value.
                value += np.where(weight > 0.0, weight * node, 0.0)
        missing = ~np.isfinite(value)
        if missing.any():
            nearest = field[row + (up > 0.5), column + (right > 0.5)]
            value = np.where(missing, nearest, value)
        missing = ~np.isfinite(value)
        if missing.any():
            raise InputError(
                f"{self.what}: {name} has no value at site {int(np.argmax(missing)) + 1} "
                f"({int(missing.sum())} such sites); a map with values at all sites is needed"
            )
        return value

    def _scatter(self, measure: str, cells: Cells) -> Floats:
        """Total standard deviation of the logarithm of a measure at the sites."""
        if f"STD {measure}" in self.fields:
            return self._sampled(f"STD {measure}", cells)
        return np.full(cells.column.size, default_sigma(measure))


def default_sigma(measure: str) -> float:
    """Total standard deviation of the logarithm of a measure in large earthquakes, on firm ground, nearby."""
    near = boore2014.within_sigma(measure, LARGE, np.zeros(1), np.full(1, boore2014.REFERENCE_VS30))
    return math.hypot(float(near[0]), boore2014.between_sigma(measure, LARGE))


def _place(axis: Floats, value: Floats) -> Floats:
    """Place of values along an evenly spaced axis, in steps; a millionth of one outside counts as inside."""
    place = (value - axis[0]) / (axis[-1] - axis[0]) * (axis.size - 1.0)
    near = np.clip(place, 0.0, axis.size - 1.0)
    return np.where(np.abs(place - near) <= 1e-6, near, place)


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
