"""Completeness: which tables have rows, and in which streets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.quality.held import Held, places
from census.quality.lookup import numbers_by
from census.quality.rule import Found, Rule, whole
from census.schema import TABLES


def rows_by_street(held: Held) -> pd.DataFrame:
    """Rows of each table in each street.

    A row belongs to the street it names, to that of the community it names, or to the one in which the
    middle of its geometry lies; tables without any of the three are left out.

    Returns
    -------
    pandas.DataFrame
        One row per street: code, name, and the number of rows of each table.
    """
    if not held.has("streets", "code"):
        return pd.DataFrame({"code": pd.Series(dtype="str"), "name": pd.Series(dtype="str")})
    streets = held["streets"]
    codes = streets["code"].fillna("")
    counts: dict[str, Any] = {
        "code": codes.to_numpy(dtype=object),
        "name": streets["name"].to_numpy(dtype=object) if "name" in streets.columns else "",
    }
    for name, frame in held.clean.items():
        owner = None if name in ("streets", "district") else _owners(held, frame)
        if owner is not None:
            counts[name] = numbers_by(codes, owner.value_counts()).fillna(0).astype("int64").to_numpy()
    return pd.DataFrame(counts)


def empty_streets(held: Held) -> Iterator[Found]:
    """Tables that have rows, but none in some streets."""
    counts = rows_by_street(held)
    for name in counts.columns[2:]:
        none = counts[counts[name] == 0]
        if len(none) and counts[name].sum() > 0:
            rows = ", ".join(
                f"{code} {label}" for code, label in zip(none["code"], none["name"], strict=True)
            )
            text = (
                f"no row in {len(none)} of {len(counts)} streets: {rows}; add what is there, if anything is"
            )
            yield whole(
                name, "street_code" if "street_code" in held[name].columns else "", text, value=len(none)
            )


def empty_tables(held: Held) -> Iterator[Found]:
    """Tables of the census that are not there, or have no row."""
    for name, table in TABLES.items():
        if name not in held.clean:
            yield whole(name, "", f"the table ({table.zh}) is not there")
        elif not len(held[name]):
            yield whole(name, "", f"the table ({table.zh}) has no rows")


def _owners(held: Held, frame: pd.DataFrame) -> pd.Series[Any] | None:
    """Street code of each row; None where the table tells no place."""
    if "street_code" in frame.columns and frame["street_code"].notna().any():
        return frame["street_code"]
    if "community_code" in frame.columns:
        return frame["community_code"].str.slice(0, 9)
    if "geometry" in frame.columns and held.has("streets", "geometry"):
        return pd.Series(_street_at(held["streets"], places(frame)), index=frame.index)
    return frame["street_code"] if "street_code" in frame.columns else None


def _street_at(streets: pd.DataFrame, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    owner = np.full(len(shapes), None, dtype=object)
    row, street = shapely.STRtree(places(streets)).query(shapely.centroid(shapes), predicate="intersects")
    owner[row] = streets["code"].to_numpy(dtype=object)[street]
    return owner


RULES: Mapping[str, Rule] = {
    "street_empty": Rule(
        must="A table that has rows has some in every street.",
        source="first national comprehensive risk census: the street is the unit of survey", severity="told",
        check=empty_streets,
    ),
    "table_empty": Rule(
        must="Every table of the census is there and has rows.", source="census schema", severity="told",
        check=empty_tables,
    ),
}  # fmt: skip
