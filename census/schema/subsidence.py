"""Tables of the group `subsidence`: levelling, InSAR, collapses, deep excavations."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.earthquake import STATUS

DZ_T_0283 = "DZ/T 0283-2015"

_LEVELLING = Table(
    name="levelling_points", group="subsidence", zh="沉降水准点", en="levelling points",
    key=("levelling_point_id",), geometry="Point", standard="GB/T 12897-2006, DZ/T 0283-2015",
    meaning="Marks that are levelled again and again; the rate is fitted to their records.",
    columns=(
        Column(name="levelling_point_id", zh="水准点编号", en="levelling point", kind="text",
               pattern=r"LP\d{4}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="placed_on", zh="设置位置", en="placed on", kind="text",
               codes={"metro": "轨道交通沿线", "road": "道路", "rock": "基岩标"}),
        Column(name="built_year", zh="埋设年份", en="year placed", kind="integer", minimum=1950.0,
               maximum=2100.0),
        Column(name="level_m", zh="首测高程", en="first level", kind="real", unit="m", minimum=-20.0,
               maximum=1000.0, datum="datum"),
        Column(name="datum", zh="高程基准", en="datum", kind="text"),
        Column(name="soft_soil_thickness_m", zh="软土厚度", en="thickness of soft soil", kind="real",
               unit="m", minimum=0.0, maximum=100.0),
        Column(name="rate_mm_a", zh="年均沉降速率", en="mean settlement rate", kind="real",
               unit="mm year-1", minimum=-20.0, maximum=200.0, meaning="Positive downwards."),
        STATUS,
    ),
)  # fmt: skip

_RECORDS = Table(
    name="levelling_records", group="subsidence", zh="水准复测记录", en="levelling records",
    key=("levelling_point_id", "survey_date"), standard="GB/T 12897-2006",
    meaning="One row for each time a mark was levelled.",
    columns=(
        Column(name="levelling_point_id", zh="水准点编号", en="levelling point", kind="text",
               references="levelling_points.levelling_point_id"),
        Column(name="survey_date", zh="测量日期", en="date", kind="date"),
        Column(name="level_m", zh="高程", en="level", kind="real", unit="m", minimum=-20.0, maximum=1000.0,
               datum="datum"),
        Column(name="datum", zh="高程基准", en="datum", kind="text"),
        Column(name="settlement_mm", zh="累计沉降量", en="settlement since the first survey", kind="real",
               unit="mm", minimum=-50.0, maximum=3000.0),
        Column(name="error_mm", zh="中误差", en="standard error", kind="real", unit="mm", minimum=0.0,
               maximum=20.0),
    ),
)  # fmt: skip

_INSAR = Table(
    name="insar_points", group="subsidence", zh="InSAR监测点", en="InSAR points", key=("insar_point_id",),
    geometry="Point", standard="DZ/T 0283-2015",
    meaning="Persistent scatterers with their mean velocity in the line of sight turned to the vertical.",
    columns=(
        Column(name="insar_point_id", zh="点号", en="InSAR point", kind="text", pattern=r"IS\d{5}"),
        Column(name="velocity_mm_a", zh="垂向速率", en="vertical velocity", kind="real", unit="mm year-1",
               minimum=-200.0, maximum=50.0, meaning="Negative downwards, relative to the rock marks."),
        Column(name="velocity_error_mm_a", zh="速率误差", en="error of the velocity", kind="real",
               unit="mm year-1", minimum=0.0, maximum=20.0),
        Column(name="coherence", zh="相干性", en="coherence", kind="real", unit="1", minimum=0.0,
               maximum=1.0),
        Column(name="first_date", zh="起始日期", en="from", kind="date"),
        Column(name="last_date", zh="结束日期", en="to", kind="date"),
        Column(name="scenes", zh="影像数", en="scenes", kind="integer", minimum=2.0, maximum=2000.0),
    ),
)  # fmt: skip

_COLLAPSES = Table(
    name="collapse_incidents", group="subsidence", zh="地面塌陷事件", en="collapse incidents",
    key=("collapse_id",), geometry="Point", standard="DZ/T 0261-2014",
    meaning="Holes that opened in streets and yards.",
    columns=(
        Column(name="collapse_id", zh="塌陷编号", en="collapse", kind="text", pattern=r"CO\d{3}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="date", zh="发生日期", en="date", kind="date"),
        Column(name="cause", zh="原因", en="cause", kind="text",
               codes={"sewer": "排水管渗漏", "water_main": "供水管破裂", "metro_works": "轨道交通施工",
                      "pit_works": "基坑施工"}),
        Column(name="diameter_m", zh="直径", en="diameter", kind="real", unit="m", minimum=0.1,
               maximum=200.0),
        Column(name="depth_m", zh="深度", en="depth", kind="real", unit="m", minimum=0.1, maximum=50.0),
        Column(name="deaths", zh="死亡人数", en="deaths", kind="integer", minimum=0.0, maximum=1000.0),
        Column(name="closed_hours", zh="交通中断", en="road closed", kind="real", unit="h", minimum=0.0,
               maximum=5000.0),
        STATUS,
    ),
)  # fmt: skip

_EXCAVATIONS = Table(
    name="excavation_buffers", group="subsidence", zh="地下工程影响区", en="excavation buffers",
    key=("excavation_id",), geometry="MultiPolygon", standard="CJJ/T 202-2013, GB 50911-2013",
    meaning="Ground that metro lines and deep pits may settle: their control zones.",
    columns=(
        Column(name="excavation_id", zh="影响区编号", en="excavation", kind="text", pattern=r"EX\d{3}"),
        Column(name="kind", zh="类型", en="kind", kind="text",
               codes={"metro": "轨道交通", "deep_pit": "深基坑"}),
        Column(name="name", zh="名称", en="name", kind="text"),
        Column(name="depth_m", zh="开挖深度", en="depth", kind="real", unit="m", minimum=0.0,
               maximum=60.0),
        Column(name="buffer_m", zh="影响区宽度", en="width of the zone", kind="real", unit="m", minimum=0.0,
               maximum=200.0),
        Column(name="year_begin", zh="开工年份", en="works began", kind="integer", minimum=1980.0,
               maximum=2100.0, required=False),
        Column(name="year_end", zh="完工年份", en="works ended", kind="integer", minimum=1980.0,
               maximum=2100.0, required=False),
        STATUS,
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_LEVELLING, _RECORDS, _INSAR, _COLLAPSES, _EXCAVATIONS)
"""What is measured, what happened, what may cause it."""
