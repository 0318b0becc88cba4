"""Tables of the group `wildfire`."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage

from census.grid import DISTRICT_CRS
from census.schema import table_named
from census.snapshot import DATUM
from census.twin import dice, tables
from census.twin.survey.base import Base, Frames
from census.twin.survey.earthquake.noise import smooth
from census.twin.survey.geological.partition import patches, tiles
from census.twin.survey.geological.relief import CELL, Relief, relief
from census.twin.survey.geological.slope_units import mean_aspect

LEAST_AREA = 15_000.0
"""Least area of a forest plot [m2]; synthetic."""

KINDS = ("masson_pine", "pine_broadleaf", "evergreen_broadleaf", "chinese_fir", "moso_bamboo", "orchard_tea")

_FUEL = np.array([11.0, 9.0, 6.0, 8.5, 5.0, 2.5])
_AGE = np.array([42.0, 38.0, 45.0, 28.0, 6.0, 15.0])
_HEIGHT = np.array([13.0, 12.5, 13.5, 12.0, 11.0, 1.8])
_CLASS = np.array(["high", "moderate", "low", "high", "moderate", "low"], dtype=object)
"""Fuel load [t/ha], age [yr], height [m] and fuel class by species; synthetic."""

_FIRES, _PESTS = 11, 24


def survey(base: Base, made: Frames) -> Frames:
    """Forest plots, fires and pest plots."""
    plots = _plots(base, made, relief(base))
    if not len(plots):
        return {name: _empty(name) for name in ("forest_plots", "fire_incidents", "pest_plots")}
    return {
        "forest_plots": plots,
        "fire_incidents": _fires(base, plots),
        "pest_plots": _pests(base, plots),
    }


def _empty(name: str) -> gpd.GeoDataFrame:
    columns: dict[str, list[object]] = {column.name: [] for column in table_named(name).columns}
    return gpd.GeoDataFrame(columns, geometry=[], crs=DISTRICT_CRS)


def _species(base: Base, ground: Relief) -> NDArray[np.int64]:
    """Species of each cell: pine on dry ridges, broadleaf in hollows, bamboo and tea low down."""
    x, y = np.meshgrid(ground.grid.x, ground.grid.y)
    flat = x.ravel(), y.ravel()
    first = smooth(base.seed, "forest/species", *flat, 260.0).reshape(x.shape)
    second = smooth(base.seed, "forest/planted", *flat, 200.0).reshape(x.shape)
    sunny = np.cos(np.radians(ground.broad_aspect - 190.0))
    dry = 0.45 * sunny + (ground.height - 110.0) / 130.0 - 250.0 * ground.curvature + 0.8 * first
    low = ground.height < 60.0
    return np.select(
        [low & (second > 0.9), low & (second < -0.6), second > 1.2, dry > 0.7, dry > -0.1],
        [5, 4, 3, 0, 1],
        default=2,
    ).astype(np.int64)


def _plots(base: Base, made: Frames, ground: Relief) -> gpd.GeoDataFrame:
    kind = _species(base, ground)
    quarter = np.floor((ground.broad_aspect + 45.0) / 90.0).astype(np.int64) % 4
    label = patches(kind * 4 + quarter, ground.inside, round(LEAST_AREA / CELL**2))
    shapes, numbers = tiles(label, ground.grid, ground.hill, tolerance=45.0, least_area=LEAST_AREA)
    if not len(shapes):
        return _empty("forest_plots")
    middle = np.round(shapely.get_coordinates(shapely.point_on_surface(shapes)), 1)
    order = np.lexsort((middle[:, 0], -middle[:, 1]))
    shapes, numbers, middle = shapes[order], numbers[order], middle[order]
    main = np.array([np.bincount(kind[label == n], minlength=6).argmax() for n in numbers.tolist()])
    key = middle[:, 0].astype(np.int64), middle[:, 1].astype(np.int64)
    slope, height = (ndimage.mean(values, label, numbers) for values in (ground.slope, ground.height))
    aspect = mean_aspect(ground.aspect, ground.slope, label, numbers)
    fuel = _FUEL[main] * np.exp(0.25 * dice.normal(base.seed, "forest/fuel", *key))
    points = shapely.points(middle)
    streets = made["streets"]
    ways = shapely.union_all(made["roads"].geometry.to_numpy())
    south = np.cos(np.radians(aspect - 180.0))
    return gpd.GeoDataFrame(
        {
            "forest_plot_id": [f"FP{i + 1:04d}" for i in range(len(shapes))],
            "street_code": tables.codes_at(points, streets.geometry.to_numpy(), streets["code"].to_numpy()),
            "area_m2": np.round(shapely.area(shapes), 0),
            "species": np.array(KINDS, dtype=object)[main],
            "origin": np.where(np.isin(main, [1, 2]), "natural", "planted"),
            "age_a": np.round(_AGE[main] * np.exp(0.3 * dice.normal(base.seed, "forest/age", *key))).astype(
                int
            ),
            "height_m": np.round(
                _HEIGHT[main] * np.exp(0.12 * dice.normal(base.seed, "forest/height", *key)), 1
            ),
            "canopy_closure": np.round(0.55 + 0.4 * dice.uniform(base.seed, "forest/canopy", *key), 2),
            "slope_deg": np.round(slope, 1),
            "aspect_deg": np.round(aspect, 0),
            "elevation_m": np.round(height, 1),
            "datum": DATUM,
            "fuel_load_t_ha": np.round(fuel, 1),
            "fuel_class": _CLASS[main],
            "fire_risk": np.clip(np.round(1.0 + fuel / 4.0 + 0.6 * south), 1, 5).astype(np.int64),
            "distance_to_road_m": np.round(shapely.distance(points, ways), 0),
            "pest_exposed": np.isin(main, [0, 1]),
            "status": "synthetic",
        },
        geometry=shapes,
        crs=DISTRICT_CRS,
    )


def _fires(base: Base, plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fires: most around the tomb-sweeping days of April, where fuel is ready and a road near."""
    number = np.arange(len(plots))
    draw = dice.uniform(base.seed, "fire/plot", number)
    weight = plots["fuel_load_t_ha"].to_numpy() / (100.0 + plots["distance_to_road_m"].to_numpy())
    chosen = np.sort(np.argsort(-np.log(1.0 - draw) / weight, kind="stable")[:_FIRES])
    time, size = (dice.uniform(base.seed, f"fire/{subject}", chosen) for subject in ("time", "size"))
    cause = dice.choose(
        np.tile([0.5, 0.15, 0.2, 0.05, 0.0, 0.1], (len(chosen), 1)),
        dice.uniform(base.seed, "fire/cause", chosen),
    )
    burnt = np.round(0.05 * np.exp(3.4 * size), 2)
    begin = []
    for t, c in zip(time, cause, strict=True):
        month, day = (
            (4, 1 + int(170 * t) % 9)
            if c == 0
            else ((1, 2, 3, 11, 12)[int(50 * t) % 5], 1 + int(280 * t) % 28)
        )
        begin.append(
            f"{2005 + int(20 * t)}-{month:02d}-{day:02d}T{9 + int(90 * t) % 9:02d}:{int(600 * t) % 60:02d}"
        )
    causes = np.array(["worship", "farming", "smoking", "electric", "lightning", "unknown"], dtype=object)
    return gpd.GeoDataFrame(
        {
            "fire_id": [f"FF{i + 1:03d}" for i in range(len(chosen))],
            "street_code": plots["street_code"].to_numpy()[chosen],
            "forest_plot_id": plots["forest_plot_id"].to_numpy()[chosen],
            "begin": begin,
            "duration_h": np.round(0.5 + 3.0 * np.sqrt(burnt), 1),
            "cause": causes[cause],
            "burnt_area_ha": burnt,
            "grade": np.where(burnt < 1.0, "general", "larger"),
            "deaths": 0,
            "status": "synthetic",
        },
        geometry=shapely.point_on_surface(plots.geometry.to_numpy()[chosen]),
        crs=DISTRICT_CRS,
    )


def _pests(base: Base, plots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    species = plots["species"].to_numpy(dtype=object)
    host = np.flatnonzero(np.isin(species, ["masson_pine", "pine_broadleaf", "moso_bamboo"]))
    chosen = np.sort(host[np.argsort(dice.uniform(base.seed, "pest/plot", host), kind="stable")[:_PESTS]])
    sick, which = (dice.uniform(base.seed, f"pest/{subject}", chosen) for subject in ("sick", "which"))
    bamboo = species[chosen] == "moso_bamboo"
    pest = np.select(
        [sick < 0.35, bamboo, which < 0.75],
        ["none", "bamboo_locust", "pine_wood_nematode"],
        default="masson_pine_caterpillar",
    ).astype(object)
    trees = 60 + (90.0 * dice.uniform(base.seed, "pest/trees", chosen)).astype(np.int64)
    share = np.where(pest == "none", 0.0, 0.01 + 0.2 * sick**3)
    affected = np.where(pest == "none", 0, np.maximum(np.round(share * trees), 1)).astype(np.int64)
    measured = affected / trees
    treated = {"pine_wood_nematode": "felled", "none": "none"}
    return gpd.GeoDataFrame(
        {
            "pest_plot_id": [f"PP{i + 1:03d}" for i in range(len(chosen))],
            "forest_plot_id": plots["forest_plot_id"].to_numpy()[chosen],
            "pest": pest,
            "survey_date": [f"2024-{9 + int(3 * w):02d}-{1 + int(280 * w) % 28:02d}" for w in which],
            "trees_surveyed": trees,
            "trees_affected": affected,
            "affected_area_ha": np.round(plots["area_m2"].to_numpy()[chosen] / 1e4 * measured, 2),
            "severity": np.select(
                [measured == 0.0, measured < 0.03, measured < 0.1],
                ["none", "light", "moderate"],
                default="heavy",
            ).astype(object),
            "treatment": [treated.get(name, "trapped") for name in pest],
            "status": "synthetic",
        },
        geometry=shapely.point_on_surface(plots.geometry.to_numpy()[chosen]),
        crs=DISTRICT_CRS,
    )
