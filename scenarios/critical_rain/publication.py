"""The published folder of a study: table, readings, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from census.errors import InputError
from outputs.critical_rain import ABOVE, BELOW
from outputs.map_style import Language
from outputs.publish import publish, read_manifest
from scenarios.critical_rain.statements import SHAPES
from scenarios.critical_rain.study import Study
from scenarios.doubts import doubts_of_all
from scenarios.identity import code_hash
from scenarios.spec import LoadedScenario

TABLE, READINGS = "critical_rain", "readings"
KIND = "critical-rain"

_HEADERS = {
    "place_id": ("普查编号", "census key"), "place": ("名称", "place"), "place_kind": ("类别", "kind"),
    "street_code": ("街道代码", "street code"), "street": ("街道", ""), "street_en": ("", "street"),
    "measure_zh": ("判据", ""), "measure_en": ("", "measure"), "threshold": ("阈值（m）", "threshold (m)"),
    "duration_h": ("历时（小时）", "duration (h)"),
    "canal_rise_m": ("河道高出常水位（m）", "canals above normal (m)"),
    "sewers": ("管网状态", "sewers"), "words_zh": ("临界雨量", ""), "words_en": ("", "critical rain"),
    "critical_rain_mm": ("临界雨量（mm）", "critical rain (mm)"), "lower_run": ("下侧情景", "lower run"),
    "upper_run": ("上侧情景", "upper run"),
}  # fmt: skip
_README: dict[Language, tuple[str, ...]] = {
    "zh": (
        "临界雨量：使地点达到阈值的累计雨量，由一组已发布的情景逐级插值得到。",
        "在两次情景之间线性插值；超出所算雨量范围的只写“高于”或“低于”，不外推。",
        "critical_rain.parquet 每行附两侧情景的编号与读数；readings.parquet 为每次情景的读数。",
    ),
    "en": (
        "Critical rain: the rain that brings a place to its threshold, read between published runs.",
        "Linear between two runs; beyond the rains that were run only 'above' or 'below' is said.",
        "critical_rain.parquet names the two runs of each row and what was read; readings.parquet holds all.",
    ),
}


def publish_table(
    runs_dir: Path,
    name: str,
    study: Study,
    table: pd.DataFrame,
    read: pd.DataFrame,
    loaded: Sequence[LoadedScenario],
    *,
    synthetic: bool,
    runs: list[Path],
) -> Path:
    """Publish the table of a study as a folder of its own.

    Parameters
    ----------
    runs_dir, name
        Where to, and the name of the folder.
    study
        The study.
    table, read
        Critical rain, and what was read in each run.
    loaded
        The scenarios of all runs, for what is unverified.
    synthetic
        Whether the district is made up.
    runs
        Folders of all runs.
    """
    rains = study.values.study
    doubts = doubts_of_all(value.spec for value in loaded)

    def write(folder: Path) -> dict[str, Any]:
        told = table.assign(words_zh=_words(table, "zh"), words_en=_words(table, "en"))
        told.to_parquet(folder / f"{TABLE}.parquet", index=False)
        read.to_parquet(folder / f"{READINGS}.parquet", index=False)
        for language, suffix in (("zh", ""), ("en", "_en")):
            side = 0 if language == "zh" else 1
            shown = {_HEADERS[c][side]: told[c] for c in _HEADERS if _HEADERS[c][side]}
            pd.DataFrame(shown).round(2).to_csv(
                folder / f"{TABLE}{suffix}.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n"
            )
        (folder / "README.txt").write_text(
            _readme(study, table, doubts, synthetic=synthetic), encoding="utf-8"
        )
        return {"key_figures": _figures(table, runs)}

    manifest = {
        "kind": KIND,
        "title": {"zh": rains.title_zh, "en": rains.title_en},
        "hazard": loaded[0].spec.scenario.hazard,
        "study": study.values.model_dump(mode="json"),
        "runs": sorted({folder.name for folder in runs}),
        "code": code_hash(),
        "synthetic": synthetic,
        "unverified": doubts,
    }
    return publish(runs_dir, name, write, manifest=manifest)


def read_table(folder: Path) -> pd.DataFrame:
    """The table of a published study.

    Raises
    ------
    InputError
        If the folder is no published table of critical rain.
    """
    if read_manifest(folder).get("kind") != KIND:
        raise InputError(
            f"{folder} is a run and no table of critical rain; `fangzai critical-rain` makes one"
        )
    table: pd.DataFrame = pd.read_parquet(folder / f"{TABLE}.parquet")
    return table


def _words(table: pd.DataFrame, language: Language) -> list[str]:
    words = []
    for row in table.itertuples(index=False):
        if row.censored == ABOVE:
            words.append(f"高于 {row.lower_mm:g} mm" if language == "zh" else f"above {row.lower_mm:g} mm")
        elif row.censored == BELOW:
            words.append(f"低于 {row.upper_mm:g} mm" if language == "zh" else f"below {row.upper_mm:g} mm")
        else:
            words.append(f"{row.critical_rain_mm:.0f} mm")
    return words


def _figures(table: pd.DataFrame, runs: list[Path]) -> dict[str, Any]:
    return {
        "places": int(table["place_id"].nunique()),
        "runs": len({folder.name for folder in runs}),
        "values": len(table),
        "interpolated": int((table["censored"] == "").sum()),
        "above_all_rains": int((table["censored"] == ABOVE).sum()),
        "below_all_rains": int((table["censored"] == BELOW).sum()),
        "not_monotone": int((~table["monotone"]).sum()),
    }


def _readme(study: Study, table: pd.DataFrame, doubts: list[dict[str, str]], *, synthetic: bool) -> str:
    rains = study.values.study
    pages = []
    for language, title in (("zh", rains.title_zh), ("en", rains.title_en)):
        side = 0 if language == "zh" else 1
        shapes = "; ".join(f"{hours:g} h {SHAPES[rains.shape(hours)][side]}" for hours in rains.durations_h)
        ladder = ", ".join(f"{depth:g}" for depth in rains.depths_mm)
        lines = [title, "", *_README["zh" if side == 0 else "en"], "", f"{shapes}; {ladder} mm"]
        lines.append(f"{'地点' if side == 0 else 'places'}: {table['place_id'].nunique()}")
        if synthetic:
            lines.append("合成数据，不代表真实街区" if side == 0 else "Synthetic data, not the real district")
        head = "未核实：" if side == 0 else "Unverified: "
        lines.append(head + ("；" if side == 0 else "; ").join(doubt[language] for doubt in doubts))
        pages.append("\n".join(lines))
    return "\n\n".join(pages) + "\n"
