"""The state of buildings: alterations, retrofits, appraisals, cracks, hazards of the site."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from census.twin import dice
from census.twin.survey.exposure.stock import Flags, Reals, Stock, Texts, Whole, where_known

_ALTERATIONS = {
    "self_built": {"added_storey": 0.40, "extended": 0.30, "partitions": 0.18, "enlarged_openings": 0.07,
                   "raised": 0.03, "mezzanine": 0.02},
    "estate": {"enlarged_openings": 0.45, "extended": 0.25, "partitions": 0.25, "added_storey": 0.04,
               "columns_removed": 0.01},
    "other": {"partitions": 0.50, "mezzanine": 0.25, "extended": 0.15, "added_storey": 0.08,
              "columns_removed": 0.015, "added_basement": 0.005},
}  # fmt: skip
"""Kinds of alteration by group, shares; unverified."""

_LATEST = 2024
"""Last year of the survey."""

_STEEP = 4.0
"""Height of the ground within 80 m above a building from which it stands at the foot of a hill [m]."""

_WET = 60.0
"""A low-lying building this near to a low point of the streets is flooded with it [m]."""


def condition(stock: Stock, *, low_points: Texts, metro: Texts) -> dict[str, Any]:
    """Fields on the state of each building.

    Parameters
    ----------
    stock
        The buildings.
    low_points
        Points at which water gathers, shape (k,).
    metro
        Courses of metro lines, shape (m,).
    """
    retrofitted, retrofit_year = _retrofit(stock)
    appraised, grade = _grade(stock, retrofitted)
    over_tunnel = _near(stock, metro, 30.0)
    return {
        "alteration": _alteration(stock),
        "retrofitted": retrofitted,
        "retrofit_year": retrofit_year,
        "appraised": appraised,
        "safety_grade": grade,
        "site_hazard": _site_hazard(stock, low_points, over_tunnel),
        "cracked": _cracked(stock, grade, over_tunnel),
        "tilted": _tilted(stock, grade, over_tunnel),
    }


def _near(stock: Stock, things: Texts, distance: float) -> Flags:
    result = np.zeros(len(stock.kind), dtype=bool)
    if len(things):
        hit, _ = shapely.STRtree(things).query(stock.middle, predicate="dwithin", distance=distance)
        result[hit] = True
    return result


def _alteration(stock: Stock) -> Texts:
    result = np.full(len(stock.kind), "none", dtype=object)
    done = stock.own("altered") < stock.practice("altered")
    draw = stock.own("alteration")
    own = stock.of("village_house", "old_lane_house")
    estate = stock.of("masonry_estate", "tower")
    for group, mine in (("self_built", own), ("estate", estate), ("other", ~own & ~estate)):
        names = np.array(list(_ALTERATIONS[group]), dtype=object)
        which = np.flatnonzero(mine & done)
        weights = np.tile(np.array(list(_ALTERATIONS[group].values())), (len(which), 1))
        result[which] = names[dice.choose(weights, draw[which])]
    # One more storey needs one below it; a house of one storey that was raised has two.
    result[(result == "added_storey") & (stock.storeys < 2)] = "extended"
    return result


def _retrofit(stock: Stock) -> tuple[Flags, Any]:
    """Schools and hospitals were strengthened from 2009 on, old lanes and estates here and there."""
    share = np.zeros(len(stock.kind))
    share[stock.of("school", "hospital") & (stock.year < 2001)] = 0.62
    share[stock.of("masonry_estate") & (stock.year < 1990)] = 0.06
    share[stock.of("old_lane_house")] = 0.14
    share[stock.of("factory", "office") & (stock.year < 1990)] = 0.08
    done = stock.shared("retrofit") < share
    year = np.rint(2009 + 14 * stock.shared("retrofit year")).astype(np.int64)
    return done, where_known(year, done)


def _grade(stock: Stock, retrofitted: Flags) -> tuple[Flags, Texts]:
    """Grade of the appraisal by age, structure and care; empty where none was made."""
    age = _LATEST - stock.year
    share = np.clip(0.01 * (age - 12), 0.02, 0.75)
    share[stock.of("village_house")] = 0.42
    share[stock.of("school", "hospital")] = 0.85
    share[stock.of("outbuilding")] = 0.0
    appraised = stock.own("appraised") < share
    # Odds of the worse grades double about every twenty years.
    decay = 0.01 * 2.0 ** (age / 22.0) * (1.0 + 0.8 * stock.of("village_house", "shed"))
    decay *= np.where(retrofitted, 0.15, 1.0) * np.where(stock.of("tower", "office", "commercial"), 0.3, 1.0)
    weights = np.column_stack(
        [np.clip(1.2 - age / 45.0, 0.03, 1.2), np.full(len(age), 0.8), decay, 0.14 * decay]
    )
    grade = np.array(["A", "B", "C", "D"], dtype=object)[dice.choose(weights, stock.own("grade"))]
    grade[~appraised] = None
    return appraised, grade


def _cracked(stock: Stock, grade: Texts, over_tunnel: Flags) -> Flags:
    age = _LATEST - stock.year
    share = np.clip(0.0012 * age, 0.002, 0.12) + 0.03 * over_tunnel
    share = np.where(grade == "C", 0.55, np.where(grade == "D", 0.9, np.where(grade == "A", 0.005, share)))
    return np.asarray(stock.own("cracked") < share)


def _tilted(stock: Stock, grade: Texts, over_tunnel: Flags) -> Flags:
    share = np.where(stock.of("masonry_estate", "old_lane_house", "village_house"), 0.006, 0.001)
    share = share + 0.01 * over_tunnel
    share = np.where(grade == "C", 0.12, np.where(grade == "D", 0.4, share))
    return np.asarray(stock.own("tilted") < share)


def _site_hazard(stock: Stock, low_points: Texts, over_tunnel: Flags) -> Texts:
    result = np.full(len(stock.kind), "none", dtype=object)
    draw = stock.own("site")
    result[(draw < 0.002) | (over_tunnel & (draw < 0.05))] = "subsidence"
    result[_near(stock, low_points, _WET) | _lowest(stock, draw)] = "flood"
    steep = np.nan_to_num(stock.rise) > _STEEP
    result[steep] = "cut_slope"
    result[steep & (draw < 0.25)] = "landslide"
    result[steep & (draw > 0.92)] = "rockfall"
    return result


def _lowest(stock: Stock, draw: Reals) -> Flags:
    """A part of the buildings on the lowest ground: the lowest three hundredths of all."""
    known = np.isfinite(stock.ground)
    if not known.any():
        return known
    limit = np.quantile(stock.ground[known], 0.03)
    return np.asarray(known & (stock.ground < limit) & (draw < 0.5))


def elderly(stock: Stock) -> Whole:
    """Residents of 65 years and more of each building; whole numbers no greater than its residents."""
    wanted = stock.people * stock.practice("elderly") * (0.6 + 0.8 * stock.shared("elderly"))
    return np.minimum(np.floor(wanted + stock.own("elderly")).astype(np.int64), stock.people)
