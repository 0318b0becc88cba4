"""Key figures of an earthquake, for the manifest and for the maps."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from models.seismic.result import HIGH, LOW, QUANTITIES, SeismicResult
from outputs.map_style import Bilingual
from outputs.seismic.columns import GRADE_WORDS, HOUR_WORDS
from outputs.seismic.zones import column_of

Figures = dict[str, float | int | None]

TOLD = tuple(
    name for name in QUANTITIES if not name.startswith(("injured_1_", "injured_3_")) and name != "repair_time"
)
"""Quantities among the key figures; the tables hold the others too."""


def key_figures(result: SeismicResult) -> Figures:
    """Figures a reader looks for first: mean and range of each quantity over the district.

    Returns
    -------
    dict
        buildings, residents, median of intensity and peak acceleration over the district where they are
        known, and for buildings of each grade and each quantity of `TOLD` its mean, `_p05` and `_p95`.
    """
    buildings, zones = result.buildings, result.zones
    grades = zones.grade_counts.sum(axis=1)
    found: Figures = {
        "buildings": int(buildings.building_id.shape[0]),
        "residents": float(buildings.residents.sum()),
        "realisations": result.realisations,
    }
    for grade, name in enumerate(GRADE_WORDS):
        low, high = np.quantile(grades[:, grade], (LOW, HIGH))
        found[f"buildings_{name}"] = float(grades[:, grade].mean())
        found[f"buildings_{name}_p05"], found[f"buildings_{name}_p95"] = float(low), float(high)
    shaking = result.shaking
    if shaking is not None:
        for measure, name in (("INT", "intensity_median"), ("PGA", "pga_median_g")):
            if measure in shaking.measures:
                values = shaking.median[shaking.measures.index(measure)]
                found[name] = float(np.nanmedian(values)) if np.isfinite(values).any() else None
    for quantity in (name for name in TOLD if name in result.quantities):
        total = result.total(quantity)
        stem = column_of(quantity)
        low, high = np.quantile(total, (LOW, HIGH))
        found[stem], found[f"{stem}_p05"], found[f"{stem}_p95"] = float(total.mean()), float(low), float(high)
    return found


def shown_figures(figures: Mapping[str, float | int | None], hour: str) -> list[tuple[Bilingual, str]]:
    """Label and value of the figures that stand on a map.

    Parameters
    ----------
    figures
        As `key_figures` gives them.
    hour
        Time of day of the casualties: "night", "day" or "commute".
    """
    rows: list[tuple[Bilingual, str]] = []
    for name, label in (("intensity_median", Bilingual("烈度（全区中值）", "intensity, median")),):
        if figures.get(name) is not None:
            rows.append((label, f"{figures[name]:.1f}"))
    for grade in ("moderate", "severe", "destroyed"):
        zh, en = GRADE_WORDS[grade]
        rows.append(
            (
                Bilingual(f"{zh}建筑（平均，5%–95%）", f"buildings {en}, mean (5–95 %)"),
                _range(figures, f"buildings_{grade}"),
            )
        )
    when_zh, when_en = HOUR_WORDS[hour]
    ranged = (
        (
            f"deaths_{hour}",
            Bilingual(f"死亡人数（{when_zh}，平均，5%–95%）", f"deaths, {when_en}, mean (5–95 %)"),
        ),
        ("displaced_people", Bilingual("失去住所人数（平均，5%–95%）", "displaced people, mean (5–95 %)")),
        (
            "uninhabitable_dwellings",
            Bilingual("不可居住住宅（套，平均，5%–95%）", "uninhabitable dwellings, mean (5–95 %)"),
        ),
    )
    for name, label in ranged:
        if name in figures:
            rows.append((label, _range(figures, name)))
    return rows


def _range(figures: Mapping[str, float | int | None], name: str) -> str:
    """Mean and 5 and 95 % of a figure, to as many digits as they are worth."""
    mean, low, high = (rounded(figures[key] or 0.0) for key in (name, f"{name}_p05", f"{name}_p95"))
    return f"{mean:,.0f} ({low:,.0f}–{high:,.0f})"


def rounded(value: float) -> float:
    """A count to two digits, small ones to the whole: the range is far wider than the third digit."""
    if abs(value) < 100.0:
        return float(round(value))
    step = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return step * round(value / step)
