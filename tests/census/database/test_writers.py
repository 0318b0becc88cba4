"""Real processes that write at once, die in mid-write or find the disk full: the former state is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from census.database import open_database
from census.database.writer import DatabaseBusyError
from tests.census import tiny

ROOT = Path(__file__).resolve().parents[3]

STOPS = {
    "before anything": "writer.new_attempt",
    "with half of the layers": "layers._check_count",
    "with the files still in the temporary folder": "master.publish",
    "with the files moved and the manifest old": "writer.synced",
    "with the manifest new and the old files there": "writer._link",
}
"""Moments of a write, and the function at whose call the process stops."""

PROGRAM = """
import sys, time
from importlib import import_module
from pathlib import Path
from census.database import open_database
from tests.census import tiny

folder, stop, says = sys.argv[1:]
database = open_database(folder, schema=tiny.SCHEMA)
if stop:
    module, name = stop.split(".")
    def wait(*_, **__):
        print(says, flush=True)
        time.sleep(60)
    setattr(import_module(f"census.database.{module}"), name, wait)
database.write({"wells": tiny.wells().iloc[:1]}, rasters=tiny.rasters(), doing="trial of a write")
print("written", flush=True)
"""


@contextmanager
def stopped(folder: Path, stop: str) -> Iterator[subprocess.Popen[str]]:
    """A process that waits in the midst of a write."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, str(folder), stop, "here"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "here\n"
            yield process
        finally:
            process.kill()


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("moment", STOPS)
def test_a_writer_killed_leaves_a_whole_state_and_the_next_cleans_up(tmp_path: Path, moment: str) -> None:
    folder = tmp_path / "d"
    before = tiny.database(folder)
    clean = contents(folder)
    with stopped(folder, STOPS[moment]) as process:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    left = open_database(folder, personal=True, schema=tiny.SCHEMA)
    left.verify()
    done = moment == "with the manifest new and the old files there"
    assert len(left.rows("wells")) == (1 if done else 2)
    assert (left.content_hash == before.content_hash) == (not done)
    after = left.write({"wells": tiny.wells()})
    after.verify()
    assert after.content_hash == before.content_hash
    litter = contents(folder) - clean
    kept = set(after.manifest.previous)
    assert litter <= kept


def test_a_second_writer_is_refused_at_once_and_told_who_writes(tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "d")
    with stopped(tmp_path / "d", "master.publish") as process:
        began = time.monotonic()
        with pytest.raises(DatabaseBusyError, match=rf"process {process.pid} of .* \(trial of a write\)"):
            database.write({"wells": tiny.wells()})
        assert time.monotonic() - began < 2.0
        # Reading goes on, and the work in hand of the one who writes is left alone.
        assert len(database.rows("wells")) == 2
        assert list((tmp_path / "d").glob(".tmp-*"))
    assert len(database.write({"wells": tiny.wells().iloc[:1]}).rows("wells")) == 1


def test_two_writers_at_once_end_in_one_state_or_the_other(tmp_path: Path) -> None:
    tiny.database(tmp_path / "d")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "d"), "", ""]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    told = [process.communicate(timeout=60) for process in both]
    good = [out for out, _ in told if out == "written\n"]
    bad = [error for out, error in told if out != "written\n"]
    assert good
    assert all("is being written by process" in e or "changed by another writer" in e for e in bad)
    after = open_database(tmp_path / "d", schema=tiny.SCHEMA)
    after.verify()
    assert len(after.rows("wells")) == 1


def test_a_full_disk_ends_the_write_and_leaves_the_former_state(tmp_path: Path) -> None:
    before = tiny.database(tmp_path / "d", {**tiny.frames(), "gaugings": tiny.gaugings(0)})
    program = f"""
import resource, signal
from census.database import open_database
from tests.census import tiny

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
rows = tiny.gaugings(20_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
open_database({str(tmp_path / "d")!r}, schema=tiny.SCHEMA).write({{"gaugings": rows}})
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 1
    assert "UnfinishedFileError" in done.stderr
    after = open_database(tmp_path / "d", personal=True, schema=tiny.SCHEMA)
    after.verify()
    assert after.content_hash == before.content_hash
    assert not list((tmp_path / "d").glob(".tmp-*"))
