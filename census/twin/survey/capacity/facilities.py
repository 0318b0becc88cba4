"""What a shelter is equipped with, by its class."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.twin import dice
from census.twin.survey.base import Base
from census.twin.survey.capacity.candidates import Chosen
from census.twin.survey.capacity.places import key_of

_MOST_EXITS = 12


def facilities(base: Base, chosen: Chosen, kind: pd.DataFrame, capacity: NDArray[np.int64]) -> dict[str, Any]:
    """Columns of the facilities; what is there falls short of the class's figures by up to half."""
    x, y = key_of(chosen.geometry)

    def there(subject: str) -> NDArray[np.float64]:
        return 0.5 + 0.55 * dice.uniform(base.seed, f"capacity/{subject}", x, y)

    def of_class(column: str) -> NDArray[np.float64]:
        return kind[column].to_numpy(dtype=float)

    toilets = np.ceil(capacity / of_class("people_per_toilet") * there("toilets")).astype(np.int64)
    exits = np.maximum(of_class("exits"), np.rint(shapely.length(chosen.geometry) / 170.0))
    exits = np.minimum(exits, _MOST_EXITS)
    exits = np.where(chosen.space == "indoor", of_class("exits"), exits).astype(np.int64)
    inside = chosen.space == "indoor"
    return {
        "water_sources": of_class("water_sources").astype(np.int64),
        "water_store_m3": np.round(capacity * of_class("water_l_per_person") * 1e-3 * there("water"), 1),
        "power_sources": of_class("power_sources").astype(np.int64),
        "generator_kw": of_class("generator_kw"),
        "toilets": np.maximum(toilets, 2),
        "accessible_toilets": np.where(capacity >= 300, 1 + toilets // 25, 0),
        "beds": np.floor(capacity * of_class("bed_share") * there("beds")).astype(np.int64),
        "medical": kind["medical"].to_numpy(dtype=object),
        "fire_hydrants": 1 + (chosen.total // 6000.0).astype(np.int64),
        "storage_m2": np.round(np.minimum(capacity * of_class("storage_share"), 600.0) * there("storage"), 1),
        "broadcast": of_class("broadcast") > 0,
        "telecom": of_class("telecom") > 0,
        "signs": there("signs") > 0.55,
        "accessible": ~inside | (there("ramp") > 0.62),
        "command_room": of_class("command_room") > 0,
        "helipad": of_class("helipad") > 0,
        "exits": exits,
        "exit_directions": np.minimum(
            np.maximum(of_class("exit_directions").astype(np.int64), exits // 2), 8
        ),
    }
