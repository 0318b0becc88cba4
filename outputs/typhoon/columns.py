"""Headers of the tables of a typhoon in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from outputs.map_style import Bilingual
from outputs.tables import Column

STRONGEST = 12
"""Force up to which the CSV of an ensemble tells probabilities; Parquet holds all."""

_HECTARES = 1e4

_FIXED: Mapping[str, Column] = MappingProxyType(
    {
        "code": Column(Bilingual("代码", "code")),
        "community": Column(Bilingual("社区", "community")),
        "area_m2": Column(Bilingual("面积（公顷）", "area (ha)"), _HECTARES, 2),
        "mean_wind_greatest_m_s": Column(
            Bilingual("平均风速最大值（m/s）", "greatest mean wind (m/s)"), 1.0, 1
        ),
        "mean_wind_median_m_s": Column(
            Bilingual("平均风速中位数（m/s）", "median of the maxima of mean wind (m/s)"), 1.0, 1
        ),
        "gust_greatest_m_s": Column(Bilingual("阵风最大值（m/s）", "greatest gust (m/s)"), 1.0, 1),
        "gust_median_m_s": Column(
            Bilingual("阵风中位数（m/s）", "median of the maxima of gust (m/s)"), 1.0, 1
        ),
        "beaufort_force": Column(Bilingual("平均风力（级）", "force of the mean wind"), 1.0, 0),
        "beaufort_force_of_gust": Column(Bilingual("阵风风力（级）", "force of the gust"), 1.0, 0),
        "direction_deg": Column(
            Bilingual("最大风时来向（°）", "direction at the greatest wind (degrees)"), 1.0, 0
        ),
        "time_of_greatest_local": Column(
            Bilingual("最大风时间（北京时间）", "time of the greatest wind (UTC+8)")
        ),
        "longitude": Column(Bilingual("经度（°）", "longitude (degrees)"), 1.0, 3),
        "latitude": Column(Bilingual("纬度（°）", "latitude (degrees)"), 1.0, 3),
        "distance_m": Column(Bilingual("中心距本区（km）", "distance of the centre (km)"), 1000.0, 0),
        "bearing_deg": Column(Bilingual("中心在本区的方位（°）", "bearing of the centre (degrees)"), 1.0, 0),
        "speed_m_s": Column(Bilingual("移速（m/s）", "speed of the centre (m/s)"), 1.0, 1),
        "vmax_m_s": Column(
            Bilingual("海上最大风速（10分钟平均，m/s）", "greatest wind at sea (10 min, m/s)"), 1.0, 1
        ),
        "rmax_m": Column(Bilingual("最大风半径（km）", "radius of the greatest wind (km)"), 1000.0, 0),
        "pressure_pa": Column(Bilingual("中心气压（hPa）", "central pressure (hPa)"), 100.0, 0),
        "storm": Column(Bilingual("台风", "storm")),
        "closest_m": Column(Bilingual("最近距离（km）", "shortest distance (km)"), 1000.0, 0),
        "reach_m": Column(Bilingual("影响范围（km）", "reach (km)"), 1000.0, 0),
        "point": Column(Bilingual("地点", "place")),
        "time_local": Column(Bilingual("时间（北京时间）", "time (UTC+8)")),
        "mean_wind_m_s": Column(Bilingual("平均风速（m/s）", "mean wind (m/s)"), 1.0, 2),
        "gust_m_s": Column(Bilingual("阵风（m/s）", "gust (m/s)"), 1.0, 2),
        "wind_direction_deg": Column(Bilingual("来向（°）", "direction (degrees)"), 1.0, 0),
        "air_pressure_pa": Column(
            Bilingual("海平面气压（hPa）", "air pressure at sea level (hPa)"), 100.0, 1
        ),
    }
)  # fmt: skip

_PATTERNS: tuple[tuple[re.Pattern[str], str, str, float, int | None], ...] = tuple(
    (re.compile(pattern), zh, en, divisor, decimals)
    for pattern, zh, en, divisor, decimals in (
        (r"first_gust_force_(\d+)_local", "阵风{0}级开始（北京时间）",
         "gust of force {0} from (UTC+8)", 1.0, None),
        (r"last_gust_force_(\d+)_local", "阵风{0}级结束（北京时间）",
         "gust of force {0} until (UTC+8)", 1.0, None),
        (r"share_gust_force_(\d+)", "阵风≥{0}级面积（%）", "area with gusts of force {0} (%)", 0.01, 1),
        (r"probability_force_(\d+)", "平均风力≥{0}级概率·最大处（%）",
         "probability of force {0}, windiest cell (%)", 0.01, 1),
        (r"mean_probability_force_(\d+)", "平均风力≥{0}级概率·平均（%）",
         "probability of force {0}, mean of the cells (%)", 0.01, 1),
        (r"probability_gust_force_(\d+)", "阵风≥{0}级概率·最大处（%）",
         "probability of gusts of force {0}, windiest cell (%)", 0.01, 1),
        (r"mean_probability_gust_force_(\d+)", "阵风≥{0}级概率·平均（%）",
         "probability of gusts of force {0}, mean of the cells (%)", 0.01, 1),
    )
)  # fmt: skip


def columns_of(names: Iterable[str]) -> dict[str, Column]:
    """Headers of the columns that a table of winds shows, by name.

    Parameters
    ----------
    names
        Columns of the table; those without a header stay in the Parquet file alone.
    """
    found: dict[str, Column] = {}
    for name in names:
        if name in _FIXED:
            found[name] = _FIXED[name]
            continue
        for pattern, zh, en, divisor, decimals in _PATTERNS:
            matched = pattern.fullmatch(name)
            if matched is not None and not ("probability" in name and int(matched.group(1)) > STRONGEST):
                header = Bilingual(zh.format(*matched.groups()), en.format(*matched.groups()))
                found[name] = Column(header, divisor, decimals)
    return found
