"""What becomes of each building, with its place, as a table with footprints."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from census.errors import InputError
from models.seismic.result import GRADES, SeismicResult
from outputs.seismic.zones import column_of

_CARRIED = ("building_id", "street_code", "community_code", "structure", "storeys", "year_built")

LOST = 0.5
"""Share of its dwellings expected to be lost from which a building is called uninhabitable [-]:
more likely than not."""


def building_table(result: SeismicResult, buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Damage and consequences of each building.

    Parameters
    ----------
    result
        What the simulation gave.
    buildings
        Table `buildings` of the snapshot; its rows may stand in another order.

    Returns
    -------
    geopandas.GeoDataFrame
        Census fields, fragility_class, measure, motion, probability_... of each grade in closed form,
        frequency_... as sampled, mean grade, likely_grade, mean and quantiles of each quantity,
        uninhabitable (whether `LOST` of its dwellings or more are expected to be), geometry.

    Raises
    ------
    InputError
        If a building of the result is not in the table.
    """
    damage = result.buildings
    own = buildings.set_index(buildings["building_id"].astype(str))
    wanted = [str(name) for name in damage.building_id]
    lost = [name for name in wanted if name not in own.index]
    if lost:
        raise InputError(f"buildings: {lost[0]} is not in the table; a row for every building is needed")
    rows = own.loc[wanted].reset_index(drop=True)
    table = rows[[name for name in (*_CARRIED, "geometry") if name in rows]].copy()
    columns: dict[str, object] = {
        "fragility_class": damage.fragility_class.astype(str),
        "measure": damage.measure.astype(str),
        "motion": damage.motion,
    }
    sampled = damage.grade_counts / np.maximum(damage.grade_counts.sum(axis=1, keepdims=True), 1)
    for grade, name in enumerate(GRADES):
        columns[f"probability_{name}"] = damage.expected[:, grade]
    for grade, name in enumerate(GRADES):
        columns[f"frequency_{name}"] = sampled[:, grade]
    columns["mean_damage_grade"] = damage.expected @ np.arange(5.0)
    columns["likely_grade"] = np.array(GRADES, dtype=object)[np.argmax(damage.expected, axis=1)]
    for index, quantity in enumerate(result.quantities):
        stem = column_of(quantity)
        columns[stem] = damage.mean[:, index]
        columns[f"{stem}_p05"], columns[f"{stem}_p95"] = damage.low[:, index], damage.high[:, index]
    if "uninhabitable_dwellings" in result.quantities and "dwelling_units" in rows:
        dwellings = rows["dwelling_units"].to_numpy(dtype=np.float64, na_value=0.0)
        expected = damage.mean[:, result.quantities.index("uninhabitable_dwellings")]
        columns["uninhabitable"] = (dwellings > 0.0) & (expected >= LOST * dwellings)
    return table.assign(**columns)
