"""Real processes that write at once, die in mid-write or find the disk full: the former state is whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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

SERVER = """
import json, os, signal, sys, traceback
import geopandas, pyogrio
from census.database import content, layers, master, writer
from tests.census import tiny

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in sys.stdin:
    code = json.loads(line)
    if os.fork() == 0:
        try:
            exec(code, {"say": lambda text: print(json.dumps([os.getpid(), text]), flush=True)})
        except BaseException:
            print(json.dumps([os.getpid(), traceback.format_exc()]), flush=True)
        os._exit(0)
"""
"""A process that runs code in processes of their own, which need not load the libraries again."""

PROGRAM = """
import time
from importlib import import_module
from census.database import open_database
from tests.census import tiny

folder, stop = {folder!r}, {stop!r}
database = open_database(folder, schema=tiny.SCHEMA)
if stop:
    module, name = stop.split(".")
    def wait(*_, **__):
        say("here")
        time.sleep(60)
    setattr(import_module(f"census.database.{{module}}"), name, wait)
database.write({{"wells": tiny.wells().iloc[:1]}}, rasters=tiny.rasters(), doing="trial of a write")
say("written")
"""

Server = subprocess.Popen[str]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The process that runs the others; it keeps to one thread, for no other survives a fork."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", "-c", SERVER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        yield process
        process.kill()


def start(server: Server, code: str) -> None:
    assert server.stdin is not None
    server.stdin.write(json.dumps(code) + "\n")
    server.stdin.flush()


def answer(server: Server) -> tuple[int, str]:
    """Number of the process that said something, and what it said."""
    assert server.stdout is not None
    number, said = json.loads(server.stdout.readline())
    return int(number), str(said)


@contextmanager
def stopped(server: Server, folder: Path, stop: str) -> Iterator[int]:
    """Number of a process that waits in the midst of a write; it is killed at the end."""
    start(server, PROGRAM.format(folder=str(folder), stop=stop))
    number, said = answer(server)
    assert said == "here"
    try:
        yield number
    finally:
        kill(number)


def kill(number: int) -> None:
    """Kill a process, with no chance for it to tidy up, and wait until it is gone."""
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
        for _ in range(3000):
            os.kill(number, 0)
            time.sleep(0.01)


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("moment", STOPS)
def test_a_writer_killed_leaves_a_whole_state_and_the_next_cleans_up(
    server: Server, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "d"
    before = tiny.database(folder)
    clean = contents(folder)
    with stopped(server, folder, STOPS[moment]) as number:
        kill(number)
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


def test_a_second_writer_is_refused_at_once_and_told_who_writes(server: Server, tmp_path: Path) -> None:
    database = tiny.database(tmp_path / "d")
    with stopped(server, tmp_path / "d", "master.publish") as number:
        began = time.monotonic()
        with pytest.raises(DatabaseBusyError, match=rf"process {number} of .* \(trial of a write\)"):
            database.write({"wells": tiny.wells()})
        assert time.monotonic() - began < 2.0
        # Reading goes on, and the work in hand of the one who writes is left alone.
        assert len(database.rows("wells")) == 2
        assert list((tmp_path / "d").glob(".tmp-*"))
    assert len(database.write({"wells": tiny.wells().iloc[:1]}).rows("wells")) == 1


def test_two_writers_at_once_end_in_one_state_or_the_other(server: Server, tmp_path: Path) -> None:
    tiny.database(tmp_path / "d")
    for _ in range(2):
        start(server, PROGRAM.format(folder=str(tmp_path / "d"), stop=""))
    told = [answer(server)[1] for _ in range(2)]
    assert "written" in told
    bad = [said for said in told if said != "written"]
    refusals = ("is being written by process", "changed by another writer")
    assert all(any(r in said for r in refusals) for said in bad), bad
    after = open_database(tmp_path / "d", schema=tiny.SCHEMA)
    after.verify()
    assert len(after.rows("wells")) == 1


def test_a_full_disk_ends_the_write_and_leaves_the_former_state(server: Server, tmp_path: Path) -> None:
    before = tiny.database(tmp_path / "d", {**tiny.frames(), "gaugings": tiny.gaugings(0)})
    code = f"""
import resource, signal
from census.database import open_database
from tests.census import tiny

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
rows = tiny.gaugings(20_000)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
open_database({str(tmp_path / "d")!r}, schema=tiny.SCHEMA).write({{"gaugings": rows}})
say("written")
"""
    start(server, code)
    assert "UnfinishedFileError" in answer(server)[1]
    after = open_database(tmp_path / "d", personal=True, schema=tiny.SCHEMA)
    after.verify()
    assert after.content_hash == before.content_hash
    assert not list((tmp_path / "d").glob(".tmp-*"))
