"""The published folder of a calibration: factors, residuals, judgement, and the overlay for scenarios."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outputs.publish import publish
from scenarios.calibration.cross_validation import Held, errors
from scenarios.calibration.identifiability import Told, on_bounds, tied, untold
from scenarios.calibration.overlay import overlay_text
from scenarios.calibration.request import Request
from scenarios.calibration.search import Best
from scenarios.calibration.trials import Trials, right_side
from scenarios.doubts import doubts_of_all
from scenarios.identity import code_hash
from scenarios.loaded import is_synthetic
from scenarios.spec import LoadedScenario

KIND = "calibration"


@dataclass(frozen=True)
class Fitted:
    """Result of a search and its judgement; `searched` counts the runs of the search alone."""

    best: Best
    told: Told
    held: Held
    searched: int

    def factors(self, trials: Trials) -> dict[str, float]:
        """Factor found, by name [-]."""
        return {p.name: math.exp(v) for p, v in zip(trials.parameters, self.best.point, strict=True)}


def publish_fit(
    runs_dir: Path,
    name: str,
    request: Request,
    loaded: Mapping[str, LoadedScenario],
    trials: Trials,
    fitted: Fitted,
) -> tuple[Path, dict[str, Any]]:
    """Write and publish the folder; returns it with its key figures."""
    section = request.values.calibration
    figures = _figures(trials, fitted)
    doubts = doubts_of_all(value.spec for value in loaded.values())
    synthetic = any(is_synthetic(value.spec) for value in loaded.values()) or any(
        assembly.snapshot is not None and assembly.snapshot.synthetic
        for assembly in trials.assemblies.values()
    )

    def write(folder: Path) -> dict[str, Any]:
        tables = {
            "parameters": parameter_table(trials, fitted),
            "residuals": residual_table(trials, fitted),
            "runs": _run_table(trials),
        }
        for stem, table in tables.items():
            table.to_parquet(folder / f"{stem}.parquet", index=False)
            table.to_csv(folder / f"{stem}.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
        for event in request.values.events:
            text = overlay_text(
                loaded[event.name],
                fitted.factors(trials),
                folder=runs_dir / name,
                calibration=name,
                titles=(section.title_zh, section.title_en),
            )
            (folder / f"calibrated-{event.name}.toml").write_text(text, encoding="utf-8")
        pages = [
            [*_page(request, trials, fitted, figures, side), *_warning(doubts, side, synthetic=synthetic)]
            for side in (0, 1)
        ]
        (folder / "README.txt").write_text("\n\n".join("\n".join(p) for p in pages) + "\n", encoding="utf-8")
        return {"key_figures": figures}

    manifest = {
        "kind": KIND,
        "title": {"zh": section.title_zh, "en": section.title_en},
        "hazard": "waterlogging",
        "request": request.values.model_dump(mode="json"),
        "code": code_hash(),
        "synthetic": synthetic,
        "unverified": doubts,
    }
    return publish(runs_dir, name, write, manifest=manifest), figures


def parameter_table(trials: Trials, fitted: Fitted) -> pd.DataFrame:
    """Each factor: value, bounds, spread, interval, how much was learnt, and what is wrong with it."""
    told, names = fitted.told, [p.name for p in trials.parameters]
    bounds = dict(on_bounds(trials, fitted.best.point))
    missing = untold(names, told)
    spread = np.exp(told.spread)
    factors = np.exp(fitted.best.point)
    ends = told.intervals if told.intervals is not None else np.full((len(names), 2), np.nan)
    folds = np.exp(fitted.held.points)
    return pd.DataFrame(
        {
            "parameter": names,
            "factor": factors,
            "lower": np.exp(trials.lower),
            "upper": np.exp(trials.upper),
            "spread_factor": spread,
            "interval_low": ends[:, 0],
            "interval_high": ends[:, 1],
            "share_left": told.left,
            "least_of_folds": folds.min(axis=0),
            "greatest_of_folds": folds.max(axis=0),
            "told": [name not in missing for name in names],
            "on_bound": [bounds.get(name, "") for name in names],
        }
    )


def residual_table(trials: Trials, fitted: Fitted) -> pd.DataFrame:
    """Each observation: what was seen, what the fit says, and what factors fitted without it say."""
    simulated = trials.simulated(fitted.best.point)
    rows = []
    for k, seen in enumerate(trials.seen):
        observation = seen.observation
        wet = observation.kind == "wet"
        held = float(fitted.held.simulated[k])
        rows.append(
            {
                "name": observation.name, "event": seen.event, "kind": observation.kind,
                "x_m": seen.x, "y_m": seen.y, "time_h": observation.time_h,
                "observed_m": observation.threshold_m if wet else observation.value_m,
                "observed_wet": observation.wet if wet else None,
                "simulated_m": float(simulated[k]),
                "residual": float(trials.residuals(fitted.best.point)[k]),
                "right": right_side(seen, float(simulated[k])) if wet else None,
                "held_out_m": held, "held_out_right": right_side(seen, held) if wet else None,
                "fold": int(fitted.held.fold[k]),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _run_table(trials: Trials) -> pd.DataFrame:
    """Every run: its factors and loss."""
    names = [p.name for p in trials.parameters]
    table = pd.DataFrame(np.exp(np.array(trials.points)), columns=names)
    table["loss"] = [trials.loss(point) for point in trials.points]
    return table


def _figures(trials: Trials, fitted: Fitted) -> dict[str, Any]:
    names = [p.name for p in trials.parameters]
    rmse, right = errors(trials, trials.simulated(fitted.best.point))
    rmse_out, right_out = errors(trials, fitted.held.simulated)
    before, right_before = errors(trials, trials.outputs[0])
    return {
        "factors": fitted.factors(trials),
        "observations": len(trials.seen),
        "rmse_m": _number(rmse),
        "rmse_held_out_m": _number(rmse_out),
        "rmse_at_start_m": _number(before),
        "share_right": _number(right),
        "share_right_held_out": _number(right_out),
        "share_right_at_start": _number(right_before),
        "condition_number": _number(fitted.told.condition),
        "not_told": untold(names, fitted.told),
        "told_only_together": [f"{a} and {b} ({r:+.2f})" for a, b, r in tied(names, fitted.told)],
        "on_bounds": [f"{name} ({side})" for name, side in on_bounds(trials, fitted.best.point)],
        "runs_of_search": fitted.searched,
        "runs": len(trials.points),
        "budget_spent": fitted.best.spent,
    }


def _number(value: float) -> float | None:
    """A figure for JSON, which knows neither NaN nor infinity."""
    return value if math.isfinite(value) else None


def _page(
    request: Request, trials: Trials, fitted: Fitted, figures: Mapping[str, Any], language: int
) -> list[str]:
    section = request.values.calibration
    zh = language == 0
    lines = [section.title_zh if zh else section.title_en, ""]
    for row in parameter_table(trials, fitted).to_dict("records"):
        bounds = f"{'界限' if zh else 'bounds'} {row['lower']:g} - {row['upper']:g}"
        if math.isfinite(row["interval_low"]):
            ends = f"{row['interval_low']:.3g} - {row['interval_high']:.3g}"
            bounds = f"{'95%区间' if zh else '95 % interval'} {ends}; {bounds}"
        lines.append(f"{row['parameter']}: {row['factor']:.3g} ({bounds})")
    lines += ["", *_verdict(figures, zh=zh), ""]
    for key in (
        "rmse_m",
        "rmse_held_out_m",
        "rmse_at_start_m",
        "share_right",
        "share_right_held_out",
        "runs",
    ):
        if figures[key] is not None:
            lines.append(f"{key}: {figures[key]:.4g}")
    files = (
        ("parameters", "各参数的值、区间、折间范围", "value, interval and range over folds of each factor"),
        ("residuals", "各观测的残差与留出预测", "residual and held-out answer of each observation"),
        ("runs", "每次计算的参数与损失", "factors and loss of every run"),
        ("calibrated-*.toml", "可作为情景的base", "a base for scenarios"),
    )  # fmt: skip
    return [*lines, "", *(f"{name}: {a if zh else b}" for name, a, b in files)]


def _warning(doubts: Sequence[Mapping[str, str]], language: int, *, synthetic: bool) -> list[str]:
    """Lines that tell a made-up district, and the values the fit takes unverified."""
    zh = language == 0
    lines = [""] if synthetic or doubts else []
    if synthetic:
        lines.append("合成数据，不代表真实街区" if zh else "Synthetic data, not the real district")
    if doubts:
        told = [doubt["zh" if zh else "en"] for doubt in doubts]
        lines.append(f"未核实：{'；'.join(told)}" if zh else f"Unverified: {'; '.join(told)}")
    return lines


def _verdict(figures: Mapping[str, Any], *, zh: bool) -> list[str]:
    """What the observations cannot tell, in plain words."""
    found = []
    if figures["not_told"]:
        names = ", ".join(figures["not_told"])
        found.append(
            f"观测不足以确定：{names}；其值不可采信" if zh
            else f"The observations do not tell {names}: no value of it can be believed"
        )  # fmt: skip
    if figures["told_only_together"]:
        pairs = ", ".join(figures["told_only_together"])
        found.append(
            f"只能共同确定（相关系数）：{pairs}" if zh else f"Told only together (correlation): {pairs}"
        )
    if figures["on_bounds"]:
        names = ", ".join(figures["on_bounds"])
        found.append(
            f"停在界限上：{names}；应放宽界限或检查模型" if zh
            else f"On a bound: {names}; widen the bounds or look for what the model lacks"
        )  # fmt: skip
    if figures["budget_spent"]:
        found.append("计算次数用尽，搜索未收敛" if zh else "The budget ended the search before it converged")
    if not found:
        found.append("各参数均由观测确定" if zh else "The observations tell every factor")
    return found
