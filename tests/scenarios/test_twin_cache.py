"""The kept district is made once, however many runs ask for it, and anew when its makers changed."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from census.twin import make
from scenarios import twin_cache
from scenarios.twin_cache import cached_twin


def test_two_first_runs_share_one_district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def write(folder: Path, **_: Any) -> None:
        made.append(folder)
        time.sleep(0.3)
        folder.mkdir(exist_ok=True)
        (folder / "snapshot.json").write_text("{}")

    monkeypatch.setattr(make, "write_twin", write)
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(cached_twin, tmp_path, extent="small", seed=1) for _ in range(2)]
        folders = {future.result(timeout=30) for future in asked}
    assert folders == set(made) and len(made) == 1

    monkeypatch.setattr(twin_cache, "makers_hash", lambda: "changed")
    cached_twin(tmp_path, extent="small", seed=1)
    cached_twin(tmp_path, extent="small", seed=1)
    assert len(made) == 2
