"""Make the synthetic district and write it as a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from census.makers import makers_hash
from census.schema import TABLES
from census.snapshot import Snapshot, open_snapshot, write_snapshot
from census.twin import facts, tables
from census.twin.blocks import Blocks, blocks
from census.twin.buildings import Buildings, buildings
from census.twin.canals import Canal, canals
from census.twin.cover import Cover, cover, land_cover, sealing_buildings, without
from census.twin.drainage import spill_level
from census.twin.extent import Extent, district, extent_of
from census.twin.frame import Frame, street_frame
from census.twin.hills import Hills, hills
from census.twin.layout import Layout, neighbourhoods
from census.twin.layout import blocks as lanes
from census.twin.linework import Linework, faces, linework
from census.twin.low_points import dig, low_points
from census.twin.people import residents_of_buildings
from census.twin.roads import Roads, line_widths, roads
from census.twin.streets import Streets, apportion, streets
from census.twin.survey.base import Base
from census.twin.survey.run import survey
from census.twin.terrain import outlets, terrain

Progress = Callable[[float, str], None]

PERSONAL = frozenset(name for name, table in TABLES.items() if table.personal)
"""Tables that no snapshot holds."""

SOURCES = (
    "Synthetic: made in code from published and approximate facts and a seed; no place in it is surveyed",
    "Street codes: NBS division codes to 2023-06-30",
    "Residents: seventh census 2020 (totals), 2000 census by street and later figures, scaled to the totals",
    "Outline, canal courses, peak positions: approximate, unverified",
    "Canal widths, beds and usual stages: unverified",
)


@dataclass(frozen=True)
class TwinTables:
    """A synthetic district in memory: tables and rasters by name; tables without places are DataFrames."""

    tables: dict[str, pd.DataFrame]
    rasters: dict[str, tuple[NDArray[Any], Grid]]


@dataclass(frozen=True)
class _Plan:
    """What stands where, before the ground is shaped."""

    frame: Frame
    hills: Hills
    streets: Streets
    canals: tuple[Canal, ...]
    water: Any
    roads: Roads
    blocks: Blocks
    buildings: Buildings


def make_twin(*, extent: str = "full", seed: int = 1, progress: Progress | None = None) -> TwinTables:
    """Make the synthetic district.

    Parameters
    ----------
    extent
        "full" for the whole district, "small" for about one square kilometre of it.
    seed
        Same seed, same district.
    progress
        Called with the share done and what comes next.
    """
    tell = progress or (lambda fraction, message: None)
    part = extent_of(extent)
    tell(0.0, "streets, canals and buildings")
    plan = _plan(part, seed, tell)
    tell(0.35, "rasters")
    surfaces = plan.roads.surfaces()
    laid = cover(part.grid, part.domain, plan.canals, surfaces, plan.blocks, plan.buildings.geometry)
    laid, plan = _opened(laid, plan)
    tell(0.5, "terrain")
    ground = terrain(part.grid, plan.frame, plan.hills, plan.canals, laid, plan.blocks, seed)
    share = part.area.area / district().area
    points = low_points(
        plan.roads, area=part.area, water=plan.water, hills=plan.hills.foot, share=share, seed=seed
    )
    level = dig(ground.level, part.grid, laid, points)
    tell(0.8, "drainage check and tables")
    spill = spill_level(level, laid.building, outlets(laid))
    made, codes = _tables(part, plan, level)
    cells = [part.grid.cell_of(point.x, point.y) for point in points.geometry]
    rows, columns = np.array(cells).T
    depth = spill[rows, columns] - level[rows, columns]
    owner = tables.codes_at(points.geometry, made["streets"].geometry.to_numpy(), codes)
    made["low_points"] = tables.low_point_table(points, owner, depth, spill[rows, columns])
    codes_raster = land_cover(part.grid, laid, plan.blocks, ground.hill, seed)
    base = Base(part, seed, level, codes_raster, part.grid, plan.blocks.geometry, plan.blocks.use)
    surveyed = survey(base, made, run_id=generator_version(), tell=lambda f, m: tell(0.85 + 0.15 * f, m))
    tell(1.0, "done")
    return TwinTables(
        made | surveyed, {"terrain": (level, part.grid), "landcover": (codes_raster, part.grid)}
    )


def write_twin(
    folder: str | Path,
    *,
    extent: str = "full",
    seed: int = 1,
    progress: Progress | None = None,
    anew: bool = False,
) -> Snapshot:
    """Make the synthetic district and write it as a snapshot.

    One that this very code made is kept, unless it shall be made `anew`.
    """
    if not anew and twin_is_current(folder, extent=extent, seed=seed):
        return open_snapshot(folder)
    made = make_twin(extent=extent, seed=seed, progress=progress)
    return write_snapshot(
        folder,
        {name: table for name, table in made.tables.items() if name not in PERSONAL},
        made.rasters,
        name=f"Synthetic Gongshu twin ({extent})",
        synthetic=True,
        seed=seed,
        extent=extent,
        sources=SOURCES,
        generator=generator_version(),
    )


def twin_is_current(folder: str | Path, *, extent: str, seed: int) -> bool:
    """Whether a folder holds the twin of this extent and seed, made by this very code."""
    try:
        manifest = open_snapshot(folder).manifest
    except InputError:
        return False
    wanted = (extent, seed, generator_version())
    return (manifest.get("extent"), manifest.get("seed"), manifest.get("generator")) == wanted


def generator_version() -> str:
    """Short hash over what the district is made from."""
    return f"twin-{makers_hash()[:16]}"


def _plan(part: Extent, seed: int, tell: Progress) -> _Plan:
    frame, hill, layout, strips, shared = _district_plan(seed)
    water_ways = canals(frame, seed, part.domain, hill.foot)
    water = shapely.union_all([canal.water for canal in water_ways])
    near = _near(frame, layout.cells, part.domain)
    inner = lanes(frame, seed, layout.cells[near & (strips == 0)])
    work = _nearby(linework(frame, np.concatenate([layout.lines, inner.lines])), part.domain.buffer(400.0))
    tell(0.08, "roads")
    width = line_widths(seed, work)
    net = roads(work, width, domain=part.domain, water=water, hills=hill.foot, summits=hill.summits)
    tell(0.15, "blocks and buildings")
    cells = faces(work.geometry)
    cells = cells[shapely.intersects(part.domain, cells)]
    trunk = shapely.union_all([canal.water for canal in water_ways if canal.name == facts.GRAND_CANAL])
    ground = blocks(
        cells,
        net.surfaces(),
        water=water,
        hills=hill.foot,
        street_polygons=shared.geometry,
        trunk=trunk,
        seed=seed,
    )
    angle = _directions(ground, layout.cells, frame)
    built = _inside(buildings(ground, angle, seed), part.area)
    return _Plan(frame, hill, shared, water_ways, water, net, ground, built)


@lru_cache(maxsize=2)
def _district_plan(seed: int) -> tuple[Frame, Hills, Layout, NDArray[np.int64], Streets]:
    """What every extent shares: street frame, hills, neighbourhoods, canal strips, streets."""
    frame = street_frame(seed)
    layout, strips = neighbourhoods(frame, seed)
    shared = streets(linework(frame, layout.lines).geometry, district())
    return frame, hills(seed), layout, strips, shared


def _near(frame: Frame, cells: NDArray[np.int64], domain: shapely.Polygon) -> NDArray[np.bool_]:
    """Sheet rectangles whose corners reach the domain's surroundings."""
    corners = [frame.to_plane(cells[:, i], cells[:, j]) for i in (0, 1) for j in (2, 3)]
    x, y = np.array(corners).transpose(1, 0, 2)
    west, south, east, north = domain.buffer(450.0).bounds
    return np.asarray((x.max(0) > west) & (x.min(0) < east) & (y.max(0) > south) & (y.min(0) < north))


def _nearby(work: Linework, where: shapely.Polygon) -> Linework:
    shapely.prepare(where)
    inside = shapely.intersects(where, work.geometry)
    return Linework(work.geometry[inside], work.kind[inside], work.sheet[inside])


def _directions(ground: Blocks, cells: NDArray[np.int64], frame: Frame) -> NDArray[np.float64]:
    """Direction of the west-east streets at each block: that of the nearest sheet rectangle."""
    u, v = 0.5 * (cells[:, 0] + cells[:, 1]), 0.5 * (cells[:, 2] + cells[:, 3])
    tree = shapely.STRtree(np.asarray(shapely.points(np.column_stack(frame.to_plane(u, v)))))
    nearest = tree.nearest(shapely.points(ground.key.astype(np.float64)))
    return np.asarray(frame.direction(u, v)[nearest])


def _opened(laid: Cover, plan: _Plan) -> tuple[Cover, _Plan]:
    """Take away buildings until no yard is shut in."""
    keep = np.ones(len(plan.buildings.year), dtype=bool)
    for _ in range(6):
        doomed = sealing_buildings(laid)
        if not len(doomed):
            break
        laid = without(laid, doomed)
        keep[doomed] = False
    return laid, replace(plan, buildings=plan.buildings.chosen(keep))


def _inside(built: Buildings, area: shapely.Polygon) -> Buildings:
    shapely.prepare(area)
    return built.chosen(shapely.contains(area, built.geometry))


def _tables(
    part: Extent, plan: _Plan, level: NDArray[np.float32]
) -> tuple[dict[str, gpd.GeoDataFrame], NDArray[Any]]:
    geometry = plan.streets.geometry
    if part.name != "full":
        geometry = shapely.intersection(geometry, part.area)
    share = shapely.area(geometry) / shapely.area(plan.streets.geometry)
    numbers = np.flatnonzero(share > 1e-6)
    geometry = geometry[numbers]
    residents = plan.streets.residents[numbers]
    if part.name != "full":
        wanted = residents * share[numbers]
        residents = apportion(wanted, round(float(wanted.sum())))
    codes = np.array([facts.streets()[number].code for number in numbers], dtype=object)
    owner = tables.codes_at(plan.buildings.geometry, geometry, codes)
    lived_in = plan.buildings.floor_area * plan.buildings.residential
    people = residents_of_buildings(lived_in, owner, codes, residents)
    canal_table, section_table = tables.canal_tables(plan.canals, level, part.grid)
    return {
        "streets": tables.street_table(geometry, residents, numbers),
        "canals": canal_table,
        "canal_sections": section_table,
        "roads": tables.road_table(plan.roads),
        "buildings": tables.building_table(plan.buildings, owner, people),
    }, codes
