"""A surface from rasters and polygons of the user's own."""

from __future__ import annotations

import numpy as np

from census.errors import InputError
from census.grid import Grid
from census.readers.polygons import VECTOR_DRIVERS, read_polygons
from census.readers.raster import read_codes, read_raster
from models.waterlogging.inputs import FloatGrid, HortonInfiltration, Infiltration, SewerSink, Surface
from models.waterlogging.rainfall import M_S_PER_MM_H
from models.waterlogging.subgrid import coarsened
from scenarios.cells import cells_in_polygons
from scenarios.losses import uniform_infiltration
from scenarios.sections.domain import RastersDomain
from scenarios.sections.losses import LandcoverInfiltration
from scenarios.spec import LoadedScenario

LOWEST, HIGHEST = -500.0, 9000.0
"""Elevations beyond are taken for a nodata value that the file does not declare [m]."""


def raster_surface(loaded: LoadedScenario, *, sewer_capacity: float) -> Surface:
    """Surface of a scenario whose domain is made of rasters.

    Parameters
    ----------
    loaded
        Scenario with domain.kind = "rasters".
    sewer_capacity
        Rate every open cell can drain [m/s]; 0 for no sewers.

    Raises
    ------
    InputError
        If a file is unusable, the grids differ, or a roughness is missing.
    """
    domain = loaded.spec.domain
    assert isinstance(domain, RastersDomain)
    bed, grid = _bed(loaded, domain)
    buildings = _buildings(loaded, domain, grid)
    infiltration: Infiltration | HortonInfiltration | None
    if isinstance(loaded.spec.infiltration, LandcoverInfiltration):
        infiltration = _landcover_infiltration(loaded, grid)
    else:
        infiltration = uniform_infiltration(loaded.spec.infiltration, grid)
    sewers = None
    if sewer_capacity > 0.0:
        sewers = SewerSink(
            capacity=np.full(grid.shape, sewer_capacity, dtype=np.float32),
            outfall=np.full(grid.shape, -1, dtype=np.int16),
        )
    surface = Surface(
        grid=grid,
        bed=bed,
        manning=_manning(loaded, domain, grid, bed),
        building_fraction=buildings,
        infiltration=infiltration,
        sewers=sewers,
        roof_reach=domain.drained_reach,
    )
    return surface if domain.subgrid_factor is None else coarsened(surface, domain.subgrid_factor)


def _bed(loaded: LoadedScenario, domain: RastersDomain) -> tuple[FloatGrid, Grid]:
    """Ground elevation, NaN outside the extent."""
    path = loaded.path("domain.dem")
    bed, grid = read_raster(path, crs=domain.crs, what="ground elevation (domain.dem)", crs_key="domain.crs")
    wrong = (bed < LOWEST) | (bed > HIGHEST)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"ground elevation (domain.dem): {path} holds {bed[row, column]:g} m in row {row + 1}, "
            f"column {column + 1} ({int(wrong.sum())} such cells); declare it as nodata, "
            f"e.g. gdal_translate -a_nodata {bed[row, column]:g}"
        )
    if domain.extent is not None:
        what = "extent (domain.extent)"
        polygons = read_polygons(loaded.path("domain.extent"), crs=grid.crs, what=what)
        bed = np.where(cells_in_polygons(polygons, grid), bed, np.float32(np.nan))
        if not np.isfinite(bed).any():
            raise InputError(f"{what}: {loaded.path('domain.extent')} holds no cell with ground elevation")
    return bed, grid


def _manning(loaded: LoadedScenario, domain: RastersDomain, grid: Grid, bed: FloatGrid) -> FloatGrid:
    """Roughness of each cell."""
    if domain.roughness_file is not None:
        path = loaded.path("domain.roughness_file")
        what = "roughness (domain.roughness_file)"
        manning, own = read_raster(path, crs=domain.crs, what=what, crs_key="domain.crs")
        _check_grid(own, grid, what=f"{what}: {path}")
        manning = np.where(np.isfinite(bed) | np.isfinite(manning), manning, np.float32(0.03))
    else:
        manning = np.full(grid.shape, domain.roughness, dtype=np.float32)
    for index, zone in enumerate(domain.roughness_zones):
        key = f"domain.roughness_zones.{index}.file"
        polygons = read_polygons(loaded.path(key), crs=grid.crs, what=f"roughness zone ({key})")
        manning = np.where(cells_in_polygons(polygons, grid), np.float32(zone.value), manning)
    wrong = np.isfinite(bed) & ~((manning > 0.0) & (manning <= 1.0))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"roughness (domain.roughness_file): {loaded.path('domain.roughness_file')} is "
            f"{manning[row, column]:g} in row {row + 1}, column {column + 1} at x = {grid.x[column]:.1f}, "
            f"y = {grid.y[row]:.1f}, where the ground has an elevation ({int(wrong.sum())} such cells); "
            "Manning's n of 0.01 to 1 is needed there"
        )
    return np.asarray(manning, dtype=np.float32)


def _buildings(loaded: LoadedScenario, domain: RastersDomain, grid: Grid) -> FloatGrid | None:
    """Built share of each cell, from polygons or a raster."""
    if domain.buildings is None:
        return None
    path = loaded.path("domain.buildings")
    what = "buildings (domain.buildings)"
    if path.suffix.lower() in {".csv", ".txt", *VECTOR_DRIVERS}:
        inside = cells_in_polygons(read_polygons(path, crs=grid.crs, what=what), grid)
        return inside.astype(np.float32)
    share, own = read_raster(path, crs=domain.crs, what=what, crs_key="domain.crs")
    _check_grid(own, grid, what=f"{what}: {path}")
    share = np.nan_to_num(share, nan=0.0)
    wrong = (share < 0.0) | (share > 1.0)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise InputError(
            f"{what}: {path} is {share[row, column]:g} in row {row + 1}, column {column + 1}; "
            "the built share of a cell, 0 to 1, is needed"
        )
    return share


def _landcover_infiltration(loaded: LoadedScenario, grid: Grid) -> Infiltration | HortonInfiltration:
    """Soil by class of a land-cover raster."""
    from models.waterlogging.district import landcover_table

    path = loaded.path("domain.landcover")
    what = "land cover (domain.landcover)"
    domain = loaded.spec.domain
    crs = domain.crs if isinstance(domain, RastersDomain) else None
    codes, own = read_codes(path, crs=crs, what=what, crs_key="domain.crs")
    _check_grid(own, grid, what=f"{what}: {path}")
    table = landcover_table()
    strange = sorted({int(code) for code in np.unique(codes)} - {-1, 0} - {int(code) for code in table.index})
    if strange:
        known = ", ".join(str(code) for code in table.index)
        raise InputError(
            f"{what}: {path} holds the class {strange[0]}; the classes are {known}, and 0 for none"
        )
    soil = table.reindex(np.maximum(codes, 0).ravel()).fillna(0.0)

    def of(column: str) -> FloatGrid:
        return np.asarray(soil[column].to_numpy(dtype=np.float32).reshape(grid.shape))

    assert isinstance(loaded.spec.infiltration, LandcoverInfiltration)
    if loaded.spec.infiltration.equation == "horton":
        return HortonInfiltration(
            initial=of("horton_initial_mm_h") * np.float32(M_S_PER_MM_H),
            final=of("horton_final_mm_h") * np.float32(M_S_PER_MM_H),
            decay=of("horton_decay_1_h") / np.float32(3600.0),
            drying=np.zeros(grid.shape, np.float32),
        )
    return Infiltration(
        conductivity=of("conductivity_mm_h") * np.float32(M_S_PER_MM_H),
        suction_deficit=of("suction_mm") * np.float32(1e-3) * of("moisture_deficit"),
    )


def _check_grid(own: Grid, grid: Grid, *, what: str) -> None:
    """Refuse a raster that does not lie on the grid of the DEM."""
    if own.matches(grid):
        return
    raise InputError(
        f"{what} does not lie on the grid of domain.dem: it has {_described(own)}; the ground elevation has "
        f"{_described(grid)}. Warp it onto that grid, e.g. gdalwarp -t_srs ... -te ... -tr ..."
    )


def _described(grid: Grid) -> str:
    """A grid in words."""
    return (
        f"{grid.rows} rows x {grid.columns} columns of {grid.cell_size:g} m from west {grid.west:.2f}, "
        f"north {grid.north:.2f} in {grid.crs[:60]}"
    )
