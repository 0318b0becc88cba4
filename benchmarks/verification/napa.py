"""The Napa earthquake of 2014: its rupture, its records and the ground under them, below FANGZAI_REALDATA."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from pyproj import Transformer

from models.seismic.motion import Sites
from models.seismic.rupture import Rupture
from models.seismic.shaking import Stations, read_stations

Floats = NDArray[np.float64]

CRS = "EPSG:32610"
"""UTM zone 10 N."""
LEAST_VS30 = 180.0
"""The grid has values below 1 m/s along water; the mapping it comes from has none below 180 m/s."""
ROCK = 760.0
RAKE = 180.0
"""Right-lateral strike slip [degree]."""


class Napa(NamedTuple):
    """The event, the stations over the velocity grid, and the sites under them."""

    rupture: Rupture
    stations: Stations
    sites: Sites


def napa(folder: Path) -> Napa:
    """Read the event, its finite fault, the stations and their Vs30."""
    event = (folder / "napa2014_event.xml").read_text(encoding="utf-8")
    told = {name: float(value) for name, value in re.findall(r'\b(lat|lon|depth|mag)="([-0-9.]+)"', event)}
    stations = read_stations(folder / "napa2014_stationlist.xml")
    x, y = stations.projected(CRS)
    vs30 = velocities(folder / "ncal_vs30.grd", stations)
    rupture = rupture_of(folder / "napa2014_fault.txt", told)
    return Napa(rupture, stations, Sites(x, y, vs30, np.full(x.size, -1)))


def rupture_of(path: Path, told: dict[str, float]) -> Rupture:
    """The vertical plane through the corners of a fault file, with the hypocentre's place along it."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    corners = np.array([[float(part) for part in line.split()] for line in lines])
    x, y = projected(corners[:, 0], corners[:, 1])
    first, last = np.argmin(y), np.argmax(y)
    east, north = (x[last] - x[first]) / 1000.0, (y[last] - y[first]) / 1000.0
    length, strike = math.hypot(east, north), math.atan2(east, north)
    hypocentre = projected(np.array([told["lon"]]), np.array([told["lat"]]))
    along = (
        (hypocentre[0][0] - x[first]) * math.sin(strike) + (hypocentre[1][0] - y[first]) * math.cos(strike)
    ) / 1000.0
    share = min(max(along / length, 0.0), 1.0)
    # The plane stays where the file has it: the epicentre moves onto it.
    return Rupture(
        magnitude=told["mag"],
        x=float(x[first] + share * length * 1000.0 * math.sin(strike)),
        y=float(y[first] + share * length * 1000.0 * math.cos(strike)),
        depth_km=float(corners[:, 2].max()),
        strike_deg=math.degrees(strike),
        dip_deg=90.0,
        rake_deg=RAKE,
        length_km=length,
        width_km=float(np.ptp(corners[:, 2])),
        name="Napa 2014",
        hypocentre_along=share,
        hypocentre_down=1.0,
    )


def velocities(path: Path, stations: Stations) -> Floats:
    """Vs30 of the nearest cell of a grid [m/s]; rock where a station lies outside it."""
    with xr.open_dataset(path, engine="netcdf4") as data:
        field = data["z"].load()
    here = (
        field.sel(lon=xr.DataArray(stations.longitude), lat=xr.DataArray(stations.latitude), method="nearest")
        .to_numpy()
        .astype(np.float64)
    )
    inside = (
        (stations.longitude >= float(field.lon.min())) & (stations.longitude <= float(field.lon.max()))
        & (stations.latitude >= float(field.lat.min())) & (stations.latitude <= float(field.lat.max()))
    )  # fmt: skip
    return np.where(inside, np.maximum(np.nan_to_num(here, nan=ROCK), LEAST_VS30), ROCK)


def projected(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    """UTM coordinates [m]."""
    # pyproj takes an array of one value for a number, which NumPy deprecates: a second value joins it.
    east, north = (np.append(values, values[:1]) for values in (longitude, latitude))
    x, y = Transformer.from_crs("EPSG:4326", CRS, always_xy=True).transform(east, north)
    return np.asarray(x)[:-1], np.asarray(y)[:-1]
