"""Ground at places of the district."""

from pathlib import Path

import numpy as np
import pytest

from census.database import snapshot_at
from census.grid import Grid
from census.snapshot import Snapshot
from census.soils import derive
from scenarios.seismic.soils import Soils, soils_of

NAN = np.nan


def test_a_place_takes_the_nearest_mapped_cell() -> None:
    soils = Soils(
        Grid("EPSG:4549", 0.0, 200.0, 100.0, 2, 2),
        np.array([[200.0, NAN], [300.0, NAN]], np.float32),
        np.array([[4, 0], [3, 0]], np.uint8),
    )
    vs30, site_class = soils.at(np.array([50.0, 150.0, 990.0, 50.0]), np.array([150.0, 50.0, 150.0, -500.0]))
    assert vs30.tolist() == [200.0, 300.0, 200.0, 300.0]
    assert site_class.tolist() == [3, 2, 3, 2]


@pytest.fixture(scope="module")
def snapshot(small_database: Path) -> Snapshot:
    return snapshot_at(small_database)


def test_the_ground_is_that_of_the_derivation_and_is_kept(
    snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = soils_of(snapshot, cache=tmp_path)
    derived = derive.derive(snapshot, lambda share, message: None)
    np.testing.assert_array_equal(made.vs30, derived.rasters["vs30"][0])
    monkeypatch.setattr(derive, "derive", None)
    kept = soils_of(snapshot, cache=tmp_path)
    np.testing.assert_array_equal(kept.vs30, made.vs30)
    np.testing.assert_array_equal(kept.site_class, made.site_class)
    assert kept.grid == made.grid


def test_a_kept_file_cut_short_is_made_anew(snapshot: Snapshot, tmp_path: Path) -> None:
    made = soils_of(snapshot, cache=tmp_path)
    (path,) = tmp_path.glob("soils-*.npz")
    path.write_bytes(path.read_bytes()[:200])
    np.testing.assert_array_equal(soils_of(snapshot, cache=tmp_path).vs30, made.vs30)
    assert {p.suffix for p in tmp_path.iterdir()} == {".npz"}
