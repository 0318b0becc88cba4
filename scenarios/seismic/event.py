"""What shakes the district, as a function that gives the motion at any sites."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from census.coordinates import to_degrees, to_district
from census.errors import InputError
from census.snapshot import Snapshot
from models.seismic.inputs import MotionSource
from models.seismic.motion import Motion, Sites, motion_of
from models.seismic.motion.sites import SITE_CLASSES
from models.seismic.motion.zonation import motion_of_zonation
from models.seismic.rupture import LARGEST_MAGNITUDE, LEAST_MAGNITUDE, Rupture
from models.seismic.shaking import ShakingGrid, read_intensity_grid, read_shakemap_grid
from scenarios.sections.damage import MotionSection
from scenarios.sections.earthquake import (
    FaultPlane,
    IntensityEarthquake,
    PastEarthquake,
    RuptureEarthquake,
    ShakemapEarthquake,
    ZonationEarthquake,
)
from scenarios.seismic.spec import SeismicLoaded

MODEL_MEASURES = {
    "yu2013": ("PGA", "PGV", "INT"),
    "boore2014": ("PGA", "PGV", "SA(0.3)", "SA(1.0)", "INT"),
    "intensity": ("INT",),
}
"""Measures of the fields by model."""

MAPPED = ("PGA", "PGV", "SA(0.3)", "SA(1.0)", "INT")
"""Measures of the fields that a map of shaking may hold."""

CLASS_II = SITE_CLASSES.index("II")
CLASS_II_VS30 = 375.0
"""Vs30 that stands for class II, the middle of 250 to 500 m/s; unverified [m/s]."""

CLASS_II_TERMS = {"yu2013": "gb-class", "boore2014": "vs30"}
"""Term of each model by which ground of class II is told."""

ZONATION_COLUMNS = {
    "frequent": "pga_frequent_g", "basic": "pga_g", "rare": "pga_rare_g", "very_rare": "pga_very_rare_g",
}  # fmt: skip
"""Column of the census table seismic_zonation by level."""


@dataclass(frozen=True)
class Event:
    """What shakes the district.

    Parameters
    ----------
    motion
        Gives the motion at sites.
    measures
        Measures that the fields tell.
    rock
        Gives the motion on rock at the same places; None where the source holds the site already.
    class_ii
        Gives the motion on ground of class II at the same places; None where the source holds the site
        already.
    magnitude
        Magnitude; None where there is none.
    place
        Epicentre or name of the event in words.
    rupture
        Where it broke; None where the source of the motion does not tell.
    """

    motion: MotionSource
    measures: tuple[str, ...]
    rock: MotionSource | None = None
    class_ii: MotionSource | None = None
    magnitude: float | None = None
    place: str = ""
    rupture: Rupture | None = None


def event_of(loaded: SeismicLoaded, snapshot: Snapshot, centre: tuple[float, float]) -> Event:
    """The event of a scenario.

    Parameters
    ----------
    loaded
        The scenario.
    snapshot
        District with the tables the event may name.
    centre
        Middle of the district's buildings [m].

    Raises
    ------
    InputError
        If a file cannot be used, a row is missing or a value is out of range.
    """
    section, motion = loaded.spec.earthquake, loaded.spec.motion
    if isinstance(section, RuptureEarthquake):
        return _ruptured(_rupture(section, centre, loaded.spec.scenario.title_en), motion)
    if isinstance(section, PastEarthquake):
        return _ruptured(_past(section, snapshot), motion)
    if isinstance(section, ShakemapEarthquake):
        return _shakemap(loaded, snapshot)
    if isinstance(section, IntensityEarthquake):
        return _intensity(loaded, section, snapshot)
    return _zonation(section, snapshot, motion.site_term)


def _ruptured(rupture: Rupture, motion: MotionSection) -> Event:
    """A rupture with a model of its motion."""

    def source(site: str) -> MotionSource:
        def give(sites: Sites, measures: Sequence[str]) -> Motion:
            return motion_of(
                motion.model,
                rupture,
                sites,
                tuple(measures),
                region=motion.region,
                site=site,
                between_share=motion.between_share,
            )

        return give

    longitude, latitude = to_degrees(rupture.x, rupture.y)
    return Event(
        motion=source(motion.site_term),
        measures=MODEL_MEASURES[motion.model],
        rock=None if motion.model == "intensity" else source("none"),
        class_ii=_on_class_ii(source(CLASS_II_TERMS[motion.model]))
        if motion.model in CLASS_II_TERMS
        else None,
        magnitude=rupture.magnitude,
        place=f"{float(longitude):.3f}°E {float(latitude):.3f}°N",
        rupture=rupture,
    )


def _on_class_ii(source: MotionSource) -> MotionSource:
    """The same motion with ground of class II everywhere."""

    def give(sites: Sites, measures: Sequence[str]) -> Motion:
        count = sites.x.shape
        return source(
            Sites(sites.x, sites.y, np.full(count, CLASS_II_VS30), np.full(count, CLASS_II, np.int64)),
            measures,
        )

    return give


def _rupture(section: RuptureEarthquake, centre: tuple[float, float], name: str) -> Rupture:
    """The rupture of a section, its epicentre in the district's coordinates."""
    if section.longitude is not None and section.latitude is not None:
        east, north = to_district(section.longitude, section.latitude)
        x, y = float(east), float(north)
    elif section.x_m is not None and section.y_m is not None:
        x, y = section.x_m, section.y_m
    else:
        assert section.distance_km is not None and section.azimuth_deg is not None
        azimuth = math.radians(section.azimuth_deg)
        x = centre[0] + 1000.0 * section.distance_km * math.sin(azimuth)
        y = centre[1] + 1000.0 * section.distance_km * math.cos(azimuth)
    return _plane(section, section.magnitude, x, y, section.depth_km, name)


def _past(section: PastEarthquake, snapshot: Snapshot) -> Rupture:
    """The rupture of a row of the table past_earthquakes."""
    rows = snapshot.table("past_earthquakes")
    key, wanted = ("earthquake_id", section.earthquake_id) if section.earthquake_id else (
        "date_text", section.date_text
    )  # fmt: skip
    found = rows[rows[key].astype(str) == wanted]
    if len(found) != 1:
        known = ", ".join(rows[key].astype(str))
        raise InputError(
            f"earthquake.{key} = {wanted!r} is {len(found)} rows of the table past_earthquakes; "
            f"one of {known} is needed"
        )
    row = found.iloc[0]
    column = "magnitude" if section.magnitude == "table" else "magnitude_other"
    magnitude, depth = float(row[column]), float(row["depth_km"])
    if not math.isfinite(magnitude):
        raise InputError(f"past_earthquakes, {row['earthquake_id']}: {column} is empty; one is needed")
    if section.depth_km is not None:
        depth = section.depth_km
    if not math.isfinite(depth):
        raise InputError(
            f"past_earthquakes, {row['earthquake_id']}: depth_km is empty; state earthquake.depth_km"
        )
    point = row["geometry"]
    return _plane(section, magnitude, point.x, point.y, depth, f"{wanted}")


def _plane(section: FaultPlane, magnitude: float, x: float, y: float, depth: float, name: str) -> Rupture:
    return Rupture(
        magnitude=magnitude,
        x=x,
        y=y,
        depth_km=depth,
        strike_deg=section.strike_deg,
        dip_deg=section.dip_deg,
        rake_deg=math.nan if section.rake_deg is None else section.rake_deg,
        length_km=section.length_km,
        width_km=section.width_km,
        name=name,
    )


def _shakemap(loaded: SeismicLoaded, snapshot: Snapshot) -> Event:
    """A ShakeMap grid, which holds the site already."""
    grid = read_shakemap_grid(loaded.path("earthquake.file"))
    crs = str(snapshot.manifest["crs"])

    def give(sites: Sites, measures: Sequence[str]) -> Motion:
        return grid.motion_at(
            sites.x, sites.y, tuple(measures), crs, between_share=loaded.spec.motion.between_share
        )

    return Event(
        motion=give,
        measures=_mapped(grid),
        magnitude=_magnitude(grid, loaded.path("earthquake.file")),
        place=grid.event.get("event_description", "") or grid.event.get("event_id", ""),
    )


def _magnitude(grid: ShakingGrid, path: Path) -> float | None:
    """Magnitude that the map states; None where it states none."""
    text = grid.event.get("magnitude", "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not LEAST_MAGNITUDE <= value <= LARGEST_MAGNITUDE:
        raise InputError(
            f"map of shaking: {path}, event: magnitude is {text!r}; a number from {LEAST_MAGNITUDE:g} to "
            f"{LARGEST_MAGNITUDE:g}, or none, is needed"
        )
    return value


def _mapped(grid: ShakingGrid) -> tuple[str, ...]:
    """Measures of the fields that a map gives."""
    return tuple(name for name in MAPPED if name in grid.measures)


def _intensity(loaded: SeismicLoaded, section: IntensityEarthquake, snapshot: Snapshot) -> Event:
    """A map of intensity, which holds the site already."""
    grid = read_intensity_grid(loaded.path("earthquake.file"))
    crs = str(snapshot.manifest["crs"])

    def give(sites: Sites, measures: Sequence[str]) -> Motion:
        return grid.motion_at(sites.x, sites.y, tuple(measures), crs, intensity_sigma=section.sigma)

    return Event(motion=give, measures=("INT",))


def _zonation(section: ZonationEarthquake, snapshot: Snapshot, site: str) -> Event:
    """The mapped peak acceleration, with the factor of the site class unless left out, without residuals."""
    zones = snapshot.table("seismic_zonation")
    shapes = np.asarray(zones.geometry.array)
    level = zones[ZONATION_COLUMNS[section.level]].to_numpy(dtype=np.float64)

    def source(term: str) -> MotionSource:
        return lambda sites, measures: motion_of_zonation(
            level[_zone_at(shapes, sites.x, sites.y)], sites, measures, site=term
        )

    # The map is of class II ground, which stands for rock in the site factor of the fields.
    firm = source("none")
    return Event(motion=source(site), measures=("PGA", "INT"), rock=firm, class_ii=firm)


def _zone_at(
    shapes: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Zone that holds each place, the nearest for a place in none."""
    tree = shapely.STRtree(shapes)
    return np.asarray(tree.nearest(shapely.points(x, y)), np.int64)
