"""Every field once, of scenarios and of the census: its name, labels, unit, dimensions, range and meaning."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from census.scenario_variables import accounts, batch, canals, seismic, sewers, surface, typhoon, underground
from census.schema import TABLES, Column
from census.schema.provenance import PROVENANCE
from census.variable import Variable

if TYPE_CHECKING:
    import xarray as xr


SUBJECTS = (surface, accounts, canals, sewers, underground, seismic, typhoon, batch)
"""Modules with the FIELDS and COORDINATES of a run; a new subject is named here."""

FIELDS: Mapping[str, Variable] = MappingProxyType({v.name: v for s in SUBJECTS for v in s.FIELDS})
"""Data variables of a scenario dataset, by name."""

__all__ = ["COORDINATES", "FIELDS", "LEDGER_TERMS", "SUBJECTS", "Variable", "attributes", "described"]

COORDINATES: Mapping[str, Variable] = MappingProxyType({v.name: v for s in SUBJECTS for v in s.COORDINATES})
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
        "exchange": ("与管网、泵站、地下空间的交换", "to coupled sewers, pumps and underground spaces"),
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
