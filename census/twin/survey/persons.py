"""Persons in charge: artificial names and numbers, told only by their number elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from census.twin.survey.base import Frames

OFFICES: Mapping[str, tuple[int, str, str, str]] = {
    "shelters": (10_000, "shelter_manager", "甲", "management_unit"),
    "refuge_points": (20_000, "refuge_warden", "乙", "name"),
    "supplies": (30_000, "depot_keeper", "丙", "depot"),
    "teams": (40_000, "team_leader", "丁", "name"),
    "control_points": (50_000, "control_point_chief", "戊", "responsible_unit"),
    "dangerous_buildings": (60_000, "building_steward", "己", "building_id"),
    "evacuee_units": (70_000, "evacuation_chief", "庚", "name"),
}
"""By table: first number, role, sign in the name, and the column that tells the person's unit."""


def person_ids(table: str, count: int) -> list[str]:
    """Numbers of the persons in charge of the rows of a table, one for each row."""
    first = OFFICES[table][0]
    return [f"P{first + number:05d}" for number in range(1, count + 1)]


def persons_of(tables: Frames) -> pd.DataFrame:
    """Rows of the personal table for everyone whom `tables` name.

    Returns
    -------
    DataFrame
        Names begin with 测试 (test); telephones begin with five zeros, which no network gives out.
    """
    rows: list[dict[str, str]] = []
    for name, (first, role, sign, unit) in OFFICES.items():
        if name not in tables:
            continue
        frame = tables[name].drop_duplicates("person_id")
        for person, place in zip(frame["person_id"], frame[unit], strict=True):
            number = int(str(person)[1:])
            rows.append(
                {
                    "person_id": str(person),
                    "name": f"测试{sign}{number - first:03d}",
                    "telephone": f"{number:011d}",
                    "role": role,
                    "unit": str(place),
                    "status": "synthetic",
                }
            )
    columns = ["person_id", "name", "telephone", "role", "unit", "status"]
    return pd.DataFrame(rows, columns=columns)
