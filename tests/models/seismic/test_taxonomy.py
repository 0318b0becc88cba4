"""From the survey's fields to a class: every row has a reason, the first that fits counts."""

from __future__ import annotations

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.taxonomy import (
    LEVELS,
    BuildingType,
    CodeLevel,
    building_types,
    code_levels,
    fragility_classes,
)
from tests.models.seismic.houses import houses

CODE_7 = {"design_code": "GB 50011-2010", "fortification_intensity": 7}
CODE_9 = {"design_code": "GB 50011-2010", "fortification_intensity": 9}


def class_of(**change: object) -> str:
    index, classes = fragility_classes(houses(change))
    return str(classes[index[0]])


def test_every_row_of_both_tables_tells_its_reason_and_status() -> None:
    rows: list[BuildingType | CodeLevel] = [*building_types(), *code_levels()]
    for row in rows:
        assert len(row.reason) > 5 and row.status in ("verified", "unverified")
        assert row.least <= row.most
    assert all(set(row.levels) <= set(LEVELS) for row in building_types())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "URMM-Pre"),
        ({"storeys": 2}, "URML-Pre"),
        ({"design_code": "GBJ 11-89"}, "URMM-Low"),
        ({"structural_columns": True, "ring_beams": True, "design_code": "GBJ 11-89"}, "RM2M-Low"),
        ({"structural_columns": True, "ring_beams": False}, "URMM-Pre"),
        ({"structure": "rc_frame", "storeys": 3, **CODE_7}, "C1L-Moderate"),
        ({"structure": "rc_frame", "storeys": 8, "design_code": "GB 50011-2001"}, "C1H-Low"),
        ({"structure": "rc_shear_wall", "storeys": 18, **CODE_9}, "C2H-High"),
        ({"structure": "bottom_frame_masonry"}, "C3M-Pre"),
        ({"structure": "steel", "type": "factory", "storeys": 1, "design_code": "none"}, "S3-Pre"),
        ({"structure": "steel", "type": "office", "storeys": 5}, "S1M-Pre"),
        ({"structure": "brick_timber", "survey_structure": "timber", "storeys": 2}, "W1-Pre"),
        ({"structure": "brick_timber", "survey_structure": "mixed", "storeys": 2}, "URML-Pre"),
        ({"retrofitted": True}, "URMM-Low"),
        ({"retrofitted": True, "design_code": "GBJ 11-89"}, "URMM-Low"),
        ({"retrofitted": True, "structure": "rc_frame", "design_code": "GBJ 11-89"}, "C1M-Moderate"),
        ({"retrofitted": True, "structure": "rc_frame", **CODE_9}, "C1M-High"),
    ],
)  # fmt: skip
def test_classes_follow_structure_storeys_code_and_strengthening(
    change: dict[str, object], expected: str
) -> None:
    assert class_of(**change) == expected


def test_unreinforced_masonry_has_no_level_above_low() -> None:
    assert class_of(design_code="GB 50011-2010", fortification_intensity=9) == "URMM-Low"


def test_classes_are_the_same_in_any_order_of_the_buildings() -> None:
    table = houses({}, {"storeys": 2}, {"structure": "rc_frame"}, {})
    index, classes = fragility_classes(table)
    turned, names = fragility_classes(table.iloc[::-1])
    assert classes == names
    np.testing.assert_array_equal(index, turned[::-1])


def test_a_building_that_fits_no_row_is_named() -> None:
    with pytest.raises(
        InputError, match=r"'B000001' fits no row of building_types.csv with structure 'adobe'"
    ):
        fragility_classes(houses({}, {"structure": "adobe"}))
    with pytest.raises(InputError, match=r"code_levels.csv with design_code 'GB 9999'"):
        class_of(design_code="GB 9999")
    with pytest.raises(InputError, match="'retrofitted'"):
        fragility_classes(houses({}).drop(columns="retrofitted"))
