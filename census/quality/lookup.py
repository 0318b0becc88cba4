"""Values of other rows, found by key: whatever the key's dtype, also in an empty table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.quality.held import Held

Known = Mapping[Any, Any] | pd.Series
"""Values by key; a Series has the keys as its index."""


def numbers_by(values: pd.Series[Any], known: Known) -> pd.Series[float]:
    """Number that is known for each value; NaN where none is."""
    table = dict(known.items())
    return pd.Series(
        [table.get(value, np.nan) for value in values.tolist()], index=values.index, dtype="float64"
    )


def texts_by(values: pd.Series[Any], known: Known) -> pd.Series[str]:
    """Text that is known for each value; missing where none is."""
    table = dict(known.items())
    return pd.Series([table.get(value) for value in values.tolist()], index=values.index, dtype="str")


def places_by(values: pd.Series[Any], known: Known) -> NDArray[np.object_]:
    """Geometry that is known for each value; None where none is."""
    table = dict(known.items())
    out = np.empty(len(values), dtype=object)
    out[:] = [table.get(value) for value in values.tolist()]
    return out


def by_key(held: Held, table: str, key: str, column: str) -> pd.Series[Any]:
    """A column of a table by its key; of two rows with one key the first."""
    frame = held[table]
    return frame[frame[key].notna()].drop_duplicates(key).set_index(key)[column]
