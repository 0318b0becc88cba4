"""Marks of the sheets: polygons, lines, points and classed rasters in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import Grid
from outputs.atlas.legend import View

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

LONGEST_EDGE = 2200
"""Greatest edge of a raster's image; finer grids are thinned [pixels]."""


def in_view(table: gpd.GeoDataFrame, view: View) -> gpd.GeoDataFrame:
    """Rows whose geometry reaches the view."""
    return table[shapely.intersects(shapely.box(*view.bounds), table.geometry.to_numpy())]


def counted(table: gpd.GeoDataFrame, view: View) -> NDArray[np.bool_]:
    """Rows whose middle lies in the area that the numbers speak of."""
    shapely.prepare(view.area)
    return np.asarray(shapely.intersects(view.area, shapely.centroid(table.geometry.to_numpy())))


def draw_polygons(
    axes: Axes,
    geometry: NDArray[Any],
    colours: Sequence[str] | NDArray[Any],
    *,
    edge: str = "none",
    width: float = 0.0,
    zorder: float = 2.0,
    alpha: float | None = None,
) -> None:
    """Fill polygons, each with its colour; holes stay open."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    parts, owner = shapely.get_parts(geometry, return_index=True)
    kept = shapely.get_type_id(parts) == 3
    parts, owner = parts[kept], owner[kept]
    paths = [
        Path.make_compound_path(
            *(Path(shapely.get_coordinates(ring), closed=True) for ring in (part.exterior, *part.interiors))
        )
        for part in parts
    ]
    faces = [colours[number] for number in owner]
    axes.add_collection(
        PathCollection(
            paths, facecolor=faces, edgecolor=edge, linewidth=width, zorder=zorder, alpha=alpha,
            transform=axes.transData,
        )
    )  # fmt: skip


def draw_lines(
    axes: Axes,
    geometry: NDArray[Any],
    colours: Sequence[str] | NDArray[Any] | str,
    widths: Sequence[float] | NDArray[np.float64] | float,
    *,
    zorder: float = 4.0,
) -> None:
    """Draw lines with colour and width [points] each."""
    from matplotlib.collections import LineCollection

    lines = [shapely.get_coordinates(line) for line in geometry]
    axes.add_collection(LineCollection(lines, colors=colours, linewidths=widths, zorder=zorder))


def draw_points(
    axes: Axes,
    geometry: NDArray[Any],
    colour: str | Sequence[str] | NDArray[Any],
    *,
    size: float | NDArray[np.float64] = 9.0,
    marker: str = "o",
    zorder: float = 6.0,
    rim: float = 0.35,
) -> None:
    """Draw points with a thin dark rim [points]; `size` in square points."""
    x, y = shapely.get_coordinates(shapely.centroid(geometry)).T
    axes.scatter(x, y, s=size, c=colour, marker=marker, linewidths=rim, edgecolors="#1a1a1a", zorder=zorder)


def draw_classes(
    axes: Axes,
    values: NDArray[Any],
    grid: Grid,
    edges: Sequence[float],
    colours: Sequence[str],
    *,
    shade: NDArray[np.float32] | None = None,
) -> None:
    """Show a raster by classes.

    Parameters
    ----------
    axes
        The map.
    values, grid
        Raster and its geometry; NaN stays white.
    edges, colours
        Lower edge and colour of each class; what lies below the first belongs to the first.
    shade
        Brightness of each cell, 0-1, same shape.
    """
    from matplotlib.colors import to_rgb

    step = max(1, -(-max(values.shape) // LONGEST_EDGE))
    shown = np.asarray(values[::step, ::step], dtype=np.float64)
    known = np.isfinite(shown)
    index = np.clip(np.digitize(np.where(known, shown, edges[0]), edges) - 1, 0, len(colours) - 1)
    image = np.array([to_rgb(colour) for colour in colours])[index]
    if shade is not None:
        image = image * shade[::step, ::step, None]
    image[~known] = 1.0
    west, south, east, north = grid.bounds
    axes.imshow(
        image,
        extent=(west, east, south, north),
        interpolation="nearest",
        aspect="auto",
        zorder=1,
        origin="upper",
    )


def hillshade(
    level: NDArray[np.float32], cell_size: float, *, exaggeration: float = 4.0
) -> NDArray[np.float32]:
    """Brightness 0.75-1 of a surface lit from the north-west, shape as `level` (Horn 1981 slopes)."""
    filled = np.where(np.isfinite(level), level, np.float32(np.nanmedian(level)))
    southward, eastward = np.gradient(filled, cell_size)
    slope = np.hypot(southward, eastward) * exaggeration
    toward = (southward + eastward) * exaggeration / np.sqrt(2.0)
    light = (1.0 + toward) / np.sqrt(2.0) / np.sqrt(1.0 + slope**2)
    return np.asarray(0.75 + 0.25 * np.clip(light, 0.0, 1.0) ** 0.7, np.float32)


def area_in_view(values: NDArray[Any], grid: Grid, view: View, edges: Sequence[float]) -> NDArray[np.float64]:
    """Area of each class within the area that the numbers speak of [km2]."""
    from affine import Affine
    from rasterio.features import geometry_mask

    inside = geometry_mask([view.area], grid.shape, Affine(*grid.transform), invert=True)
    part = values[inside & np.isfinite(values)]
    index = np.clip(np.digitize(part, edges) - 1, 0, len(edges) - 1)
    area = np.bincount(index, minlength=len(edges)).astype(np.float64) * (grid.cell_area * 1e-6)
    return np.asarray(area, np.float64)
