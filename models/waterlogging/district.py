"""The surface of a district, from its snapshot, at any multiple of the survey's cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize
from scipy import ndimage

from census.errors import InputError
from census.grid import Grid
from census.snapshot import Snapshot
from models.waterlogging.blocks import mean_where, passage_east, passage_south, share
from models.waterlogging.inputs import HortonInfiltration, Infiltration, SewerSink, Surface
from models.waterlogging.rainfall import M_S_PER_MM_H
from models.waterlogging.subgrid import coarsened

PRESCRIBED_SHARE = 0.5
"""Share of canal from which a model cell takes the canal's stage."""

BUILDING_TREATMENTS = ("block", "porous")


@dataclass(frozen=True)
class _Survey:
    """The fine rasters of a snapshot: ground [m], class, canal group (-1 none) and buildings."""

    grid: Grid
    ground: NDArray[np.float32]
    landcover: NDArray[np.uint8]
    canal: NDArray[np.int16]
    building: NDArray[np.bool_]
    groups: tuple[str, ...]
    normal_stage: dict[str, float]


def landcover_table() -> pd.DataFrame:
    """Surface properties by land-cover code (values unverified)."""
    path = files("models.waterlogging") / "tables" / "landcover.csv"
    with path.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, comment="#").set_index("code")


def district_surface(
    snapshot: Snapshot,
    *,
    cell_size: float,
    buildings: str = "porous",
    sewer_capacity_mm_h: float = 0.0,
    infiltration: str = "green-ampt",
) -> Surface:
    """Build the model surface of a district.

    Parameters
    ----------
    snapshot
        District with rasters `terrain` and `landcover` and tables `canals` and `buildings`.
    cell_size
        Cell of the model, a whole multiple of the terrain's [m].
    buildings
        "block": a cell mostly under buildings is shut. "porous": a cell stores water on its open
        share, and a face conveys through the narrowest open passage between the two centres, so
        that lanes narrower than a cell stay open.
    sewer_capacity_mm_h
        Capacity of the sewer sink over sewered ground [mm/h]; 0 for none.
    infiltration
        "green-ampt" or "horton" by land-cover class, or "none".

    Raises
    ------
    InputError
        If the cell size is no multiple of the terrain's, or a raster does not match.
    """
    if buildings not in BUILDING_TREATMENTS:
        raise InputError(f"buildings is {buildings!r}; it can be {' or '.join(BUILDING_TREATMENTS)}")
    survey = _read_survey(snapshot)
    factor = _factor(cell_size, survey.grid.cell_size)
    inside = share(np.isfinite(survey.ground), factor) >= 0.5
    stage_group = _stage_groups(survey, factor, inside)
    land = survey.canal < 0
    open_ground = land & ~survey.building & np.isfinite(survey.ground)
    fraction = _building_fraction(survey, factor, porous=buildings == "porous")
    passable = ~survey.building
    porous = buildings == "porous" and factor > 1
    return Surface(
        grid=survey.grid.coarsened(factor),
        bed=_bed(survey, factor, inside, stage_group, open_ground),
        manning=_by_class(survey, factor, "manning_s_m13", open_ground, empty=0.02),
        building_fraction=fraction,
        open_x=passage_east(passable, factor) if porous else None,
        open_y=passage_south(passable, factor) if porous else None,
        stage_group=stage_group,
        stage_groups=survey.groups,
        infiltration=SOILS[infiltration](survey, factor, open_ground) if infiltration in SOILS else None,
        sewers=_sewers(survey, factor, stage_group, sewer_capacity_mm_h)
        if sewer_capacity_mm_h > 0.0
        else None,
    )


def subgrid_district(
    snapshot: Snapshot,
    *,
    cell_size: float,
    sewer_capacity_mm_h: float = 0.0,
    infiltration: str = "green-ampt",
) -> Surface:
    """Surface of cells that carry tables of the survey's own ground.

    Parameters
    ----------
    snapshot, sewer_capacity_mm_h, infiltration
        As for `district_surface`.
    cell_size
        Cell of the model, a whole multiple of the terrain's from two on [m].

    Raises
    ------
    InputError
        If the cell size is no such multiple, or a raster does not match.
    """
    survey_cell = snapshot.raster("terrain")[1].cell_size
    factor = _factor(cell_size, survey_cell)
    if factor < 2:
        raise InputError(
            f"domain.cell_size_m is {cell_size:g}, the cell of the terrain; a sub-grid needs coarser cells, "
            f"such as {4 * survey_cell:g} m"
        )
    fine = district_surface(
        snapshot, cell_size=survey_cell, sewer_capacity_mm_h=sewer_capacity_mm_h, infiltration=infiltration
    )
    return coarsened(fine, factor)


def _read_survey(snapshot: Snapshot) -> _Survey:
    ground, grid = snapshot.raster("terrain")
    landcover, cover_grid = snapshot.raster("landcover")
    if not grid.matches(cover_grid):
        raise InputError(
            f"snapshot {snapshot.folder}: landcover has {cover_grid.shape} cells of "
            f"{cover_grid.cell_size} m, "
            f"terrain {grid.shape} of {grid.cell_size} m; both must lie on one grid"
        )
    canals = snapshot.table("canals")
    normal = canals.groupby("system")["normal_stage_m"].mean()
    groups = tuple(sorted(str(name) for name in normal.index))
    index = {name: k for k, name in enumerate(groups)}
    where = Affine(*grid.transform)
    canal = np.full(grid.shape, -1, np.int16)
    if len(canals):
        shapes = [(g, index[s]) for g, s in zip(canals.geometry, canals["system"], strict=True)]
        canal = rasterize(shapes, out_shape=grid.shape, transform=where, fill=-1, dtype="int16")
    houses = snapshot.table("buildings").geometry
    building = np.zeros(grid.shape, np.uint8)
    if len(houses):
        building = rasterize(
            houses, out_shape=grid.shape, transform=where, fill=0, default_value=1, dtype="uint8"
        )
    built = (building > 0) & (canal < 0)
    stages = {name: float(normal[name]) for name in groups}
    return _Survey(grid, ground.astype(np.float32, copy=False), landcover, canal, built, groups, stages)


def _factor(cell_size: float, survey_cell: float) -> int:
    factor = round(cell_size / survey_cell)
    if factor < 1 or abs(factor * survey_cell - cell_size) > 1e-6 * survey_cell:
        raise InputError(
            f"domain.cell_size_m is {cell_size:g}; the terrain has cells of {survey_cell:g} m, "
            f"so {survey_cell:g}, {2 * survey_cell:g}, {4 * survey_cell:g} ... m are possible"
        )
    return factor


def _stage_groups(survey: _Survey, factor: int, inside: NDArray[np.bool_]) -> NDArray[np.int16]:
    out = np.full(inside.shape, -1, np.int16)
    best = np.full(inside.shape, PRESCRIBED_SHARE, np.float32)
    for index in range(len(survey.groups)):
        part = share(survey.canal == index, factor)
        wins = inside & (part >= best)
        out[wins] = index
        best = np.maximum(best, part)
    return out


def _building_fraction(survey: _Survey, factor: int, *, porous: bool) -> NDArray[np.float32]:
    built = share(survey.building, factor)
    land = share((survey.canal < 0) & np.isfinite(survey.ground), factor)
    fraction = np.zeros_like(built)
    np.divide(built, land, out=fraction, where=land > 0.0)
    fraction = np.minimum(fraction, np.float32(1.0))
    return fraction if porous else (fraction >= 0.5).astype(np.float32)


def _bed(
    survey: _Survey,
    factor: int,
    inside: NDArray[np.bool_],
    stage_group: NDArray[np.int16],
    open_ground: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Mean open ground; the canal bed where the stage is prescribed; NaN outside."""
    valid = np.isfinite(survey.ground)
    bed = mean_where(survey.ground, open_ground, factor)
    any_ground = mean_where(survey.ground, valid, factor)
    bed = np.where(np.isfinite(bed), bed, any_ground)
    canal_bed = mean_where(survey.ground, valid & (survey.canal >= 0), factor)
    bed = np.where(stage_group >= 0, canal_bed, bed)
    bed[~inside] = np.nan
    return bed.astype(np.float32)


def _by_class(
    survey: _Survey, factor: int, column: str, mask: NDArray[np.bool_], *, empty: float
) -> NDArray[np.float32]:
    """Mean of a property over the fine cells of a mask in each model cell."""
    table = landcover_table()
    lookup = np.full(256, empty, np.float32)
    lookup[table.index.to_numpy()] = table[column].to_numpy(np.float32)
    values = mean_where(lookup[survey.landcover], mask, factor)
    return np.where(np.isfinite(values), values, np.float32(empty))


def _soil(survey: _Survey, factor: int, open_ground: NDArray[np.bool_]) -> Infiltration:
    conductivity = _by_class(survey, factor, "conductivity_mm_h", open_ground, empty=0.0)
    suction = _by_class(survey, factor, "suction_mm", open_ground, empty=0.0)
    deficit = _by_class(survey, factor, "moisture_deficit", open_ground, empty=0.0)
    return Infiltration(
        conductivity=(conductivity * M_S_PER_MM_H).astype(np.float32),
        suction_deficit=(suction * 1e-3 * deficit).astype(np.float32),
    )


def _horton(survey: _Survey, factor: int, open_ground: NDArray[np.bool_]) -> HortonInfiltration:
    first, final, decay = (
        _by_class(survey, factor, column, open_ground, empty=0.0)
        for column in ("horton_initial_mm_h", "horton_final_mm_h", "horton_decay_1_h")
    )
    return HortonInfiltration(
        initial=(first * M_S_PER_MM_H).astype(np.float32),
        final=(final * M_S_PER_MM_H).astype(np.float32),
        decay=(decay / 3600.0).astype(np.float32),
        drying=np.zeros_like(first),
    )


SOILS: Mapping[str, Callable[[_Survey, int, NDArray[np.bool_]], Infiltration | HortonInfiltration]] = {
    "green-ampt": _soil,
    "horton": _horton,
}
"""Infiltration by land-cover class, by name."""


def _sewers(survey: _Survey, factor: int, stage_group: NDArray[np.int16], capacity_mm_h: float) -> SewerSink:
    """Capacity over sewered ground and roofs; each cell drains to the nearest canal."""
    land = (survey.canal < 0) & np.isfinite(survey.ground)
    sewered = _by_class(survey, factor, "sewered", land, empty=0.0)
    outfall = np.full(stage_group.shape, -1, np.int16)
    if (stage_group >= 0).any():
        row, column = ndimage.distance_transform_edt(
            stage_group < 0, return_distances=False, return_indices=True
        )
        outfall = stage_group[row, column]
    return SewerSink(
        capacity=(sewered * np.float32(capacity_mm_h * M_S_PER_MM_H)).astype(np.float32),
        outfall=outfall,
        reference_stage=survey.normal_stage,
    )
