"""Rates of the tables of consequences, by type and occupancy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.seismic.tables import table_rows

FloatArray = NDArray[np.float64]

STATES = ("slight", "moderate", "severe", "destroyed")
PERCENT = 0.01


def injury_rates(building_type: str) -> FloatArray:
    """Share of the occupants with severity 1 to 4 at each grade, shape (5, 4) [-].

    The destroyed part that collapses and the part that does not are weighed by the share of collapse.
    """
    mine = {row["state"]: row for row in _rows("injuries") if row["type"] == building_type}
    if not mine:
        held = sorted({row["type"] for row in _rows("injuries")})
        raise InputError(
            f"injuries.csv has no row for the type {building_type!r}; it holds {', '.join(held)}"
        )
    rate = {
        state: PERCENT * np.array([float(row[f"severity_{number}"]) for number in range(1, 5)])
        for state, row in mine.items()
    }
    collapse = float(mine["collapse"]["collapse_share"])
    destroyed = (1.0 - collapse) * rate["destroyed"] + collapse * rate["collapse"]
    return np.stack([np.zeros(4), rate["slight"], rate["moderate"], rate["severe"], destroyed])


def uninhabitable_share(household: str) -> FloatArray:
    """Share of the dwellings of a building nobody can live in at each grade, shape (5,) [-]."""
    row = next(row for row in _rows("displacement") if row["household"] == household)
    return np.array([0.0, *(float(row[state]) for state in STATES)])


def repair(occupancy: str) -> tuple[FloatArray, FloatArray]:
    """Cost as a share of replacement [-] and days of repair at each grade, shape (5,) each."""
    for row in _rows("repair"):
        if row["occupancy"] == occupancy:
            cost = [0.0, *(PERCENT * float(row[f"cost_{state}"]) for state in STATES)]
            return np.array(cost), np.array([0.0, *(float(row[f"days_{state}"]) for state in STATES)])
    held = ", ".join(row["occupancy"] for row in _rows("repair"))
    raise InputError(f"repair.csv has no row for the occupancy {occupancy!r}; it holds {held}")


def materials(building_type: str) -> tuple[float, FloatArray]:
    """Cost of replacement [yuan/m2] and debris at each grade [m3/m2], shape (5,), per floor area."""
    for row in sorted(_rows("materials"), key=lambda row: -len(row["type"])):
        if building_type.startswith(row["type"]):
            shares = [0.0, *(float(row[f"share_{state}"]) for state in STATES[:-1]), 1.0]
            return float(row["cost_yuan_m2"]), float(row["debris_m3_m2"]) * np.array(shares)
    held = ", ".join(row["type"] for row in _rows("materials"))
    raise InputError(f"materials.csv has no row for the type {building_type!r}; it holds {held}")


def _rows(name: str) -> tuple[dict[str, str], ...]:
    return table_rows("models.seismic.consequences", name)
