"""The line work of a map: canals, street and district borders, street names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from census.grid import Grid
from outputs.map_style import CANAL_FILL, CANAL_LINE, DISTRICT_LINE, INK, PAPER, STREET_LINE, Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LEAST_LABELLED = 0.004
"""Share of the map below which a street is too small for its name [-]."""


@dataclass(frozen=True)
class Layers:
    """Vector layers of a district; each may be missing.

    Parameters
    ----------
    streets
        Polygons with `name` and `name_en`.
    canals
        Water-surface polygons.
    """

    streets: gpd.GeoDataFrame | None = None
    canals: gpd.GeoDataFrame | None = None

    def clipped(self, grid: Grid) -> Layers:
        """The layers in the grid's CRS, cut to its bounds."""
        frame = shapely.box(*grid.bounds)
        return Layers(streets=_clipped(self.streets, grid, frame), canals=_clipped(self.canals, grid, frame))


def draw_canals(axes: Axes, canals: gpd.GeoDataFrame) -> None:
    """Draw canals as hatched surfaces, so that they are not taken for flood water."""
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    paths = [
        Path.make_compound_path(*(Path(ring, closed=True) for ring in _rings(polygon)))
        for geometry in canals.geometry
        for polygon in _polygons(geometry)
    ]
    axes.add_collection(
        PathCollection(
            paths,
            facecolor=CANAL_FILL,
            edgecolor=CANAL_LINE,
            hatch="//////",
            linewidth=0.5,
            zorder=3,
            transform=axes.transData,
        )
    )


def draw_streets(axes: Axes, streets: gpd.GeoDataFrame, language: Language) -> None:
    """Draw street borders, the district's border and the names of the streets."""
    from matplotlib.collections import LineCollection

    # A border shared by two streets is drawn once: two dashed lines would make a solid one.
    borders = shapely.line_merge(shapely.union_all(shapely.boundary(np.asarray(streets.geometry.array))))
    inner = [shapely.get_coordinates(line) for line in shapely.get_parts(borders)]
    axes.add_collection(
        LineCollection(inner, colors=STREET_LINE, linewidths=0.6, linestyles=(0, (4, 2)), zorder=5)
    )
    whole = shapely.union_all(np.asarray(streets.geometry.array), grid_size=0.01)
    outer = [ring for part in _polygons(whole) for ring in _rings(part)]
    axes.add_collection(LineCollection(outer, colors=DISTRICT_LINE, linewidths=1.5, zorder=6))
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    least = _LEAST_LABELLED * (east - west) * (north - south)
    column = "name" if language == "zh" else "name_en"
    for name, geometry in zip(streets[column], streets.geometry, strict=True):
        if geometry.area >= least:
            _label(axes, str(name), geometry, language)


def _label(axes: Axes, name: str, geometry: shapely.Geometry, language: Language) -> None:
    from matplotlib.patheffects import withStroke

    place = shapely.maximum_inscribed_circle(max(_polygons(geometry), key=shapely.area)).coords[0]
    # A name set on two lines fits into a narrow street.
    text = name if language == "zh" else name.replace(" Subdistrict", "").replace(" ", "\n", 1)
    axes.text(
        float(place[0]),
        float(place[1]),
        text,
        ha="center",
        va="center",
        fontsize=7.0 if language == "zh" else 6.0,
        color=INK,
        linespacing=0.95,
        zorder=7,
        path_effects=[withStroke(linewidth=2.2, foreground=PAPER)],
    )


def _clipped(layer: gpd.GeoDataFrame | None, grid: Grid, frame: shapely.Polygon) -> gpd.GeoDataFrame | None:
    if layer is None or layer.empty:
        return None
    placed = layer.to_crs(grid.crs)
    placed = placed.set_geometry(placed.geometry.intersection(frame))
    # A thousandth of the map is finer than a printed line.
    tolerance = 0.1 * grid.cell_size
    placed = placed.set_geometry(placed.geometry.simplify(tolerance))
    kept = placed[placed.geometry.area > 0.0]
    return None if kept.empty else kept


def _polygons(geometry: shapely.Geometry) -> Iterator[shapely.Polygon]:
    for part in shapely.get_parts(np.asarray([geometry])):
        if part.geom_type == "Polygon":
            yield part
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from _polygons(part)


def _rings(polygon: shapely.Polygon) -> Iterator[NDArray[np.float64]]:
    for ring in (polygon.exterior, *polygon.interiors):
        yield shapely.get_coordinates(ring)
