"""Vortex, ground and scales of typhoon winds against published values and closed forms.

None of them sees how the parts are put together on points and cells; `typhoon_wind` does.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.rows import Case, Row, at_most, told
from models.typhoon.pressure_wind import holland2008_shape
from models.typhoon.size import RMAX
from models.typhoon.vortex.decay import kaplan_demaria_speed
from models.typhoon.vortex.inflow import bretschneider1972
from models.typhoon.vortex.pressure import pressure_at
from models.typhoon.vortex.profiles import PROFILES, holland1980, holland2010
from models.typhoon.vortex.shape import balanced_shape, balanced_speed, vickery2008_shape
from models.typhoon.vortex.state import Vortex
from models.typhoon.vortex.translation import chen1994, miyazaki1961

Floats = NDArray[np.float64]

DENSITY, OMEGA = 1.15, 7.2921e-5
"""Air [kg/m3] and rate of the Earth [rad/s] of the expected values."""
H1980 = "Holland (1980), Mon. Wea. Rev. 108"
H2008 = "Holland (2008), Mon. Wea. Rev. 136"
H2010 = "Holland, Belanger and Fritz (2010), Mon. Wea. Rev. 138, equations 6 and 10"
CHECKED = "check values of a published package's tests"

PUBLISHED_2010 = ((0.0, 0.0), (75.0, 35.0), (220.0, 21.1815), (300.0, 17.0), (490.0, 12.1035))
"""Distance [km] and wind [m/s] for Rm 75 km, vm 35 m/s, b 1.75, v_n 17 m/s at 300 km."""
PUBLISHED_B = ((35.0, 15.0, 2.5), (40.0, 30.0, 1.667213))
"""Wind [m/s], deficit [hPa] and B = v^2 e rho / dp, at most 2.5, rho 1.15 kg/m3."""
PUBLISHED_SPEED = ((2.5, 15.0, 34.635341), (1.67, 30.0, 40.033421))
"""b, deficit [hPa] and v = sqrt(b dp / (rho e)) [m/s]."""


def one(value: float) -> Floats:
    """A number as an array."""
    return np.array([value])


def published(_: bool) -> list[Row]:
    """Values that others printed; blind to other parameters, which the next cases vary."""
    r, speed = (np.array(column) for column in zip(*PUBLISHED_2010, strict=True))
    found = holland2010(
        r * 1000.0, vmax=one(35.0), rmax=one(75e3), shape=one(1.75), outer_speed=one(17.0),
        outer_radius=one(300e3),
    )  # fmt: skip
    shapes = [float(balanced_shape(one(v), one(100.0 * dp))[0]) - b for v, dp, b in PUBLISHED_B]
    winds = [float(balanced_speed(one(b), one(100.0 * dp))[0]) - v for b, dp, v in PUBLISHED_SPEED]
    return [
        at_most(
            "largest error of Holland (2010) at 0, 75, 220, 300 and 490 km [m/s]",
            np.abs(found - speed).max(), 6e-5, f"{H2010}; {CHECKED}",
        ),
        at_most("largest error of B [-]", np.abs(shapes).max(), 6e-7, f"{H1980}, eq. 8; {CHECKED}"),
        at_most(
            "largest error of v = sqrt(b dp / (rho e)) [m/s]",
            np.abs(winds).max(), 6e-7, f"{H2008}, eq. 7; {CHECKED}",
        ),
    ]  # fmt: skip


def vortex(count: int, *, coriolis: float = 0.0) -> Vortex:
    """Vortices over the range of storms, from a fixed seed."""
    rng = np.random.default_rng(5)
    vmax = rng.uniform(15.0, 65.0, count)
    return Vortex(
        vmax, rng.uniform(10e3, 120e3, count), rng.uniform(1.0, 2.5, count), rng.uniform(1e3, 9e3, count),
        np.full(count, coriolis), rng.uniform(5.0, 40.0, count), rng.uniform(0.3, 0.9, count) * vmax,
        rng.uniform(200e3, 500e3, count), np.ones(count),
    )  # fmt: skip


def rim(_: bool) -> list[Row]:
    """Greatest wind at its radius without the Earth's rotation; blind to the profile elsewhere."""
    storms, rows = vortex(200), []
    near = np.linspace(0.5, 2.0, 1501)[:, None] * storms.rmax
    for name, profile in PROFILES.items():
        away = np.abs(profile(storms.rmax, storms) - storms.vmax).max()
        over = (profile(near, storms) - storms.vmax).max()
        meaning = "a cyclostrophic vortex has its greatest wind vm at Rm"
        rows.append(at_most(f"{name}: V(Rm) - vm, 200 storms [m/s]", away, 1e-9, meaning))
        rows.append(at_most(f"{name}: V - vm at any other distance [m/s]", over, 1e-9, meaning))
    shape = np.clip(storms.vmax**2 * math.e * DENSITY / storms.deficit, 1.0, 2.5)
    speed = holland1980(
        storms.rmax, deficit=storms.deficit, rmax=storms.rmax, shape=shape, coriolis=np.zeros(200)
    )
    expected = np.sqrt(shape * storms.deficit / (DENSITY * math.e))
    rows.append(
        at_most(
            "holland1980: V(Rm) of the deficit itself - sqrt(B dp / (rho e)) [m/s]",
            np.abs(speed - expected).max(), 1e-9, f"{H1980}, eq. 6 and 8",
        )
    )  # fmt: skip
    return rows


def outer(_: bool) -> list[Row]:
    """Holland (2010) through v_n at r_n, falling to there and not above v_n beyond.

    Beyond r_n a falling x lets the paper's wind rise again, up to v_n: told, not judged.
    """
    profile, storms = PROFILES["holland2010"], vortex(500)
    met = profile(storms.outer_radius, storms) - storms.outer_speed
    share = np.linspace(0.0, 1.0, 3001)[:, None]
    rise = np.diff(profile(storms.rmax + share * (storms.outer_radius - storms.rmax), storms), axis=0).max()
    beyond = profile((1.0 + 2.0 * share) * storms.outer_radius, storms)
    lowest = np.minimum.accumulate(beyond, axis=0)
    limits = "v_n reaches to r_n and no farther"
    return [
        at_most("V(r_n) - v_n, 500 storms [m/s]", np.abs(met).max(), 1e-9, H2010),
        at_most("rise outwards from Rm to r_n [m/s]", rise, 1e-9, limits),
        at_most("V - v_n beyond r_n, to 3 r_n [m/s]", (beyond - storms.outer_speed).max(), 1e-9, limits),
        told(
            "share of the storms whose wind rises again by 1 m/s beyond r_n [-]",
            ((beyond - lowest).max(axis=0) > 1.0).mean(),
            limits,
        ),
    ]


def gradient(_: bool) -> list[Row]:
    """V^2/r + f V against (dp/dr)/rho, the slope by Richardson's differences; blind to the wind at 10 m."""
    storms = vortex(200)
    f = 2.0 * OMEGA * np.sin(np.radians(storms.latitude))
    r = np.geomspace(0.25, 15.0, 120)[:, None] * storms.rmax
    deficit, rmax, shape = storms.deficit, storms.rmax, storms.shape

    def p(at: Floats) -> Floats:
        return pressure_at(at, environment=np.full(200, 101e3), deficit=deficit, rmax=rmax, shape=shape)

    def slope(step: Floats) -> Floats:
        return np.asarray((p(r + step) - p(r - step)) / (2.0 * step))

    step = 2e-3 * r
    push = (4.0 * slope(0.5 * step) - slope(step)) / 3.0 / DENSITY
    v = holland1980(r, deficit=deficit, rmax=rmax, shape=shape, coriolis=f)
    residual = (v**2 / r + f * v - push) / push.max(axis=0)
    return [
        at_most(
            "residual of gradient balance over the greatest push, 0.25 to 15 Rm [-]",
            np.abs(residual).max(), 1e-7, f"V^2/r + f V = (dp/dr)/rho; {H1980}, eq. 1 and 5",
        )
    ]  # fmt: skip


def inflow(_: bool) -> list[Row]:
    """Angle of inflow at its corners and in between; blind to whether any storm has it."""
    rmax = 40e3
    corner = np.array([0.0, 0.5, 1.0, 1.1, 1.2, 5.0]) * rmax
    expected = np.array([10.0, 15.0, 20.0, 22.5, 25.0, 25.0])
    error = np.abs(bretschneider1972(corner, one(rmax)) - expected).max()
    r = np.linspace(0.0, 3.0, 300_001) * rmax
    jump = np.abs(np.diff(bretschneider1972(r, one(rmax)))).max()
    source = "Bretschneider (1972) as in Phadke et al. (2003), Ocean Eng. 30, eq. 11"
    return [
        at_most("error at 0, 0.5, 1, 1.1, 1.2 and 5 Rm [degree]", error, 1e-9, source),
        # The steepest stretch climbs 5 degrees in 0.2 Rm: 2.5e-4 in 1e-5 Rm.
        at_most("largest step in 1e-5 Rm [degree]", jump, 2.6e-4, f"{source}: continuous"),
    ]


def relations(_: bool) -> list[Row]:
    """Size, shape, translation and decay against their papers, worked out by hand; blind to other storms."""
    lat, dp = 30.0, 60.0
    f = 2.0 * 7.292e-5 * 0.5
    power = 0.6 * (1.0 - dp / 215.0)
    b_s = -4.4e-5 * 3600.0 + 0.6 + 0.03 * -1.5 - 0.42 + 0.15 * 6.0**power + 1.0
    size = {
        "vickery2008": 1000.0 * math.exp(3.015 - 0.226476 + 1.011),
        "willoughby2006": 46.4e3 * math.exp(-0.62 + 0.507),
    }
    errors = {
        "b_s [-]": (
            float(holland2008_shape(one(100.0 * dp), one(lat), one(6.0), one(-150.0 / 3600.0))[0]) - b_s,
            f"{H2008}, eq. 11",
        ),
        "B of size and latitude [-]": (
            float(vickery2008_shape(one(50e3), one(lat))[0]) - (1.833 - 0.326 * math.sqrt(f * 50e3)),
            "Vickery and Wadhera (2008), J. Appl. Meteor. Climatol. 47",
        ),
        "Rm after Vickery and Wadhera [m]": (
            float(RMAX["vickery2008"](one(100.0 * dp), one(40.0), one(lat))[0]) - size["vickery2008"],
            "Vickery and Wadhera (2008), J. Appl. Meteor. Climatol. 47",
        ),
        "Rm after Willoughby [m]": (
            float(RMAX["willoughby2006"](one(100.0 * dp), one(40.0), one(lat))[0]) - size["willoughby2006"],
            "Willoughby et al. (2006), Mon. Wea. Rev. 134, eq. 7a",
        ),
        "share of the motion at 500/pi km after Miyazaki [-]": (
            float(miyazaki1961(one(500e3 / math.pi), one(40e3))[0]) - math.exp(-1.0),
            "Miyazaki, Ueno and Unoki (1961), Oceanogr. Mag. 13",
        ),
        "share of the motion at 4 Rm after Chen [-]": (
            float(chen1994(one(160e3), one(40e3))[0]) - 24.0 / 73.0,
            "Chen (1994), Tropic Oceanology 13",
        ),
        "wind after 10 hours on land [m/s]": (
            float(kaplan_demaria_speed(one(50.0), one(10.0))[0])
            - (26.7 * 1852.0 / 3600.0 + (45.0 - 26.7 * 1852.0 / 3600.0) * math.exp(-0.95)),
            "Kaplan and DeMaria (1995), J. Appl. Meteor. 34, eq. 7; coefficients unverified",
        ),
    }
    return [
        at_most(f"error of {what}", abs(error), 1e-9 if "[-]" in what else 1e-6, source)
        for what, (error, source) in errors.items()
    ]


CASES: dict[str, Case] = {
    "typhoon.published_values": published,
    "typhoon.greatest_wind_at_its_radius": rim,
    "typhoon.outer_wind": outer,
    "typhoon.gradient_balance": gradient,
    "typhoon.inflow": inflow,
    "typhoon.relations": relations,
}
"""Cases by name."""
