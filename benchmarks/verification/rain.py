"""Rain in space against sums that were done by hand: kriging between three gauges, a storm on its way.

References
----------
Matheron, G. (1963). Principles of geostatistics. Economic Geology 58, 1246-1266: ordinary kriging.
"""

from __future__ import annotations

import math

import numpy as np

from benchmarks.verification.ground import grid_of, run, surface_of
from benchmarks.verification.rows import Case, Row, at_most
from census.grid import Grid
from models.waterlogging.gauges import GaugeSeries, gauge_rainfall
from models.waterlogging.inputs import Event, Settings
from models.waterlogging.kriging import Variogram
from models.waterlogging.moving_storm import RainCell, moving_rainfall

BY_HAND = "system solved by hand"
LINE = "integral of the bell"
RANGE = 1000.0
DEPTHS = (12.0, 30.0, 60.0)


def kriging(_full: bool) -> list[Row]:
    """Three gauges farther apart than the range, and a place half a range from the first of them.

    All semivariances are 1 but that to the first gauge, g = 1.5 / 2 - 0.5 / 8 = 0.6875. The equations
    w2 + w3 + m = g, w1 + w3 + m = 1, w1 + w2 + m = 1 and w1 + w2 + w3 = 1 give w2 = w3 = g / 3.
    """
    places = ((0.0, 0.0), (2500.0, 0.0), (-1200.0, 2600.0))
    edges = np.array([0.0, 3600.0])
    gauges = [
        GaugeSeries(str(k), x, y, edges, np.array([d]))
        for k, ((x, y), d) in enumerate(zip(places, DEPTHS, strict=True))
    ]
    found = []
    for x, y in ((0.5 * RANGE, 0.0), places[1], (0.0, -9000.0)):
        cell = Grid(crs="EPSG:4549", west=x - 5.0, north=y + 5.0, cell_size=10.0, rows=1, columns=1)
        rain = gauge_rainfall(gauges, cell, method="kriging", variogram=Variogram("spherical", RANGE))
        found.append(float(rain.intensity[0, 0]) * 3.6e6)
    g = 0.6875
    near = DEPTHS[0] * (1.0 - 2.0 * g / 3.0) + (DEPTHS[1] + DEPTHS[2]) * g / 3.0
    expected = (near, DEPTHS[1], sum(DEPTHS) / 3.0)
    words = ("half a range from one gauge", "at a gauge", "beyond the range of all")
    return [
        at_most(f"rain {where}, error [mm]", abs(a - b), 1e-9, BY_HAND)
        for where, a, b in zip(words, found, expected, strict=True)
    ]


def moving_storm(_full: bool) -> list[Row]:
    """A cell of rain that grows, crosses closed ground and fades over it."""
    size, cells = 100.0, 140
    surface = surface_of(np.zeros((cells, cells)), cell_size=size, manning=0.03)
    grid = grid_of(cells, cells, size)
    west, south, _, north = grid.bounds
    middle = 0.5 * (south + north)
    storm = RainCell(
        peak=90.0, x=west + 5000.0, y=middle, along=700.0, across=500.0, speed=4.0, heading=90.0, start=0.0,
        duration=1500.0, growth=300.0, decay=200.0,
    )  # fmt: skip
    rain = moving_rainfall([storm], grid, duration=1500.0, interval=30.0, block=100.0)
    result = run(surface, Event(rain=rain), Settings(duration=1800.0))
    ledger = result["ledger"]
    exact = 90e-3 / 3600.0 * 2.0 * math.pi * 700.0 * 500.0 * (1500.0 - 250.0)
    fallen = float(ledger.sel(ledger_term="rain"))
    kept = float(ledger.sel(ledger_term="storage_change"))
    # Full-grown it goes from 1200 to 5200 m of its way: a place at 3250 m sees the whole bell.
    assert rain.zone is not None
    row, column = grid.cell_of(west + 5000.0 + 3250.0, middle)
    depths = rain.intensity[:, rain.zone[row, column]] * np.diff(rain.edges)
    away = (grid.y[row] - middle) / 500.0
    there = 90e-3 / 3600.0 * math.exp(-0.5 * away**2) * 700.0 * math.sqrt(2.0 * math.pi) / 4.0
    return [
        at_most("volume of the storm in the ledger, relative error", abs(fallen / exact - 1.0), 1e-3, LINE),
        at_most("volume on the ground, relative error", abs(kept / fallen - 1.0), 1e-6, "rain in the ledger"),
        at_most("depth on the track, relative error", abs(float(depths.sum()) / there - 1.0), 0.01, LINE),
    ]


CASES: dict[str, Case] = {
    "waterlogging.kriging": kriging,
    "waterlogging.moving_storm": moving_storm,
}
