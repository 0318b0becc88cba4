"""Storm-intensity formulas (暴雨强度公式) and the design rain they give."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from census.errors import InputError
from census.storm_intensity import LONGEST, SHORTEST, storm_intensity

DEFAULT_FORMULA = "A"
"""Unverified; replace it by naming another formula of the table."""

LEAST_PERIOD, GREATEST_PERIOD = 1.0, 100.0
"""Return periods accepted [yr]."""

MM_H_PER_L_S_HA = 0.36
"""1 L/s/ha is 1e-3 m3/s on 1e4 m2, or 0.36 mm/h."""


@dataclass(frozen=True)
class StormFormula:
    """q = q1 (1 + C lg P) / (t + b)^n.

    Parameters
    ----------
    name
        Name in the table.
    q1
        Intensity factor 167 A [L s-1 ha-1 min^n].
    c
        Weight of the logarithm of the return period [-].
    b
        Shift of the duration [min].
    n
        Exponent [-].
    status
        "verified" or "unverified".
    source
        Where the coefficients come from.
    """

    name: str
    q1: float
    c: float
    b: float
    n: float
    status: str
    source: str


@cache
def storm_formulas() -> dict[str, StormFormula]:
    """All formulas of the table, by name."""
    text = files("models.waterlogging").joinpath("tables/storm_intensity.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["formula"]: StormFormula(
            name=row["formula"],
            q1=float(row["q1_l_s_ha"]),
            c=float(row["C"]),
            b=float(row["b_min"]),
            n=float(row["n"]),
            status=row["status"],
            source=row["source"],
        )
        for row in rows
    }


def storm_formula(name: str = DEFAULT_FORMULA) -> StormFormula:
    """The formula of a name.

    Raises
    ------
    InputError
        If the table does not hold it.
    """
    formulas = storm_formulas()
    if name not in formulas:
        raise InputError(
            f"there is no storm-intensity formula {name!r}; the table holds {', '.join(formulas)}"
        )
    return formulas[name]


def design_depth(formula: StormFormula, *, return_period: float, duration: float) -> float:
    """Rain depth of a return period and duration [mm].

    Parameters
    ----------
    formula
        Coefficients.
    return_period
        Return period [yr].
    duration
        Duration [min].

    Raises
    ------
    InputError
        Outside the durations and return periods the formulas hold for.

    Notes
    -----
    H = q t with q = q1 (1 + C lg P) / (t + b)^n.
    """
    check_design(return_period=return_period, duration=duration)
    return depth_curve(formula, return_period=return_period, duration=duration)


def design_intensity(formula: StormFormula, *, return_period: float, duration: float) -> float:
    """Mean intensity of a return period and duration [mm/h]; errors as `design_depth`."""
    return 60.0 * design_depth(formula, return_period=return_period, duration=duration) / duration


def depth_curve(formula: StormFormula, *, return_period: float, duration: float) -> float:
    """H = q t without a check of the duration, for the inner part of a hyetograph [mm]."""
    q = storm_intensity(formula.q1, formula.c, formula.b, formula.n, return_period, duration)
    return float(MM_H_PER_L_S_HA * q * duration / 60.0)


def check_design(*, return_period: float, duration: float) -> None:
    """Refuse durations [min] and return periods [yr] the formulas do not hold for."""
    if not SHORTEST <= duration <= LONGEST:
        raise InputError(
            f"a design storm of {duration:g} minutes is outside the {SHORTEST:g} to {LONGEST:g} minutes the "
            "storm-intensity formulas were fitted to; stretched to a day they even lose rain. "
            'For a longer storm give its own total and a pattern (rain.kind = "recorded" or "series")'
        )
    if not LEAST_PERIOD <= return_period <= GREATEST_PERIOD:
        raise InputError(
            f"a return period of {return_period:g} years is outside the "
            f"{LEAST_PERIOD:g} to {GREATEST_PERIOD:g} years accepted for the storm-intensity formulas"
        )
