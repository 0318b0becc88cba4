"""Tables of lifelines, schools, hospitals and care homes."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure.fields import (
    NAME,
    STATUS,
    building_id,
    coded,
    community_code,
    count,
    flag,
    key,
    measure,
    street_code,
)

_PLACED = (street_code(), community_code())

POWER_FACILITIES = Table(
    name="power_facilities", group="exposure", zh="电力设施", en="power facilities", geometry="Point",
    key=("facility_id",), standard="GB/T 2900.50 (terms)",
    meaning="Substations; those of 10 kV in yards are buildings of the use `substation`.",
    columns=(
        key("facility_id", "设施编号", "facility", r"PF\d{4}"),
        NAME,
        coded("kind", "类型", "kind", {"substation_220": "220 kV 变电站", "substation_110": "110 kV 变电站"}),
        *_PLACED,
        measure("voltage_kv", "电压等级", "voltage", "kV", 0.1, 1100.0),
        measure("capacity_mva", "容量", "capacity", "MVA", 0.0, 5000.0),
        flag("indoor", "户内站", "indoor"),
        measure("sill_above_ground_m", "设备基础高出地面", "height of the equipment above the ground", "m",
                -20.0, 20.0),
        count("served_people", "供电人口", "people it serves", 2_000_000),
        STATUS,
    ),
)  # fmt: skip

WATER_FACILITIES = Table(
    name="water_facilities", group="exposure", zh="供排水设施", en="water facilities", geometry="Point",
    key=("facility_id",), standard="GB 50013, GB 50014 (terms)",
    meaning="Waterworks, booster stations and sewage pumping stations; storm-water pumping stations are in "
    "the group of floods.",
    columns=(
        key("facility_id", "设施编号", "facility", r"WF\d{4}"),
        NAME,
        coded("kind", "类型", "kind",
              {"waterworks": "自来水厂", "booster_station": "加压泵站", "sewage_pump_station": "污水泵站"}),
        *_PLACED,
        measure("capacity_m3_day", "设计规模", "capacity", "m3 day-1", 0.0, 5_000_000.0),
        flag("backup_power", "备用电源", "backup power"),
        count("served_people", "服务人口", "people it serves", 2_000_000),
        STATUS,
    ),
)  # fmt: skip

GAS_FACILITIES = Table(
    name="gas_facilities", group="exposure", zh="燃气与加油设施", en="gas and fuel facilities",
    geometry="Point", key=("facility_id",), standard="GB 50028, GB 50156 (terms)",
    meaning="Gas regulator stations and fuel stations: what may burn or explode.",
    columns=(
        key("facility_id", "设施编号", "facility", r"GF\d{4}"),
        NAME,
        coded("kind", "类型", "kind",
              {"regulator_station": "燃气调压站", "fuel_station": "加油站"}),
        *_PLACED,
        coded("substance", "介质", "substance", {"natural_gas": "天然气", "petrol_diesel": "汽油、柴油"}),
        measure("storage_m3", "储量", "storage", "m3", 0.0, 100_000.0),
        coded("grade", "等级", "grade", {"one": "一级", "two": "二级", "three": "三级", "none": "无"},
              standard="GB 50156"),
        STATUS,
    ),
)  # fmt: skip

SCHOOLS = Table(
    name="schools", group="exposure", zh="学校", en="schools", geometry="Point", key=("school_id",),
    standard="form of the national risk census for schools",
    meaning="One row for each school; its main building is named.",
    columns=(
        key("school_id", "学校编号", "school", r"SC\d{4}"),
        NAME,
        coded("kind", "类型", "kind",
              {"kindergarten": "幼儿园", "primary_school": "小学", "middle_school": "中学",
               "college": "高等与职业学校"}),
        *_PLACED,
        building_id(),
        count("buildings_count", "房屋栋数", "buildings", 500),
        measure("floor_area_m2", "建筑面积", "floor area", "m2", 1.0, 2_000_000.0),
        measure("site_area_m2", "占地面积", "area of the site", "m2", 1.0, 5_000_000.0),
        measure("open_area_m2", "操场与空地面积", "open ground", "m2", 0.0, 5_000_000.0),
        count("students", "学生数", "pupils and students", 60_000),
        count("staff", "教职工数", "staff", 10_000),
        count("boarders", "住校生数", "boarders", 60_000),
        STATUS,
    ),
)  # fmt: skip

HOSPITALS = Table(
    name="hospitals", group="exposure", zh="医疗机构", en="hospitals", geometry="Point",
    key=("hospital_id",), standard="form of the national risk census for hospitals",
    meaning="Hospitals and community health centres; the main building is named.",
    columns=(
        key("hospital_id", "机构编号", "hospital", r"HO\d{4}"),
        NAME,
        coded("level", "等级", "level", {"tertiary": "三级", "secondary": "二级", "primary": "一级及基层"}),
        *_PLACED,
        building_id(),
        count("buildings_count", "房屋栋数", "buildings", 500),
        measure("floor_area_m2", "建筑面积", "floor area", "m2", 1.0, 2_000_000.0),
        count("beds", "床位数", "beds", 10_000),
        count("intensive_beds", "重症床位数", "intensive-care beds", 2000),
        count("staff", "职工数", "staff", 20_000),
        count("outpatients_day", "日门诊量", "outpatients a day", 50_000),
        flag("emergency", "急诊", "emergency department"),
        flag("backup_power", "备用电源", "backup power"),
        STATUS,
    ),
)  # fmt: skip

CARE_HOMES = Table(
    name="care_homes", group="exposure", zh="养老机构", en="care homes", geometry="Point",
    key=("care_home_id",), standard="form of the national risk census for welfare institutions",
    meaning="Homes for the elderly; those who cannot walk need transport and time.",
    columns=(
        key("care_home_id", "机构编号", "care home", r"CH\d{4}"),
        NAME,
        *_PLACED,
        building_id(),
        measure("floor_area_m2", "建筑面积", "floor area", "m2", 1.0, 500_000.0),
        count("beds", "床位数", "beds", 3000),
        count("residents", "入住人数", "residents", 3000),
        count("dependent", "失能人数", "residents who cannot walk alone", 3000),
        count("staff", "护理人员数", "staff", 2000),
        Column(name="ground_floor_beds", zh="一层床位数", en="beds on the ground floor", kind="integer",
               minimum=0.0, maximum=3000.0, meaning="Beds that water reaches first."),
        STATUS,
    ),
)  # fmt: skip
