"""Winds of a typhoon as gridded fields, see `census.scenario_variables.typhoon`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from census.grid import Grid
from models.typhoon.scales import force_of

if TYPE_CHECKING:
    from models.typhoon.ensembles.counts import Exceedance
    from models.typhoon.result import WindResult

Cell = ("y", "x")

QUANTILES = (0.5, 0.75, 0.9, 0.95)
"""Quantiles over the members of an ensemble that are told."""

_PLACE = {"height": "10 m above ground", "exposure": "roughness, shelter and hills of the place"}
_OF_THE_MACHINE = ("threads", "seconds")
_MEAN = {"averaging_period": "600 s", **_PLACE}
_GUST = {"averaging_period": "3 s", **_PLACE}


def wind_fields(result: WindResult, grid: Grid) -> xr.Dataset:
    """Fields of one storm.

    Parameters
    ----------
    result
        What the simulation gave.
    grid
        Cells of the fields.
    """
    fields: dict[str, Any] = {
        "maximum_mean_wind": (Cell, result.max_mean, _MEAN),
        "maximum_gust": (Cell, result.max_gust, _GUST),
        "wind_direction_at_maximum": (Cell, result.direction, _MEAN),
        "time_of_maximum_wind": (Cell, result.time_of_max, _MEAN),
        "beaufort_force": (Cell, _force(result.max_mean), _MEAN),
        "beaufort_force_of_gust": (Cell, _force(result.max_gust), _GUST),
        "first_time_of_force": (("force", *Cell), result.first, _MEAN),
        "last_time_of_force": (("force", *Cell), result.last, _MEAN),
        "first_time_of_gust_force": (("force", *Cell), result.gust_first, _GUST),
        "last_time_of_gust_force": (("force", *Cell), result.gust_last, _GUST),
        "minimum_air_pressure": (Cell, result.pressure_min, {}),
    }
    coordinates = {**grid.coordinates(), "force": ("force", np.asarray(result.forces, np.float64))}
    attributes = {name: value for name, value in result.attributes.items() if name not in _OF_THE_MACHINE}
    return xr.Dataset(_single(fields), coords=coordinates, attrs=attributes)


def probability_fields(found: Exceedance, forces: Sequence[int], grid: Grid) -> xr.Dataset:
    """Fields of many storms: probability of each force, and quantiles.

    Parameters
    ----------
    found
        Counts of the members that exceed winds.
    forces
        Forces of the Beaufort scale, all counted.
    grid
        Cells of the fields.
    """
    mean, gust = (
        np.stack([found.probability(force, gust=of_gust) for force in forces]) for of_gust in (False, True)
    )
    fields: dict[str, Any] = {
        "probability_of_force": (("force", *Cell), mean, _MEAN),
        "probability_of_gust_force": (("force", *Cell), gust, _GUST),
        "mean_wind_quantile": (("probability", *Cell), _quantiles(found, gust=False), _MEAN),
        "gust_quantile": (("probability", *Cell), _quantiles(found, gust=True), _GUST),
    }
    coordinates = {
        **grid.coordinates(),
        "force": ("force", np.asarray(forces, np.float64)),
        "probability": ("probability", np.asarray(QUANTILES)),
    }
    kept = {name: value for name, value in found.attributes.items() if name not in _OF_THE_MACHINE}
    return xr.Dataset(_single(fields), coords=coordinates, attrs=kept | {"members": found.members})


def _quantiles(found: Exceedance, *, gust: bool) -> NDArray[np.float32]:
    """Quantiles of `QUANTILES`; none below what was counted."""
    values = np.stack([found.quantile(share, gust=gust) for share in QUANTILES])
    return np.where(values > 0.0, values, np.float32(np.nan))


def _force(speed: NDArray[np.float32]) -> NDArray[np.float32]:
    """Force of a speed; none where there is no speed."""
    force = force_of(speed).astype(np.float32)
    return np.where(force >= 0.0, force, np.float32(np.nan))


def _single(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: (dims, np.asarray(values, np.float32), attrs) for name, (dims, values, attrs) in fields.items()
    }
