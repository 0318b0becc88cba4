"""Units, ground and wind forces of typhoon winds against their standards."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.verification.rows import Case, Row, at_most
from models.typhoon.averaging import averaging_factor
from models.typhoon.scales import force_of, least_speed
from models.typhoon.surface import factor_at_height
from models.typhoon.units import from_knots, gust_factor, knots, speed_of_pressure, wind_pressure

WMO = "Harper, Kepert and Ginger (2010), WMO/TD-No. 1555, tables 1.1 and 1.2"
EN = "EN 1991-1-4:2005, equations 4.3 to 4.5, table 4.1"
GB = "GB/T 28591-2012; forces 14 to 17 unverified"

FORCES = (
    0.0, 0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7, 37.0, 41.5, 46.2, 51.0, 56.1,
    61.3,
)  # fmt: skip
"""Least speed of each force [m/s], typed from the standard."""
TEN_FROM_ONE = {"at-sea": 0.93, "off-sea": 0.90, "off-land": 0.87, "in-land": 0.84}
"""Greatest 10-minute mean over greatest 1-minute mean, WMO/TD-1555, table 1.2."""
TERRAINS = ((0.003, 0.156), (0.01, 0.170), (0.05, 0.190), (0.3, 0.215), (1.0, 0.234))
"""Roughness length [m] and terrain factor kr of categories 0, I, II, III, IV."""


def units(_: bool) -> list[Row]:
    """Round trips and averaging; blind to which averaging an agency means."""
    speed = np.linspace(0.0, 90.0, 901)
    trip = np.abs(from_knots(knots(speed)) - speed).max()
    press = max(abs(speed_of_pressure(float(wind_pressure(v))) - v) for v in speed.tolist())
    there = max(
        abs(averaging_factor(a, b, exposure=place) * averaging_factor(b, a, exposure=place) - 1.0)
        for place in TEN_FROM_ONE
        for a in (60.0, 120.0, 600.0)
        for b in (60.0, 120.0, 600.0)
    )
    ten = max(abs(averaging_factor(60.0, 600.0, exposure=k) - v) for k, v in TEN_FROM_ONE.items())
    gusts = {"at-sea": 1.23, "off-sea": 1.38, "off-land": 1.52, "in-land": 1.66}
    gust = max(abs(gust_factor(3.0, 600.0, exposure=k) - v) for k, v in gusts.items())
    return [
        at_most("m/s to knots and back, 0 to 90 m/s [m/s]", trip, 1e-12, "a knot is 1852 m in an hour"),
        at_most("100 knots [m/s]", abs(from_knots(100.0) - 51.4444444), 1e-6, "1852 m / 3600 s"),
        at_most("speed to pressure and back [m/s]", press, 1e-12, "GB 50009-2012, clause E.2.4"),
        at_most(
            "speed of 0.45 kN/m2 away from 26.83 m/s [m/s]", abs(speed_of_pressure(450.0) - 26.8328),
            1e-4, "GB 50009-2012, clause E.2.4: v^2 / 1600",
        ),
        at_most("averaging and back, four exposures [-]", there, 1e-12, "one is the other's inverse"),
        at_most("10-minute over 1-minute wind, four exposures [-]", ten, 0.006, WMO),
        at_most("3-second gust over the 10-minute mean, four exposures [-]", gust, 1e-9, WMO),
    ]  # fmt: skip


def log_law(_: bool) -> list[Row]:
    """The logarithmic profile; blind to which roughness a place has."""
    same = [
        abs(float(factor_at_height(h, z0, 0.0, sea_roughness=z0, sea_height=h)) - 1.0)
        for z0, _kr in TERRAINS[:3]
        for h in (5.0, 10.0, 40.0)
    ]
    # The code's kr has three digits, so each product is good to half a per cent.
    wanted = [kr * math.log(10.0 / z0) for z0, kr in TERRAINS]
    found = [float(factor_at_height(10.0, z0, 0.0)) for z0, _kr in TERRAINS]
    ratio = [abs(f * wanted[0] / w - 1.0) for f, w in zip(found, wanted, strict=True)]
    lift = float(factor_at_height(35.0, 0.3, 12.0) / factor_at_height(23.0, 0.3, 0.0)) - 1.0
    return [
        at_most("factor - 1 over the reference roughness at its height [-]", max(same), 1e-12, EN),
        at_most("relative error at 10 m over terrain 0, I, II, III and IV [-]", max(ratio), 0.006, EN),
        at_most("displacement against a height less by it [-]", abs(lift), 1e-12, f"{EN}, annex A.5"),
    ]


def beaufort(_: bool) -> list[Row]:
    """Edges of the forces in both precisions; blind to the averaging of the wind that is classed."""
    wrong = 0
    for force, edge in enumerate(FORCES):
        for kind in (np.float32, np.float64):
            at = kind(edge)
            wrong += int(force_of(np.array([at], kind))[0] != force)
            if force:
                wrong += int(force_of(np.array([np.nextafter(at, kind(0.0))], kind))[0] != force - 1)
        wrong += int(least_speed(force) != edge)
    law = [abs(least_speed(force) - 0.836 * (force - 0.5) ** 1.5) for force in range(1, len(FORCES))]
    return [
        at_most("edges that are not exact, of forces 0 to above 17", wrong, 0.0, GB),
        at_most(
            "edges away from 0.836 (B - 1/2)^1.5 [m/s]", max(law), 0.1, "WMO (1970), Beaufort scale of 1946"
        ),
    ]


CASES: dict[str, Case] = {
    "typhoon.units": units,
    "typhoon.log_law": log_law,
    "typhoon.beaufort": beaufort,
}
"""Cases by name."""
