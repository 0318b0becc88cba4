"""The registry of fields: complete, bilingual, and put onto datasets without changing them."""

import re

import numpy as np
import pytest
import xarray as xr

from census.variables import COORDINATES, FIELDS, LEDGER_TERMS, SUBJECTS, Variable, described

EVERY = [*FIELDS.values(), *COORDINATES.values()]


def small(**fields: tuple[tuple[str, ...], tuple[int, ...]]) -> xr.Dataset:
    return xr.Dataset({name: (dims, np.zeros(shape, np.float32)) for name, (dims, shape) in fields.items()})


def test_every_field_of_the_surface_is_registered() -> None:
    assert set(FIELDS) >= {
        "maximum_depth",
        "time_of_maximum_depth",
        "maximum_speed",
        "maximum_hazard",
        "arrival_time",
        "duration_above_depth",
        "depth",
        "bed",
        "building_fraction",
        "ledger",
        "account",
    }


def test_no_two_subjects_share_a_name() -> None:
    names = [v.name for subject in SUBJECTS for v in (*subject.FIELDS, *subject.COORDINATES)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("variable", EVERY, ids=lambda variable: variable.name)
def test_a_field_has_its_words_in_both_languages(variable: Variable) -> None:
    for chinese, english in ((variable.zh, variable.en), (variable.meaning_zh, variable.meaning_en)):
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert re.fullmatch("[\x20-\x7e]+", english)


def test_the_ledger_has_the_terms_of_the_balance() -> None:
    expected = "rain inflow infiltration sewer exchange canal edge storage_change residual"
    assert list(LEDGER_TERMS) == expected.split()


def test_attributes_are_put_on_a_copy() -> None:
    ds = small(
        maximum_depth=(("y", "x"), (2, 3)), duration_above_depth=(("depth_class", "y", "x"), (3, 2, 3))
    )
    ds = ds.assign_coords(depth_class=[0.15, 0.30, 0.50])
    ds["maximum_depth"].attrs["note"] = "kept"
    named = described(ds)
    assert ds["maximum_depth"].attrs == {"note": "kept"}
    attrs = named["maximum_depth"].attrs
    assert (attrs["note"], attrs["units"], attrs["long_name_zh"]) == ("kept", "m", "最大水深")
    # CF 2.5.1 asks for the type of the data.
    assert attrs["valid_min"].dtype == np.float32
    assert named["depth_class"].attrs["standard_name"] == "flood_water_thickness"
    assert "standard_name" not in named["duration_above_depth"].attrs


def test_a_field_nobody_registered_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'wetness' is not in census/variables\.py"):
        described(small(wetness=(("y", "x"), (2, 3))))


def test_a_field_with_other_dimensions_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'bed' has dimensions \('x', 'y'\); \('y', 'x'\) are right"):
        described(small(bed=(("x", "y"), (3, 2))))
