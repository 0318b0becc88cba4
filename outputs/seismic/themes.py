"""How the fields of an earthquake are shown: classes, colours and words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from outputs.map_style import Bilingual, Theme

_NONE = Bilingual("", "")

THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        "seismic_intensity": Theme(
            field="seismic_intensity",
            title=Bilingual("地震烈度（中值）", "Seismic intensity (median)"),
            unit=Bilingual("度", ""),
            scale=1.0,
            edges=(1.0, 4.5, 5.5, 6.5, 7.5, 8.5),
            colours=("#eef3d2", "#d9e6a3", "#f6d765", "#f2a541", "#d95f2b", "#8c1c1c"),
            words=(
                (1.0, Bilingual("Ⅳ度及以下：多数人有感", "up to IV: felt by most")),
                (4.5, Bilingual("Ⅴ度：惊醒，门窗作响", "V: wakes sleepers, windows rattle")),
                (5.5, Bilingual("Ⅵ度：站立不稳，轻微损坏", "VI: hard to stand, slight damage")),
                (6.5, Bilingual("Ⅶ度：老旧房屋破坏", "VII: old buildings damaged")),
                (7.5, Bilingual("Ⅷ度：多数房屋破坏", "VIII: most buildings damaged")),
                (8.5, Bilingual("Ⅸ度及以上：房屋倒塌", "IX and above: buildings collapse")),
            ),
        ),
        "mean_damage_grade": Theme(
            field="mean_damage_grade",
            title=Bilingual("期望平均震害等级（0–4）", "Expected mean damage grade (0 to 4)"),
            unit=_NONE,
            scale=1.0,
            edges=(0.0, 0.25, 0.5, 1.0, 1.5, 2.5),
            colours=("#f3eee2", "#f4d9a8", "#eea96b", "#d96a49", "#a32e42", "#4d0f36"),
            words=(
                (0.0, Bilingual("基本完好", "intact")),
                (0.25, Bilingual("少数轻微", "few slight")),
                (0.5, Bilingual("轻微破坏", "slight")),
                (1.0, Bilingual("轻微至中等", "slight to moderate")),
                (1.5, Bilingual("中等破坏", "moderate")),
                (2.5, Bilingual("严重至毁坏", "severe to destroyed")),
            ),
        ),
        "displaced_density": Theme(
            field="displaced_density",
            title=Bilingual("失去住所人口密度（平均）", "Density of displaced people (mean)"),
            unit=Bilingual("人/km²", "per km²"),
            scale=1e6,
            edges=(1.0, 100.0, 500.0, 2000.0, 5000.0, 10000.0),
            colours=("#e3e0f0", "#bdb7dd", "#9086c0", "#69559f", "#46277c", "#210b49"),
            words=(),
        ),
    }
)
"""The maps of an earthquake by the name of their field; the file of the last is displaced_people."""

FILES: Mapping[str, str] = MappingProxyType(
    {
        "seismic_intensity": "seismic_intensity",
        "mean_damage_grade": "mean_damage_grade",
        "displaced_density": "displaced_people",
    }
)
"""Stem of the file of each map."""
