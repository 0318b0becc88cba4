"""What each damage grade of each building costs in lives, homes, rubble, money and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.seismic.consequences.rates import injury_rates, materials, repair, uninhabitable_share
from models.seismic.portfolio import HOURS, Portfolio
from models.seismic.result import QUANTITIES, SEVERITIES

FloatArray = NDArray[np.float64]

SINGLE = ("RES1", "RES2")
"""Occupancies whose dwellings are single-family; the others count as multi-family."""

UNVERIFIED = (
    ("重置造价与瓦砾量参数", "replacement cost and debris per floor area"),
    ("房屋类型与设防水平对应关系", "mapping of buildings to types and code levels"),
)
"""Parameters without a checked source, in Chinese and English."""


@dataclass(frozen=True)
class Consequences:
    """Consequences of each grade of each building.

    Parameters
    ----------
    quantities
        Names of the Q quantities, keys of `QUANTITIES`.
    values
        Shape (n, 5, Q) [unit of each quantity]. All rise with the grade or stay, but for casualties of
        severity 2 in unreinforced masonry: 0.4 % of the occupants at moderate, 0.2 % at severe damage.
    unverified
        Parameters without a checked source, in Chinese and English.
    """

    quantities: tuple[str, ...]
    values: FloatArray
    unverified: tuple[tuple[str, str], ...] = UNVERIFIED


def consequences_of(portfolio: Portfolio) -> Consequences:
    """Consequences of each grade of each building.

    Notes
    -----
    Casualties: people inside times the indoor rates of the type, which know of collapse. Uninhabitable
    dwellings: dwellings times the share of the grade. Displaced: residents times that share, without those
    killed at night, as GB/T 18208.4 leaves out the dead. Cost: floor area times cost per area times the share
    of replacement; time: that of the occupancy. Expected numbers given a grade, so whole only in the sum.
    """
    n = len(portfolio)
    values = np.empty((n, 5, len(QUANTITIES)))
    rates = np.stack([injury_rates(one) for one in portfolio.types])[portfolio.class_index]
    for number in range(len(HOURS)):
        begin = number * len(SEVERITIES)
        values[:, :, begin : begin + len(SEVERITIES)] = portfolio.people[:, number, None, None] * rates
    occupancies, of = np.unique(portfolio.occupancy.astype(str), return_inverse=True)
    share = np.stack([uninhabitable_share("single" if one in SINGLE else "multiple") for one in occupancies])[
        of
    ]
    cost, days = (np.stack(both)[of] for both in zip(*(repair(str(one)) for one in occupancies), strict=True))
    price, debris = zip(*(materials(one) for one in portfolio.types), strict=True)
    price_of = np.array(price)[portfolio.class_index]
    begin = len(HOURS) * len(SEVERITIES)
    values[:, :, begin] = portfolio.dwellings[:, None] * share
    values[:, :, begin + 1] = portfolio.residents[:, None] * share * (1.0 - rates[:, :, 3])
    values[:, :, begin + 2] = portfolio.floor_area[:, None] * np.stack(debris)[portfolio.class_index]
    values[:, :, begin + 3] = (portfolio.floor_area * price_of)[:, None] * cost
    values[:, :, begin + 4] = days
    return Consequences(tuple(QUANTITIES), values)
