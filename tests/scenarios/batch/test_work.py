"""Members are run once, skipped when published, tried again when their worker dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from outputs.publish import is_whole
from scenarios.batch import cluster as clusters
from scenarios.batch import work
from scenarios.batch.cluster import remote_cluster
from scenarios.batch.guard import Guard
from scenarios.batch.pinning import PINNED
from scenarios.batch.results import MemberResult
from scenarios.batch.state import Journal, events, last_by_run, mark_start, starts
from scenarios.batch.work import run_members
from scenarios.hazards import load
from scenarios.identity import identity_of
from scenarios.paths import PROJECT
from scenarios.run import run_scenario
from tests.scenarios.batch.members import Trial, trial


def test_a_journal_that_was_torn_is_read_and_gone_on_with(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.add("done", run_id="a", seconds=1.0)
    with (tmp_path / "state.jsonl").open("ab") as file:
        file.write(b'{"event": "done", "run_id": "b"')
    with Journal(tmp_path) as journal:
        journal.add("failed", run_id="c", reason="no rain")
    assert [record["run_id"] for record in events(tmp_path)] == ["a", "c"]
    assert last_by_run(tmp_path)["c"]["reason"] == "no rain"


def test_what_was_begun_is_counted_over_all_workers(tmp_path: Path) -> None:
    mark_start(tmp_path, run_id="a", attempt=1)
    mark_start(tmp_path, run_id="a", attempt=2)
    assert [(one["run_id"], one["attempt"]) for one in starts(tmp_path)] == [("a", 1), ("a", 2)]


def test_published_members_are_skipped_and_no_worker_starts(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_cluster", lambda *_: pytest.fail("a worker was asked for"))
    members = [trial(place, 0), trial(place, 1)]
    for member, _ in members:
        run_scenario(member.base, runs_dir=place / "runs", overrides=member.overrides)
    seen: list[MemberResult] = []
    outcome = run_members(members, runs_dir=place / "runs", work=place / "work", on_done=seen.append)
    assert outcome.count("skipped") == 2 and list(outcome.members) == seen
    assert all(is_whole(result.folder) for result in outcome.members)


def test_a_scheduler_that_is_not_there_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clusters, "ANSWER", 0.5)
    # Nobody listens on the discard port.
    address = "tcp://127.0.0.1:9"
    with (
        pytest.raises(InputError, match=f"--scheduler {address}: no dask scheduler answers"),
        remote_cluster(address, work=tmp_path),
    ):
        pass


def test_a_worker_that_takes_too_much_memory_is_ended_and_told() -> None:
    crew = Guard("tcp://127.0.0.1:9", workers=1, memory_limit=1 << 20, name="small")
    crew.start()
    try:
        _until(lambda: bool(crew.deaths), 20.0)
    finally:
        crew.stop()
    assert "out of memory" in crew.deaths["small-0"] and not crew.pids


def test_a_child_dies_with_its_parent() -> None:
    child = "import os, time; from scenarios.batch.lifetime import end_with; end_with(os.getppid()); "
    child += "print(os.getpid(), flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    process = subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    with process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
        process.wait()
        _until(lambda: not _lives(pid), 5.0)


def test_threads_are_pinned_before_numpy_is_loaded() -> None:
    code = (
        "import numpy, scipy.linalg, numba; from threadpoolctl import threadpool_info; "
        "print(max(pool['num_threads'] for pool in threadpool_info()), numba.config.NUMBA_NUM_THREADS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **PINNED}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "1"]


@pytest.mark.slow
def test_members_are_done_and_a_refused_one_stands_with_its_reason(place: Path) -> None:
    members = [trial(place, index) for index in range(3)]
    # What is wrong with a member only its worker can tell: its file changed meanwhile.
    text = (place / "trial.toml").read_text("utf-8")
    other = place / "other.toml"
    other.write_text(text, encoding="utf-8")
    member = replace(members[1].member, base=str(other))
    members[1] = Trial(member, identity_of(load(member.base, member.overrides)).run_id)
    other.write_text(text.replace("dem.tif", "nowhere.tif"), encoding="utf-8")
    outcome = run_members(members, runs_dir=place / "runs", work=place / "work", workers=1)
    assert [result.status for result in outcome.members] == ["done", "failed", "done"]
    assert "nowhere.tif" in outcome.members[1].reason and outcome.members[1].attempts == 1
    assert outcome.members[0].seconds > 0 and outcome.members[0].peak_bytes > 1 << 20
    again = run_members(members[:1], runs_dir=place / "runs", work=place / "work", workers=1)
    assert again.members[0].status == "skipped"
    assert again.members[0].seconds == pytest.approx(outcome.members[0].seconds, abs=1e-3)


@pytest.mark.slow
def test_one_and_two_workers_give_the_same_bytes_and_a_killed_worker_is_made_up_for(place: Path) -> None:
    members = [trial(place, index) for index in range(4)]
    whole = run_members(members, runs_dir=place / "one", work=place / "w1", workers=1)
    killed: list[int] = []

    def kill_one(_: MemberResult) -> None:
        if not killed:
            killed.append(_worker_pids()[0])
            os.kill(killed[0], signal.SIGKILL)

    parts = run_members(members, runs_dir=place / "two", work=place / "w2", workers=2, on_done=kill_one)
    assert killed and parts.count("done") == 4 and not _worker_pids()
    for one, two in zip(whole.members, parts.members, strict=True):
        with (
            xr.open_dataset(one.folder / "fields.nc") as first,
            xr.open_dataset(two.folder / "fields.nc") as second,
        ):
            for name in first.data_vars:
                assert np.array_equal(first[name].values, second[name].values, equal_nan=True), name


def _worker_pids() -> list[int]:
    """Workers that this process started."""
    import psutil

    return [
        child.pid
        for child in psutil.Process().children()
        if "scenarios.batch.worker" in " ".join(child.cmdline())
    ]


def _until(there: object, seconds: float) -> None:
    begin = time.monotonic()
    while not there():  # type: ignore[operator]
        assert time.monotonic() - begin < seconds
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
