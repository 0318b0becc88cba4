"""Tables of the group `geological`: hazard points on slopes, and the slope units they lie in."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.earthquake import STATUS

LITHOLOGIES = {
    "tuff": "凝灰岩",
    "quartz_sandstone": "石英砂岩",
    "siltstone": "粉砂岩",
    "granite": "花岗岩",
    "limestone": "灰岩",
}

HAZARD_KINDS = {
    "rockfall": "崩塌",
    "landslide": "滑坡",
    "debris_flow": "泥石流",
    "slope": "斜坡",
    "ground_fissure": "地裂缝",
    "ground_collapse": "地面塌陷",
    "ground_subsidence": "地面沉降",
}

GRADES = {"small": "小型", "medium": "中型", "large": "大型", "very_large": "特大型"}

_SURVEY = "DZ/T 0261-2014"

_UNITS = Table(
    name="slope_units", group="geological", zh="斜坡单元", en="slope units", key=("slope_unit_id",),
    geometry="MultiPolygon", standard="DZ/T 0261-2014, technical rules of the 1:10,000 survey",
    meaning="Slopes of one aspect that together cover the hills without gap.",
    columns=(
        Column(name="slope_unit_id", zh="斜坡单元编号", en="slope unit", kind="text", pattern=r"SU\d{4}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="area_m2", zh="面积", en="area", kind="real", unit="m2", minimum=0.0, maximum=5e6),
        Column(name="slope_deg", zh="平均坡度", en="mean slope", kind="real", unit="degree", minimum=0.0,
               maximum=90.0),
        Column(name="slope_max_deg", zh="最大坡度", en="greatest slope", kind="real", unit="degree",
               minimum=0.0, maximum=90.0),
        Column(name="aspect_deg", zh="坡向", en="aspect", kind="real", unit="degree", minimum=0.0,
               maximum=360.0, meaning="Direction in which the slope falls, clockwise from north."),
        Column(name="top_m", zh="坡顶高程", en="top level", kind="real", unit="m", minimum=-20.0,
               maximum=2000.0, datum="datum"),
        Column(name="foot_m", zh="坡脚高程", en="foot level", kind="real", unit="m", minimum=-20.0,
               maximum=2000.0, datum="datum"),
        Column(name="datum", zh="高程基准", en="datum", kind="text"),
        Column(name="relief_m", zh="坡高", en="relief", kind="real", unit="m", minimum=0.0, maximum=1000.0),
        Column(name="shape", zh="坡形", en="shape", kind="text",
               codes={"convex": "凸形", "straight": "直线形", "concave": "凹形"}),
        Column(name="lithology", zh="岩性", en="lithology", kind="text", codes=LITHOLOGIES),
        Column(name="soil_depth_m", zh="土层厚度", en="soil depth", kind="real", unit="m", minimum=0.0,
               maximum=50.0),
        Column(name="vegetation_share", zh="植被覆盖率", en="share of forest", kind="real", unit="1",
               minimum=0.0, maximum=1.0),
        Column(name="people_threatened", zh="威胁人口", en="people threatened", kind="integer", minimum=0.0,
               maximum=1e5, meaning="Residents of buildings on the unit or within 40 m of it."),
        STATUS,
    ),
)  # fmt: skip

_POINTS = Table(
    name="geohazard_points", group="geological", zh="地质灾害隐患点", en="geohazard points",
    key=("geohazard_id",), geometry="Point", standard=_SURVEY,
    meaning="Slopes known to be dangerous. The unified number begins with the code of the district.",
    columns=(
        Column(name="geohazard_id", zh="统一编号", en="unified number", kind="text", pattern=r"330105\d{6}",
               aliases=("灾害点编号", "隐患点编号")),
        Column(name="name", zh="名称", en="name", kind="text"),
        Column(name="kind", zh="灾害类型", en="kind", kind="text", codes=HAZARD_KINDS),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="slope_unit_id", zh="所在斜坡单元", en="slope unit", kind="text",
               references="slope_units.slope_unit_id", required=False),
        Column(name="found_year", zh="发现年份", en="year found", kind="integer", minimum=1950.0,
               maximum=2100.0),
        Column(name="slope_deg", zh="坡度", en="slope", kind="real", unit="degree", minimum=0.0,
               maximum=90.0),
        Column(name="area_m2", zh="面积", en="area", kind="real", unit="m2", minimum=0.0, maximum=1e6),
        Column(name="volume_m3", zh="体积", en="volume", kind="real", unit="m3", minimum=0.0, maximum=1e7),
        Column(name="volume_grade", zh="规模等级", en="grade of the volume", kind="text",
               codes=GRADES | {"huge": "巨型"}),
        Column(name="stability", zh="稳定性", en="stability", kind="text",
               codes={"stable": "稳定", "basically_stable": "基本稳定", "less_stable": "稳定性较差",
                      "unstable": "稳定性差"}),
        Column(name="trigger", zh="诱发因素", en="trigger", kind="text",
               codes={"rain": "降雨", "excavation": "切坡", "weathering": "风化", "earthquake": "地震"}),
        Column(name="deaths", zh="死亡人数", en="deaths", kind="integer", minimum=0.0, maximum=1e4),
        Column(name="direct_loss_yuan", zh="直接经济损失", en="direct loss", kind="real", unit="yuan",
               minimum=0.0, maximum=1e10),
        Column(name="people_threatened", zh="威胁人口", en="people threatened", kind="integer", minimum=0.0,
               maximum=1e5),
        Column(name="buildings_threatened", zh="威胁房屋", en="buildings threatened", kind="integer",
               minimum=0.0, maximum=1e4),
        Column(name="property_threatened_yuan", zh="威胁财产", en="property threatened", kind="real",
               unit="yuan", minimum=0.0, maximum=1e11),
        Column(name="disaster_grade", zh="灾情等级", en="grade of the disaster", kind="text", codes=GRADES,
               required=False,
               meaning="By deaths 3, 10, 30 or loss 1, 5, 10 million yuan, the worse; missing where nothing "
                       "happened yet."),
        Column(name="danger_grade", zh="险情等级", en="grade of the danger", kind="text", codes=GRADES,
               meaning="By people threatened 100, 500, 1000 or property 5, 50, 100 million yuan, the worse."),
        Column(name="monitoring", zh="监测建议", en="monitoring", kind="text",
               codes={"patrol": "定期巡查", "community": "群测群防", "instrumented": "专业监测"}),
        Column(name="measure", zh="防治建议", en="measure", kind="text",
               codes={"drain": "截排水", "retain": "支挡加固", "clear": "清除危岩", "avoid": "搬迁避让",
                      "observe": "监测预警"}),
        Column(name="has_plan", zh="是否有防灾预案", en="has a plan", kind="flag"),
        STATUS,
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_UNITS, _POINTS)
"""Slope units first: hazard points name them."""
