"""Tables of teams, plans, the six haves and the scales of levels."""

from __future__ import annotations

from census.schema.capacity.fields import COMMUNITY, HAZARDS, PERSON, STATUS, STREET, UNIT_LEVELS
from census.schema.column import Column, Table

TEAM_KINDS = {
    "comprehensive": "综合救援", "flood": "防汛抢险排涝", "fire": "消防救援", "wildfire": "森林消防",
    "medical": "医疗救护", "power": "电力抢修", "gas": "燃气抢修", "water": "供水抢修", "road": "道路抢通",
    "telecom": "通信保障", "structural": "房屋应急评估", "geological": "地质灾害应急",
    "volunteer": "社会救援",
    "street": "街道应急队", "community": "社区应急队",
}  # fmt: skip
"""What a team does."""

SIX_ITEMS = {
    "leadership": "班子", "mechanism": "机制", "plan": "预案", "team": "队伍", "supplies": "物资",
    "drill": "演练",
}  # fmt: skip
"""The six haves of every street and community."""

RESPONSES = {"IV": "Ⅳ级", "III": "Ⅲ级", "II": "Ⅱ级", "I": "Ⅰ级"}
"""Levels of emergency response, the lowest first."""

TEAMS = Table(
    name="teams", group="capacity", zh="应急队伍", en="teams", geometry="Point", key=("team_id",),
    meaning="Rescue teams of district, streets and communities at their bases.",
    columns=(
        Column(name="team_id", zh="队伍编号", en="team", kind="text", pattern=r"TM\d{4}"),
        Column(name="name", zh="队伍名称", en="name", kind="text"),
        Column(name="kind", zh="队伍类型", en="kind", kind="text", codes=TEAM_KINDS),
        Column(name="level", zh="级别", en="level", kind="text", codes=UNIT_LEVELS),
        STREET, COMMUNITY,
        Column(name="unit", zh="主管单位", en="parent unit", kind="text"),
        Column(name="members", zh="人数", en="members", kind="integer", minimum=1.0, maximum=2000.0),
        Column(name="full_time", zh="专职人数", en="full-time members", kind="integer", minimum=0.0,
               maximum=2000.0),
        Column(name="skills", zh="技能", en="skills", kind="text",
               meaning="Codes of hazards or tasks, parted by ;"),
        Column(name="gear", zh="主要装备", en="main gear", kind="text"),
        Column(name="response_min", zh="集结时间", en="time to turn out", kind="real", unit="min",
               minimum=1.0,
               maximum=240.0),
        Column(name="on_call", zh="值守方式", en="on call", kind="text",
               codes={"day_night": "24小时值守", "warning": "预警期值守", "call": "听召集结"}),
        PERSON, STATUS,
    ),
)  # fmt: skip
"""Rescue teams."""

PLANS = Table(
    name="plans", group="capacity", zh="预案规则", en="rules of the plans", key=("plan_id",),
    meaning="A plan as rules: when a quantity crosses its threshold, a level is called and a unit does a "
            "task "
            "with a resource before a deadline. The rows of one plan share its code.",
    columns=(
        Column(name="plan_id", zh="规则编号", en="rule", kind="text", pattern=r"PL\d{4}"),
        Column(name="plan_code", zh="预案编号", en="plan", kind="text"),
        Column(name="plan_name", zh="预案名称", en="name of the plan", kind="text"),
        Column(name="hazard", zh="灾种", en="hazard", kind="text", codes=HAZARDS),
        Column(name="order", zh="序号", en="order in the plan", kind="integer", minimum=1.0),
        Column(name="trigger_quantity", zh="触发要素", en="quantity of the trigger", kind="text",
               codes={"rain_mm": "累计雨量", "stage_above_warning_m": "超警戒水位", "gust_force": "阵风风力",
                      "intensity": "地震烈度", "depth_m": "积水深度", "warning_colour": "预警信号",
                      "fire_danger": "火险等级", "settlement_mm": "沉降量", "displacement_mm": "位移量",
                      "snow_mm": "降雪量"}),
        Column(name="trigger_value", zh="触发阈值", en="threshold", kind="real",
               meaning="In the trigger's own unit; a warning colour by its order (1 blue to 4 red)."),
        Column(name="trigger_unit", zh="阈值单位", en="unit of the threshold", kind="text"),
        Column(name="window_h", zh="时段", en="time window", kind="real", unit="h", minimum=0.0,
               maximum=240.0,
               required=False),
        Column(name="response_level", zh="响应级别", en="response level", kind="text", codes=RESPONSES),
        Column(name="task", zh="任务", en="task", kind="text"),
        Column(name="unit", zh="责任单位", en="unit", kind="text"),
        Column(name="team_kind", zh="队伍类型", en="kind of team", kind="text", required=False,
               codes=TEAM_KINDS),
        Column(name="resource", zh="资源", en="resource", kind="text", required=False,
               codes={"mobile_pumps": "移动排涝泵", "supplies": "应急物资", "equipment": "救援装备",
                      "shelters": "避难场所", "teams": "应急队伍", "control_points": "管控清单",
                      "evacuee_units": "转移清单", "refuge_points": "避险点"},
               meaning="Table from which the task draws."),
        Column(name="deadline_min", zh="时限", en="deadline", kind="real", unit="min", minimum=1.0,
               maximum=2880.0),
        STATUS,
    ),
)  # fmt: skip
"""Rules of the plans."""

SIX_HAVES = Table(
    name="six_haves", group="capacity", zh="基层“六有”", en="six haves", key=("unit_code", "item"),
    meaning="Whether a street or community has leadership, mechanism, plan, team, supplies and drills.",
    columns=(
        Column(name="unit_code", zh="单位代码", en="code of the street or community", kind="text",
               pattern=r"330105\d{3}(\d{3})?"),
        Column(name="unit_level", zh="单位级别", en="level of the unit", kind="text",
               codes={"township": "街道", "community": "社区"}),
        Column(name="item", zh="项目", en="item", kind="text", codes=SIX_ITEMS),
        STREET,
        Column(name="held", zh="是否具备", en="held", kind="flag"),
        Column(name="quantity", zh="数量", en="quantity", kind="integer", minimum=0.0,
               meaning="Members, rules, plans, people, kinds of goods or drills of the year, after the "
                       "item."),
        Column(name="quantity_unit", zh="计量单位", en="unit of the quantity", kind="text"),
        Column(name="score", zh="得分", en="score", kind="real", unit="1", minimum=0.0, maximum=1.0),
        Column(name="last_on", zh="最近日期", en="date of the last update or drill", kind="date",
               required=False),
        STATUS,
    ),
)  # fmt: skip
"""The six haves."""

LEVELS = Table(
    name="levels", group="capacity", zh="等级标准", en="scales of levels", key=("scale", "code"),
    meaning="Every scale of hazard, risk, warning and response with its words; the colour stands apart, "
            "because "
            "one colour means different things on different scales.",
    columns=(
        Column(name="scale", zh="等级体系", en="scale", kind="text", pattern=r"[a-z0-9_]+"),
        Column(name="scale_zh", zh="等级体系名称", en="Chinese name of the scale", kind="text"),
        Column(name="code", zh="等级代码", en="level", kind="text", pattern=r"[A-Za-z0-9_]+"),
        Column(name="label", zh="等级名称", en="Chinese label", kind="text"),
        Column(name="label_en", zh="英文名称", en="English label", kind="text"),
        Column(name="colour", zh="颜色名称", en="name of the colour", kind="text", required=False,
               codes={"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝", "green": "绿",
                      "grey": "灰"}),
        Column(name="colour_hex", zh="颜色值", en="colour", kind="text", required=False,
               pattern=r"#[0-9a-f]{6}"),
        Column(name="order", zh="次序", en="order, the gravest 1", kind="integer", minimum=1.0, maximum=10.0),
        Column(name="standard", zh="依据", en="standard", kind="text"),
        STATUS,
    ),
)  # fmt: skip
"""Scales of levels, colour apart."""
