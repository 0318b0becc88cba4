"""Estimates of a batch, and what is refused for them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from census.errors import InputError
from scenarios.batch import plan as planning
from scenarios.batch.costs import KEPT, Cost, cost_of, guess_of, keep_costs, read_costs
from scenarios.batch.plan import plan_batch
from scenarios.batch.plan_words import as_table, in_words
from scenarios.batch.sizes import Size, size_of
from scenarios.batch.taken import keep_taken
from scenarios.hazards import load
from tests.scenarios.batch.trial import STORMS, batch_in

SMALL = Size("waterlogging local_inertia", 2500, 14, 1.0e7, "some")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads what other runs took."""
    monkeypatch.setenv("FANGZAI_CACHE", str(tmp_path / "cache"))


def test_the_size_of_a_flood_follows_cells_and_duration() -> None:
    """Half the cell makes four times the cells and twice the steps."""
    coarse = size_of(load("design-2yr", ["domain.cell_size_m=20.0"]))
    fine = size_of(load("design-2yr", ["domain.cell_size_m=10.0"]))
    long = size_of(load("design-2yr", ["settings.duration_h=6.0"]))
    assert fine.cells == pytest.approx(4 * coarse.cells, rel=1e-3)
    assert fine.work == pytest.approx(8 * coarse.work, rel=1e-2)
    assert long.work == pytest.approx(2 * coarse.work, rel=1e-2)


def test_the_size_of_an_earthquake_follows_its_realisations() -> None:
    """Twice the realisations are twice the work."""
    once = size_of(load("quake-8km-m6-0"))
    twice = size_of(load("quake-8km-m6-0", ["damage.realisations=2000"]))
    assert twice.work == pytest.approx(2 * once.work)
    assert once.kind == "seismic with retrofit and roads"


def test_what_members_took_tells_what_the_next_take(tmp_path: Path) -> None:
    """The median of the nearest, in proportion to the guess; memory by the greatest."""
    guess = guess_of(SMALL)
    for share in (2.0, 3.0, 10.0):
        taken = Cost(share * guess.seconds, share * guess.memory, share * guess.disk)
        keep_costs(tmp_path, [(SMALL, taken)])
    told = cost_of(SMALL, read_costs(tmp_path))
    assert told.seconds == pytest.approx(3.0 * guess.seconds)
    assert told.disk == pytest.approx(3.0 * guess.disk)
    assert told.memory == pytest.approx(10.0 * guess.memory)
    other = Size("seismic", 100, 20, 1.0e7, "other")
    assert cost_of(other, read_costs(tmp_path)) == guess_of(other)


def test_the_record_of_costs_stays_small_and_bears_damage(tmp_path: Path) -> None:
    """The latest of each kind are kept; a record that cannot be read is none."""
    keep_costs(tmp_path, [(SMALL, Cost(float(n + 1), 1e9, 1e6)) for n in range(KEPT + 20)])
    keep_costs(tmp_path, [(SMALL, Cost(float("nan"), 0.0, 0.0))])
    assert len(read_costs(tmp_path)[SMALL.kind]) == KEPT
    (tmp_path / "batch-costs.json").write_text("{", encoding="utf-8")
    assert read_costs(tmp_path) == {}
    keep_costs(tmp_path, [(SMALL, Cost(1.0, 1e9, 1e6))])
    assert len(read_costs(tmp_path)[SMALL.kind]) == 1


def test_a_plan_tells_members_time_memory_and_disk(tmp_path: Path) -> None:
    """In words and as plain values; more workers take less time and no less work."""
    batch = batch_in(tmp_path, STORMS)
    one = plan_batch(batch, runs_dir=tmp_path / "runs", workers=1)
    three = plan_batch(batch, runs_dir=tmp_path / "runs", workers=3)
    assert len(one.missing) == 9 and one.core_seconds == three.core_seconds
    assert three.seconds < one.seconds
    words = "\n".join(in_words(one))
    for part in ("members: 9 (9 waterlogging local_inertia); 0 published", "time: about", "memory:", "disk:"):
        assert part in words
    table = json.loads(json.dumps(as_table(one)))
    assert table["estimate"]["measured_members"] == 0
    assert table["rows"][4]["parameters"] == {"rain.return_period_yr": 5, "sewers": "half"}
    assert not (tmp_path / "runs").exists()


def test_more_workers_than_memory_holds_are_refused_with_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says how many fit; unless stated, so many are taken."""
    batch = batch_in(tmp_path, STORMS)
    need = plan_batch(batch, runs_dir=tmp_path / "runs", workers=1).worker_memory
    monkeypatch.setattr(planning, "machine_memory", lambda: 2.5 * need / planning.MEMORY_SHARE)
    with pytest.raises(InputError, match=r"40 workers would take .* at most 2 workers fit \(--workers 2\)"):
        plan_batch(batch, runs_dir=tmp_path / "runs", workers=40)
    assert plan_batch(batch, runs_dir=tmp_path / "runs").workers <= 2
    monkeypatch.setattr(planning, "machine_memory", lambda: 0.5 * need)
    with pytest.raises(InputError, match="not even one worker fits"):
        plan_batch(batch, runs_dir=tmp_path / "runs")


def test_a_batch_that_the_disk_does_not_hold_is_refused_with_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is written."""
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(InputError, match=r"9 runs would take about .* GB in .*, where 0.0 GB are free"):
        plan_batch(batch_in(tmp_path, STORMS), runs_dir=tmp_path / "runs", workers=1)


@dataclass(frozen=True)
class Done:
    """What became of a member, as far as its cost goes."""

    index: int
    status: str
    folder: Path
    seconds: float
    peak_bytes: int


def test_a_plan_rests_on_the_members_that_were_run(tmp_path: Path) -> None:
    """Those that were skipped or failed tell nothing."""
    batch, cache = batch_in(tmp_path, STORMS), tmp_path / "cache"
    plan = plan_batch(batch, runs_dir=tmp_path / "runs", workers=1)
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "fields.nc").write_bytes(bytes(123_456))
    results = [
        Done(0, "done", tmp_path / "made", 77.0, 3_000_000_000),
        Done(1, "failed", tmp_path / "none", 5000.0, 0),
        Done(2, "skipped", tmp_path / "made", float("nan"), 0),
    ]
    keep_taken(cache, plan.members, results)
    after = plan_batch(batch, runs_dir=tmp_path / "runs", workers=1)
    assert after.measured == 1
    assert after.core_seconds == pytest.approx(9 * 77.0)
    assert after.worker_memory == pytest.approx(3e9)
    assert after.disk == pytest.approx(9 * 123_456)
    assert "from what members took on this machine (the latest 1)" in in_words(after)[-1]
