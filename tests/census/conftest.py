"""The small synthetic district, made once for all tests of the census."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from census.snapshot import Snapshot
from census.twin.make import make_twin, write_twin


@pytest.fixture(scope="session")
def small_snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("twin") / "small"
    return write_twin(folder, extent="small", seed=1)


@pytest.fixture(scope="session")
def small_tables() -> dict[str, pd.DataFrame]:
    """All tables, those with personal data too, which no snapshot holds; not to be changed."""
    return make_twin(extent="small", seed=1).tables
