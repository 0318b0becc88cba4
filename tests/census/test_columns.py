"""Tables of a snapshot that lack what is read from them."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from census.columns import require_columns
from census.errors import InputError
from census.grid import DISTRICT_CRS
from census.snapshot import Snapshot, write_snapshot


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    """Canals that state their system and nothing else."""
    canals = gpd.GeoDataFrame({"system": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=DISTRICT_CRS)
    return write_snapshot(
        tmp_path / "d", {"canals": canals}, {}, name="d", synthetic=False, seed=None, extent="x", sources=[]
    )


def test_missing_columns_are_named_with_their_table(snapshot: Snapshot) -> None:
    require_columns(snapshot, {"canals": ("system", "geometry")})
    with pytest.raises(
        InputError,
        match=r"canals\.parquet: the table 'canals' lacks the column normal_stage_m; it has",
    ):
        require_columns(snapshot, {"canals": ("system", "normal_stage_m")})


def test_a_missing_table_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match=r"has no table 'streets', which is needed; it has canals"):
        require_columns(snapshot, {"streets": ("code",)})
