"""The ready batches: they load, and all their members can be run."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.batch.checking import check_members
from scenarios.batch.members import members_of
from scenarios.batch.spec import batch_names, load_batch
from scenarios.variants import library_names

MEMBERS = {"gongshu-design-storms": 6 * 4 * 3, "gongshu-earthquakes": 4 * 4 * 6, "gongshu-typhoons": 11}


def test_the_ready_batches_are_those_that_are_told() -> None:
    """And none of them is taken for a scenario."""
    assert batch_names() == sorted(MEMBERS)
    assert not set(batch_names()) & set(library_names())


@pytest.mark.parametrize("name", MEMBERS)
def test_every_member_of_a_ready_batch_can_be_run(name: str, tmp_path: Path) -> None:
    """Each under a name of its own, on the whole district at 20 m."""
    batch = load_batch(name)
    members = check_members(members_of(batch, folder=tmp_path), cache=tmp_path)
    assert len(members) == MEMBERS[name]
    assert {"domain.cell_size_m=20.0"} <= set(members[0].member.overrides)
    assert all(batch.values.batch.title)
