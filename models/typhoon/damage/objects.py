"""What the wind may damage: things of one kind with their places, classes, numbers and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.errors import InputError

FloatArray = NDArray[np.float64]
TextArray = NDArray[np.object_]

REFERENCE_HEIGHT = 10.0
"""Height above ground of the gusts of the fields [m]."""


class Kind(NamedTuple):
    """A kind of things: Chinese and English words, and the unit in which they are counted."""

    zh: str
    en: str
    unit_zh: str
    unit_en: str


KINDS = {
    "buildings": Kind("房屋", "buildings", "栋", "buildings"),
    "curtain_walls": Kind("玻璃幕墙", "curtain walls", "平方米", "m2"),
    "street_trees": Kind("行道树", "street trees", "株", "trees"),
    "park_trees": Kind("绿地树木", "trees of greens", "株", "trees"),
    "forest_trees": Kind("林木", "forest trees", "株", "trees"),
    "tower_cranes": Kind("塔式起重机", "tower cranes", "台", "cranes"),
    "scaffolds": Kind("脚手架", "scaffolds", "平方米", "m2"),
    "site_huts": Kind("工地活动板房", "site huts", "间", "huts"),
    "signboards": Kind("店招", "shop signs", "块", "signs"),
}
"""Kinds that the model knows."""

CURVES = {
    "buildings": "buildings",
    "curtain_walls": "curtain_walls",
    "street_trees": "trees",
    "park_trees": "trees",
    "forest_trees": "trees",
    "tower_cranes": "tower_cranes",
    "scaffolds": "scaffolds",
    "site_huts": "site_huts",
    "signboards": "signboards",
}
"""Table of fragility of each kind."""


@dataclass(frozen=True)
class Objects:
    """n rows of things of one kind.

    Parameters
    ----------
    kind
        One of `KINDS`.
    key
        Row of the census they come from, or a name, shape (n,).
    street
        Code of the street, empty where none, shape (n,).
    cls
        Class of fragility, shape (n,).
    count
        Things a row stands for, in the unit of the kind, shape (n,).
    value
        Cost of replacing all things of a row, shape (n,) [yuan].
    x, y
        Place in EPSG:4549, shape (n,) [m].
    height
        Height above ground at which the gust counts, shape (n,) [m].
    status
        "unverified" where numbers or values rest on assumptions.
    """

    kind: str
    key: TextArray
    street: TextArray
    cls: TextArray
    count: FloatArray
    value: FloatArray
    x: FloatArray
    y: FloatArray
    height: FloatArray
    status: str = "unverified"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"kind {self.kind!r} is not known; it is one of {', '.join(KINDS)}")

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(self.key)


def objects_of(
    kind: str,
    table: gpd.GeoDataFrame,
    key: str,
    *,
    cls: Any,
    count: Any,
    value: Any,
    height: Any = REFERENCE_HEIGHT,
    keep: NDArray[np.bool_] | None = None,
) -> Objects:
    """Things of a census table, those of the rows to `keep`.

    `cls`, `count` [unit of the kind], `value` [yuan] and `height` [m] are arrays by row or one for all.
    """
    n = len(table)
    mask = np.ones(n, dtype=bool) if keep is None else keep
    inside = shapely.point_on_surface(table.geometry.to_numpy())
    x, y = shapely.get_x(inside), shapely.get_y(inside)
    street = table["street_code"].astype(object)
    return Objects(
        kind=kind,
        key=table[key].to_numpy(dtype=object)[mask],
        street=street.where(street.notna(), "").to_numpy(dtype=object)[mask],
        cls=np.broadcast_to(np.asarray(cls, dtype=object), n)[mask],
        count=np.broadcast_to(np.asarray(count, dtype=np.float64), n)[mask],
        value=np.broadcast_to(np.asarray(value, dtype=np.float64), n)[mask],
        x=x[mask],
        y=y[mask],
        height=np.broadcast_to(np.asarray(height, dtype=np.float64), n)[mask],
    )
