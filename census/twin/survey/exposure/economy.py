"""The economy of each street by industry, from floor areas and figures per square metre."""

from __future__ import annotations

import numpy as np
import pandas as pd

from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.assumptions import assumptions


def economy(base: Base, made: Frames) -> Frames:
    """Table `economy`: every street with every industry."""
    del base
    buildings = made["buildings"]
    rows = assumptions("exposure_industries.csv")
    types = [name.removeprefix("share_") for name in rows[0] if name.startswith("share_")]
    streets = made["streets"]["code"].to_numpy(dtype=object)
    floor = buildings.pivot_table(index="street_code", columns="type", values="floor_area_m2", aggfunc="sum")
    floor = floor.reindex(index=streets, columns=types).fillna(0.0)
    frames = []
    for row in rows:
        used = sum(floor[kind].to_numpy() * float(row[f"share_{kind}"]) for kind in types)
        used = np.round(np.asarray(used, dtype=np.float64), 0)
        employees = np.rint(used / float(row["floor_per_employee_m2"])).astype(np.int64)
        per = float(row["employees_per_enterprise"])
        frames.append(
            pd.DataFrame(
                {
                    "street_code": streets,
                    "industry": row["industry"],
                    "enterprises": np.ceil(employees / per).astype(np.int64),
                    "employees": employees,
                    "floor_area_m2": used,
                    "value_added_10k_yuan": np.round(used * float(row["value_10k_yuan_per_m2"]), 0),
                    "fixed_assets_10k_yuan": np.round(used * float(row["assets_10k_yuan_per_m2"]), 0),
                    "status": "unverified",
                }
            )
        )
    table = pd.concat(frames, ignore_index=True)
    return {"economy": table.sort_values("street_code", kind="stable").reset_index(drop=True)}
