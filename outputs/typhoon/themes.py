"""How the fields of a typhoon are shown: classes, colours and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from outputs.map_style import Bilingual, Theme

_SPEED = Bilingual("m/s", "m/s")
_FORCE = Bilingual("级", "")

_BLUES = ("#e6f0f5", "#bcd9e6", "#86b8d1", "#4f8fb5", "#2d6294", "#1c3a6b", "#140f3a")
_WARM = ("#f3efd9", "#f2dc9b", "#efb960", "#dd8440", "#b94d38", "#7d2440", "#3a0d3a")
_DUSK = ("#3b0f3f", "#8a2a62", "#c9626a", "#eaa782", "#f8e3c4")

# Lower edges of forces 5 to 14 [m/s], GB/T 28591-2012.
_MEAN_EDGES = (0.0, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5)
_GUST_EDGES = (0.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7, 37.0, 41.5)

_MEAN_WORDS = tuple(
    (edge, Bilingual(f"{force}级", f"force {force}"))
    for edge, force in ((5.5, 4), (8.0, 5), (10.8, 6), (13.9, 7), (17.2, 8), (20.8, 9), (24.5, 10))
)
_MEAN_LAST = (28.5, Bilingual("11级及以上", "force 11 and above"))
_GUST_WORDS = tuple(
    (edge, Bilingual(f"{force}级", f"force {force}"))
    for edge, force in (
        (10.8, 6), (13.9, 7), (17.2, 8), (20.8, 9), (24.5, 10), (28.5, 11), (32.7, 12), (37.0, 13),
    )
)  # fmt: skip
_GUST_LAST = (41.5, Bilingual("14级及以上", "force 14 and above"))


class Page(NamedTuple):
    """One map: its theme, the file it goes to, and the item of a third dimension that it shows."""

    theme: Theme
    stem: str
    item: Mapping[str, float] | None = None


def _probability(field: str, force: int, zh: str, en: str) -> Theme:
    return Theme(
        field=field,
        title=Bilingual(f"{zh}达到{force}级的概率", f"Probability of a {en} of force {force}"),
        unit=Bilingual("%", "%"),
        scale=100.0,
        edges=(0.0, 1.0, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0),
        colours=_WARM,
        words=((0.0, Bilingual("几乎不可能", "hardly possible")), (1.0, Bilingual("很小", "slight")),
               (5.0, Bilingual("小", "small")), (10.0, Bilingual("可能", "possible")),
               (25.0, Bilingual("较可能", "moderate")), (50.0, Bilingual("很可能", "likely")),
               (75.0, Bilingual("极可能", "very likely")), (90.0, Bilingual("几乎肯定", "nearly certain"))),
    )  # fmt: skip


MEAN = Theme(
    field="maximum_mean_wind",
    title=Bilingual("最大平均风速（10米高，10分钟平均）", "Maximum mean wind (10 m, 10 min)"),
    unit=_SPEED,
    scale=1.0,
    edges=_MEAN_EDGES,
    colours=_BLUES,
    words=((0.0, Bilingual("3级及以下", "force 3 and below")), *_MEAN_WORDS, _MEAN_LAST),
)
GUST = Theme(
    field="maximum_gust",
    title=Bilingual("最大阵风（10米高，3秒）", "Maximum gust (10 m, 3 s)"),
    unit=_SPEED,
    scale=1.0,
    edges=_GUST_EDGES,
    colours=_WARM,
    words=((0.0, Bilingual("5级及以下", "force 5 and below")), *_GUST_WORDS, _GUST_LAST),
)
FORCE = Theme(
    field="beaufort_force",
    title=Bilingual("最大平均风力（10米高，10分钟平均）", "Greatest force of the mean wind (10 m, 10 min)"),
    unit=_FORCE,
    scale=1.0,
    edges=(0.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0),
    colours=_BLUES,
    words=(
        (0.0, Bilingual("微风及以下", "gentle breeze or less")),
        (4.0, Bilingual("和风", "moderate breeze")),
        (5.0, Bilingual("清劲风：小树摇摆", "fresh breeze: small trees sway")),
        (6.0, Bilingual("强风：举伞困难", "strong breeze: umbrellas hard to hold")),
        (7.0, Bilingual("疾风：迎风步行不便", "near gale: walking is hard")),
        (8.0, Bilingual("大风：折毁树枝", "gale: twigs break off")),
        (9.0, Bilingual("烈风：小屋受损", "strong gale: slight damage")),
        (10.0, Bilingual("狂风：树木拔起", "storm: trees uprooted")),
        (11.0, Bilingual("暴风：损毁重大", "violent storm: wide damage")),
        (12.0, Bilingual("飓风：摧毁极大", "hurricane: devastation")),
    ),
)
GUST_FORCE = Theme(
    field="beaufort_force_of_gust",
    title=Bilingual("最大阵风风力（10米高，3秒）", "Greatest force of the gust (10 m, 3 s)"),
    unit=_FORCE,
    scale=1.0,
    edges=(0.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0),
    colours=_WARM,
    words=(),
)
FIRST_GUST_8 = Theme(
    field="first_time_of_gust_force",
    title=Bilingual("阵风首次达到8级的时间", "First time at which the gust reaches force 8"),
    unit=Bilingual("时", "h"),
    scale=1.0 / 3600.0,
    edges=(0.0, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0),
    colours=_DUSK,
    words=(),
)

SINGLE_PAGES = (
    Page(MEAN, "maximum_mean_wind"),
    Page(GUST, "maximum_gust"),
    Page(FORCE, "beaufort_force"),
    Page(FIRST_GUST_8, "first_time_of_gust_force_8", {"force": 8}),
)
"""Maps of one storm."""

ENSEMBLE_PAGES = (
    Page(
        replace(
            GUST,
            field="gust_quantile",
            title=Bilingual(
                "阵风90%分位数（10米高，3秒）", "Gust not exceeded by 90 % of the members (10 m, 3 s)"
            ),
        ),
        "gust_90",
        {"probability": 0.9},
    ),
    *(
        Page(
            _probability("probability_of_force", force, "平均风力", "mean wind"),
            f"probability_of_force_{force}",
            {"force": force},
        )
        for force in (6, 8, 10)
    ),
    *(
        Page(
            _probability("probability_of_gust_force", force, "阵风风力", "gust"),
            f"probability_of_gust_force_{force}",
            {"force": force},
        )
        for force in (8, 10, 12)
    ),
)
"""Maps of many storms about one forecast."""
