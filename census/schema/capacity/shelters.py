"""Tables of shelters and refuge points."""

from __future__ import annotations

from census.schema.capacity.fields import COMMUNITY, PERSON, STATUS, STREET, UNIT_LEVELS
from census.schema.column import Column, Table

GB_51143 = "GB 51143-2015"
GB_T_44013 = "GB/T 44013-2024"
DB33_T_2158 = "DB33/T 2158-2021"

CLASSES = {
    "emergency": "紧急", "fixed_short": "固定（短期）", "fixed_medium": "固定（中期）",
    "fixed_long": "固定（长期）", "central": "中心",
}  # fmt: skip
"""Classes of GB 51143."""

SITES = {
    "park": "公园绿地", "square": "广场", "school_playground": "学校操场", "stadium": "体育场",
    "school_building": "学校建筑", "sports_hall": "体育馆", "exhibition_hall": "会展建筑",
    "community_building": "社区用房",
}  # fmt: skip
"""What a shelter stands in."""

_PLACE = (
    Column(name="shelter_id", zh="场所代码", en="shelter", kind="text", pattern=r"SH\d{4}",
           aliases=("编号",)),
    Column(name="name", zh="场所名称", en="name", kind="text", aliases=("避难场所名称", "避灾场所名称")),
    Column(name="name_status", zh="名称状态", en="status of the name", kind="text",
           codes={"published": "名称公开，位置近似", "synthetic": "合成"},
           meaning="A published name stands at an approximate place."),
    STREET, COMMUNITY,
    Column(name="site", zh="依托场所", en="site", kind="text", codes=SITES),
    Column(name="space", zh="空间类型", en="indoor or outdoor", kind="text",
           codes={"indoor": "室内", "outdoor": "室外"}, standard=GB_T_44013),
    Column(name="shelter_class", zh="类别", en="class", kind="text", codes=CLASSES, standard=GB_51143,
           meaning="By effective area: central 20 hm2, long 5, medium 1, short 0.2, emergency below; the "
                   "thresholds are from memory, unverified."),
    Column(name="level", zh="级别", en="level", kind="text", codes=UNIT_LEVELS, standard=GB_T_44013,
           aliases=("管理级别",)),
)  # fmt: skip

_ROOM = (
    Column(name="duration_d", zh="最长开放时间", en="longest stay", kind="integer", unit="d", minimum=1.0,
           maximum=100.0, standard=GB_51143),
    Column(name="total_area_m2", zh="总面积", en="total area", kind="real", unit="m2", minimum=20.0,
           maximum=2e6,
           meaning="Outdoor: the site without buildings and water. Indoor: floor of the building."),
    Column(name="clear_area_m2", zh="倒塌影响区外面积", en="area outside collapse zones", kind="real",
           unit="m2",
           minimum=0.0, maximum=2e6, standard=GB_51143,
           meaning="Part of the site farther from every building than 1.5 times its height; indoors the "
                   "total."),
    Column(name="effective_area_m2", zh="有效避难面积", en="effective area", kind="real", unit="m2",
           minimum=20.0,
           maximum=2e6, aliases=("有效面积",), standard=GB_51143,
           meaning="Clear area less planting, water, paths and services, on which people can stay."),
    Column(name="area_per_person_m2", zh="人均有效避难面积", en="effective area for each person", kind="real",
           unit="m2", minimum=0.5, maximum=10.0, standard=GB_51143),
    Column(name="capacity_persons", zh="可容纳人数", en="capacity", kind="integer", minimum=1.0,
           maximum=500_000.0,
           aliases=("容纳人数",), meaning="Effective area over area for each person, whole people."),
    Column(name="first_night_area_m2", zh="首夜人均面积", en="area for each person in the first night",
           kind="real", unit="m2", minimum=0.5, maximum=5.0, standard=GB_51143,
           meaning="0.5 m2 of emergency refuge outdoors, 1.0 m2 (assumed) indoors."),
    Column(name="first_night_persons", zh="首夜紧急避险人数", en="first-night capacity", kind="integer",
           minimum=1.0, maximum=2e6,
           meaning="Effective area over the first night's area, whole people; instead of the capacity."),
    Column(name="radius_m", zh="服务半径", en="coverage radius", kind="real", unit="m", minimum=100.0,
           maximum=5000.0, aliases=("覆盖范围",), standard=GB_51143),
)  # fmt: skip

_USE = (
    Column(name="usable_earthquake", zh="可用于地震", en="usable for earthquakes", kind="flag"),
    Column(name="usable_flood", zh="可用于洪涝", en="usable for floods", kind="flag"),
    Column(name="usable_typhoon", zh="可用于台风", en="usable for typhoons", kind="flag",
           meaning="Indoor only, in a sound structure with an appraisal of A or B."),
    Column(name="limits", zh="限制说明", en="what limits its use", kind="text", required=False),
    Column(name="building_id", zh="建筑编号", en="building", kind="text", required=False,
           references="buildings.building_id", meaning="Building of an indoor shelter."),
    Column(name="structure", zh="结构类型", en="structure", kind="text", required=False,
           standard=DB33_T_2158),
    Column(name="appraisal_grade", zh="安全鉴定等级", en="appraisal grade", kind="text", required=False,
           codes={"A": "A级", "B": "B级", "C": "C级", "D": "D级"}, standard=DB33_T_2158),
    Column(name="appraisal_date", zh="安全鉴定日期", en="date of the appraisal", kind="date", required=False),
    Column(name="fortification_intensity", zh="设防烈度", en="fortification intensity", kind="integer",
           minimum=6.0,
           maximum=9.0, meaning="6 before the zonation of 2016, 7 since; from memory, unverified."),
    Column(name="built_year", zh="建成年份", en="year of completion", kind="integer", minimum=1900.0,
           maximum=2100.0),
    Column(name="management_unit", zh="管理单位", en="management unit", kind="text"),
    PERSON,
)  # fmt: skip

_FACILITIES = (
    Column(name="water_sources", zh="供水水源数", en="independent water sources", kind="integer", minimum=0.0,
           maximum=9.0),
    Column(name="water_store_m3", zh="应急储水量", en="stored water", kind="real", unit="m3", minimum=0.0,
           maximum=5000.0),
    Column(name="power_sources", zh="供电电源数", en="independent power sources", kind="integer", minimum=0.0,
           maximum=9.0),
    Column(name="generator_kw", zh="发电机功率", en="generator", kind="real", unit="kW", minimum=0.0,
           maximum=2000.0),
    Column(name="toilets", zh="厕位数", en="toilets", kind="integer", minimum=0.0, maximum=5000.0),
    Column(name="accessible_toilets", zh="无障碍厕位数", en="accessible toilets", kind="integer", minimum=0.0,
           maximum=500.0),
    Column(name="beds", zh="床位数", en="beds at the site", kind="integer", minimum=0.0, maximum=50_000.0),
    Column(name="medical", zh="医疗救护", en="medical", kind="text",
           codes={"none": "无", "point": "医疗点", "station": "医疗站", "hospital": "医疗所"}),
    Column(name="fire_hydrants", zh="消防栓数", en="fire hydrants", kind="integer", minimum=0.0,
           maximum=500.0),
    Column(name="storage_m2", zh="物资储备面积", en="storage", kind="real", unit="m2", minimum=0.0,
           maximum=5000.0),
    Column(name="broadcast", zh="应急广播", en="public address", kind="flag"),
    Column(name="telecom", zh="应急通信", en="telecommunication", kind="flag"),
    Column(name="signs", zh="标志标识", en="signs", kind="flag", standard="GB/T 44014-2024"),
    Column(name="accessible", zh="无障碍通行", en="step-free access", kind="flag"),
    Column(name="command_room", zh="指挥用房", en="command room", kind="flag"),
    Column(name="helipad", zh="停机坪", en="helipad", kind="flag"),
    Column(name="exits", zh="出入口数", en="exits", kind="integer", minimum=1.0, maximum=50.0),
    Column(name="exit_directions", zh="出入口方向数", en="directions of the exits", kind="integer",
           minimum=1.0,
           maximum=8.0, meaning="Central and long-stay shelters need four."),
)  # fmt: skip

_GROUND = (
    Column(name="ground_m", zh="场地标高", en="ground level", kind="real", unit="m", minimum=-5.0,
           maximum=400.0,
           datum="datum", meaning="Median terrain level of the site."),
    Column(name="floor_m", zh="室内地坪标高", en="floor level", kind="real", unit="m", minimum=-5.0,
           maximum=400.0,
           datum="datum", meaning="Level on which people stay; the ground for open sites."),
    Column(name="datum", zh="高程基准", en="vertical datum", kind="text"),
    Column(name="freeboard_m", zh="高出常水位", en="height above usual water level", kind="real", unit="m",
           minimum=-10.0, maximum=400.0, required=False,
           meaning="Floor above the usual level of the nearest canal (unverified levels)."),
    Column(name="slope_deg", zh="场地坡度", en="slope", kind="real", unit="degree", minimum=0.0,
           maximum=90.0),
    Column(name="distance_water_m", zh="距水体距离", en="distance to water", kind="real", unit="m",
           minimum=0.0,
           required=False),
    Column(name="distance_fire_source_m", zh="距次生火源距离", en="distance to fuel and gas", kind="real",
           unit="m",
           minimum=0.0, required=False,
           meaning="To the nearest fuel station or gas facility; 30 m at least for an earthquake shelter."),
    Column(name="distance_substation_m", zh="距变电设施距离", en="distance to a substation", kind="real",
           unit="m",
           minimum=0.0, required=False),
    STATUS,
)  # fmt: skip

SHELTERS = Table(
    name="shelters", group="capacity", zh="应急避难场所", en="shelters", geometry="MultiPolygon",
    key=("shelter_id",), standard=f"{GB_51143}; {GB_T_44013}; {DB33_T_2158}",
    meaning="One row for each shelter; the polygon is the open ground without buildings and water, or the "
            "building. A school may have two rows: its playground and a building.",
    columns=_PLACE + _ROOM + _USE + _FACILITIES + _GROUND,
)  # fmt: skip
"""Shelters in parks, squares, schools, stadiums and halls."""

REFUGE_POINTS = Table(
    name="refuge_points", group="capacity", zh="社区避险点", en="community refuge points", geometry="Point",
    key=("refuge_point_id",), standard=GB_51143,
    meaning="Open places to which the people of a community walk at once; at least one for each community.",
    columns=(
        Column(name="refuge_point_id", zh="避险点编号", en="refuge point", kind="text", pattern=r"RP\d{4}"),
        Column(name="name", zh="名称", en="name", kind="text"),
        STREET, COMMUNITY,
        Column(name="site", zh="依托场所", en="site", kind="text",
               codes={"park": "公园绿地", "estate_green": "小区绿地", "school_playground": "学校操场",
                      "car_park": "停车场", "open_ground": "空地"}),
        Column(name="effective_area_m2", zh="有效面积", en="effective area", kind="real", unit="m2",
               minimum=5.0,
               maximum=1e5),
        Column(name="area_per_person_m2", zh="人均面积", en="area for each person", kind="real", unit="m2",
               minimum=0.3, maximum=5.0, standard=GB_51143),
        Column(name="capacity_persons", zh="可容纳人数", en="capacity", kind="integer", minimum=1.0,
               maximum=1e5, meaning="Effective area over area for each person, whole people."),
        Column(name="clearance_m", zh="距建筑距离", en="clear radius", kind="real", unit="m", minimum=0.0,
               meaning="Radius of the largest circle on the site that no building or water enters."),
        Column(name="outside_collapse_zone", zh="位于倒塌影响区外", en="outside collapse zones", kind="flag"),
        Column(name="ground_m", zh="地面标高", en="ground level", kind="real", unit="m", minimum=-5.0,
               maximum=400.0, datum="datum"),
        Column(name="datum", zh="高程基准", en="vertical datum", kind="text"),
        Column(name="sign", zh="标识牌", en="sign", kind="flag"),
        PERSON, STATUS,
    ),
)  # fmt: skip
"""Community refuge points."""
