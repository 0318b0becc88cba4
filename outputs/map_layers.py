"""The line work of a map: canals, street and district borders, street names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
_SLIVER = 1e-3
"""Share of the district below which a hole or an island of its outline is a misfit [-]."""

_STREET: Mapping[str, Any] = {
    "colors": STREET_LINE,
    "linewidths": 0.6,
    "linestyles": [(0, (4, 2))],
    "zorder": 5,
}
_DISTRICT: Mapping[str, Any] = {"colors": DISTRICT_LINE, "linewidths": 1.5, "zorder": 6}


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

    def placed(self, grid: Grid) -> Layers:
        """The layers in the grid's CRS, without what lies wholly outside its bounds."""
        return Layers(streets=_placed(self.streets, grid), canals=_placed(self.canals, grid))


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
            linewidth=0.35,
            zorder=3,
            transform=axes.transData,
        )
    )


def draw_streets(axes: Axes, streets: gpd.GeoDataFrame, language: Language) -> list[str]:
    """Draw street borders, the district's border and the names of the streets.

    Returns
    -------
    list of str
        Which of the signs "street" and "district" are in view.
    """
    from matplotlib.collections import LineCollection

    polygons = np.asarray(streets.geometry.array)
    view = shapely.box(*_corners(axes))
    # A border shared by two streets is drawn once: two dashed lines would make a solid one.
    inner = shapely.union_all(shapely.boundary(polygons))
    outer = _outline(polygons)
    seen = []
    for sign, border, style in (("street", inner, _STREET), ("district", outer, _DISTRICT)):
        lines = list(_lines(shapely.intersection(border, view)))
        axes.add_collection(LineCollection(lines, **style))
        seen += [sign] if lines else []
    _label_streets(axes, streets, view, language)
    return seen


def _label_streets(axes: Axes, streets: gpd.GeoDataFrame, view: shapely.Geometry, language: Language) -> None:
    column = "name" if language == "zh" else "name_en"
    for name, geometry in zip(streets[column], streets.geometry, strict=True):
        seen = shapely.intersection(geometry, view)
        if shapely.area(seen) >= _LEAST_LABELLED * shapely.area(view):
            _label(axes, str(name), seen, language)


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


def _placed(layer: gpd.GeoDataFrame | None, grid: Grid) -> gpd.GeoDataFrame | None:
    if layer is None or layer.empty:
        return None
    placed = layer.to_crs(grid.crs)
    seen = placed[placed.geometry.intersects(shapely.box(*grid.bounds))]
    return None if seen.empty else seen


def _outline(polygons: NDArray[Any]) -> shapely.Geometry:
    """Border of all streets together, without the slivers between badly fitting ones."""
    parts = list(_polygons(shapely.union_all(polygons)))
    least = _SLIVER * max(part.area for part in parts)
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return shapely.MultiLineString([ring for ring in rings if shapely.Polygon(ring).area >= least])


def _corners(axes: Axes) -> tuple[float, float, float, float]:
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    return west, south, east, north


def _lines(geometry: shapely.Geometry) -> Iterator[NDArray[np.float64]]:
    """Coordinates of the lines of a geometry, joined where they meet."""
    parts = shapely.get_parts(np.asarray([geometry]))
    lines = [part for part in shapely.get_parts(parts) if part.geom_type in ("LineString", "LinearRing")]
    for line in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))):
        yield shapely.get_coordinates(line)


def _polygons(geometry: shapely.Geometry) -> Iterator[shapely.Polygon]:
    for part in shapely.get_parts(np.asarray([geometry])):
        if part.geom_type == "Polygon":
            yield part
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            yield from _polygons(part)


def _rings(polygon: shapely.Polygon) -> Iterator[NDArray[np.float64]]:
    for ring in (polygon.exterior, *polygon.interiors):
        yield shapely.get_coordinates(ring)
