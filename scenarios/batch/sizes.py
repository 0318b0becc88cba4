"""How much there is to compute for a member, told from its scenario alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from scenarios.loaded import Loaded, is_synthetic

TWIN_BUILDINGS = {"full": 58_000, "small": 1_600}
"""Buildings of the synthetic district, about."""

COUNTED = 100.0
"""Storms of an ensemble that cost as much as one whose wind is kept, about."""


@dataclass(frozen=True)
class Size:
    """Size of a member.

    Parameters
    ----------
    kind
        Members of one kind cost alike, e.g. "waterlogging local_inertia".
    cells
        Cells of its fields.
    layers
        Fields of that size.
    work
        What its time grows with, besides a fixed part.
    words
        The work in words.
    """

    kind: str
    cells: int
    layers: int
    work: float
    words: str


def size_of(loaded: Loaded[Any]) -> Size:
    """Size of the run of a scenario."""
    return SIZES[loaded.spec.scenario.hazard](loaded)


class Place(NamedTuple):
    """Area [m2] and buildings of a district."""

    area: float
    buildings: int


def _waterlogging(loaded: Loaded[Any]) -> Size:
    """Cells x steps, as for one run but for the cells, which are counted by area."""
    from models.waterlogging.clock import LONGEST_INTERVAL, SECONDS_PER_METRE
    from models.waterlogging.hllc.advance import SHARE_OF_COURANT
    from models.waterlogging.kernels import GRAVITY
    from scenarios.estimate import SINGLE_FIELDS, TYPICAL_DEPTH

    settings, spec = loaded.spec.settings, loaded.spec
    cells, cell_size = _wet_cells(loaded)
    solver = "local_inertia" if settings.solver == "auto" else settings.solver
    courant = settings.courant * (SHARE_OF_COURANT if solver == "hllc" else 1.0)
    clock = settings.source_interval_s or min(SECONDS_PER_METRE * cell_size, LONGEST_INTERVAL)
    step = min(courant * cell_size / math.sqrt(float(GRAVITY) * TYPICAL_DEPTH), clock)
    steps = math.ceil(3600.0 * settings.duration_h / step)
    interval = settings.output_interval_min
    times = math.ceil(60.0 * settings.duration_h / interval) + 1 if interval else 0
    pipes = " with sewers" if spec.sewers.kind == "network" else ""
    tables = " on subgrid tables" if spec.domain.has_subgrid else ""
    return Size(
        kind=f"waterlogging {solver}{tables}{pipes}",
        cells=cells,
        layers=SINGLE_FIELDS + len(settings.depth_classes_m) + times,
        work=float(cells) * steps,
        words=f"{cells:,} cells x about {steps:,} steps",
    )


def _wet_cells(loaded: Loaded[Any]) -> tuple[int, float]:
    """Number and edge [m] of the cells water runs on."""
    domain = loaded.spec.domain
    if domain.kind == "rasters":
        rows, columns, edge = _raster(loaded.path("domain.dem"))
        factor = domain.subgrid_factor or 1
        return rows * columns // factor**2, edge * factor
    area = _place(loaded).area
    return max(1, round(area / domain.cell_size_m**2)), domain.cell_size_m


def _seismic(loaded: Loaded[Any]) -> Size:
    """Buildings x realisations."""
    place, damage = _place(loaded), loaded.spec.damage
    cells = max(1, round(place.area / loaded.spec.domain.cell_size_m**2))
    retrofit = " with retrofit" if loaded.spec.retrofit is not None else ""
    roads = " and roads" if damage.roads else ""
    return Size(
        kind=f"seismic{retrofit}{roads}",
        cells=cells,
        layers=20,
        work=float(place.buildings) * damage.realisations,
        words=f"{place.buildings:,} buildings x {damage.realisations:,} realisations",
    )


def _typhoon(loaded: Loaded[Any]) -> Size:
    """Cells x storms; the many of an ensemble are only counted and cost less each."""
    spec = loaded.spec
    cells = max(1, round(_place(loaded).area / spec.domain.cell_size_m**2))
    storms = getattr(spec.storm, "members", None) or getattr(spec.storm, "years", None) or 1
    return Size(
        kind=f"typhoon {spec.storm.kind}",
        cells=cells,
        layers=60,
        work=float(cells) * (1.0 + (storms - 1.0) / COUNTED),
        words=f"{cells:,} cells x {storms:,} storms",
    )


SIZES: Mapping[str, Callable[[Loaded[Any]], Size]] = MappingProxyType(
    {"waterlogging": _waterlogging, "seismic": _seismic, "typhoon": _typhoon}
)
"""What tells the size of a run of each hazard."""


def _place(loaded: Loaded[Any]) -> Place:
    domain = loaded.spec.domain
    return _twin(domain.extent) if is_synthetic(loaded.spec) else _snapshot(loaded.path("domain.snapshot"))


@cache
def _twin(extent: str) -> Place:
    from census.twin.extent import extent_of

    return Place(float(extent_of(extent).domain.area), TWIN_BUILDINGS[extent])


@cache
def _snapshot(path: Path) -> Place:
    from census.database import snapshot_at

    snapshot = snapshot_at(path)
    west, south, east, north = snapshot.table("streets").total_bounds
    return Place(
        float((east - west) * (north - south)), int(snapshot.manifest["tables"]["buildings"]["rows"])
    )


@cache
def _raster(path: Path) -> tuple[int, int, float]:
    """Rows, columns and edge of the cells [m] of a raster."""
    import rasterio

    with rasterio.open(path) as raster:
        return int(raster.height), int(raster.width), float(abs(raster.transform.a))
