"""The sub-grid mode: published cases on coarser cells, and the synthetic district against its own 5 m run.

References
----------
Neelz, S., Pender, G. (2013). Benchmarking the latest generation of 2D hydraulic modelling packages.
Environment Agency report SC120002.
Stephens, E., Schumann, G., Bates, P. (2014). Problems with binary pattern measures for flood model
evaluation. Hydrol. Process. 28, 4928-4937 (hit rate, false alarms, critical success).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.depressions import DEPRESSIONS, MASS, hollows, pits, spill_levels
from benchmarks.verification.ea_test4 import ARRIVAL, CELL, PEAKS, POINTS, SOURCE
from benchmarks.verification.ground import run, steady_rain, surface_of
from benchmarks.verification.plane import GENTLE, KINEMATIC
from benchmarks.verification.rows import Case, Row, at_least, at_most, told
from models.waterlogging.inputs import Event, Inflow, Series, Settings
from models.waterlogging.subgrid import coarsened

CLASSES = (0.15, 0.30)
"""Depth classes that are compared [m]."""

WET = 0.05
"""Depth of the fine run from which a cell counts as wet [m]."""

Depths = NDArray[np.float64]


def spreading_flood(_full: bool) -> list[Row]:
    """Test 4 of the Environment Agency on cells of 10 m over 5 m ground."""
    surface = coarsened(surface_of(np.zeros((400, 200)), cell_size=CELL, manning=0.05), 2)
    discharge = Series(
        time=np.array([300.0, 3600.0, 14400.0, 18000.0]), value=np.array([0.0, 20.0, 20.0, 0.0])
    )
    rows = np.array([99, 100])
    inflow = Inflow(name="breach", rows=rows, columns=np.zeros_like(rows), discharge=discharge)
    result = run(
        surface, Event(inflows=(inflow,)), Settings(duration=18000.0, output_interval=60.0, threads=2)
    )
    corners = [(int((2000 - y) / CELL), int(x / CELL)) for x, y in POINTS]
    depth = result["depth"].to_numpy()
    series = np.stack([depth[:, j - 1 : j + 1, i - 1 : i + 1].mean(axis=(1, 2)) for j, i in corners], axis=1)
    time = 60.0 * np.arange(len(series))
    found = []
    for k, (first, last) in enumerate(ARRIVAL):
        top = series[:, k].argmax()
        arrival = np.interp(0.01, series[:top, k], time[:top])
        outside = max(first - arrival, arrival - last, 0.0) / 60.0
        peak = abs(series[:, k].max() / PEAKS[k] - 1.0)
        found += [
            at_most(f"point {k + 1}: peak, relative error", peak, 0.05, SOURCE),
            at_most(f"point {k + 1}: arrival, minutes outside the window", outside, 5.0, SOURCE),
        ]
    return found


def sixteen_depressions(full: bool) -> list[Row]:
    """The sixteen hollows of 20 m ground on cells of 80 m: their sills lie inside the cells."""
    bed = hollows()
    sill = spill_levels(bed, (99, 99))
    surface = coarsened(surface_of(bed, cell_size=20.0, manning=0.03), 4)
    rows = np.arange(2)
    flood = Series(time=np.array([0.0, 3600.0, 18000.0]), value=np.array([0.0, 20.0, 0.0]))
    inflow = Inflow(name="flood", rows=rows, columns=np.zeros_like(rows), discharge=flood)
    settings = Settings(duration=3600.0 * (96.0 if full else 48.0), output_interval=36000.0)
    result = run(surface, Event(inflows=(inflow,)), settings)
    where = pits(bed)
    last = result["depth"].isel(time=-1).to_numpy().astype(np.float64)
    above = (bed + last - sill)[where]
    spilled = (bed + result["maximum_depth"].to_numpy() - sill)[where] > 0.005
    return [
        at_least("depressions that spilled", spilled.sum(), 3.0, DEPRESSIONS),
        at_most("those that spilled: largest |difference| to the sill [m]",
                np.abs(above[spilled]).max(initial=0.0), 0.03, DEPRESSIONS),
        at_most("all sixteen: largest excess over the sill [m]", above.max(), 0.03, DEPRESSIONS),
        at_most("volume at the end, relative error",
                abs(last.sum() * 400.0 / 180_000.0 - 1.0), 1e-5, MASS),
    ]  # fmt: skip


def plane_runoff(_full: bool) -> list[Row]:
    """A plane on cells whose ground falls by more than the film is deep."""
    cell, factor, every = 2.0, 4, 10.0
    cells = int(GENTLE.length / cell) * factor
    fall = GENTLE.slope * cell / factor * np.arange(cells, 0, -1)
    fine = surface_of(np.repeat(fall[:, None], 3 * factor, axis=1), cell_size=cell / factor,
                      manning=GENTLE.manning)  # fmt: skip
    event = Event(rain=steady_rain(GENTLE.rain, GENTLE.wet), edge="free")
    settings = Settings(
        duration=2.0 * GENTLE.wet, output_interval=every, free_edge_slope=0.0, source_interval=every
    )
    result = run(coarsened(fine, factor), event, settings)
    time = result["time"].to_numpy()
    width = 3.0 * cell
    stored = result["depth"].to_numpy().astype(np.float64).sum(axis=(1, 2)) * (cell / factor) ** 2 / width
    rained = GENTLE.rain * np.minimum(time, GENTLE.wet) * GENTLE.length
    found = np.diff(rained - stored) / np.diff(time)
    middle = np.arange(0.5 * every, 2.0 * GENTLE.wet, every)
    exact = np.array([GENTLE.discharge(float(t)) for t in middle])
    peak = GENTLE.rain * GENTLE.length
    error = np.abs(found - exact) / peak
    rising = middle < GENTLE.equilibrium
    level = (middle > 1.3 * GENTLE.equilibrium) & (middle < GENTLE.wet)
    half = float(np.interp(0.5 * peak, found[rising], middle[rising]))
    return [
        at_most("discharge in equilibrium, relative error", error[level].max(), 0.002, KINEMATIC),
        at_most("time to half the peak, relative error",
                abs(half / (0.5**0.6 * GENTLE.equilibrium) - 1.0), 0.02, KINEMATIC),
        at_most("rise, RMS error over the peak", np.sqrt(np.mean(error[rising] ** 2)), 0.02, KINEMATIC),
        at_most("recession, RMS error over the peak",
                np.sqrt(np.mean(error[middle > GENTLE.wet] ** 2)), 0.02, KINEMATIC),
    ]  # fmt: skip


def scores(name: str, found: Depths, wanted: Depths) -> dict[str, float]:
    """Errors of maximum depths against those of a fine run, by words that name them.

    Parameters
    ----------
    name
        Of the run.
    found, wanted
        Maximum depths on one grid, NaN where no water can stand [m].
    """
    open_ = np.isfinite(wanted)
    seen, true = np.where(np.isfinite(found), found, 0.0)[open_], wanted[open_]
    wet = true >= WET
    out = {f"{name}: RMSE over wet cells [m]": float(np.sqrt(np.mean((seen - true)[wet] ** 2)))}
    for depth in CLASSES:
        hit = float(((seen >= depth) & (true >= depth)).sum())
        out[f"{name}: hit rate of {depth:.2f} m"] = hit / max(float((true >= depth).sum()), 1.0)
        told_there = max(float((seen >= depth).sum()), 1.0)
        out[f"{name}: false alarms of {depth:.2f} m"] = 1.0 - hit / told_there
    return out


def district_scores(extent: str, scenario: str, overrides: tuple[str, ...] = ()) -> dict[str, float]:
    """Scores of both modes at 20 m against 5 m on the synthetic district."""
    from scenarios.assemble import assemble
    from scenarios.paths import cache_folder
    from scenarios.spec import load_scenario

    def maximum(*others: str) -> Depths:
        loaded = load_scenario(
            scenario, [f"domain.extent={extent}", "settings.output_interval_min=0", *overrides, *others]
        )
        held = assemble(loaded, cache=cache_folder(Path("runs")))
        result = run(held.surface, held.event, replace(held.settings, threads=2))
        return np.asarray(result["maximum_depth"].to_numpy(), np.float64)

    fine = maximum("domain.cell_size_m=5.0")
    subgrid = maximum("domain.cell_size_m=20.0", "domain.subgrid=true")
    plain = maximum("domain.cell_size_m=20.0").repeat(4, axis=0).repeat(4, axis=1)
    plain = plain[: fine.shape[0], : fine.shape[1]]
    return scores("sub-grid 20 m", subgrid, fine) | scores("porous 20 m", plain, fine)


def district(full: bool) -> list[Row]:
    """Maximum depths of a 50-year storm at 20 m against 5 m; the whole district in full length."""
    source = "the same storm on 5 m cells"
    found = district_scores("full" if full else "small", "design-50yr")
    rows = [told(name, value, source) for name, value in found.items()]
    ratio = found["sub-grid 20 m: RMSE over wet cells [m]"] / found["porous 20 m: RMSE over wet cells [m]"]
    rows.append(at_most("RMSE of the sub-grid mode over that of porous cells", ratio, 0.75, source))
    for depth in CLASSES:
        gain = found[f"sub-grid 20 m: hit rate of {depth:.2f} m"]
        gain -= found[f"porous 20 m: hit rate of {depth:.2f} m"]
        rows.append(at_least(f"gain in the hit rate of {depth:.2f} m", gain, 0.0, source))
    return rows


CASES: dict[str, Case] = {
    "waterlogging.subgrid_ea_test4": spreading_flood,
    "waterlogging.subgrid_depressions": sixteen_depressions,
    "waterlogging.subgrid_plane_runoff": plane_runoff,
    "waterlogging.subgrid_district": district,
}
