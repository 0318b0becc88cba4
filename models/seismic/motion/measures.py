"""Names of the measures of ground motion."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from census.errors import InputError

_SPECTRAL = re.compile(r"SA\(([0-9.]+)\)")


def period_of(measure: str) -> float | None:
    """Period of a spectral acceleration [s]; None for other measures."""
    found = _SPECTRAL.fullmatch(measure)
    return float(found[1]) if found else None


def check_measures(measures: Sequence[str], known: Collection[str], holder: str) -> None:
    """Refuse measures that a holder cannot give.

    Raises
    ------
    InputError
        If none is asked for, one stands twice or one is not known; those there are are named.
    """
    if not measures:
        raise InputError(f"{holder}: no measure is asked for; one of {', '.join(known)} is needed")
    for position, measure in enumerate(measures):
        if measure in measures[:position]:
            raise InputError(f"{holder}: measure {measure!r} stands twice")
        if measure not in known:
            raise InputError(f"{holder} gives no {measure!r}; it gives {', '.join(known)}")
