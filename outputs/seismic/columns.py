"""Headers of the tables of an earthquake in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from models.seismic.result import GRADES, HOURS, SEVERITIES
from outputs.map_style import Bilingual
from outputs.tables import Column

GRADE_WORDS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "intact": Bilingual("基本完好", "intact"),
        "slight": Bilingual("轻微破坏", "slight"),
        "moderate": Bilingual("中等破坏", "moderate"),
        "severe": Bilingual("严重破坏", "severe"),
        "destroyed": Bilingual("毁坏", "destroyed"),
    }
)
"""Damage grades of GB/T 24335."""

HOUR_WORDS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "night": Bilingual("夜间2时", "night (2 h)"),
        "day": Bilingual("白天10时", "day (10 h)"),
        "commute": Bilingual("通勤18时", "commute (18 h)"),
    }
)

SEVERITY_WORDS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "injured_1": Bilingual("轻伤", "slightly injured"),
        "injured_2": Bilingual("需住院", "in need of a hospital"),
        "injured_3": Bilingual("重伤危及生命", "injured with danger to life"),
        "deaths": Bilingual("死亡", "deaths"),
    }
)

_WAN = 1e4


def _quantities() -> dict[str, Column]:
    """Quantities by the stem of their columns."""
    found = {
        f"{severity}_{hour}": Column(
            Bilingual(
                f"{SEVERITY_WORDS[severity].zh}人数·{HOUR_WORDS[hour].zh}",
                f"{SEVERITY_WORDS[severity].en}, {HOUR_WORDS[hour].en}",
            ),
            1.0,
            1,
        )
        for hour in HOURS
        for severity in reversed(SEVERITIES)
    }
    return {
        **found,
        "uninhabitable_dwellings": Column(Bilingual("不可居住住宅（套）", "uninhabitable dwellings"), 1.0, 0),
        "displaced_people": Column(Bilingual("失去住所人数", "displaced people"), 1.0, 0),
        "debris_volume_m3": Column(Bilingual("瓦砾量（m³）", "debris (m3)"), 1.0, 0),
        "repair_cost_cny": Column(Bilingual("修复费用（万元）", "repair cost (10,000 CNY)"), _WAN, 1),
        "repair_time_d": Column(
            Bilingual("修复时间（天，各房屋之和）", "repair time (days, sum of buildings)"), 1.0, 0
        ),
    }


def _with_quantiles(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Each quantity with its quantiles behind it."""
    found = {}
    for name, column in columns.items():
        zh, en = column.header
        found[name] = column._replace(header=Bilingual(f"{zh}·平均", f"{en}, mean"))
        found[f"{name}_p05"] = column._replace(header=Bilingual(f"{zh}·5%", f"{en}, 5 %"))
        found[f"{name}_p95"] = column._replace(header=Bilingual(f"{zh}·95%", f"{en}, 95 %"))
    return found


ZONE_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "code": Column(Bilingual("代码", "code")),
        "community": Column(Bilingual("社区", "community")),
        "buildings": Column(Bilingual("建筑（栋）", "buildings")),
        "people": Column(Bilingual("居民（人）", "residents"), 1.0, 0),
        **_with_quantiles(
            {
                f"buildings_{grade}": Column(
                    Bilingual(f"{GRADE_WORDS[grade].zh}建筑（栋）", f"buildings {GRADE_WORDS[grade].en}"),
                    1.0,
                    1,
                )
                for grade in GRADES
            }
        ),
        **_with_quantiles(_quantities()),
    }
)
"""Columns of the tables by street and community, by name."""

RETROFIT_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "rank": Column(Bilingual("次序", "rank")),
        "building_id": Column(Bilingual("房屋编号", "building")),
        "community_code": Column(Bilingual("社区代码", "community code")),
        "block": Column(Bilingual("社区", "community")),
        "fragility_class": Column(Bilingual("易损性类别", "fragility class")),
        "buildings": Column(Bilingual("建筑（栋）", "buildings")),
        "cost": Column(Bilingual("费用（万元）", "cost (10,000 CNY)"), _WAN, 1),
        "deaths_averted": Column(
            Bilingual("减少死亡（夜间，平均）", "deaths averted at night, mean"), 1.0, 4
        ),
        "displaced_averted": Column(
            Bilingual("减少失去住所人数（平均）", "displacement averted, mean"), 1.0, 3
        ),
        "deaths_averted_per_million": Column(
            Bilingual("每百万元减少死亡", "deaths averted per million CNY"), 1.0, 4
        ),
        "displaced_averted_per_million": Column(
            Bilingual("每百万元减少失去住所人数", "displacement averted per million CNY"), 1.0, 3
        ),
        "cumulative_cost": Column(Bilingual("累计费用（万元）", "cumulative cost (10,000 CNY)"), _WAN, 1),
        "chosen": Column(Bilingual("列入预算", "within the budget")),
    }
)
"""Columns of the retrofit list, by name."""

ROAD_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "road_id": Column(Bilingual("道路编号", "road")),
        "road_name": Column(Bilingual("道路名称", "name")),
        "width_m": Column(Bilingual("路宽（m）", "width (m)"), 1.0, 1),
        "blocked_probability": Column(
            Bilingual("阻断概率（%）", "probability of being blocked (%)"), 0.01, 1
        ),
    }
)
"""Columns of the table of blocked roads, by name."""

LIQUEFACTION_COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "borehole_id": Column(Bilingual("钻孔编号", "borehole")),
        "pga_g": Column(Bilingual("峰值加速度（g）", "peak acceleration (g)"), 1.0, 3),
        "liquefaction_index": Column(Bilingual("液化指数", "liquefaction index"), 1.0, 1),
        "longitude": Column(Bilingual("经度", "longitude"), 1.0, 5),
        "latitude": Column(Bilingual("纬度", "latitude"), 1.0, 5),
    }
)
"""Columns of the table of liquefaction, by name."""
