"""Real places with real data: Merewether against its published flood levels, Newcastle against itself.

Stages are compared with the column of the final report. Three published columns (surveyed marks and two
hydraulic models of the same study) differ among themselves by up to 0.24 m at one point, and the marks are
read to a decimetre: the mean over the five points may be off by 0.15 m. What it cannot see: two of the
marks stand on ground that no water reaches here (points 2 and 3), so that their stage is the ground's;
speeds were not measured.

References
----------
Smith, G. P., Rahman, P. F., Wasko, C. (2016). A comprehensive urban floodplain dataset for model
benchmarking. Int. J. River Basin Manag. 14(3), 345-356. (Merewether, WRL Manly.)
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import xarray as xr

from benchmarks.verification.rows import Case, Row, at_most, not_run, told
from models.waterlogging.simulate import simulate
from scenarios.assemble import assemble
from scenarios.paths import realdata
from scenarios.spec import load_scenario

CASES_FOLDER = Path(__file__).resolve().parents[1] / "cases"
COLUMNS = ("stage (Draft Report)", "stage (ARR Report Final)", "TUFLOW (ARR Report Final)")
FINAL = 1
"""Column of the final report."""
MEREWETHER = "Smith, Rahman, Wasko 2016, three published columns of stages"
COURANT = "a result may not depend on the time step"
MASS = "conservation of mass"
WET = 0.05
"""Maximum depth from which the speed of a cell counts [m]."""


@cache
def simulated(
    name: str, courant: float, duration_h: float | None, solver: str = "local_inertia"
) -> xr.Dataset:
    """One run of a case of `benchmarks/cases`, with the depths at its end."""
    loaded = load_scenario(CASES_FOLDER / f"{name}.toml")
    with tempfile.TemporaryDirectory() as folder:
        given = assemble(loaded, cache=Path(folder))
    duration = given.settings.duration if duration_h is None else 3600.0 * duration_h
    settings = replace(
        given.settings, courant=courant, duration=duration, output_interval=duration, threads=2, solver=solver
    )
    return simulate(given.surface, given.event, settings)


def published() -> list[tuple[int, float, float, list[float]]]:
    """Number, easting, northing and stages of each observation point."""
    path = realdata() / "merewether" / "Observations" / "ObservationPoints.csv"
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file, skipinitialspace=True))
    return [
        (int(r["ID"]), float(r["x"]), float(r["y"]), [float(r[column]) for column in COLUMNS])
        for r in records
    ]


def fastest(result: xr.Dataset) -> float:
    """95th percentile of the maximum speed over the cells that were wet [m/s]."""
    wet = result["maximum_depth"].to_numpy() > WET
    return float(np.percentile(result["maximum_speed"].to_numpy()[wet], 95))


def stored(result: xr.Dataset) -> float:
    """Volume on the surface at the end [m3]."""
    return float(result["ledger"].sel(ledger_term="storage_change"))


def judged(result: xr.Dataset, shorter: xr.Dataset) -> list[Row]:
    """Ledger and independence of the Courant number."""
    residual = max(result.attrs["ledger_relative_residual"], shorter.attrs["ledger_relative_residual"])
    speeds, volumes = (fastest(result), fastest(shorter)), (stored(result), stored(shorter))
    return [
        at_most("ledger residual over the water handled", residual, 1e-6, MASS),
        at_most("Courant 0.7 against 0.4: 95th percentile of speed", abs(speeds[0] / speeds[1] - 1), 0.02,
                COURANT),
        at_most("Courant 0.7 against 0.4: volume stored", abs(volumes[0] / volumes[1] - 1), 0.02, COURANT),
        told("95th percentile of the maximum speed [m/s]", speeds[0], "this run"),
        told("volume stored at the end [m3]", volumes[0], "this run"),
        told("outflows scaled in all steps and cells", result.attrs["scaled_outflows"], "this run"),
        told("steps at Courant 0.7", result.attrs["steps"], "this run"),
        told("steps at Courant 0.4", shorter.attrs["steps"], "this run"),
    ]  # fmt: skip


def merewether(solver: str, duration_h: float | None) -> list[Row]:
    """The flood of June 2007 in steady state: five stages, ledger, speeds."""
    if not (realdata() / "merewether").is_dir():
        return [not_run("the data set merewether is not below FANGZAI_REALDATA", MEREWETHER)]
    result = simulated("merewether", 0.7, duration_h, solver)
    stage = (result["bed"] + result["depth"].isel(time=-1)).astype("float64")
    rows, apart = [], []
    for number, x, y, columns in sorted(published()):
        found = float(stage.sel(x=x, y=y, method="nearest"))
        apart.append(abs(found - columns[FINAL]))
        spread = ", ".join(f"{level:.2f}" for level in columns)
        name = f"point {number}: stage {found:.2f} m, published {spread}; |difference| to the final one [m]"
        rows.append(told(name, apart[-1], MEREWETHER))
    rows.append(
        at_most("stages: mean |difference| to the final report [m]", float(np.mean(apart)), 0.15, MEREWETHER)
    )
    return rows + judged(result, simulated("merewether", 0.4, duration_h, solver))


def merewether_hllc(full: bool) -> list[Row]:
    """HLLC; in short after 600 s, when the stages no longer rise by a centimetre."""
    return merewether("hllc", None if full else 1.0 / 6.0)


def newcastle(full: bool) -> list[Row]:
    """An hour of 70 mm over the city centre; no reference result exists."""
    if not (realdata() / "newcastle").is_dir():
        return [not_run("the data set newcastle is not below FANGZAI_REALDATA", "lukeshope/hipims-ocl")]
    duration = None if full else 1.0
    return judged(simulated("newcastle", 0.7, duration), simulated("newcastle", 0.4, duration))


CASES: dict[str, Case] = {
    "waterlogging.merewether": lambda _: merewether("local_inertia", None),
    "waterlogging.hllc_merewether": merewether_hllc,
    "waterlogging.newcastle": newcastle,
}
