"""Tables of supplies, equipment and mobile pumps."""

from __future__ import annotations

from census.schema.capacity.fields import HAZARDS, PERSON, STATUS, STREET, UNIT_LEVELS
from census.schema.column import Column, Table

RESERVE_KINDS = {
    "physical": "实物储备",
    "agreement": "协议储备",
    "market": "市场储备",
    "production": "产能储备",
}
"""How a supply is held."""

CATEGORIES = {
    "living": "生活保障", "food": "食品饮水", "medical": "医疗防疫", "flood": "防汛抢险",
    "search": "搜救破拆",
    "fire": "森林消防", "power": "供电照明", "communication": "通信", "transport": "运输",
    "protection": "个人防护",
}  # fmt: skip
"""What supplies and equipment are for."""

_ITEM = (
    Column(name="item_code", zh="物资编码", en="item code", kind="text", pattern=r"[A-Z]{2}\d{3}",
           meaning="Code of the project's own item list, to be mapped to the district's."),
    Column(name="item", zh="物资名称", en="item", kind="text", aliases=("名称",)),
    Column(name="item_en", zh="英文名", en="English name", kind="text"),
    Column(name="category", zh="类别", en="category", kind="text", codes=CATEGORIES),
)  # fmt: skip

SUPPLIES = Table(
    name="supplies", group="capacity", zh="应急物资储备", en="supplies", geometry="Point", key=("supply_id",),
    meaning="One row for each item in each depot or at each supplier. Production reserve counts units a day; "
            "the other kinds count units held.",
    columns=(
        Column(name="supply_id", zh="储备编号", en="supply", kind="text", pattern=r"SU\d{5}"),
        Column(name="reserve_kind", zh="储备方式", en="kind of reserve", kind="text", codes=RESERVE_KINDS,
               aliases=("储备类型",)),
        *_ITEM,
        Column(name="quantity", zh="数量", en="quantity", kind="integer", minimum=0.0),
        Column(name="quantity_unit", zh="计量单位", en="unit of the quantity", kind="text"),
        Column(name="basis", zh="数量口径", en="basis of the quantity", kind="text",
               codes={"held": "存量", "per_day": "日产能"}),
        Column(name="produced_on", zh="生产日期", en="date of production", kind="date", required=False,
               meaning="Of physical stock; agreement, market and production turn over."),
        Column(name="expires_on", zh="失效日期", en="date of expiry", kind="date", required=False),
        Column(name="agreement_until", zh="协议到期日", en="agreement ends", kind="date", required=False),
        Column(name="depot_id", zh="仓库编号", en="depot or supplier", kind="text", pattern=r"DP\d{4}"),
        Column(name="depot", zh="仓库（单位）名称", en="name of the depot or supplier", kind="text"),
        Column(name="level", zh="级别", en="level", kind="text", codes=UNIT_LEVELS),
        STREET,
        Column(name="building_id", zh="建筑编号", en="building", kind="text",
               references="buildings.building_id"),
        Column(name="lead_time_h", zh="调运时间", en="lead time", kind="real", unit="h", minimum=0.0,
               maximum=720.0,
               meaning="From the call to the goods on the truck."),
        PERSON, STATUS,
    ),
)  # fmt: skip
"""Supplies by reserve kind."""

EQUIPMENT = Table(
    name="equipment", group="capacity", zh="救援装备", en="equipment", geometry="Point",
    key=("equipment_id",),
    meaning="Machines and gear of a team, at the team's base.",
    columns=(
        Column(name="equipment_id", zh="装备编号", en="equipment", kind="text", pattern=r"EQ\d{4}"),
        *_ITEM,
        Column(name="quantity", zh="数量", en="quantity", kind="integer", minimum=1.0),
        Column(name="quantity_unit", zh="计量单位", en="unit of the quantity", kind="text"),
        Column(name="ability", zh="主要性能", en="main ability", kind="text"),
        Column(name="hazard", zh="适用灾种", en="hazard", kind="text", codes=HAZARDS),
        Column(name="team_id", zh="队伍编号", en="team", kind="text", references="teams.team_id"),
        STREET,
        Column(name="bought_year", zh="购置年份", en="year of purchase", kind="integer", minimum=1990.0,
               maximum=2100.0),
        Column(name="condition", zh="完好情况", en="condition", kind="text",
               codes={"ready": "完好", "repair": "待修", "scrap": "待报废"}),
        STATUS,
    ),
)  # fmt: skip
"""Machines and gear of the teams."""

MOBILE_PUMPS = Table(
    name="mobile_pumps", group="capacity", zh="移动排涝泵", en="mobile pumps", geometry="Point",
    key=("mobile_pump_id",), standard="GB/T 39195-2020 annex J",
    meaning="One row for each unit that can be driven or carried to standing water.",
    columns=(
        Column(name="mobile_pump_id", zh="移动泵编号", en="mobile pump", kind="text", pattern=r"MP\d{3}"),
        Column(name="name", zh="名称", en="name", kind="text"),
        Column(name="mounting", zh="承载方式", en="mounting", kind="text",
               codes={"truck": "车载", "trailer": "拖车", "crawler": "履带", "portable": "便携"}),
        Column(name="drive", zh="动力", en="drive", kind="text",
               codes={"diesel": "柴油", "electric": "电动", "hydraulic": "液压"}),
        Column(name="discharge_m3_h", zh="额定流量", en="rated discharge", kind="real", unit="m3 h-1",
               minimum=10.0,
               maximum=10_000.0),
        Column(name="head_m", zh="额定扬程", en="rated head", kind="real", unit="m", minimum=1.0,
               maximum=120.0),
        Column(name="power_kw", zh="功率", en="power", kind="real", unit="kW", minimum=0.5, maximum=2000.0),
        Column(name="hose_m", zh="排水带长度", en="hose", kind="real", unit="m", minimum=0.0, maximum=2000.0),
        Column(name="generator_kw", zh="自带发电功率", en="own generator", kind="real", unit="kW",
               minimum=0.0,
               maximum=2000.0),
        Column(name="crew", zh="操作人数", en="crew", kind="integer", minimum=1.0, maximum=20.0),
        Column(name="setup_min", zh="架设时间", en="time to set up", kind="real", unit="min", minimum=1.0,
               maximum=240.0),
        Column(name="fits_underpass", zh="可进入下穿通道", en="fits an underpass", kind="flag"),
        Column(name="depot_id", zh="停放仓库", en="depot", kind="text", pattern=r"DP\d{4}"),
        Column(name="team_id", zh="队伍编号", en="team", kind="text", references="teams.team_id"),
        STREET,
        Column(name="condition", zh="完好情况", en="condition", kind="text", codes={"ready": "完好",
                                                                                "repair": "待修"}),
        STATUS,
    ),
)  # fmt: skip
"""Pumps that can be moved."""
