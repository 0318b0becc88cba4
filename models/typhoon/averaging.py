"""The same greatest wind over one averaging period and over another."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from census.errors import InputError

TABLE = Path(__file__).parent / "tables" / "gust_wmo1555.csv"
HOUR = 3600.0
EXPOSURES = ("at-sea", "off-sea", "off-land", "in-land")
"""At sea, at the coast with the wind from sea or from land, and in land; all at 10 m."""


def averaging_factor(averaging_s: float, wanted_s: float, *, exposure: str = "at-sea") -> float:
    """Ratio of the greatest wind over one period to that over another.

    Parameters
    ----------
    averaging_s, wanted_s
        Period of the wind at hand and of the wind wanted [s].
    exposure
        One of `EXPOSURES`.

    Raises
    ------
    InputError
        If the table does not hold a period or the exposure.

    Notes
    -----
    Within an hour, the greatest mean over each period is that of the hour times its factor: so the ratio is
    G(wanted, 3600)/G(averaging, 3600), from 60 to 600 s 0.93 at sea, 0.90 and 0.87 at a coast, 0.84 in land.

    References
    ----------
    Harper, B. A., Kepert, J. D. and Ginger, J. D. (2010), WMO/TD-No. 1555, tables 1.1 and 1.2.
    """
    if exposure not in EXPOSURES:
        raise InputError(f"exposure is {exposure!r}; one of {', '.join(EXPOSURES)} is needed")
    held = _factors()[exposure]
    for period in (averaging_s, wanted_s):
        if period not in held:
            known = ", ".join(f"{key:g}" for key in held)
            raise InputError(f"averaging period is {period:g} s; one of {known} s is needed")
    return held[wanted_s] / held[averaging_s]


@cache
def _factors() -> dict[str, dict[float, float]]:
    found = {name: {HOUR: 1.0} for name in EXPOSURES}
    lines = TABLE.read_text("utf-8").splitlines()
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        if float(row["reference_s"]) == HOUR:
            found[row["exposure"]][float(row["gust_s"])] = float(row["factor"])
    return found
