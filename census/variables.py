"""Every field once, of scenarios and of the census: its name, labels, unit, dimensions, range and meaning."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from census.schema import TABLES, Column
from census.schema.provenance import PROVENANCE

if TYPE_CHECKING:
    import xarray as xr

CF_NAMES = "CF Standard Name Table, version 93"
MODEL = "waterlogging model"


@dataclass(frozen=True)
class Variable:
    """One field as it stands in memory, in files and in legends.

    Parameters
    ----------
    name
        Name in datasets and files.
    zh, en
        Labels for people.
    unit
        UDUNITS spelling; "1" for a share, "" for text.
    dims
        Dimensions in order.
    valid_min, valid_max
        Least and greatest value that can be true, in `unit`; None where there is no bound.
    meaning_zh, meaning_en
        One sentence on what the number says.
    standard_name
        CF standard name, only where its definition is met word for word.
    cell_methods
        CF cell methods.
    source
        Who defines or computes it.
    """

    name: str
    zh: str
    en: str
    unit: str
    dims: tuple[str, ...]
    valid_min: float | None
    valid_max: float | None
    meaning_zh: str
    meaning_en: str
    standard_name: str | None = None
    cell_methods: str | None = None
    source: str = MODEL


_CELL = ("y", "x")

_FIELDS = (
    Variable(
        "maximum_depth", "最大水深", "maximum water depth", "m", _CELL, 0.0, None,
        "整个过程中地面以上的最大水深；建筑、河道和区外无值",
        "greatest depth above ground during the run; none on buildings, canals and outside the domain",
        "flood_water_thickness", "time: maximum", CF_NAMES,
    ),
    Variable(
        "time_of_maximum_depth", "最大水深出现时间", "time of maximum depth", "s", _CELL, 0.0, None,
        "从计算开始到出现最大水深的时间", "time from the start of the run to the greatest depth",
        "time_of_maximum_flood_depth", None, CF_NAMES,
    ),
    Variable(
        "maximum_speed", "最大流速", "maximum flow speed", "m s-1", _CELL, 0.0, None,
        "整个过程中水深平均流速的最大值", "greatest depth-averaged speed during the run",
        "flood_water_speed", "time: maximum", CF_NAMES,
    ),
    Variable(
        "maximum_hazard", "最大危险度", "maximum hazard rating", "m2 s-1", _CELL, 0.0, None,
        "水深×(流速+0.5)+漂浮物系数的最大值，表示对行人的危险",
        "greatest depth x (speed + 0.5) + debris factor: the danger to people on foot",
        None, "time: maximum", "Defra and Environment Agency FD2320 (United Kingdom), form of the rating",
    ),
    Variable(
        "arrival_time", "积水到达时间", "arrival time", "s", _CELL, 0.0, None,
        "水深首次超过最小水深等级的时间；从未超过则无值",
        "time at which the depth first rises above the least depth class; none where it never does",
        "time_when_flood_water_rises_above_threshold", None, CF_NAMES,
    ),
    Variable(
        "duration_above_depth", "超过各级水深的历时", "duration above depth", "s",
        ("depth_class", *_CELL), 0.0, None,
        "水深超过各等级的累计时间", "total time during which the depth is above each class",
    ),
    Variable(
        "depth", "水深", "water depth", "m", ("time", *_CELL), 0.0, None,
        "各输出时刻的水深", "depth above ground at the output times",
        "flood_water_thickness", "time: point", CF_NAMES,
    ),
    Variable(
        "bed", "地面高程", "ground elevation", "m", _CELL, -500.0, 9000.0,
        "地面（河道内为河底）高程，1985国家高程基准或算例自身基准",
        "elevation of the ground (of the bed in canals), 1985 national datum or the case's own",
        "ground_level_altitude", None, CF_NAMES,
    ),
    Variable(
        "building_fraction", "建筑占比", "building fraction", "1", _CELL, 0.0, 1.0,
        "单元中建筑占地的比例；0.9及以上为水不能进入的整块建筑",
        "share of the cell under buildings; from 0.9 the cell is a block no water enters",
    ),
    Variable(
        "ledger", "水量平衡", "water balance", "m3", ("ledger_term",), None, None,
        "各项水量；进入为正，损失项流出为正", "volume of each term; inputs positive in, losses positive out",
    ),
)  # fmt: skip

_COORDINATES = (
    Variable(
        "depth_class", "水深等级", "depth class", "m", ("depth_class",), 0.0, None,
        "历时统计所用的水深阈值", "depth threshold of the durations",
        "flood_water_thickness", None, CF_NAMES,
    ),
    Variable(
        "arrival_depth", "到达水深", "arrival depth", "m", (), 0.0, None,
        "判定积水到达的水深", "depth that counts as arrival",
        "flood_water_thickness", None, CF_NAMES,
    ),
    Variable(
        "time", "时间", "time since the start of the run", "s", ("time",), 0.0, None,
        "从计算开始的时间", "time since the start of the run",
    ),
    Variable(
        "ledger_term", "水量平衡项", "term of the water balance", "", ("ledger_term",), None, None,
        "水量平衡各项的名称", "name of the term of the water balance",
    ),
)  # fmt: skip

FIELDS: Mapping[str, Variable] = MappingProxyType({v.name: v for v in _FIELDS})
"""Data variables of a scenario dataset, by name."""

COORDINATES: Mapping[str, Variable] = MappingProxyType({v.name: v for v in _COORDINATES})
"""Its coordinates besides `y`, `x` and `spatial_ref`, which the grid describes."""

TABLE_FIELDS: Mapping[str, Column] = MappingProxyType(
    {f"{table.name}.{column.name}": column for table in TABLES.values() for column in table.columns}
)
"""Fields of the tables of the census, by "table.field"; their only description is that of the schema."""

PROVENANCE_FIELDS: Mapping[str, Column] = MappingProxyType({column.name: column for column in PROVENANCE})
"""Fields that every table carries besides, by name."""

LEDGER_TERMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "rain": ("降雨", "rain"),
        "inflow": ("外来入流", "inflow"),
        "infiltration": ("下渗", "infiltration"),
        "sewer": ("管网排除", "taken by sewers"),
        "canal": ("流入河道", "into canals"),
        "edge": ("边界流出", "out over the edge"),
        "storage_change": ("地面蓄水变化", "change of storage on the ground"),
        "residual": ("余差", "residual"),
    }
)
"""Chinese and English label of each ledger term."""


def described(ds: xr.Dataset) -> xr.Dataset:
    """A scenario dataset with the attributes of the registry on every variable.

    Parameters
    ----------
    ds
        Dataset of scenario fields; attributes that the registry does not name are kept.

    Returns
    -------
    xarray.Dataset
        A shallow copy; `ds` is not changed.

    Raises
    ------
    ValueError
        If a data variable is not in the registry or has other dimensions.
    """
    result = ds.copy()
    for name in ds.data_vars:
        variable = _registered(name, ds[name].dims)
        result[name].attrs = {**ds[name].attrs, **attributes(variable, ds[name].dtype)}
    for name, variable in COORDINATES.items():
        if name in ds.coords:
            result[name].attrs = {**attributes(variable, ds[name].dtype), **ds[name].attrs}
    return result


def attributes(variable: Variable, dtype: np.dtype[Any]) -> dict[str, Any]:
    """CF attributes of a variable; bounds carry the type of the data, as CF asks.

    Parameters
    ----------
    variable
        The registry's entry.
    dtype
        Type of the data.
    """
    found: dict[str, Any] = {"long_name": variable.en, "long_name_zh": variable.zh}
    if variable.unit:
        found["units"] = variable.unit
    if variable.standard_name is not None:
        found["standard_name"] = variable.standard_name
    if variable.cell_methods is not None:
        found["cell_methods"] = variable.cell_methods
    for key, bound in (("valid_min", variable.valid_min), ("valid_max", variable.valid_max)):
        if bound is not None:
            found[key] = dtype.type(bound)
    return {**found, "comment": variable.meaning_en, "comment_zh": variable.meaning_zh}


def _registered(name: Hashable, dims: tuple[Hashable, ...]) -> Variable:
    variable = FIELDS.get(str(name))
    if variable is None:
        raise ValueError(f"field {name!r} is not in census/variables.py, which has {', '.join(FIELDS)}")
    if variable.dims != dims:
        raise ValueError(f"field {name!r} has dimensions {dims}; {variable.dims} are right")
    return variable
