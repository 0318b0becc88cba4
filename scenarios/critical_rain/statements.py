"""What the runs of a study state of their rain, sewers and canals, in words."""

from __future__ import annotations

from typing import Any

from models.waterlogging.hyetographs import DEFAULT_PEAK_RATIO
from models.waterlogging.storm_intensity import DEFAULT_FORMULA
from scenarios.critical_rain.study import SewerState, Shape
from scenarios.sections.frame import Source
from scenarios.spec import LoadedScenario

Tables = dict[str, dict[str, Any]]
"""Tables of a scenario file by title."""

SHAPES: dict[Shape, tuple[str, str]] = {
    "design": (
        f"芝加哥雨型（暴雨强度公式{DEFAULT_FORMULA}，雨峰系数{DEFAULT_PEAK_RATIO:g}）",
        f"Chicago hyetograph (storm-intensity formula {DEFAULT_FORMULA}, peak ratio {DEFAULT_PEAK_RATIO:g})",
    ),
    "even": ("均匀降雨", "even rain"),
    "front": ("雨型front", "storm pattern front"),
    "centre": ("雨型centre", "storm pattern centre"),
    "rear": ("雨型rear", "storm pattern rear"),
}
"""Hyetographs in Chinese and English."""


def rain_statements(shape: Shape) -> Tables:
    """The assumption on the rain in time."""
    return {"scenario.assumptions.study_rain": _words(*SHAPES[shape])}


def sewer_statements(base: LoadedScenario, state: SewerState) -> Tables:
    """What a state of the sewers makes of what the base states of them.

    A share of the capacity keeps the source of the base and says which part of it is taken; where nothing of
    the base's sewers is left, its words are replaced.
    """
    if state.share == 1.0:
        return {}
    heading = base.spec.scenario
    if state.share is not None and state.share > 0.0:
        share = f"{state.share:g}"
        words = _words(f"管网排水能力为基础情景的{share}倍", f"sewers at {share} of the capacity of the base")
        tables = {"scenario.assumptions.study_sewers": words}
        if "sewers" in heading.sources:
            tables |= _restated("sewers", heading.sources["sewers"], f"取{share}倍", f"{share} times")
        return tables
    if state.share is None:
        stated = ", ".join(state.set)
        words = _words(f"研究设定的管网状态：{stated}", f"state of the sewers set by the study: {stated}")
    else:
        words = _words("管网堵塞，不排水", "blocked sewers: nothing drains into them")
    tables = {"scenario.assumptions.study_sewers": words}
    if state.share is None and not any(text.strip().startswith("sewers") for text in state.set):
        return tables
    if "sewers" in heading.sources:
        tables["scenario.sources.sewers"] = {**words, "status": "unverified"}
    if "sewers" in heading.assumptions:
        tables["scenario.assumptions.sewers"] = words
    return tables


def canal_statements(base: LoadedScenario, rise: float) -> Tables:
    """What a rise makes of what the base states of the stages of its canals."""
    if rise == 0.0:
        return {}
    words = _words(
        f"各水系水位为数据快照的常水位加{rise:g}米",
        f"every canal {rise:g} m above the normal stage of the snapshot",
    )
    tables = {"scenario.assumptions.study_canals": words}
    source = base.spec.scenario.sources.get("canal_stage")
    if source is not None:
        tables |= _restated("canal_stage", source, f"另加{rise:g}米", f"{rise:g} m above")
    return tables


def _restated(key: str, source: Source, zh: str, en: str) -> Tables:
    """A source of the base with what the study changes on it."""
    status = "unverified" if source.status == "unverified" else "derived"
    words = _words(f"{zh}：{source.of('zh')}", f"{en}: {source.of('en')}")
    return {f"scenario.sources.{key}": {**words, "status": status}}


def _words(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
