"""Publication is all or nothing: full disks, kills, damage and repeats."""

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from census.attempts import new_attempt
from census.durable import locked
from census.errors import InputError
from outputs.publish import PublishError, check_run, publish, published_runs, read_manifest

ROOT = Path(__file__).parents[2]


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def write_two(folder: Path) -> None:
    (folder / "fields.nc").write_bytes(b"depth" * 100)
    (folder / "tables").mkdir()
    (folder / "tables" / "streets.csv").write_text("街道,面积\n", encoding="utf-8")


def script(runs: Path, body: str) -> subprocess.Popen[str]:
    """A Python process of its own that publishes run "b" with the given write function."""
    code = "import sys, time, resource\nfrom pathlib import Path\nfrom outputs.publish import publish\n"
    code += textwrap.dedent(body) + f"\npublish(Path({str(runs)!r}), 'b', write, manifest={{}})\n"
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_a_run_appears_whole_with_its_files_and_figures(tmp_path: Path) -> None:
    def write(folder: Path) -> dict[str, float]:
        write_two(folder)
        return {"maximum_depth": 1.25}

    folder = publish(tmp_path / "runs", "a", write, manifest={"title": "暴雨"})
    manifest = read_manifest(folder)
    assert folder == tmp_path / "runs" / "a"
    assert (manifest["run_id"], manifest["title"], manifest["maximum_depth"]) == ("a", "暴雨", 1.25)
    assert sorted(manifest["files"]) == ["fields.nc", "tables/streets.csv"]
    assert manifest["files"]["fields.nc"]["bytes"] == 500
    # SHA-256 of "depth" repeated 100 times, by sha256sum.
    digest = subprocess.run(["sha256sum", folder / "fields.nc"], capture_output=True, text=True, check=True)
    assert manifest["files"]["fields.nc"]["sha256"] == digest.stdout.split()[0]
    assert check_run(folder).whole
    assert published_runs(tmp_path / "runs") == [folder]


def test_runs_are_listed_in_the_order_of_publication(tmp_path: Path) -> None:
    second = publish(tmp_path, "b", write_two, manifest={})
    third = publish(tmp_path, "a", write_two, manifest={})
    assert published_runs(tmp_path) == [second, third]
    assert published_runs(tmp_path / "none") == []


def test_a_run_already_published_is_not_written_again(tmp_path: Path) -> None:
    first = publish(tmp_path, "a", write_two, manifest={})
    stamp = read_manifest(first)["published"]
    again = publish(tmp_path, "a", lambda folder: pytest.fail("written twice"), manifest={})
    assert again == first
    assert read_manifest(again)["published"] == stamp


def test_a_damaged_run_is_set_aside_and_replaced(tmp_path: Path) -> None:
    folder = publish(tmp_path, "a", write_two, manifest={})
    (folder / "fields.nc").write_bytes(b"wreck")
    publish(tmp_path, "a", write_two, manifest={})
    assert check_run(folder).whole
    assert (tmp_path / ".damaged-a-1" / "fields.nc").read_bytes() == b"wreck"
    assert published_runs(tmp_path) == [folder]


def test_two_repairs_of_one_damaged_run_leave_a_whole_one(tmp_path: Path) -> None:
    folder = publish(tmp_path, "a", write_two, manifest={})
    (folder / "fields.nc").write_bytes(b"wreck")

    def write_while_another_repairs(attempt: Path) -> None:
        publish(tmp_path, "a", write_two, manifest={"by": "another"})
        write_two(attempt)

    publish(tmp_path, "a", write_while_another_repairs, manifest={"by": "this"})
    assert check_run(folder).whole
    assert read_manifest(folder)["by"] == "another"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".damaged-a-1", "a"]


def test_what_stands_there_is_judged_while_nobody_else_can_place(tmp_path: Path) -> None:
    with ThreadPoolExecutor() as pool:
        with locked(tmp_path):
            waiting = pool.submit(publish, tmp_path, "a", write_two, manifest={})
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.5)
            assert not (tmp_path / "a").exists()
        assert check_run(waiting.result(timeout=30)).whole


@pytest.mark.parametrize("run_id", ["", ".hidden", "../up", "a/b", "a b", "x" * 129])
def test_a_run_id_that_cannot_name_a_folder_is_refused(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(InputError, match="cannot name a folder"):
        publish(tmp_path, run_id, write_two, manifest={})
    assert list(tmp_path.iterdir()) == []


def test_a_manifest_may_not_use_the_keys_of_publication(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="files"):
        publish(tmp_path, "a", write_two, manifest={"files": {}})


def test_too_little_space_is_refused_with_both_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9 - 2**20, 2**20))
    with pytest.raises(PublishError, match=r"100\.0 MiB are needed .* 1\.0 MiB are available"):
        publish(tmp_path, "a", lambda folder: pytest.fail("written"), manifest={}, needed_bytes=100 * 2**20)
    assert list(tmp_path.iterdir()) == []


def test_a_write_the_kernel_refuses_leaves_earlier_runs_whole(tmp_path: Path) -> None:
    earlier = publish(tmp_path, "a", write_two, manifest={})
    process = script(
        tmp_path,
        """
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        def write(folder):
            (folder / "small.csv").write_bytes(b"1")
            (folder / "fields.nc").write_bytes(b"x" * 200000)
        """,
    )
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "PublishError: run b was not published: the disk of" in stderr
    assert "File too large" in stderr
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert check_run(earlier).whole


def test_a_library_error_on_a_full_disk_is_told_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_: Path) -> None:
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 0))
        raise RuntimeError("NetCDF: HDF error")

    with pytest.raises(PublishError, match=r"failed or is full \(NetCDF: HDF error"):
        publish(tmp_path, "a", write, manifest={})


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError, FileNotFoundError, SystemExit])
def test_an_error_in_writing_passes_on_and_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    def write(folder: Path) -> None:
        write_two(folder)
        raise error

    with pytest.raises(error):
        publish(tmp_path, "a", write, manifest={})
    assert list(tmp_path.iterdir()) == []


def test_nothing_or_a_link_is_not_published(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        publish(tmp_path, "a", lambda folder: None, manifest={})
    with pytest.raises(InputError, match=r"link\.nc is not a plain file"):
        publish(tmp_path, "a", lambda folder: (folder / "link.nc").symlink_to("/etc/passwd"), manifest={})
    assert list(tmp_path.iterdir()) == []


def test_kill_9_in_mid_write_shows_nothing_and_the_next_publication_cleans_up(tmp_path: Path) -> None:
    earlier = publish(tmp_path, "a", write_two, manifest={})
    process = script(
        tmp_path,
        """
        def write(folder):
            file = (folder / "fields.nc").open("wb")
            file.write(b"x" * 100000)
            file.flush()
            print("half", flush=True)
            time.sleep(60)
        """,
    )
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == "half\n"
    left = [p for p in tmp_path.iterdir() if p.name.startswith(".tmp-")]
    assert len(left) == 1 and (left[0] / "fields.nc").stat().st_size == 100000

    # While the writer lives, its folder is nobody else's to remove.
    publish(tmp_path, "c", write_two, manifest={})
    assert left[0].is_dir()

    process.send_signal(signal.SIGKILL)
    assert process.wait(timeout=30) == -signal.SIGKILL
    process.stdout.close()
    process.stderr.close()
    assert not (tmp_path / "b").exists()
    assert [p.name for p in published_runs(tmp_path)] == ["a", "c"]
    assert check_run(earlier).whole

    publish(tmp_path, "d", write_two, manifest={})
    assert not left[0].exists()
    assert [p.name for p in published_runs(tmp_path)] == ["a", "c", "d"]


def test_a_reused_process_number_does_not_keep_a_dead_folder(tmp_path: Path) -> None:
    live = new_attempt(tmp_path)
    prefix, host, boot, pid, start, _ = live.name.split("-")
    reused = tmp_path / f"{prefix}-{host}-{boot}-{pid}-{int(start) - 1}-aaaa"
    rebooted = tmp_path / f"{prefix}-{host}-00000000-{pid}-{start}-bbbb"
    elsewhere = tmp_path / f"{prefix}-00000000-{boot}-1-1-cccc"
    for folder in (reused, rebooted, elsewhere):
        folder.mkdir()
    publish(tmp_path, "a", write_two, manifest={})
    assert live.is_dir() and elsewhere.is_dir()
    assert not reused.exists() and not rebooted.exists()


def test_a_folder_of_another_machine_is_removed_after_a_week_untouched(tmp_path: Path) -> None:
    folder = tmp_path / ".tmp-00000000-00000000-1-1-cccc"
    folder.mkdir()
    eight_days_ago = folder.stat().st_mtime - 8 * 86400
    os.utime(folder, (eight_days_ago, eight_days_ago))
    publish(tmp_path, "a", write_two, manifest={})
    assert not folder.exists()


def test_a_flipped_byte_a_lost_file_and_a_stray_one_are_named(tmp_path: Path) -> None:
    folder = publish(tmp_path, "a", write_two, manifest={})
    content = bytearray((folder / "fields.nc").read_bytes())
    content[250] ^= 1
    (folder / "fields.nc").write_bytes(content)
    (folder / "tables" / "streets.csv").unlink()
    (folder / "note.txt").write_text("mine")
    found = check_run(folder)
    assert (found.changed, found.missing, found.extra) == (
        ("fields.nc",),
        ("tables/streets.csv",),
        ("note.txt",),
    )
    assert not found.whole
    assert str(found) == "changed: fields.nc; missing: tables/streets.csv; extra: note.txt"


def test_a_manifest_cut_short_or_altered_makes_the_run_unreadable(tmp_path: Path) -> None:
    folder = publish(tmp_path, "a", write_two, manifest={"title": "x"})
    whole = (folder / "manifest.json").read_bytes()
    for damage in (
        whole[: len(whole) // 2],
        b"",
        b"[]",
        whole.replace(b'"title":"x"', b'"title":"y"'),
        b"\xff",
    ):
        (folder / "manifest.json").write_bytes(damage)
        with pytest.raises(InputError, match="is not a published run"):
            read_manifest(folder)
        assert published_runs(tmp_path) == []
    (folder / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"has no manifest\.json"):
        check_run(folder)


def test_the_manifest_is_canonical_json(tmp_path: Path) -> None:
    folder = publish(tmp_path, "a", write_two, manifest={"zeta": 1, "alpha": [1.5]})
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    keys = list(json.loads(text))
    assert keys == sorted(keys) and ": " not in text and "\n" not in text
    with pytest.raises(ValueError, match="Out of range float"):
        publish(tmp_path, "b", write_two, manifest={"depth": float("nan")})
    assert [p.name for p in published_runs(tmp_path)] == ["a"]
