"""The runs of a study, each as a scenario file of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from census.errors import InputError
from census.snapshot import Snapshot
from models.waterlogging.hyetographs import DEFAULT_PEAK_RATIO, chicago_storm
from models.waterlogging.storm_intensity import DEFAULT_FORMULA, storm_formula
from scenarios.critical_rain.statements import canal_statements, rain_statements, sewer_statements
from scenarios.critical_rain.study import Rains, SewerState, Study
from scenarios.sections.losses import CapacitySewers, DesignSewers, NoSewers
from scenarios.sections.underground import CensusUnderground
from scenarios.sections.water import NormalCanals
from scenarios.spec import LoadedScenario, load_scenario
from scenarios.toml_text import toml_value

PATTERN_STEPS = 12
"""Intervals into which an hour of rain is cut: five minutes each."""


@dataclass(frozen=True)
class Member:
    """One run of a study.

    Parameters
    ----------
    duration_h, rain_mm, canal_rise_m, sewers
        What it is for.
    loaded
        The scenario.
    file
        Its file.
    overrides
        Overrides it was loaded with.
    """

    duration_h: float
    rain_mm: float
    canal_rise_m: float
    sewers: str
    loaded: LoadedScenario
    file: Path
    overrides: tuple[str, ...]


def members(study: Study, snapshot: Snapshot, folder: Path) -> list[Member]:
    """Write the scenario file of every run into a folder and load it.

    Raises
    ------
    InputError
        If the base cannot be run with a rain, a level or a state of the sewers that the study asks for.
    """
    rains = study.values.study
    base = load_scenario(study.base, rains.set)
    if (
        base.spec.underground.kind == "none"
        and not study.values.places.spaces
        and not study.values.places.points
    ):
        raise InputError("places: neither spaces nor points are asked for; state at least one")
    folder.mkdir(parents=True, exist_ok=True)
    return [_member(study, base, snapshot, folder, *case) for case in _cases(rains)]


def _cases(rains: Rains) -> Iterator[tuple[float, float, SewerState, float]]:
    """Duration, rise, sewers and depth of every run; short and small ones first."""
    return product(rains.durations_h, rains.canal_rise_m, rains.sewers, rains.depths_mm)


def _member(
    study: Study,
    base: LoadedScenario,
    snapshot: Snapshot,
    folder: Path,
    hours: float,
    rise: float,
    state: SewerState,
    depth: float,
) -> Member:
    rains = study.values.study
    name = f"{rains.name}-{hours:g}h-{depth:g}mm-{rise:g}m-{state.name}".replace(".", "p").lower()
    zh = f"{hours:g}小时{depth:g}毫米，河道高出常水位{rise:g}米，管网{state.name}"
    en = f"{depth:g} mm in {hours:g} h, canals {rise:g} m above normal, sewers {state.name}"
    tables: dict[str, dict[str, Any]] = {
        "scenario": {
            "title_zh": f"{rains.title_zh}：{zh}",
            "title_en": f"{rains.title_en}: {en}",
            "template": False,
        },
        **rain_statements(rains.shape(hours)),
        **sewer_statements(base, state),
        **canal_statements(base, rise),
        "rain": _rain(rains, hours, depth),
        "settings": {"duration_h": hours + rains.after_h, "output_interval_min": 0.0},
        "outputs": {"maps": False, "rasters": False},
        **_sewers(base, state),
        **_canals(base, snapshot, rise),
        **_underground(study, base, snapshot),
    }
    lines = [f"base = {json.dumps(study.base)}"]
    for title, values in tables.items():
        lines.append(f"\n[{title}]")
        lines += [f"{key} = {toml_value(value)}" for key, value in values.items()]
    path = folder / f"{name}.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    overrides = (*rains.set, *state.set)
    return Member(hours, depth, rise, state.name, load_scenario(path, overrides), path, overrides)


def _rain(rains: Rains, hours: float, depth: float) -> dict[str, Any]:
    """Rain of a duration and depth."""
    shape = rains.shape(hours)
    if shape == "even":
        return {"kind": "uniform", "intensity_mm_h": depth / hours, "duration_h": hours}
    if shape != "design":
        return {"kind": "recorded", "pattern": shape, "duration_h": hours, "total_mm": depth}
    # The shape of the formula does not depend on the return period; the depth is the ladder's.
    _, depths = chicago_storm(
        storm_formula(DEFAULT_FORMULA),
        return_period=10.0,
        duration=60.0 * hours,
        peak_ratio=DEFAULT_PEAK_RATIO,
        interval=60.0 / PATTERN_STEPS,
    )
    shares = (depths / depths.sum()).round(9).tolist()
    return {"kind": "recorded", "pattern": shares, "duration_h": hours, "total_mm": depth}


def _sewers(base: LoadedScenario, state: SewerState) -> dict[str, dict[str, Any]]:
    """What is left of the sewers of the base."""
    changed = next(
        (text for text in state.set if text.partition(".")[0].partition("=")[0].strip() == "canals"), None
    )
    if changed is not None:
        raise InputError(
            f"study.sewers: {state.name} sets {changed}; the canals are stated by study.canal_rise_m alone"
        )
    sewers, share = base.spec.sewers, state.share
    if share is None or share == 1.0:
        return {}
    if isinstance(sewers, NoSewers):
        raise InputError(
            f"study.sewers: {state.name} leaves {share:g} of the sewers, but the base has none; state "
            "share = 1 alone"
        )
    if share == 0.0:
        return {"sewers": {"kind": "none"}}
    if isinstance(sewers, CapacitySewers):
        return {"sewers": {"kind": "capacity", "capacity_mm_h": share * sewers.capacity_mm_h}}
    if isinstance(sewers, DesignSewers):
        return {"sewers": {"runoff_coefficient": share * sewers.runoff_coefficient}}
    raise InputError(
        f'study.sewers: {state.name}: sewers.kind = "{sewers.kind}" has no capacity to take a share of; '
        "state set, a list of overrides"
    )


def _canals(base: LoadedScenario, snapshot: Snapshot, rise: float) -> dict[str, dict[str, Any]]:
    """Canals above their normal stage."""
    if not isinstance(base.spec.canals, NormalCanals):
        raise InputError(
            f'study.canal_rise_m counts from the normal stage, but the base has canals.kind = "'
            f'{base.spec.canals.kind}"; take a base with canals.kind = "normal", or state '
            "set = [\"canals={kind='normal'}\"] in [study]"
        )
    if rise == 0.0:
        return {}
    normal = snapshot.table("canals").groupby("system")["normal_stage_m"].mean()
    tables: dict[str, dict[str, Any]] = {
        "canals": {"kind": "stages", "datum": "1985 national", "datum_offset_m": 0.0}
    }
    for system, stage in normal.items():
        tables[f"canals.systems.{system}"] = {"stage_m": round(float(stage) + rise, 4)}
    return tables


def _underground(study: Study, base: LoadedScenario, snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """The spaces the study asks for and the district has, unless the base states its own."""
    held = set(snapshot.table("underground_spaces")["kind"])
    kinds = [kind for kind in study.values.places.spaces if kind in held]
    stated = base.spec.underground
    if isinstance(stated, CensusUnderground):
        lacking = [kind for kind in kinds if kind not in stated.kinds]
        if lacking:
            raise InputError(
                f"places.spaces asks for {lacking[0]}, but underground.kinds of the base are "
                f"{', '.join(stated.kinds)}; add it there or leave [underground] out of the base"
            )
    if not kinds or stated.kind != "none":
        return {}
    return {"underground": {"kind": "census", "kinds": kinds}}
