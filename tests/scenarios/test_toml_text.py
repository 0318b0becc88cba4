"""Text in TOML reads back as what it was written from."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.toml_text import toml_text, toml_value

KEYS = st.text(min_size=1, max_size=6)
PLAIN = st.one_of(
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.datetimes(),
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_what_is_written_is_read_back(tables: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(tables)) == tables


def test_tables_and_lists_of_tables_have_titles() -> None:
    text = toml_text({"a": {"b": {"c": 1}, "d": [{"e": "x"}, {"f": {"g": 2.5}}]}, "h": True})
    assert text.splitlines() == [
        "h = true", "", "[a]", "", "[a.b]", "c = 1", "", "[[a.d]]", 'e = "x"', "", "[[a.d]]", "",
        "[a.d.f]", "g = 2.5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (dt.datetime(2021, 7, 25, 8, tzinfo=dt.UTC), "2021-07-25T08:00:00+00:00"),
        ([{"a b": 1}], '[{"a b" = 1}]'),
        ("雨\n", '"雨\\n"'),
        (False, "false"),
    ],
)
def test_a_value_is_written_in_a_line(value: Any, text: str) -> None:
    assert toml_value(value) == text
