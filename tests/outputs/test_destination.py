"""Where a run shall go, looked at before it is computed."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from census.errors import InputError
from outputs.destination import check_destination
from outputs.publish import PublishError


class Usage(NamedTuple):
    """What the system says of a disk."""

    total: int
    used: int
    free: int


def test_a_folder_that_can_be_made_is_not_made(tmp_path: Path) -> None:
    check_destination(tmp_path / "a" / "runs", "run-1", needed_bytes=1)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("below", [".", "runs"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(InputError, match=r"notes\.txt is no folder; name another"):
        check_destination(tmp_path / "notes.txt" / below, "run-1")


def test_a_folder_that_may_not_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Replaced, for the superuser may write anywhere.
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    with pytest.raises(InputError, match="may not be written to"):
        check_destination(tmp_path / "runs", "run-1")


def test_too_little_space_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 << 20, 90 << 20, 10 << 20))
    check_destination(tmp_path / "runs", "run-1", needed_bytes=10 << 20)
    with pytest.raises(PublishError, match=r"run-1 was not published: about 11\.0 MiB .* 10\.0 MiB are"):
        check_destination(tmp_path / "runs", "run-1", needed_bytes=11 << 20)
