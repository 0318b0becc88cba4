"""Infiltration against its closed forms, on cells that exchange no water.

References
----------
Green, W. H., Ampt, G. A. (1911). Studies on soil physics: the flow of air and water through soils.
J. Agric. Sci. 4(1), 1-24: F - S ln(1 + F / S) = K t under ponding.
Mein, R. G., Larson, C. L. (1973). Modeling infiltration during a steady rain. Water Resour. Res. 9(2),
384-394: ponding after F_p = S K / (i - K).
Horton, R. E. (1940). An approach toward a physical interpretation of infiltration-capacity. Soil Sci. Soc.
Am. Proc. 5, 399-417: f = fc + (f0 - fc) exp(-k t) under ponding.
Chow, V. T., Maidment, D. R., Mays, L. W. (1988). Applied hydrology, section 4.4: rain of constant rate i
ponds when what was drunk is that of the curve where f = i.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from benchmarks.verification.ground import MM_H, depth_series, steady_rain, surface_of, walled_off
from benchmarks.verification.rows import Case, Row, at_most
from models.waterlogging.inputs import Event, HortonInfiltration, Infiltration, Rainfall, Settings, Surface

GREEN_AMPT = "Green and Ampt 1911, implicit closed form"
MEIN_LARSON = "Mein and Larson 1973"
CONDUCTIVITY = np.array([1.0, 5.0, 10.0, 30.0, 10.0, 10.0]) * MM_H
SUCTION_DEFICIT = np.array([0.08, 0.05, 0.03, 0.01, 0.2, 0.002])
"""Clay to sand, wet to dry [m]."""
HORTON = "Horton 1940, integral of the curve"
PONDING = "ponding time of Horton's curve, Chow, Maidment and Mays 1988"
FIRST = np.array([76.2, 120.0, 25.4, 200.0]) * MM_H
FINAL = np.array([6.5, 12.0, 1.0, 0.0]) * MM_H
DECAY = np.array([4.14, 2.0, 4.14, 7.0]) / 3600.0
"""Loam to sand, and a soil that closes [m/s], [m/s], [1/s]."""
CLOCK = 5.0
"""Clock of rain and soil where the time to ponding is looked for [s]."""


def soil_cells(conductivity: NDArray[np.float64], suction_deficit: NDArray[np.float64]) -> Surface:
    """A row of walled cells, one for each soil."""
    open_x, open_y = walled_off(conductivity.size)
    return surface_of(
        np.zeros((1, conductivity.size)), cell_size=5.0, manning=0.03, open_x=open_x, open_y=open_y,
        infiltration=Infiltration(
            conductivity.astype(np.float32)[None], suction_deficit.astype(np.float32)[None]
        ),
    )  # fmt: skip


def infiltrated(k: float, s: float, time: float, *, since: float = 0.0, before: float = 0.0) -> float:
    """Infiltrated depth under ponding that began at `since` with `before` in the soil [m]."""

    def mismatch(f: float) -> float:
        return float(f - before - s * np.log((s + f) / (s + before)) - k * (time - since))

    high = before + k * (time - since) + 10.0 * np.sqrt(2.0 * k * s * (time - since)) + 1e-9
    return float(brentq(mismatch, before, high, xtol=1e-14))


def ponded(_full: bool) -> list[Row]:
    """Half a metre of standing water over six soils."""
    settings = Settings(duration=6 * 3600.0, output_interval=600.0)
    event = Event(initial_depth=np.full((1, CONDUCTIVITY.size), 0.5, np.float32))
    depth = depth_series(soil_cells(CONDUCTIVITY, SUCTION_DEFICIT), event, settings)[:, 0]
    rows = []
    for minutes in (10, 60, 360):
        found = 0.5 - depth[minutes // 10]
        pairs = zip(CONDUCTIVITY, SUCTION_DEFICIT, strict=True)
        exact = np.array([infiltrated(k, s, 60.0 * minutes) for k, s in pairs])
        error = np.abs(found / exact - 1.0).max()
        rows.append(
            at_most(f"infiltrated after {minutes} min, largest relative error", error, 0.01, GREEN_AMPT)
        )
    return rows


def under_rain(_full: bool) -> list[Row]:
    """Time to ponding and infiltration under 50 mm/h."""
    rain = 50.0 * MM_H
    settings = Settings(duration=2 * 3600.0, output_interval=CLOCK, source_interval=CLOCK)
    event = Event(rain=steady_rain(rain, settings.duration))
    depth = depth_series(soil_cells(CONDUCTIVITY, SUCTION_DEFICIT), event, settings)[:, 0]
    late, error = [], []
    for depths, k, s in zip(depth.T, CONDUCTIVITY, SUCTION_DEFICIT, strict=True):
        filled = s * k / (rain - k)
        ponding = filled / rain
        if ponding < settings.duration:
            exact = infiltrated(k, s, settings.duration, since=ponding, before=filled)
            error.append(abs((rain * settings.duration - depths[-1]) / exact - 1.0))
            late.append(abs(CLOCK * np.argmax(depths > 1e-8) - ponding))
    return [
        at_most(
            f"time to ponding, largest error [s], the clock of the soil being {CLOCK:g} s",
            max(late),
            15.0,
            MEIN_LARSON,
        ),
        at_most("infiltrated after 2 h, largest relative error", max(error), 0.01, MEIN_LARSON),
    ]


def constant_rate(_full: bool) -> list[Row]:
    """Without suction the rate is the conductivity, or the rain where that is less."""
    conductivity = np.array([5.0, 20.0, 50.0, 80.0]) * MM_H
    rain, seconds = 60.0 * MM_H, 3600.0
    depth = depth_series(
        soil_cells(conductivity, np.zeros(4)),
        Event(rain=steady_rain(rain, seconds)),
        Settings(duration=seconds, output_interval=seconds),
    )[-1, 0]
    error = np.abs(depth - np.maximum(rain - conductivity, 0.0) * seconds).max() / (rain * seconds)
    return [at_most("depth left, largest error over the rain", error, 1e-6, "rate x time")]


def horton_cells() -> Surface:
    """A row of walled cells, one for each of Horton's soils."""
    open_x, open_y = walled_off(FIRST.size)
    soil = HortonInfiltration(*(v.astype(np.float32)[None] for v in (FIRST, FINAL, DECAY, np.zeros(4))))
    return surface_of(
        np.zeros((1, FIRST.size)),
        cell_size=5.0,
        manning=0.03,
        open_x=open_x,
        open_y=open_y,
        infiltration=soil,
    )


def horton_curve(time: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Infiltration of each soil under ponding for some time [m]."""
    return np.asarray(FINAL * time + (FIRST - FINAL) / DECAY * (1.0 - np.exp(-DECAY * time)))


def horton_ponded(_full: bool) -> list[Row]:
    """Half a metre of standing water over Horton's soils."""
    settings = Settings(duration=6 * 3600.0, output_interval=600.0)
    event = Event(initial_depth=np.full((1, FIRST.size), 0.5, np.float32))
    depth = depth_series(horton_cells(), event, settings)[:, 0]
    rows = []
    for minutes in (10, 60, 360):
        error = np.abs((0.5 - depth[minutes // 10]) / horton_curve(60.0 * minutes) - 1.0).max()
        rows.append(at_most(f"infiltrated after {minutes} min, largest relative error", error, 1e-4, HORTON))
    return rows


def horton_rain(_full: bool) -> list[Row]:
    """Weak rain that is drunk whole, a dry hour, then 60 mm/h, from which all soils but one pond in time."""
    weak, strong, hour = 4.0 * MM_H, 60.0 * MM_H, 3600.0
    rain = Rainfall(np.array([0.0, hour, 2 * hour, 4 * hour]), np.array([[weak], [0.0], [strong]]))
    settings = Settings(duration=4 * hour, output_interval=CLOCK, source_interval=CLOCK)
    depth = depth_series(horton_cells(), Event(rain=rain), settings)[:, 0]
    late, error, before = [], [], weak * hour
    for n, depths in enumerate(depth.T):
        # Where the curve has fallen to the strong rain; soils that begin below it pond at once.
        at = max(float(np.log((FIRST[n] - FINAL[n]) / (strong - FINAL[n])) / DECAY[n]), 0.0)
        start = float(brentq(lambda t, k=n: horton_curve(t)[k] - before, 0.0, 1e6, xtol=1e-9))
        at = max(at, start)
        ponding = 2 * hour + (horton_curve(at)[n] - before) / strong
        exact = horton_curve(at + 4 * hour - ponding)[n]
        error.append(abs((before + strong * 2 * hour - depths[-1]) / exact - 1.0))
        late.append(abs(CLOCK * np.argmax(depths > 1e-7) - ponding))
    return [
        at_most(f"time to ponding, largest error [s], the clock being {CLOCK:g} s", max(late), 15.0, PONDING),
        at_most("infiltrated after 4 h, largest relative error", max(error), 1e-3, PONDING),
    ]


CASES: dict[str, Case] = {
    "waterlogging.green_ampt_ponded": ponded,
    "waterlogging.green_ampt_rain": under_rain,
    "waterlogging.constant_infiltration": constant_rate,
    "waterlogging.horton_ponded": horton_ponded,
    "waterlogging.horton_rain": horton_rain,
}
