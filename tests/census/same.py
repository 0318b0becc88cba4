"""When two tables are the same."""

from __future__ import annotations

import pandas as pd


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    """Every value to the last bit, every type, every row in its place."""
    pd.testing.assert_frame_equal(
        pd.DataFrame(left).drop(columns="geometry", errors="ignore"),
        pd.DataFrame(right).drop(columns="geometry", errors="ignore"),
        check_exact=True,
        check_freq=False,
    )
    assert ("geometry" in left) == ("geometry" in right)
    if "geometry" in left:
        assert left["geometry"].to_wkb().tolist() == right["geometry"].to_wkb().tolist()
        assert left.crs == right.crs
