"""What one storm breaks: gusts at the height of things, expected damage, tables by street."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from models.typhoon.damage import Damage, Objects, damage_of, district_objects
from models.typhoon.surface import Surface, by_direction, factor_at_height, gust_factor_at_height
from outputs.exposure import street_of_cells
from scenarios.typhoon.assemble import TyphoonAssembly

Floats = NDArray[np.float64]


def things_of(assembly: TyphoonAssembly) -> tuple[Objects, ...]:
    """Everything the census holds that the wind may damage.

    Raises
    ------
    InputError
        If a table lacks a class or a value.
    """
    snapshot = assembly.snapshot
    held = ("buildings", "construction_sites", "roads")
    tables = {name: snapshot.table(name) for name in held if name in snapshot.table_names}
    landcover, grid, street = None, None, None
    streets = snapshot.table("streets")
    if "landcover" in snapshot.raster_names:
        landcover, grid = snapshot.raster("landcover")
        street = street_of_cells(grid, streets)
    return district_objects(
        tables, landcover=landcover, grid=grid, street=street, codes=[str(code) for code in streets["code"]]
    )


def damages_of(things: Sequence[Objects], surface: Surface, ds: xr.Dataset) -> list[Damage]:
    """Expected damage of things.

    Parameters
    ----------
    things
        As `things_of` gives them.
    surface
        What the ground makes of the wind.
    ds
        Fields of one storm.
    """
    wind = _Gusts(surface, ds)
    return [damage_of(each, wind.at(each.x, each.y, each.height)) for each in things if each.size]


class _Gusts:
    """Greatest gusts of one storm at places and heights.

    Parameters
    ----------
    surface
        What the ground makes of the wind.
    ds
        Fields of one storm.
    """

    def __init__(self, surface: Surface, ds: xr.Dataset) -> None:
        self._surface = surface
        gust = ds["maximum_gust"].values
        self._gust, self._direction = gust, ds["wind_direction_at_maximum"].values
        outside = ~np.isfinite(gust)
        self._nearest = distance_transform_edt(outside, return_distances=False, return_indices=True)

    def at(self, x: Floats, y: Floats, height: Floats) -> Floats:
        """Gust at a height above ground, shape (n,) [m/s]; outside the domain that of its nearest cell.

        The gust of the cell at 10 m is carried to the height with the profile of the roughness that lies
        upwind when the wind is greatest; the speed-up of hills stays as it is at 10 m.
        """
        grid = self._surface.grid
        row = np.clip(np.floor((grid.north - y) / grid.cell_size).astype(np.int64), 0, grid.rows - 1)
        column = np.clip(np.floor((x - grid.west) / grid.cell_size).astype(np.int64), 0, grid.columns - 1)
        row, column = self._nearest[0][row, column], self._nearest[1][row, column]
        there = self._surface.at(grid.x[column], grid.y[row])
        roughness = by_direction(there.roughness, self._direction[row, column].astype(np.float64))
        base = np.full(len(x), self._surface.height)

        def gust_profile(level: Floats) -> Floats:
            mean = factor_at_height(level, roughness, there.displacement)
            return np.asarray(mean * gust_factor_at_height(level, roughness, there.displacement))

        return np.asarray(self._gust[row, column] * gust_profile(height) / gust_profile(base))


def building_layer(damages: Sequence[Damage], buildings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Gust, probabilities of the states and expected loss of each building, with its footprint."""
    damage = next(each for each in damages if each.objects.kind == "buildings")
    objects = damage.objects
    own = buildings.set_index(buildings["building_id"].astype(str))
    rows = own.loc[[str(key) for key in objects.key]].reset_index(drop=True)
    carried = ["building_id", "street_code", "community_code", "structure", "storeys", "height_m", "geometry"]
    table = rows[[name for name in carried if name in rows]].copy()
    columns: dict[str, object] = {"fragility_class": objects.cls.astype(str), "gust_m_s": damage.gust}
    for place, state in enumerate(damage.curves.states):
        columns[f"probability_{state.name}"] = damage.probability[:, place + 1]
    columns["value_yuan"], columns["loss_yuan"] = objects.value, damage.loss
    return table.assign(**columns)


def doubtful(damages: Sequence[Damage]) -> bool:
    """Whether any damage rests on an unverified table."""
    return any(damage.status == "unverified" for damage in damages)


def loss_figures(table: pd.DataFrame) -> dict[str, float]:
    """Key figures of a table of damage by street: loss in all, and things affected by kind."""
    sums = table[table["street_code"] == "total"].set_index("kind")
    found = {"loss_yuan": float(sums["loss_yuan"].sum())}
    for kind, row in sums.iterrows():
        found[f"{kind}_affected"], found[f"{kind}_worst"] = float(row["affected"]), float(row["worst"])
    return found
