"""The small synthetic district as a database, made once for all tests of the commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from census.twin.database import write_twin_database


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that no test changes; copy it to write into it."""
    folder: Path = tmp_path_factory.mktemp("census") / "small"
    write_twin_database(folder, extent="small", seed=1)
    return folder
