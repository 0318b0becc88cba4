"""Residents placed in buildings so that street totals hold exactly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from census.twin.streets import apportion


def residents_of_buildings(
    lived_in: NDArray[np.float64], street: NDArray[Any], codes: NDArray[Any], totals: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Residents of each building.

    Parameters
    ----------
    lived_in
        Floor area that is lived in, shape (n,) [m2].
    street
        Street code of each building, shape (n,).
    codes, totals
        Street codes and their residents, shape (m,).

    Raises
    ------
    ValueError
        If a street has residents but no building.
    """
    people = np.zeros(len(lived_in), dtype=np.int64)
    for code, total in zip(codes, totals.tolist(), strict=True):
        mine = np.flatnonzero(street == code)
        if total == 0:
            continue
        if not len(mine):
            raise ValueError(f"street {code} has {total} residents but no building")
        weight = lived_in[mine]
        # A street without dwellings keeps its people all the same: they go where there is floor.
        people[mine] = apportion(weight if weight.sum() > 0.0 else np.ones(len(mine)), total)
    return people
