"""Key figures of an earthquake, for the manifest and for the maps."""

from __future__ import annotations

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
        buildings, residents, mean number of buildings with each grade, median of intensity and peak
        acceleration over the district where they are known, and for each quantity of `TOLD` its mean, `_p05`
        and `_p95`.
    """
    buildings, zones = result.buildings, result.zones
    mean_grades = zones.grade_counts.sum(axis=1).mean(axis=0)
    found: Figures = {
        "buildings": int(buildings.building_id.shape[0]),
        "residents": float(buildings.residents.sum()),
        "realisations": result.realisations,
        **{f"buildings_{name}": float(mean_grades[grade]) for grade, name in enumerate(GRADE_WORDS)},
    }
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
            (Bilingual(f"{zh}建筑（平均）", f"buildings {en}"), f"{figures[f'buildings_{grade}']:,.0f}")
        )
    when_zh, when_en = HOUR_WORDS[hour]
    ranged = (
        (f"deaths_{hour}", Bilingual(f"死亡（{when_zh}）", f"deaths, {when_en}")),
        ("displaced_people", Bilingual("失去住所", "displaced people")),
        ("uninhabitable_dwellings", Bilingual("不可居住住宅", "uninhabitable dwellings")),
    )
    for name, label in ranged:
        if name in figures:
            low, high = figures[f"{name}_p05"] or 0.0, figures[f"{name}_p95"] or 0.0
            rows.append((label, f"{figures[name]:,.0f} ({low:,.0f}–{high:,.0f})"))
    return rows
