"""Published members of a few cells, made in a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from census.grid import Grid
from outputs.fields import write_fields
from outputs.publish import publish

CODES = ("330105001", "330105002", "outside", "total")


@dataclass(frozen=True)
class Result:
    """Stands in for what a worker tells of a member."""

    index: int
    status: str
    run_id: str
    folder: Path | None
    reason: str = ""
    seconds: float = 1.0
    peak_bytes: int = 1 << 28
    worker: str = "w0"
    attempts: int = 1


@dataclass(frozen=True)
class Member:
    """Stands in for a member of a batch file."""

    index: int
    label: str
    base: str = "design-1h-50yr"
    overrides: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)


def grid_of_shape(rows: int, columns: int, *, west: float = 520000.0) -> Grid:
    """A grid of 10 m cells."""
    return Grid("EPSG:4549", west, 3350000.0, 10.0, rows, columns)


def publish_member(
    runs: Path,
    index: int,
    depth: NDArray[np.float32],
    *,
    grid: Grid | None = None,
    figures: Mapping[str, Any] | None = None,
    hazard: str = "waterlogging",
    extra: Mapping[str, NDArray[np.float32]] | None = None,
) -> Result:
    """Publish depths, a table by street and a ledger as a run publishes them."""
    place = grid or grid_of_shape(*depth.shape)
    plane = ("y", "x")
    fields = {
        "maximum_depth": (plane, depth),
        "bed": (plane, np.where(np.isnan(depth), 1.0, 2.0).astype("f4")),
    }
    fields |= {name: (plane, values) for name, values in (extra or {}).items()}
    ds = xr.Dataset(fields, coords=place.coordinates())

    def write(folder: Path) -> dict[str, Any]:
        write_fields(ds, folder / "fields.nc")
        streets(depth).to_parquet(folder / "streets.parquet", index=False)
        terms = {"term": ["rain", "residual"], "volume_m3": [100.0 + index, 1e-4]}
        pd.DataFrame(terms).to_parquet(folder / "ledger.parquet", index=False)
        return {"key_figures": {"wet_area_m2": wet_area(depth), **(figures or {})}}

    name = f"member-{index}"
    folder = publish(runs, name, write, manifest={"hazard": hazard, "synthetic": True, "unverified": []})
    return Result(index, "done", name, folder)


def wet_area(depth: NDArray[np.float32]) -> float:
    """Area at least 0.15 m deep [m2]."""
    return 100.0 * float((depth >= np.float32(0.15)).sum())


def streets(depth: NDArray[np.float32]) -> pd.DataFrame:
    """A table by street: the western and the eastern half, nothing outside, the total."""
    half = depth.shape[1] // 2
    west, east = wet_area(depth[:, :half]), wet_area(depth[:, half:])
    return pd.DataFrame(
        {
            "code": CODES,
            "name": ["甲", "乙", "区外", "合计"],
            "name_en": ["Jia", "Yi", "outside the district", "total"],
            "area_above_015cm_m2": [west, east, 0.0, west + east],
            "share_wet": [0.1, 0.2, 0.0, 0.15],
            "maximum_depth_m": [0.0, 0.0, 0.0, float(np.nanmax(depth))],
        }
    )
