"""The step of the derivation that places people on buildings by hour."""

from __future__ import annotations

import pandas as pd

from census.derive.step import Derived, Progress, Source
from census.people.presence import COUNTS, HOURS, people_by_hour


def derive(source: Source, progress: Progress) -> Derived:
    """People in every building and every street at the hours of `HOURS`.

    Parameters
    ----------
    source
        Holds the tables `buildings` and `occupancy_profiles`.
    progress
        Told what is done.
    """
    progress(0.0, "people on buildings by hour")
    table = people_by_hour(source.rows("buildings"), source.rows("occupancy_profiles"))
    progress(0.9, "people by street")
    streets = by_street(table)
    total = streets.groupby("hour")["people"].sum()
    return Derived(
        tables={"people_by_hour": table, "people_by_street": streets},
        notes={
            "indoors_by_hour": {int(hour): int(total[hour]) for hour in HOURS},
            "commuting": "unverified",
            "profiles": "unverified",
        },
    )


def by_street(table: pd.DataFrame) -> pd.DataFrame:
    """Sums of each street and hour."""
    return table.groupby(["street_code", "hour"], as_index=False)[[*COUNTS, "people"]].sum()
