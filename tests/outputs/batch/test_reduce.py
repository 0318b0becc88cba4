"""Reductions are those of the whole stack, in whatever order the members come."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from outputs.batch import reduce
from outputs.batch.member_fields import MemberFields
from outputs.batch.reduce import Reducer
from tests.outputs.batch.members import Result, grid_of_shape, publish_member

MEMBERS, SHAPE = 7, (5, 6)
THRESHOLDS = (0.05, 0.15, 0.3, 0.6)


@pytest.fixture(scope="module")
def stack() -> NDArray[np.float32]:
    """Depths of seven members: a dry corner, a building with no value, a cell that has one only sometimes."""
    rng = np.random.default_rng(3)
    depth = rng.exponential(0.3, (MEMBERS, *SHAPE)).astype(np.float32)
    depth[:, 0, 0] = 0.0
    depth[:, 1, 1] = np.nan
    depth[2:5, 2, 2] = np.nan
    depth[:, 3, 3] = np.float32(0.3)
    return depth


@pytest.fixture(scope="module")
def published(stack: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> list[Result]:
    runs = tmp_path_factory.mktemp("runs")
    return [publish_member(runs, index, depth) for index, depth in enumerate(stack)]


def reduced(results: list[Result], *, sketch: bool = False, members: int = MEMBERS) -> xr.Dataset:
    reducer = Reducer(
        members=members, thresholds={"maximum_depth": THRESHOLDS}, quantiles=(0.0, 0.05, 0.5, 0.95, 1.0),
        budget=1 if sketch else reduce.BUDGET,
    )  # fmt: skip
    for result in results:
        reducer.add(result)
    assert reducer.left_out == {}
    return reducer.finish()


def test_every_reduction_is_that_of_the_stack(stack: NDArray[np.float32], published: list[Result]) -> None:
    ds = reduced(published)
    there = ~np.isnan(stack)
    count = there.sum(axis=0)
    assert np.array_equal(ds["maximum_depth_members"], count)
    for row, threshold in enumerate(THRESHOLDS):
        share = (stack >= np.float32(threshold)).sum(axis=0) / np.where(count > 0, count, np.nan)
        assert np.array_equal(
            ds["maximum_depth_exceedance"].values[row], share.astype(np.float32), equal_nan=True
        )
    some = count > 0
    mean = stack[:, some].astype(np.float64)
    assert ds["maximum_depth_mean"].values[some] == pytest.approx(np.nanmean(mean, axis=0), abs=1e-7)
    assert np.array_equal(ds["maximum_depth_highest"].values[some], np.nanmax(stack[:, some], axis=0))
    exact = np.nanquantile(mean, (0.0, 0.05, 0.5, 0.95, 1.0), axis=0)
    assert ds["maximum_depth_quantile"].values[:, some] == pytest.approx(exact, abs=1e-6)
    assert np.isnan(ds["maximum_depth_quantile"].values[:, ~some]).all()
    assert ds.attrs["quantile_method"] == "exact"


def test_the_worst_member_is_the_first_of_equals_and_none_where_all_is_dry(
    stack: NDArray[np.float32], published: list[Result]
) -> None:
    for order in (published, published[::-1]):
        worst = reduced(order)["maximum_depth_worst_member"].values
        assert worst[0, 0] == worst[1, 1] == -1
        assert worst[3, 3] == 0
        other = np.nanargmax(np.where(np.isnan(stack), -1.0, stack), axis=0)
        assert worst[4, 5] == other[4, 5] and worst[2, 2] == other[2, 2]


@pytest.mark.parametrize("sketch", [False, True], ids=["exact", "sketch"])
def test_the_order_in_which_members_finish_changes_no_bit(published: list[Result], *, sketch: bool) -> None:
    first = reduced(published, sketch=sketch)
    rng = np.random.default_rng(5)
    for _ in range(4):
        order = [published[index] for index in rng.permutation(MEMBERS)]
        xr.testing.assert_identical(reduced(order, sketch=sketch), first)


def test_exceedance_falls_with_the_threshold(published: list[Result]) -> None:
    share = reduced(published)["maximum_depth_exceedance"].values
    steps = np.diff(share, axis=0)
    assert (steps[~np.isnan(steps)] <= 0.0).all() and (steps < 0.0).any()


def test_a_sketch_tells_quantiles_within_its_bound(published: list[Result]) -> None:
    exact, sketch = (reduced(published, sketch=value)["maximum_depth_quantile"] for value in (False, True))
    told = reduced(published, sketch=True).attrs
    assert told["quantile_method"] == "sketch" and told["maximum_depth_values_beyond_sketch"] == 0
    bound = told["maximum_depth_quantile_relative_error"] * exact.values
    bound = np.maximum(bound, 0.0) + told["maximum_depth_quantile_absolute_error_below"]
    difference = np.abs(sketch.values - exact.values)
    assert (difference[~np.isnan(difference)] <= (bound[~np.isnan(difference)]) * (1 + 1e-6)).all()
    assert (difference[~np.isnan(difference)] > 0.0).any()


def test_a_member_added_twice_counts_once(published: list[Result]) -> None:
    xr.testing.assert_identical(reduced(published + published[:3]), reduced(published))


def test_failed_members_are_no_part_of_it(published: list[Result]) -> None:
    failed = Result(3, "failed", "", None, reason="no such file")
    some = [*published[:3], failed, *published[4:]]
    ds = reduced(some)
    assert ds.attrs["members_reduced"] == MEMBERS - 1
    assert ds["maximum_depth_members"].values.max() == MEMBERS - 1


def test_a_damaged_member_is_left_out_with_its_reason(published: list[Result], tmp_path: Path) -> None:
    broken = publish_member(tmp_path, 9, np.full(SHAPE, 9.0, np.float32))
    assert broken.folder is not None
    with (broken.folder / "fields.nc").open("ab") as file:
        file.write(b"x")
    reducer = Reducer(members=8)
    for result in [broken, *published]:
        reducer.add(result)
    assert "is not what was published" in reducer.left_out[9]
    assert float(reducer.finish()["maximum_depth_highest"].max()) < 9.0


def test_members_on_another_grid_are_not_mixed(published: list[Result], tmp_path: Path) -> None:
    other = publish_member(
        tmp_path, 8, np.zeros(SHAPE, np.float32), grid=grid_of_shape(*SHAPE, west=520010.0)
    )
    for order in ([*published, other], [other, *published]):
        with pytest.raises(InputError, match="2 different grids"):
            reduced(order)


def test_a_resumed_reduction_reads_only_what_it_lacks(
    published: list[Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "reduction.npz"
    first = Reducer(members=MEMBERS, checkpoint=kept, key="batch-1")
    for result in published[:4]:
        first.add(result)
    first.keep()
    read: list[int] = []
    count = Reducer._count

    def counted(self: Reducer, index: int, fields: MemberFields, hazard: str) -> None:
        read.append(index)
        count(self, index, fields, hazard)

    monkeypatch.setattr(Reducer, "_count", counted)
    again = Reducer(members=MEMBERS, checkpoint=kept, key="batch-1")
    assert again.held == 4
    for result in published[::-1]:
        again.add(result)
    assert sorted(read) == [4, 5, 6]
    whole = Reducer(members=MEMBERS)
    for result in published:
        whole.add(result)
    xr.testing.assert_identical(again.finish(), whole.finish())


@pytest.mark.parametrize("harm", ["torn", "altered", "another batch", "other thresholds"])
def test_a_checkpoint_that_cannot_be_believed_is_not_taken_up(
    published: list[Result], tmp_path: Path, harm: str
) -> None:
    kept = tmp_path / "reduction.npz"
    first = Reducer(members=MEMBERS, checkpoint=kept, key="batch-1")
    first.add(published[0])
    first.keep()
    whole = kept.read_bytes()
    if harm == "torn":
        kept.write_bytes(whole[: len(whole) // 2])
    elif harm == "altered":
        middle = len(whole) // 2
        kept.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])
    key = "batch-2" if harm == "another batch" else "batch-1"
    thresholds = {"maximum_depth": (0.1,)} if harm == "other thresholds" else None
    assert Reducer(members=MEMBERS, checkpoint=kept, key=key, thresholds=thresholds).held == 0


def test_a_member_that_was_run_anew_takes_the_place_of_what_was_kept(
    published: list[Result], tmp_path: Path
) -> None:
    kept = tmp_path / "reduction.npz"
    first = Reducer(members=MEMBERS, checkpoint=kept, key="b")
    for result in published[:3]:
        first.add(result)
    first.keep()
    again = Reducer(members=MEMBERS, checkpoint=kept, key="b")
    newer = publish_member(tmp_path, 30, np.full(SHAPE, 5.0, np.float32))
    changed = [published[0], dataclasses.replace(newer, index=1), published[2]]
    for result in changed:
        again.add(result)
    plain = Reducer(members=MEMBERS)
    for result in changed:
        plain.add(result)
    xr.testing.assert_identical(again.finish(), plain.finish())


def test_nothing_published_is_nothing_to_reduce() -> None:
    with pytest.raises(InputError, match="nothing to reduce"):
        Reducer(members=2).finish()


def test_unknown_fields_and_thresholds_that_fall_are_refused() -> None:
    with pytest.raises(InputError, match=r"'depths' is no field.*maximum_depth"):
        Reducer(members=1, thresholds={"depths": (0.1,)})
    with pytest.raises(InputError, match="increasing numbers"):
        Reducer(members=1, thresholds={"maximum_depth": (0.3, 0.1)})
    with pytest.raises(InputError, match="between 0 and 1"):
        Reducer(members=1, quantiles=(0.5, 1.5))
