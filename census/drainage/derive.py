"""The step `drainage` of the derivation: a SWMM model of the storm drains, run for design storms."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from census.derive.step import Derived, Progress, Source
from census.drainage.engine import run_model
from census.drainage.hydraulics import StormIntensity
from census.drainage.inp import Run, model_text
from census.drainage.network import DrainTables
from census.drainage.report import Report
from census.drainage.storms import PEAK_RATIO, Storm, chicago
from census.errors import InputError

RETURN_PERIODS = (3, 50)
"""Storms that are run [yr]: the first must pass, the second shows where water comes out."""

MINUTES = 120
HOURS = 3.0
"""Time simulated [h]: the storm, and an hour in which the drains empty."""

RISE = 1.0
"""Height of the canals above their usual stage in the third run, of the first storm [m]."""

FILE = "drainage.inp"


def derive(source: Source, progress: Progress) -> Derived:
    """Write the network as a SWMM 5.2 model and run it for both storms.

    Parameters
    ----------
    source
        With `drain_nodes`, `drain_links`, `drain_catchments` and `storm_intensity_formulas`.
    progress
        Called with the share done and what is being done.

    Returns
    -------
    Derived
        File `drainage.inp` with the rarer storm ready beside the one that rains; table `drainage_check`
        with surcharge, depth and flooding of each node; notes with continuity errors and shares,
        also of the first storm with the canals above their usual stage.
    """
    progress(0.0, "drainage model")
    tables = DrainTables(*(source.rows(name) for name in ("drain_nodes", "drain_links", "drain_catchments")))
    formula, name, status = storm_formula(source.rows("storm_intensity_formulas"))
    storms = [chicago(formula, return_period=years, minutes=MINUTES) for years in RETURN_PERIODS]
    title = ["Storm drains of the district" + (" (synthetic)" if source.synthetic else "")]
    title.append(
        f"Rain: Chicago storms of formula {name} ({status}), {MINUTES} min, "
        f"peak ratio {PEAK_RATIO:g} (unverified)"
    )
    model = model_text(tables, Run(storm=storms[0], others=tuple(storms[1:]), hours=HOURS), title=title)
    if not len(tables.nodes):
        return Derived(notes={"nodes": 0})
    progress(0.1, "runs of the design storms")
    reports, high = _runs(tables, storms, title)
    progress(0.95, "check of the runs")
    notes: dict[str, object] = {"nodes": len(tables.nodes), "formula": name, "formula_status": status,
                                "peak_ratio": PEAK_RATIO, "peak_ratio_status": "unverified"}  # fmt: skip
    for years, storm, report in zip(RETURN_PERIODS, storms, reports, strict=True):
        notes |= _notes(f"{years}yr", storm.depth, report)
    notes |= _notes(f"{RETURN_PERIODS[0]}yr_canals_up_{RISE:g}m", storms[0].depth, high)
    return Derived(tables={"drainage_check": _check(tables.nodes, reports)}, files={FILE: model}, notes=notes)


def _runs(tables: DrainTables, storms: list[Storm], title: list[str]) -> tuple[list[Report], Report]:
    """Each storm with the canals at their usual stage, and the first with the canals above it."""
    raised = tables.nodes.assign(stage_m=tables.nodes["stage_m"] + RISE)
    wanted = [(tables, storm) for storm in storms]
    wanted.append((DrainTables(raised, tables.links, tables.catchments), storms[0]))
    # Each run has one thread: threads of one engine wait for each other more than they gain.
    texts = [
        model_text(network, Run(storm=storm, threads=1, hours=HOURS), title=title)
        for network, storm in wanted
    ]
    with ThreadPoolExecutor(max_workers=2) as pool:
        *reports, high = pool.map(run_model, texts)
    return reports, high


def storm_formula(formulas: pd.DataFrame) -> tuple[StormIntensity, str, str]:
    """The default storm-intensity formula, its id and its status.

    Raises
    ------
    InputError
        If the table marks none, or more than one, as default.
    """
    chosen = formulas[formulas["is_default"].astype(bool)]
    if len(chosen) != 1:
        raise InputError(
            f"storm_intensity_formulas: is_default is set in {len(chosen)} rows; exactly one is needed"
        )
    row = chosen.iloc[0]
    made = StormIntensity(float(row["q1_l_s_ha"]), float(row["c"]), float(row["b_min"]), float(row["n"]))
    return made, str(row["formula_id"]), str(row["status"])


def _notes(label: str, depth: float, report: Report) -> dict[str, object]:
    return {
        f"rain_mm_{label}": round(depth, 1),
        f"surcharged_share_{label}": round(report.surcharged_share, 4),
        f"flooded_share_{label}": round(report.flooded_share, 4),
        f"flood_volume_m3_{label}": round(float(report.nodes["flood_volume_m3"].sum()), 0),
        f"runoff_continuity_percent_{label}": report.runoff_continuity,
        f"routing_continuity_percent_{label}": report.routing_continuity,
        f"average_step_s_{label}": report.average_step,
    }


def _check(nodes: pd.DataFrame, reports: list[Report]) -> pd.DataFrame:
    made: dict[str, object] = {"node_id": nodes["node_id"].to_numpy(), "kind": nodes["kind"].to_numpy()}
    names = nodes["node_id"].to_numpy()
    for years, report in zip(RETURN_PERIODS, reports, strict=True):
        told = report.nodes.reindex(names)
        for column in ("surcharge_h", "max_depth_m", "flood_h", "flood_volume_m3"):
            made[f"{column}_{years}yr"] = told[column].to_numpy(dtype=np.float64)
    return pd.DataFrame(made)
