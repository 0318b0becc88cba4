"""The small synthetic district as a database, made once for all tests of the commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from census.twin.database import write_twin_database
from tests.scenarios.trial import RAINY


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that no test changes; copy it to write into it."""
    folder: Path = tmp_path_factory.mktemp("census") / "small"
    write_twin_database(folder, extent="small", seed=1)
    return folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a bowl and a scenario on it."""
    y, x = np.mgrid[0:20, 0:20]
    bowl = (5.0 + 0.01 * ((x - 9.5) ** 2 + (y - 9.5) ** 2)).astype(np.float32)
    profile: dict[str, Any] = {"driver": "GTiff", "height": 20, "width": 20, "count": 1, "dtype": "float32"}
    transform = Affine(10.0, 0.0, 0.0, 0.0, -10.0, 200.0)
    with rasterio.open(tmp_path / "dem.tif", "w", crs="EPSG:4549", transform=transform, **profile) as target:
        target.write(bowl, 1)
    (tmp_path / "trial.toml").write_text(RAINY, encoding="utf-8")
    monkeypatch.setenv("FANGZAI_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path
