"""Ground motion of earthquakes against published values, records and the definition of the ellipse."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.napa import napa
from benchmarks.verification.rows import Case, Row, at_least, at_most, not_run, told
from models.seismic.motion import Sites, boore2014, motion_of, yu2013
from models.seismic.motion.ellipse import REGIONS
from models.seismic.rupture import Rupture
from models.seismic.shaking import credible, read_shakemap_grid
from scenarios.paths import realdata

Floats = NDArray[np.float64]

CHECK_VALUES = Path(__file__).parent / "boore2014_check.csv"
CHECKED = {"PGA": ("pga_g", "sd_pga"), "PGV": ("pgv_cms", "sd_pgv"), "SA(0.3)": ("sa0p3_g", "sd_sa0p3")}
BOORE = "Boore et al. 2014, check values of the electronic supplement"
YU = "lg Y = A + B M + C lg(R + D exp(E M)), base-10 table of GB 18306-2015"
NAPA = "ShakeMap station list, 333 stations of the 2014 Napa earthquake"
QUICK_DECAY = (
    "motion falls faster with distance in the San Francisco Bay Area than in Boore et al. 2014: "
    "Nye et al., Seismol. Res. Lett., USGS publication 70276904, with this earthquake as the example"
)
NEAR = 20.0
"""Distance within which faster decay hardly shows [km]."""
LOMA_PRIETA = "the file itself, its rows read by eye"
NODES = (
    (-125.38, 39.434, 0.52, 1.57, 0.49),
    (-124.13, 39.434, 1.04, 2.15, 0.49),
    (-121.88, 37.04, 66.49, 50.68, 0.15),
    (-119.405, 34.646, 1.01, 2.59, 0.47),
    (-119.38, 34.646, 0.89, 2.10, 0.49),
)
"""Longitude, latitude, PGA [% of g], PGV [cm/s] and STDPGA of nodes, as the file writes them."""


def boore_check_values(_: bool) -> list[Row]:
    """Means and standard deviations of PGA, PGV and SA(0.3)."""
    with CHECK_VALUES.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(line for line in file if not line.startswith("#")))
    rows = []
    for measure, (mean, deviation) in CHECKED.items():
        apart = [boore_differences(measure, record, mean, deviation) for record in records]
        for name, column in (("mean", 0), ("standard deviation", 1)):
            worst = max(pair[column] for pair in apart)
            metric = f"{measure}: {name}, largest relative difference over {len(apart)} values"
            rows.append(at_most(metric, worst, 1e-3, BOORE))
    return rows


def boore_differences(measure: str, record: dict[str, str], mean: str, deviation: str) -> tuple[float, float]:
    """Relative differences of mean and total standard deviation to a row of the check values."""
    magnitude, rake = float(record["mag"]), float(record["rake_deg"])
    distance, vs30 = np.array([float(record["rjb_km"])]), np.array([float(record["vs30_ms"])])
    found = math.exp(boore2014.median_ln(measure, magnitude, rake, distance, vs30)[0])
    within = boore2014.within_sigma(measure, magnitude, distance, vs30)[0]
    total = math.hypot(within, boore2014.between_sigma(measure, magnitude))
    return abs(found / float(record[mean]) - 1.0), abs(total / float(record[deviation]) - 1.0)


def napa_records(_: bool) -> list[Row]:
    """Residuals of ln PGA over the records, Vs30 from the map, distance to the finite fault."""
    folder = realdata() / "shakemap"
    if not (folder / "napa2014_stationlist.xml").is_file():
        return [not_run("the data set shakemap is not below FANGZAI_REALDATA", NAPA)]
    event = napa(folder)
    motion = motion_of("boore2014", event.rupture, event.sites, ["PGA"])
    residual = (event.stations.observed(["PGA"]) - motion.median)[0]
    recorded = credible(event.stations.observed(["PGA"]), motion)
    near = recorded & (event.rupture.joyner_boore_km(event.sites.x, event.sites.y) <= NEAR)
    return [
        told(f"all {residual.size} records: mean of ln(PGA / median)", residual.mean(), QUICK_DECAY),
        at_least("all records: standard deviation of ln PGA", residual.std(ddof=1), 0.4, NAPA),
        at_most("all records: standard deviation of ln PGA", residual.std(ddof=1), 0.9, NAPA),
        told("records over 4 standard deviations away, which are none", (~recorded).sum(), NAPA),
        told("the others: mean of ln(PGA / median)", residual[recorded].mean(), QUICK_DECAY),
        told("the others: standard deviation of ln PGA", residual[recorded].std(ddof=1), NAPA),
        at_most(
            f"the {near.sum()} of them within {NEAR:g} km: |mean of ln(PGA / median)|",
            abs(residual[near].mean()), 0.4, NAPA,
        ),
        at_least(f"within {NEAR:g} km: standard deviation", residual[near].std(ddof=1), 0.4, NAPA),
        at_most(f"within {NEAR:g} km: standard deviation", residual[near].std(ddof=1), 0.9, NAPA),
    ]  # fmt: skip


def loma_prieta_grid(_: bool) -> list[Row]:
    """The map of the 1989 earthquake is read whole, and gives its own values at its nodes."""
    path = realdata() / "shakemap" / "lomaprieta_grid.xml.gz"
    if not path.is_file():
        return [not_run("the data set shakemap is not below FANGZAI_REALDATA", LOMA_PRIETA)]
    grid = read_shakemap_grid(path)
    nodes = np.array(NODES)
    motion = grid.motion_at(nodes[:, 0], nodes[:, 1], ["PGA", "PGV"], "EPSG:4326")
    found = np.exp(motion.median) / np.array([[0.01], [1.0]])
    scatter = np.hypot(motion.between, motion.within)[0]
    between = grid.motion_at(-125.3675, 39.434, ["PGV"], "EPSG:4326")
    return [
        at_most("nodes: |found - 241 x 193|", abs(grid.fields["PGA"].size - 241 * 193), 0.0, LOMA_PRIETA),
        at_most("PGA and PGV at 5 nodes: largest relative difference",
                np.abs(found / nodes[:, 2:4].T - 1.0).max(), 1e-6, LOMA_PRIETA),
        at_most("STDPGA at 5 nodes: largest difference", np.abs(scatter - nodes[:, 4]).max(), 1e-6,
                LOMA_PRIETA),
        at_most("PGV halfway between two nodes: relative difference to their geometric mean",
                abs(math.exp(between.median[0, 0]) / math.sqrt(1.57 * 1.58) - 1.0), 1e-6, LOMA_PRIETA),
    ]  # fmt: skip


def yu_ellipse(_: bool) -> list[Row]:
    """On both axes the axis's own equation; down along every ray; on the ellipse elsewhere."""
    distance = np.geomspace(0.5, 300.0, 200)
    axes, rises, off = [], [], []
    for region in REGIONS:
        for measure in yu2013.MEASURES:
            for magnitude in (4.0, 5.0, 6.0, 6.5, 6.6, 7.5):
                rupture = Rupture(magnitude, 1000.0, -2000.0, 10.0, strike_deg=37.0)
                for axis, bearing in (("major", 37.0), ("minor", 127.0)):
                    level = at_bearing(rupture, measure, region, distance, bearing)
                    own = yu2013.terms(measure, region, axis)
                    axes.append(np.abs(level - plain_equation(own, magnitude, distance)).max())
                rays = [at_bearing(rupture, measure, region, distance, b) for b in range(0, 180, 5)]
                rises.append(np.diff(np.array(rays), axis=1).max())
                off.append(ellipse_fault(rupture, measure, region))
    return [
        at_most("on both axes: largest |lg Y - equation|", max(axes), 1e-9, YU),
        at_most("largest rise of lg Y from one distance to the next along 36 rays", max(rises), 0.0, YU),
        at_most("elsewhere: largest |(u/a)^2 + (v/b)^2 - 1| with half-axes of the level", max(off), 1e-9, YU),
    ]


def plain_equation(own: yu2013.Terms, magnitude: float, distance: Floats) -> Floats:
    """The equation of an axis as it is printed."""
    first, slope = (own.A1, own.B1) if magnitude <= 6.5 else (own.A2, own.B2)
    near = own.D * math.exp(own.E * magnitude)
    return np.asarray(first + slope * magnitude + own.C * np.log10(distance + near))


def level_of(rupture: Rupture, measure: str, region: str, x: Floats, y: Floats) -> Floats:
    """Level lg Y in cm/s2 or cm/s at sites."""
    unit = 980.665 if measure == "PGA" else 1.0
    sites = Sites(x, y, np.full(x.size, np.nan), np.full(x.size, -1))
    median = motion_of("yu2013", rupture, sites, [measure], region=region, site="none").median[0]
    return np.asarray((median + math.log(unit)) / math.log(10.0))


def at_bearing(rupture: Rupture, measure: str, region: str, distance: Floats, bearing: float) -> Floats:
    """Level lg Y along a ray from the epicentre; distance in km, bearing clockwise from north."""
    angle = math.radians(bearing)
    x = rupture.x + 1000.0 * distance * math.sin(angle)
    y = rupture.y + 1000.0 * distance * math.cos(angle)
    return level_of(rupture, measure, region, x, y)


def ellipse_fault(rupture: Rupture, measure: str, region: str) -> float:
    """How far sites are from the ellipse of their level."""
    random = np.random.default_rng(7)
    x, y = random.uniform(-2e5, 2e5, (2, 500))
    level = level_of(rupture, measure, region, x, y)
    along, across = rupture.along_across_km(x, y)
    halves = []
    for axis in ("major", "minor"):
        own = yu2013.terms(measure, region, axis)
        near = own.D * math.exp(own.E * rupture.magnitude)
        at_epicentre = plain_equation(own, rupture.magnitude, np.zeros(1))[0]
        halves.append(near * (10.0 ** ((level - at_epicentre) / own.C) - 1.0))
    return float(np.abs((along / halves[0]) ** 2 + (across / halves[1]) ** 2 - 1.0).max())


CASES: dict[str, Case] = {
    "seismic.boore2014_check_values": boore_check_values,
    "seismic.napa2014_records": napa_records,
    "seismic.loma_prieta_grid": loma_prieta_grid,
    "seismic.yu2013_ellipse": yu_ellipse,
}
