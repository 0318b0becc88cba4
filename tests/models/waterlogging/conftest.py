"""The small synthetic district, made once for all tests of the model."""

from __future__ import annotations

from pathlib import Path

import pytest

from census.snapshot import Snapshot
from census.twin.make import write_twin


@pytest.fixture(scope="session")
def small_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("district") / "small"
    return write_twin(folder, extent="small", seed=1)
