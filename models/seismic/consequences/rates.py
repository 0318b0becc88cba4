"""Rates of the tables of consequences, by type and occupancy."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError

FloatArray = NDArray[np.float64]

STATES = ("slight", "moderate", "severe", "destroyed")
PERCENT = 0.01


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = (files("models.seismic.consequences") / "tables" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def injury_rates(building_type: str) -> FloatArray:
    """Share of the occupants with severity 1 to 4 at each grade, shape (5, 4) [-].

    The destroyed part that collapses and the part that does not are weighed by the share of collapse.
    """
    mine = {row["state"]: row for row in _rows("injuries.csv") if row["type"] == building_type}
    if not mine:
        held = sorted({row["type"] for row in _rows("injuries.csv")})
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
    row = next(row for row in _rows("displacement.csv") if row["household"] == household)
    return np.array([0.0, *(float(row[state]) for state in STATES)])


def repair(occupancy: str) -> tuple[FloatArray, FloatArray]:
    """Cost as a share of replacement [-] and days of repair at each grade, shape (5,) each."""
    for row in _rows("repair.csv"):
        if row["occupancy"] == occupancy:
            cost = [0.0, *(PERCENT * float(row[f"cost_{state}"]) for state in STATES)]
            return np.array(cost), np.array([0.0, *(float(row[f"days_{state}"]) for state in STATES)])
    held = ", ".join(row["occupancy"] for row in _rows("repair.csv"))
    raise InputError(f"repair.csv has no row for the occupancy {occupancy!r}; it holds {held}")


def materials(building_type: str) -> tuple[float, FloatArray]:
    """Cost of replacement [yuan/m2] and debris at each grade [m3/m2], shape (5,), per floor area."""
    for row in sorted(_rows("materials.csv"), key=lambda row: -len(row["type"])):
        if building_type.startswith(row["type"]):
            shares = [0.0, *(float(row[f"share_{state}"]) for state in STATES[:-1]), 1.0]
            return float(row["cost_yuan_m2"]), float(row["debris_m3_m2"]) * np.array(shares)
    held = ", ".join(row["type"] for row in _rows("materials.csv"))
    raise InputError(f"materials.csv has no row for the type {building_type!r}; it holds {held}")
