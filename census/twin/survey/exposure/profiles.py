"""Occupancy profiles: who is inside a building of each type at each hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from census.schema.exposure.building_codes import TYPES
from census.twin.buildings import building_types
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.assumptions import assumptions

HOURS = 24


def profiles(base: Base, made: Frames) -> Frames:
    """Table `occupancy_profiles`: every building type at every hour."""
    del base, made
    shares = {
        (row["type"], row["quantity"]): [float(row[f"h{hour:02d}"]) for hour in range(HOURS)]
        for row in assumptions("exposure_occupancy_profiles.csv")
    }
    floors = {row["type"]: row for row in assumptions("exposure_floor_per_person.csv")}
    lived_in = {row["type"] for row in building_types() if float(row["residential"]) > 0.0}
    nobody = [0.0] * HOURS
    frames = []
    for kind in TYPES:
        per = floors.get(kind, {})
        home = shares[("dwelling", "resident")] if kind in lived_in else nobody
        frames.append(
            pd.DataFrame(
                {
                    "building_type": kind,
                    "hour": np.arange(HOURS),
                    "resident_share": home,
                    "worker_share": shares.get((kind, "worker"), nobody),
                    "visitor_share": shares.get((kind, "visitor"), nobody),
                    "floor_per_worker_m2": float(per.get("floor_per_worker_m2") or "nan"),
                    "floor_per_visitor_m2": float(per.get("floor_per_visitor_m2") or "nan"),
                    "status": "unverified",
                }
            )
        )
    return {"occupancy_profiles": pd.concat(frames, ignore_index=True)}
