"""Places at which something is to be done, with the times at which the wind first reaches each force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid

FloatArray = NDArray[np.float64]
TextArray = NDArray[np.object_]


@dataclass(frozen=True)
class FirstReached:
    """When the wind first reaches each of F forces.

    Parameters
    ----------
    origin
        UTC, from which times count.
    forces
        Shape (F,).
    mean, gust
        First time of the 10-minute mean and of the 3-second gust at 10 m, shape (F, ...), NaN for never [s];
        None where not known.
    """

    origin: np.datetime64
    forces: tuple[int, ...]
    mean: FloatArray | None
    gust: FloatArray | None

    def of(self, quantity: str, force: int) -> FloatArray:
        """First time at every place [s].

        Raises
        ------
        InputError
            If the wind was not followed for the quantity or the force.
        """
        times = {"mean": self.mean, "gust": self.gust}[quantity]
        if times is None or force not in self.forces:
            known = ", ".join(map(str, self.forces)) if times is not None else "no forces"
            raise InputError(
                f"a threshold asks for the {quantity} of force {force}; the wind tells {known} of the "
                f"{quantity}"
            )
        return np.asarray(times[self.forces.index(force)])


@dataclass(frozen=True)
class ActionPlaces:
    """n places of one kind.

    Parameters
    ----------
    objects
        One of `thresholds.OBJECTS`.
    key, name
        Row of the census and its name (empty where none), shape (n,).
    street
        Code of the street, shape (n,).
    count
        Things at the place, shape (n,).
    first
        When each force is first reached at them, with times of shape (F, n).
    """

    objects: str
    key: TextArray
    name: TextArray
    street: TextArray
    count: FloatArray
    first: FirstReached


def at_places(
    first: FirstReached, grid: Grid, x: NDArray[np.floating], y: NDArray[np.floating]
) -> FirstReached:
    """Times of the cells in which points lie; never for points outside the grid.

    Parameters
    ----------
    first
        On the cells of the grid, times of shape (F, rows, columns).
    grid
        The cells.
    x, y
        Points in the grid's CRS, shape (n,) [m].
    """
    column = np.floor((np.asarray(x) - grid.west) / grid.cell_size).astype(np.int64)
    row = np.floor((grid.north - np.asarray(y)) / grid.cell_size).astype(np.int64)
    inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
    row, column = np.where(inside, row, 0), np.where(inside, column, 0)
    taken: Mapping[str, FloatArray | None] = {
        name: None if times is None else np.where(inside, times[:, row, column], np.nan)
        for name, times in (("mean", first.mean), ("gust", first.gust))
    }
    return FirstReached(first.origin, first.forces, taken["mean"], taken["gust"])


def over_streets(
    first: FirstReached, street: NDArray[np.integer], codes: Sequence[str], names: Sequence[str] = ()
) -> ActionPlaces:
    """Streets as places: each is reached when the first of its cells is.

    Parameters
    ----------
    first
        On cells, times of shape (F, rows, columns).
    street
        Row of the street of each cell, -1 for none, shape (rows, columns).
    codes, names
        Of the streets.
    """
    code = np.array(list(codes), dtype=object)
    called = np.array(list(names) if names else [""] * len(codes), dtype=object)
    return ActionPlaces(
        "streets", code, called, code, np.ones(len(codes)), _earliest(first, street, len(code))
    )


def gathered(places: ActionPlaces, names: Mapping[str, str] | None = None) -> ActionPlaces:
    """The places of each street as one, reached when the first of them is; without those in no street.

    `names` tells those of the streets by their code.
    """
    called = {} if names is None else names
    held = places.street != ""
    codes, inverse = np.unique(places.street[held].astype(str), return_inverse=True)
    row = np.full(len(held), -1, dtype=np.int64)
    row[held] = inverse
    code = codes.astype(object)
    return ActionPlaces(
        objects=places.objects,
        key=code,
        name=np.array([called.get(one, "") for one in code], dtype=object),
        street=code,
        count=np.bincount(inverse, places.count[held], len(code)).astype(np.float64),
        first=_earliest(places.first, row, len(code)),
    )


def _earliest(first: FirstReached, group: NDArray[np.integer], groups: int) -> FirstReached:
    """Earliest times within each group, times of shape (F, groups)."""
    taken: dict[str, FloatArray | None] = {}
    for name, times in (("mean", first.mean), ("gust", first.gust)):
        if times is None:
            taken[name] = None
            continue
        least = np.full((len(first.forces), groups), np.inf)
        for force, field in zip(least, times, strict=True):
            seen = (group >= 0) & np.isfinite(field)
            np.minimum.at(force, group[seen], field[seen])
        taken[name] = np.where(np.isfinite(least), least, np.nan)
    return FirstReached(first.origin, first.forces, taken["mean"], taken["gust"])
