"""The buildings of a district as arrays: places, classes, people and zones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.tables import table_rows
from models.seismic.taxonomy import fragility_classes

FloatArray = NDArray[np.float64]

HOURS = {"night": 2, "day": 10, "commute": 18}
"""Hours of a working day that stand for the times at which people are counted, `result.HOURS`."""

FIELDS = (
    "building_id", "street_code", "community_code", "storeys", "height_m", "floor_area_m2", "people", "use",
    "dwelling_units", "retrofitted",
)  # fmt: skip
"""Fields of the table `buildings` that a portfolio needs besides those of the classes."""

POSITIVE = ("storeys", "height_m", "floor_area_m2")
NOT_NEGATIVE = ("people", "dwelling_units")

FEW_DWELLINGS = 2
"""Dwellings up to which a dwelling house counts as single-family (RES1): a family's self-built house with a
second household in it. Hazus counts two dwellings as multi-family (RES3A); not checked."""


@dataclass(frozen=True)
class Portfolio:
    """n buildings.

    Parameters
    ----------
    building_id
        Identifier, shape (n,).
    x, y
        Centre of each building, shape (n,) [m].
    community, street
        Index into `communities` and `streets`, -1 for none, shape (n,).
    communities, streets
        Codes, ascending.
    class_index
        Index into `classes`, shape (n,).
    classes
        Names of the fragility classes, "C1H-Low".
    floor_area
        Shape (n,) [m2].
    height
        Shape (n,) [m].
    residents, dwellings
        Who lives there and in how many dwellings, shape (n,).
    people
        People inside at night, by day and while commuting, shape (n, 3).
    occupancy
        Occupancy of Hazus, shape (n,).
    retrofitted
        Whether the building has been strengthened, shape (n,).
    """

    building_id: NDArray[Any]
    x: FloatArray
    y: FloatArray
    community: NDArray[np.int32]
    street: NDArray[np.int32]
    communities: tuple[str, ...]
    streets: tuple[str, ...]
    class_index: NDArray[np.int32]
    classes: tuple[str, ...]
    floor_area: FloatArray
    height: FloatArray
    residents: FloatArray
    dwellings: FloatArray
    people: FloatArray
    occupancy: NDArray[Any]
    retrofitted: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of buildings."""
        return len(self.x)

    @property
    def types(self) -> tuple[str, ...]:
        """Type of each class, "C1H"."""
        return tuple(name.split("-")[0] for name in self.classes)

    @property
    def zone(self) -> NDArray[np.int32]:
        """Zone of each building: its community, or a last one for those in none, shape (n,)."""
        return np.where(self.community < 0, len(self.communities), self.community).astype(np.int32)

    @property
    def zone_communities(self) -> tuple[str, ...]:
        """Code of each zone, "" for that of the buildings in no community."""
        return self.communities + (("",) if (self.community < 0).any() else ())

    @property
    def zone_streets(self) -> tuple[str, ...]:
        """Street of each zone, that of its first building."""
        zones = self.zone
        first = np.full(len(self.zone_communities), -1)
        held, at = np.unique(zones, return_index=True)
        first[held] = self.street[at]
        codes = [self.streets[one] if one >= 0 else "" for one in first]
        return tuple(
            "" if not zone else code for zone, code in zip(self.zone_communities, codes, strict=True)
        )


def portfolio_of(buildings: pd.DataFrame, *, people_by_hour: pd.DataFrame | None = None) -> Portfolio:
    """Portfolio of the buildings of the census.

    Parameters
    ----------
    buildings
        Table `buildings`, with its geometry or with columns x and y [m].
    people_by_hour
        People in every building by hour (building_id, hour, people) with the hours of `HOURS`; without it,
        residents times the shares of `presence.csv`, so that nobody is told in offices and schools.

    Raises
    ------
    InputError
        Naming the field or the building that is wrong.
    """
    _check(buildings)
    class_index, classes = fragility_classes(buildings)
    x, y = _places(buildings)
    community, communities = _codes(buildings["community_code"])
    street, streets = _codes(buildings["street_code"])
    occupancy, presence = _occupancy(buildings)
    numbers = {
        name: buildings[name].to_numpy(dtype=np.float64)
        for name in ("floor_area_m2", "height_m", "people", "dwelling_units")
    }
    people = (
        numbers["people"][:, None] * presence
        if people_by_hour is None
        else _people(buildings, people_by_hour)
    )
    return Portfolio(
        building_id=buildings["building_id"].to_numpy(dtype=object), x=x, y=y, community=community,
        street=street, communities=communities, streets=streets, class_index=class_index, classes=classes,
        floor_area=numbers["floor_area_m2"], height=numbers["height_m"], residents=numbers["people"],
        dwellings=numbers["dwelling_units"], people=people, occupancy=occupancy,
        retrofitted=buildings["retrofitted"].to_numpy(dtype=bool),
    )  # fmt: skip


def _check(buildings: pd.DataFrame) -> None:
    """Refuse a table that is empty, lacks fields, or has values that no building has."""
    absent = [name for name in FIELDS if name not in buildings]
    if absent:
        raise InputError(
            f"table 'buildings' has no field {absent[0]!r}; a portfolio needs {', '.join(FIELDS)}"
        )
    if buildings.empty:
        raise InputError("table 'buildings' has no row; a portfolio needs at least one building")
    ids = buildings["building_id"]
    if ids.duplicated().any():
        raise InputError(
            f"building_id {ids[ids.duplicated()].iloc[0]!r} of the table 'buildings' is there twice"
        )
    for name in (*POSITIVE, *NOT_NEGATIVE):
        value = pd.to_numeric(buildings[name], errors="coerce").to_numpy(dtype=np.float64)
        good = value > 0.0 if name in POSITIVE else value >= 0.0
        bad = np.flatnonzero(~(good & np.isfinite(value)))
        if len(bad):
            at = buildings.iloc[int(bad[0])]
            raise InputError(
                f"building {at['building_id']!r}: {name} is {value[bad[0]]:g}; it has to be "
                f"{'more than' if name in POSITIVE else 'at least'} 0"
            )


def _places(buildings: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Centres of the buildings."""
    if "geometry" in buildings:
        centre = buildings["geometry"].centroid
        return centre.x.to_numpy(dtype=np.float64), centre.y.to_numpy(dtype=np.float64)
    if {"x", "y"} <= set(buildings.columns):
        return buildings["x"].to_numpy(dtype=np.float64), buildings["y"].to_numpy(dtype=np.float64)
    raise InputError("table 'buildings' has neither a geometry nor columns x and y")


def _codes(column: pd.Series[Any]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Index of each code among the sorted ones, -1 where it is empty."""
    text = column.astype(object).where(column.notna(), "").astype(str).to_numpy(dtype=object)
    names = tuple(sorted({str(one) for one in text} - {""}))
    at = {name: number for number, name in enumerate(names)} | {"": -1}
    return np.array([at[str(one)] for one in text], dtype=np.int32), names


def _occupancy(buildings: pd.DataFrame) -> tuple[NDArray[Any], FloatArray]:
    """Occupancy of each building, and the shares of presence where there are no people by hour."""
    rows = {row["use"]: row for row in table_rows("models.seismic", "occupancy")}
    use = buildings["use"].to_numpy(dtype=object)
    for number in np.flatnonzero([one not in rows for one in use])[:1]:
        raise InputError(
            f"building {buildings['building_id'].iloc[number]!r}: use {use[number]!r} is not in "
            f"occupancy.csv, which holds {', '.join(rows)}"
        )
    presence = {
        row["people"]: [float(row[name]) for name in HOURS]
        for row in table_rows("models.seismic", "presence")
    }
    occupancy = np.array([rows[one]["occupancy"] for one in use], dtype=object)
    few = (use == "dwelling") & (buildings["dwelling_units"].to_numpy(dtype=np.float64) <= FEW_DWELLINGS)
    occupancy[few] = "RES1"
    return occupancy, np.array([presence[rows[one]["people"]] for one in use], dtype=np.float64)


def _people(buildings: pd.DataFrame, people_by_hour: pd.DataFrame) -> FloatArray:
    """People inside at each of `HOURS`, in the order of the buildings."""
    columns = []
    for name, hour in HOURS.items():
        rows = people_by_hour[people_by_hour["hour"] == hour].set_index("building_id")["people"]
        if rows.empty:
            raise InputError(f"people by hour hold no row at hour {hour}, which stands for {name}")
        people = rows.reindex(buildings["building_id"]).to_numpy(dtype=np.float64)
        bad = np.flatnonzero(~(people >= 0.0))
        if len(bad):
            raise InputError(
                f"building {buildings['building_id'].iloc[int(bad[0])]!r} has no people told at hour {hour}; "
                "every building needs a number that is not negative"
            )
        columns.append(people)
    return np.stack(columns, axis=1)
