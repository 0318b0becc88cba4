"""Which community a building belongs to."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray


def community_of(
    places: NDArray[Any], street: NDArray[Any], polygons: NDArray[Any], polygon_street: NDArray[Any]
) -> NDArray[np.int64]:
    """Index of the polygon of its own street in which, or nearest to which, each place lies.

    Parameters
    ----------
    places, street
        Points and the code of the street each belongs to, shape (n,).
    polygons, polygon_street
        Polygons and the code of their street, shape (m,).

    Raises
    ------
    ValueError
        If a place belongs to a street without polygons.
    """
    owner = np.full(len(places), -1, dtype=np.int64)
    for code in np.unique(np.asarray(street, dtype=object).astype(str)):
        mine, theirs = np.flatnonzero(street == code), np.flatnonzero(polygon_street == code)
        if not len(theirs):
            raise ValueError(f"street {code} has no polygon")
        owner[mine] = theirs[shapely.STRtree(polygons[theirs]).nearest(places[mine])]
    return owner
