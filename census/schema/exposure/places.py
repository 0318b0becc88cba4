"""Tables of crowded places, construction sites, cultural relics and the economy."""

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
    text,
)

PLACE_KINDS = {
    "mall": "商场",
    "market": "市场",
    "hotel": "宾馆",
    "stadium": "体育场馆",
    "culture": "文化场馆",
    "metro_interchange": "轨道换乘站",
    "square": "广场",
    "park": "公园",
    "temple": "寺庙",
}

CROWDED_PLACES = Table(
    name="crowded_places", group="exposure", zh="人员密集场所", en="crowded places", geometry="Point",
    key=("place_id",), standard="Fire Protection Law, article 73 (kinds of places)",
    meaning="Places where many people gather, with how many they hold and when.",
    columns=(
        key("place_id", "场所编号", "place", r"CP\d{4}"),
        NAME,
        coded("kind", "类型", "kind", PLACE_KINDS),
        street_code(),
        community_code(),
        building_id(required=False),
        measure("area_m2", "面积", "area", "m2", 1.0, 2_000_000.0),
        flag("indoor", "室内", "indoor"),
        count("capacity", "最大容纳人数", "most people it holds", 200_000),
        count("peak_people", "高峰人数", "people at the peak", 200_000),
        Column(name="peak_hour", zh="高峰时刻", en="hour of the peak", kind="integer", minimum=0.0,
               maximum=23.0),
        count("exits", "安全出口数", "exits", 200),
        STATUS,
    ),
)  # fmt: skip

CONSTRUCTION_SITES = Table(
    name="construction_sites", group="exposure", zh="在建工地", en="construction sites", geometry="Polygon",
    key=("site_id",), standard="JGJ 59 (kinds of equipment)",
    meaning="Sites with what a storm may throw down (tower cranes, scaffolds, huts) and what rain may fill "
    "or undermine (pits).",
    columns=(
        key("site_id", "工地编号", "site", r"CS\d{4}"),
        NAME,
        coded("kind", "工程类型", "kind of works",
              {"housing": "住宅", "office": "办公商业", "public": "公共建筑", "metro": "轨道交通"}),
        coded("phase", "施工阶段", "phase",
              {"pit": "基坑", "structure": "主体结构", "finishing": "装饰装修", "demolition": "拆除"}),
        street_code(),
        community_code(),
        measure("area_m2", "占地面积", "area", "m2", 1.0, 1_000_000.0),
        count("storeys_planned", "规划层数", "storeys planned", 120),
        count("tower_cranes", "塔式起重机数", "tower cranes", 50),
        measure("crane_height_m", "塔机最大高度", "greatest height of a crane", "m", 0.0, 500.0,
                required=False),
        count("hoists", "施工升降机数", "hoists", 50),
        coded("scaffold", "脚手架类型", "scaffold",
              {"none": "无", "floor_standing": "落地式", "cantilever": "悬挑式", "climbing": "附着升降式"}),
        measure("scaffold_height_m", "脚手架高度", "height of the scaffold", "m", 0.0, 500.0, required=False),
        measure("pit_depth_m", "基坑深度", "depth of the pit", "m", 0.0, 60.0, required=False),
        measure("pit_area_m2", "基坑面积", "area of the pit", "m2", 0.0, 500_000.0, required=False),
        count("workers", "现场人数", "workers on site", 20_000),
        count("hut_residents", "活动板房居住人数", "people living in site huts", 20_000),
        count("start_year", "开工年份", "year of beginning", 2100),
        STATUS,
    ),
)  # fmt: skip

RELIC_LEVELS = {
    "world_heritage": "世界文化遗产点段",
    "national": "全国重点文物保护单位",
    "provincial": "省级文物保护单位",
    "municipal": "市级文物保护单位",
    "historic_area": "历史文化街区",
}

CULTURAL_RELICS = Table(
    name="cultural_relics", group="exposure", zh="文物与历史街区", en="cultural relics", geometry="Point",
    key=("relic_id",), standard="Law on the protection of cultural relics (levels)",
    meaning="Real names at approximate places, moved onto the ground or the canal of the synthetic district.",
    columns=(
        key("relic_id", "文物编号", "relic", r"CR\d{3}"),
        NAME,
        coded("kind", "类别", "kind",
              {"bridge": "桥梁", "granary": "仓储建筑", "quarter": "街区", "factory": "工业遗产",
               "temple": "宗教建筑", "waterway": "水道", "house": "民居", "office": "近代建筑"}),
        coded("level", "级别", "level", RELIC_LEVELS),
        text("age", "年代", "age", required=False),
        street_code(),
        community_code(),
        flag("timber", "木结构为主", "mainly timber"),
        STATUS,
    ),
)  # fmt: skip

INDUSTRIES = {
    "manufacturing": "制造业",
    "construction": "建筑业",
    "wholesale_retail": "批发和零售业",
    "transport_storage": "交通运输、仓储和邮政业",
    "accommodation_catering": "住宿和餐饮业",
    "information": "信息传输、软件和信息技术服务业",
    "finance": "金融业",
    "real_estate": "房地产业",
    "business_science": "租赁商务与科学研究服务业",
    "education": "教育",
    "health_social": "卫生和社会工作",
    "culture_sport": "文化、体育和娱乐业",
    "public_administration": "公共管理和社会组织",
}

ECONOMY = Table(
    name="economy", group="exposure", zh="分行业经济", en="economy by industry",
    key=("street_code", "industry"), standard="GB/T 4754",
    meaning="Totals of each street and industry, in the synthetic district made from floor areas and assumed "
    "figures per square metre.",
    columns=(
        street_code(),
        coded("industry", "行业", "industry", INDUSTRIES, standard="GB/T 4754"),
        count("enterprises", "单位数", "enterprises", 1_000_000),
        count("employees", "从业人员", "employees", 5_000_000),
        measure("floor_area_m2", "营业用房面积", "floor area in use", "m2", 0.0, 1e9),
        measure("value_added_10k_yuan", "增加值", "value added in a year", "10000 CNY", 0.0, 1e9),
        measure("fixed_assets_10k_yuan", "固定资产", "fixed assets", "10000 CNY", 0.0, 1e10),
        STATUS,
    ),
)  # fmt: skip
