"""Compile the kernels of the seismic model once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from models.seismic.damage import expected_grades, motion_of_buildings, sample_damage
from models.seismic.debris import blocked_roads, frontage
from models.seismic.fragility import FragilitySet, MatrixSet, hazus_fragility
from models.seismic.motion import Sites, motion_of
from models.seismic.residuals import build_fields, sample_residuals
from models.seismic.rupture import Rupture


def warm_seismic() -> None:
    """Shake two sites, draw residuals at more than there are nodes, damage two buildings, block a road."""
    _warm_motion()
    _warm_residuals()
    _warm_damage()
    _warm_debris()


def _warm_motion() -> None:
    place = np.array([1000.0, 5000.0])
    sites = Sites(place, place, np.full(2, 300.0), np.full(2, 2))
    motion_of("yu2013", Rupture(5.0, 0.0, 0.0, 10.0, strike_deg=20.0), sites, ["PGA"])


def _warm_residuals() -> None:
    place = np.linspace(0.0, 1000.0, 9)
    sample_residuals(build_fields(place, place, ["PGA", "PGV"], nodes=4), 1, 0, 2)


def _warm_damage() -> None:
    """Curves and matrices, with the types of a run."""
    n = 2
    share = np.array([[[0.9, 0.1, 0.0, 0.0, 0.0], [0.1, 0.2, 0.3, 0.2, 0.2]]])
    matrices = MatrixSet("warm", ("T",), np.array([6.0, 9.0]), share, "unverified", "")
    sets: tuple[FragilitySet | MatrixSet, ...] = (hazus_fragility().select(("W1-Pre",)), matrices)
    cls = np.zeros(n, np.int32)
    motion = motion_of_buildings(
        np.zeros((1, n)), np.ones((1, n)), np.ones((1, n)), cls, index=np.zeros((n, 1), np.int32),
        weight=np.ones((1, n, 1), np.float32), nugget=np.zeros((1, n), np.float32),
    )  # fmt: skip
    for curves in sets:
        expected_grades(curves, cls, motion.mean, motion.expected_variance)
        sample_damage(
            motion, curves, cls, cls, 1, np.zeros((n, 5, 1)),
            lambda first, count: (np.zeros((1, 1, count)), np.zeros((1, count))), seed=1, realisations=1,
        )  # fmt: skip


def _warm_debris() -> None:
    road = gpd.GeoDataFrame(
        {"road_id": ["R000001"], "width_m": [8.0]}, geometry=[shapely.LineString([(0.0, 0.0), (20.0, 0.0)])]
    )
    house = np.array([shapely.box(0.0, 6.0, 20.0, 16.0)])
    blocked_roads(frontage(road, house, np.array([12.0])), np.array([[4]], np.uint8))
