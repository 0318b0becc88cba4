"""A few buildings as the census has them."""

from __future__ import annotations

from typing import Any

import pandas as pd

HOUSE: dict[str, Any] = {
    "street_code": "330105001", "community_code": "330105001001", "type": "masonry_estate",
    "structure": "masonry", "survey_structure": "masonry", "storeys": 6, "height_m": 17.5,
    "floor_area_m2": 3000.0, "people": 90, "use": "dwelling", "dwelling_units": 40, "design_code": "TJ 11-78",
    "fortification_intensity": 6, "retrofitted": False, "structural_columns": False, "ring_beams": False,
    "x": 0.0, "y": 0.0,
}  # fmt: skip


def houses(*changes: dict[str, Any]) -> pd.DataFrame:
    """Houses like `HOUSE`, each with some fields changed."""
    return pd.DataFrame(
        [{"building_id": f"B{number:06d}", **HOUSE, **one} for number, one in enumerate(changes)]
    )
