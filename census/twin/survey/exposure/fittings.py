"""Lifts, basements, soft ground floors, irregular plans and glass curtain walls."""

from __future__ import annotations

from typing import Any

import numpy as np

from census.twin import dice
from census.twin.survey.exposure.stock import Flags, Stock, Texts, Whole, where_known

_SHAFT_LENGTH = 17.0
"""Length of a building served by one stairway [m]."""

_GLASS = ("exposed_frame", "hidden_frame", "unitised", "point_supported")

_GLASS_EARLY, _GLASS_LATE = (0.50, 0.44, 0.02, 0.04), (0.16, 0.36, 0.43, 0.05)
"""Shares of the kinds of curtain wall before and after 2005; unverified."""


def fittings(stock: Stock, use: Texts) -> dict[str, Any]:
    """Fields on fittings and form.

    Parameters
    ----------
    stock, use
        The buildings and their use.
    """
    basement = _basements(stock)
    irregular = (stock.shared("irregular") < stock.practice("irregular")) & (stock.footprint > 250.0)
    modern = (stock.year >= 2012) & stock.of("school", "hospital", "office")
    return {
        "basement_storeys": basement,
        "soft_ground_floor": _soft(stock),
        "plan_irregular": irregular,
        "isolated": modern & (stock.shared("isolated") < 0.04),
        "lifts": _lifts(stock),
        **_curtain_walls(stock, use),
    }


def _basements(stock: Stock) -> Whole:
    """Garages below towers of this century and below offices and shops; shelters below old estates."""
    result = np.zeros(len(stock.kind), dtype=np.int64)
    draw = stock.shared("basement")
    tower = stock.of("tower")
    result[tower & (stock.year >= 2003) & (draw < 0.85)] = 1
    result[tower & (stock.year >= 2010) & (draw < 0.35)] = 2
    centre = stock.of("office", "commercial", "hospital")
    result[centre & (stock.year >= 1996) & (draw < 0.75)] = 1
    result[centre & (stock.year >= 2005) & (draw < 0.45)] = 2
    result[centre & (stock.year >= 2012) & (draw < 0.12)] = 3
    result[stock.of("masonry_estate") & (stock.year >= 1985) & (stock.own("basement") < 0.03)] = 1
    return result


def _soft(stock: Stock) -> Flags:
    """Shops below masonry, and open ground floors below some frames."""
    shops = stock.structure == "bottom_frame_masonry"
    frame = (stock.structure == "rc_frame") & stock.of("tower", "office", "commercial") & (stock.storeys >= 4)
    return np.asarray(shops | (frame & (stock.shared("soft") < 0.16)))


def _lifts(stock: Stock) -> Whole:
    """Lifts by stairways in dwellings, by floor area elsewhere; some old estates got theirs late."""
    stairs = np.maximum(np.rint(0.42 * stock.perimeter / _SHAFT_LENGTH), 1.0)
    result = np.zeros(len(stock.kind))
    tall = stock.storeys >= 7
    tower = stock.of("tower")
    result = np.where(tower & tall, stairs * np.where(stock.storeys >= 12, 2.0, 1.0), result)
    by_area = np.maximum(np.rint(stock.floor / 4200.0), 1.0)
    busy = stock.of("office", "commercial", "hospital") & ((stock.storeys >= 6) | (stock.year >= 2000))
    result = np.where(busy & (stock.storeys >= 3), by_area, result)
    added = stock.of("masonry_estate") & (stock.storeys >= 6) & (stock.shared("lift") < 0.11)
    return np.where(added, stairs, result).astype(np.int64)


def _curtain_walls(stock: Stock, use: Texts) -> dict[str, Any]:
    share = np.zeros(len(stock.kind))
    office = stock.of("office") & (stock.storeys >= 6) & (stock.year >= 1994)
    share[office] = np.where(stock.year[office] >= 2005, 0.68, 0.36)
    share[stock.of("commercial") & (stock.year >= 1998)] = 0.42
    share[stock.of("hospital") & (stock.year >= 2008)] = 0.25
    share[use == "market"] = 0.05
    glazed = stock.shared("glass") < share
    early, late = (np.tile(np.array(s), (len(share), 1)) for s in (_GLASS_EARLY, _GLASS_LATE))
    weights = np.where((stock.year >= 2005)[:, None], late, early)
    kind = np.array(_GLASS, dtype=object)[dice.choose(weights, stock.shared("glass kind"))]
    part = np.round(np.where(glazed, 0.25 + 0.6 * stock.own("glass share"), 0.0), 2)
    # A few older walls were put in when the building was renewed.
    later = stock.year + np.where(stock.own("glass year") < 0.12, 10, 0)
    year = np.where(later <= 2022, later, stock.year)
    return {
        "curtain_wall": np.where(glazed, kind, "none").astype(object),
        "curtain_wall_share": part,
        "curtain_wall_m2": np.round(part * stock.perimeter * stock.height, 0),
        "curtain_wall_year": where_known(year, glazed),
    }
