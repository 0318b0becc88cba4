"""Tables of the group `dangers`."""

from __future__ import annotations

from census.schema.capacity.fields import COMMUNITY, HAZARDS, PERSON, STATUS, STREET
from census.schema.column import Column, Table

POINT_KINDS = {
    "underpass": "下穿通道", "low_street": "低洼路段", "underground_space": "地下空间",
    "metro_entrance": "地铁出入口",
    "canal_bank": "临河低洼段", "pump_station": "排涝泵站", "construction_site": "在建工地",
    "old_houses": "老旧房屋集中区", "geohazard": "地质灾害隐患点", "hill_foot": "山脚住户",
    "forest_edge": "林缘",
    "waterlogging": "内涝隐患点",
}  # fmt: skip
"""What a control point is."""

UNIT_KINDS = {
    "old_houses": "危旧房住户", "underground": "地下空间人员", "construction_shed": "工地工棚人员",
    "hill_foot": "山脚隐患住户", "low_ground": "低洼地住户",
}  # fmt: skip
"""Whom an evacuee unit holds."""

CONTROL_POINTS = Table(
    name="control_points", group="dangers", zh="重点区域管控清单", en="control list of key areas",
    geometry="Point",
    key=("control_point_id",),
    meaning="Places that someone must watch, close or clear when a trigger is crossed: what, where, who, "
            "how.",
    columns=(
        Column(name="control_point_id", zh="管控点编号", en="control point", kind="text", pattern=r"CP\d{4}"),
        Column(name="name", zh="名称", en="name", kind="text", aliases=("危险区名称",)),
        Column(name="kind", zh="类型", en="kind", kind="text", codes=POINT_KINDS),
        STREET, COMMUNITY,
        Column(name="hazard", zh="灾种", en="hazard", kind="text", codes=HAZARDS),
        Column(name="register_level", zh="管控等级", en="level on the register", kind="text",
               codes={"major": "重大", "larger": "较大", "general": "一般", "low": "低"}),
        Column(name="trigger", zh="触发条件", en="trigger", kind="text"),
        Column(name="trigger_quantity", zh="触发要素", en="quantity of the trigger", kind="text",
               codes={"rain_mm": "累计雨量", "depth_m": "积水深度", "stage_above_warning_m": "超警戒水位",
                      "gust_force": "阵风风力", "intensity": "地震烈度", "fire_danger": "火险等级"}),
        Column(name="trigger_value", zh="触发阈值", en="threshold", kind="real", minimum=0.0),
        Column(name="window_h", zh="时段", en="time window", kind="real", unit="h", minimum=0.0,
               maximum=240.0,
               required=False),
        Column(name="measures", zh="管控措施", en="measures", kind="text"),
        Column(name="deadline_min", zh="时限", en="deadline", kind="real", unit="min", minimum=1.0,
               maximum=1440.0),
        Column(name="responsible_role", zh="责任岗位", en="responsible role", kind="text"),
        Column(name="responsible_unit", zh="责任单位", en="responsible unit", kind="text"),
        Column(name="subject_table", zh="对象表", en="table of the subject", kind="text", required=False),
        Column(name="subject_id", zh="对象编号", en="subject", kind="text", required=False,
               meaning="Key of the subject in its table."),
        PERSON, STATUS,
    ),
)  # fmt: skip
"""Control list of key areas."""

DANGEROUS_BUILDINGS = Table(
    name="dangerous_buildings", group="dangers", zh="危险房屋", en="dangerous buildings", geometry="Point",
    key=("building_id",), standard="JGJ 125-2016",
    meaning="Buildings appraised C (partly dangerous) or D (dangerous as a whole).",
    columns=(
        Column(name="building_id", zh="建筑编号", en="building", kind="text",
               references="buildings.building_id"),
        STREET, COMMUNITY,
        Column(name="appraisal_grade", zh="安全鉴定等级", en="appraisal grade", kind="text",
               codes={"C": "C级", "D": "D级"}, standard="JGJ 125-2016"),
        Column(name="appraisal_date", zh="鉴定日期", en="date of the appraisal", kind="date"),
        Column(name="cause", zh="主要隐患", en="main defect", kind="text",
               codes={"cracks": "墙体裂缝", "tilt": "倾斜变形", "timber_decay": "木构件腐朽",
                      "settlement": "不均匀沉降",
                      "alteration": "擅自改扩建", "no_ties": "无圈梁构造柱"}),
        Column(name="residents", zh="居住人数", en="residents", kind="integer", minimum=0.0),
        Column(name="treatment", zh="处置措施", en="treatment", kind="text",
               codes={"watch": "监测使用", "repair": "修缮加固", "vacate": "腾空停用", "demolish": "拆除"}),
        Column(name="treatment_due", zh="处置期限", en="treatment due", kind="date"),
        Column(name="move_in_typhoon", zh="台风期转移", en="people move before a typhoon", kind="flag"),
        PERSON, STATUS,
    ),
)  # fmt: skip
"""Dangerous buildings."""

_PEOPLE = (
    Column(name="people", zh="应转移人数", en="people to move", kind="integer", minimum=1.0, maximum=5000.0,
           aliases=("居住人数",)),
    Column(name="elderly", zh="老年人", en="elderly", kind="integer", minimum=0.0,
           meaning="Aged 65 and over; the groups may overlap."),
    Column(name="children", zh="儿童", en="children", kind="integer", minimum=0.0),
    Column(name="disabled", zh="残疾及行动不便", en="disabled", kind="integer", minimum=0.0),
    Column(name="living_alone", zh="独居", en="living alone", kind="integer", minimum=0.0),
    Column(name="migrants", zh="流动人口", en="migrants", kind="integer", minimum=0.0),
)  # fmt: skip

EVACUEE_UNITS = Table(
    name="evacuee_units", group="dangers", zh="转移人员单元", en="evacuee units", geometry="Point",
    key=("evacuee_unit_id",), standard="转移人员清单",
    meaning="People who must move together before a hazard comes, counted and without names, with the "
            "shelter "
            "that keeps room for them.",
    columns=(
        Column(name="evacuee_unit_id", zh="转移单元编号", en="evacuee unit", kind="text", pattern=r"EU\d{4}"),
        Column(name="name", zh="名称", en="name", kind="text", aliases=("危险区名称",)),
        Column(name="kind", zh="类型", en="kind", kind="text", codes=UNIT_KINDS),
        STREET, COMMUNITY,
        Column(name="hazard", zh="灾种", en="hazard", kind="text", codes=HAZARDS),
        Column(name="building_ids", zh="建筑编号", en="buildings", kind="text", required=False,
               meaning="Keys of the buildings, parted by ;"),
        Column(name="subject_id", zh="对象编号", en="site or space", kind="text", required=False,
               meaning="Key of the construction site or underground space."),
        *_PEOPLE,
        Column(name="placement", zh="安置方式", en="placement", kind="text",
               codes={"shelter": "集中安置", "own_arrangement": "投亲靠友"}),
        Column(name="shelter_id", zh="避灾场所代码", en="shelter", kind="text", required=False,
               references="shelters.shelter_id"),
        Column(name="distance_m", zh="距离", en="distance to the shelter", kind="real", unit="m", minimum=0.0,
               required=False, meaning="In a straight line."),
        Column(name="route_note", zh="转移路线", en="route", kind="text"),
        Column(name="transport", zh="转移方式", en="transport", kind="text",
               codes={"walk": "步行", "bus": "客车", "ambulance": "救护车协助"}),
        Column(name="vehicles", zh="所需车辆", en="vehicles needed", kind="integer", minimum=0.0),
        Column(name="trigger", zh="转移条件", en="trigger", kind="text"),
        Column(name="lead_time_h", zh="转移时间", en="time needed", kind="real", unit="h", minimum=0.0,
               maximum=48.0),
        PERSON, STATUS,
    ),
)  # fmt: skip
"""People to move."""

TABLES: tuple[Table, ...] = (CONTROL_POINTS, DANGEROUS_BUILDINGS, EVACUEE_UNITS)
"""What is watched, what is unsafe, who must move."""
