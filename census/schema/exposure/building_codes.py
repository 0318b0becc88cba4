"""Code lists of the house survey."""

from __future__ import annotations

SURVEY = "technical guide of the national house survey (FXPC/ZJ G-01 to G-03)"

TYPES = {
    "old_lane_house": "老街巷住宅",
    "masonry_estate": "多层砌体住宅",
    "tower": "小高层与高层住宅",
    "office": "办公",
    "commercial": "商业",
    "school": "学校",
    "hospital": "医疗养老",
    "factory": "厂房",
    "shed": "仓库",
    "village_house": "城中村自建房",
    "outbuilding": "附属用房",
}
"""Types of buildings that the models know."""

STRUCTURES = {
    "brick_timber": "砖木",
    "masonry": "砌体",
    "bottom_frame_masonry": "底框砌体",
    "rc_frame": "钢筋混凝土框架",
    "rc_shear_wall": "钢筋混凝土剪力墙",
    "steel": "钢结构",
}
"""Structures that the models know."""

CATEGORIES = {
    "urban_residential": "城镇住宅",
    "urban_nonresidential": "城镇非住宅",
    "rural_residential": "农村住宅",
    "rural_nonresidential": "农村非住宅",
}

USES = {
    "dwelling": "住宅",
    "dormitory": "宿舍",
    "office": "办公",
    "government": "机关",
    "shop": "商店",
    "mall": "商场",
    "market": "市场",
    "hotel": "旅馆",
    "restaurant": "餐饮",
    "kindergarten": "幼儿园",
    "primary_school": "小学",
    "middle_school": "中学",
    "college": "高等与职业学校",
    "hospital": "医院",
    "health_centre": "社区卫生服务中心",
    "care_home": "养老院",
    "sport": "体育",
    "culture": "文化",
    "workshop": "车间",
    "warehouse": "仓库",
    "gatehouse": "门卫",
    "bicycle_shed": "自行车棚",
    "substation": "配电房",
    "public_toilet": "公共厕所",
}

BUSINESSES = {
    "none": "无",
    "catering": "餐饮",
    "guesthouse": "民宿",
    "wholesale": "批发",
    "education": "教育",
    "medical": "医疗",
    "care": "养老",
    "storage": "仓储",
    "rental": "出租",
    "retail": "零售",
}

LOCATIONS = {
    "built_up": "城镇建成区",
    "urban_rural_fringe": "城乡结合部",
    "urban_village": "城中村",
    "resettlement": "拆迁安置区",
    "around_facility": "学校、医院、市场、景区周边",
}

DESIGN_MODES = {"professional": "有专业设计", "standard_atlas": "标准图集", "none": "无专业设计"}

CONSTRUCTION_MODES = {
    "self_built": "自行建造",
    "craftsmen": "建筑工匠建造",
    "qualified": "有资质的施工队伍建造",
}

SURVEY_STRUCTURES = {
    "masonry": "砌体结构",
    "bottom_frame": "底部框架-抗震墙结构",
    "reinforced_concrete": "钢筋混凝土结构",
    "steel": "钢结构",
    "timber": "木（竹）结构",
    "earth_or_stone_timber": "土木、石木结构",
    "mixed": "混杂结构",
    "other": "其他",
}

WALLS = {
    "red_brick": "红砖",
    "block": "砌块",
    "stone": "石块",
    "timber": "木",
    "concrete": "混凝土",
    "metal_panel": "金属板",
}

FLOORS = {
    "timber": "木楼板",
    "precast": "预制楼板",
    "cast_in_place": "现浇楼板",
    "steel_deck": "压型钢板组合楼板",
    "none": "无楼板",
}

ROOFS = {"timber": "木屋盖", "precast": "预制板", "cast_in_place": "现浇板", "light_steel": "轻钢屋面"}

ROOF_FORMS = {"flat": "平屋面", "pitched": "坡屋面"}

ALTERATIONS = {
    "none": "无",
    "added_storey": "加层",
    "extended": "外扩",
    "mezzanine": "夹层",
    "partitions": "隔墙",
    "raised": "抬高",
    "enlarged_openings": "扩门窗",
    "added_basement": "加地下室",
    "columns_removed": "减柱",
}

GRADES = {"A": "A 级", "B": "B 级", "C": "C 级", "D": "D 级"}

SITE_HAZARDS = {
    "none": "无",
    "cut_slope": "切坡建房",
    "landslide": "滑坡泥石流",
    "mined_ground": "采空区",
    "flood": "洪涝",
    "rockfall": "崩塌",
    "subsidence": "地面沉降",
}

DESIGN_CODES = {
    "none": "无抗震设计",
    "TJ 11-78": "TJ 11-78",
    "GBJ 11-89": "GBJ 11-89",
    "GB 50011-2001": "GB 50011-2001",
    "GB 50011-2010": "GB 50011-2010",
}

CURTAIN_WALLS = {
    "none": "无",
    "exposed_frame": "明框玻璃幕墙",
    "hidden_frame": "隐框玻璃幕墙",
    "unitised": "单元式玻璃幕墙",
    "point_supported": "点支承玻璃幕墙",
}

OWNERSHIPS = {
    "private": "私有",
    "collective": "集体",
    "state": "国有",
    "enterprise": "企业",
    "mixed": "多种产权",
}
