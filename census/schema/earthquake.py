"""Tables of the group `earthquake`: sources, past earthquakes, boreholes, zonation, liquefaction."""

from __future__ import annotations

from census.schema.column import Column, Table

GB_18306 = "GB 18306-2015"
GB_50011 = "GB 50011-2010 (2016 edition)"
GB_T_17742 = "GB/T 17742-2020"

STATUS = Column(
    name="status", zh="核实状态", en="status", kind="text",
    codes={"published": "已公布", "unverified": "未核实", "synthetic": "合成"},
    meaning="How sure the values are: published, taken from memory or an approximate source, or made up.",
)  # fmt: skip

SOIL_TYPES = {
    "fill": "填土",
    "silty_clay": "粉质黏土",
    "clay": "黏土",
    "muddy_clay": "淤泥质黏土",
    "muddy_silty_clay": "淤泥质粉质黏土",
    "sandy_silt": "砂质粉土",
    "silty_sand": "粉砂",
    "gravel": "圆砾",
    "residual_soil": "残坡积土",
    "strongly_weathered_rock": "强风化岩",
    "moderately_weathered_rock": "中风化岩",
    "volcanic_interlayer": "火山岩硬夹层",
}

_SOURCES = Table(
    name="seismic_sources", group="earthquake", zh="潜在震源区", en="seismic source zones",
    key=("source_zone_id",), geometry="Polygon", beyond=True, standard=GB_18306,
    meaning="Zones in which earthquakes are taken to occur evenly, their rates bounded Gutenberg-Richter.",
    columns=(
        Column(name="source_zone_id", zh="震源区编号", en="source zone", kind="text", pattern=r"SZ\d{2}"),
        Column(name="name", zh="名称", en="name", kind="text"),
        Column(name="kind", zh="类型", en="kind", kind="text",
               codes={"background": "地震构造区（背景）", "potential_source": "潜在震源区"}),
        Column(name="magnitude_upper", zh="震级上限", en="upper magnitude", kind="real", unit="1",
               minimum=4.0, maximum=9.0),
        Column(name="magnitude_lower", zh="起算震级", en="lower magnitude", kind="real", unit="1",
               minimum=3.0, maximum=6.0),
        Column(name="annual_rate", zh="年发生率", en="annual rate", kind="real", unit="1 year-1", minimum=0.0,
               maximum=10.0, meaning="Earthquakes a year at or above the lower magnitude."),
        Column(name="b_value", zh="b值", en="b value", kind="real", unit="1", minimum=0.3, maximum=2.0),
        Column(name="depth_km", zh="震源深度", en="focal depth", kind="real", unit="km", minimum=0.0,
               maximum=50.0),
        Column(name="strike_deg", zh="主破裂方向", en="strike of ruptures", kind="real", unit="degree",
               minimum=0.0, maximum=360.0, required=False),
        STATUS,
    ),
)  # fmt: skip

_FAULTS = Table(
    name="faults", group="earthquake", zh="断裂", en="faults", key=("fault_id",), geometry="LineString",
    beyond=True, standard="GB/T 36072-2018",
    meaning="Traces of the regional faults near the district, approximate unless surveyed.",
    columns=(
        Column(name="fault_id", zh="断裂编号", en="fault", kind="text", pattern=r"FT\d{2}"),
        Column(name="name", zh="断裂名称", en="name", kind="text"),
        Column(name="activity", zh="活动性", en="activity", kind="text",
               codes={"holocene": "全新世", "late_pleistocene": "晚更新世",
                      "early_middle_pleistocene": "早中更新世", "pre_quaternary": "前第四纪",
                      "unknown": "不明"}),
        Column(name="sense", zh="运动性质", en="sense of movement", kind="text",
               codes={"strike_slip": "走滑", "normal": "正断", "reverse": "逆断", "unknown": "不明"}),
        Column(name="strike_deg", zh="走向", en="strike", kind="real", unit="degree", minimum=0.0,
               maximum=360.0),
        Column(name="dip_deg", zh="倾角", en="dip", kind="real", unit="degree", minimum=0.0, maximum=90.0,
               required=False),
        Column(name="slip_rate_mm_a", zh="滑动速率", en="slip rate", kind="real", unit="mm year-1",
               minimum=0.0, maximum=50.0, required=False),
        Column(name="distance_km", zh="距区最近距离", en="least distance to the district", kind="real",
               unit="km", minimum=0.0, maximum=500.0),
        STATUS,
    ),
)  # fmt: skip

_PAST = Table(
    name="past_earthquakes", group="earthquake", zh="历史地震", en="past earthquakes",
    key=("earthquake_id",), geometry="Point", beyond=True, standard=GB_T_17742,
    meaning="Earthquakes felt in or near the district that a record names; the place is the town told of.",
    columns=(
        Column(name="earthquake_id", zh="地震编号", en="earthquake", kind="text", pattern=r"EQ\d{4}"),
        Column(name="date_text", zh="发震时间", en="date", kind="text",
               pattern=r"\d{3,4}(-\d{2}(-\d{2})?)?",
               meaning="Year, month or day, as far as it is known; before 1582 in the Julian calendar."),
        Column(name="place", zh="震中参考地名", en="place", kind="text"),
        Column(name="magnitude", zh="震级", en="magnitude", kind="real", unit="1", minimum=0.0,
               maximum=9.9),
        Column(name="magnitude_other", zh="其他来源震级", en="magnitude by another source", kind="real",
               unit="1", minimum=0.0, maximum=9.9, required=False),
        Column(name="epicentral_intensity", zh="震中烈度", en="epicentral intensity", kind="integer",
               minimum=1.0, maximum=12.0, required=False, standard=GB_T_17742),
        Column(name="depth_km", zh="震源深度", en="depth", kind="real", unit="km", minimum=0.0,
               maximum=700.0, required=False),
        Column(name="place_precision_km", zh="位置精度", en="precision of the place", kind="real", unit="km",
               minimum=0.0, maximum=200.0),
        Column(name="effects", zh="震害描述", en="effects", kind="text", required=False),
        Column(name="source_text", zh="出处", en="record", kind="text"),
        STATUS,
    ),
)  # fmt: skip

_BOREHOLES = Table(
    name="boreholes", group="earthquake", zh="钻孔", en="boreholes", key=("borehole_id",), geometry="Point",
    standard="GB 50021-2001, GB 50011-2010 section 4.1",
    meaning="Boreholes with logged layers; their shear-wave profiles give Vs30 and the site class.",
    columns=(
        Column(name="borehole_id", zh="钻孔编号", en="borehole", kind="text", pattern=r"BH\d{4}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="purpose", zh="勘察目的", en="purpose", kind="text",
               codes={"regional": "区域调查", "metro": "轨道交通勘察", "building": "建筑工程勘察"}),
        Column(name="year", zh="勘察年份", en="year", kind="integer", minimum=1950.0, maximum=2100.0),
        Column(name="collar_m", zh="孔口高程", en="collar level", kind="real", unit="m", minimum=-20.0,
               maximum=1000.0, datum="datum"),
        Column(name="datum", zh="高程基准", en="datum", kind="text"),
        Column(name="depth_m", zh="孔深", en="depth", kind="real", unit="m", minimum=0.5, maximum=300.0),
        Column(name="groundwater_depth_m", zh="地下水位埋深", en="depth of the groundwater", kind="real",
               unit="m", minimum=0.0, maximum=100.0, required=False),
        Column(name="cover_thickness_m", zh="覆盖层厚度", en="cover thickness", kind="real", unit="m",
               minimum=0.0, maximum=300.0, standard=f"{GB_50011}, 4.1.4"),
        Column(name="cover_reached", zh="是否揭穿覆盖层", en="base reached", kind="flag",
               meaning="Whether the borehole reached the base; if not, the cover is at least that thick."),
        Column(name="soft_soil_thickness_m", zh="软土厚度", en="thickness of soft soil", kind="real",
               unit="m", minimum=0.0, maximum=100.0, meaning="Sum of the muddy layers."),
        Column(name="bedrock_depth_m", zh="基岩埋深", en="depth of bedrock", kind="real", unit="m",
               minimum=0.0, maximum=300.0, required=False,
               meaning="Top of the weathered rock; missing where it was not reached."),
        Column(name="velocity_method", zh="波速测试方法", en="velocity test", kind="text",
               codes={"downhole": "单孔检层法", "suspension": "悬挂式检层法", "estimated": "经验估算"}),
        STATUS,
    ),
)  # fmt: skip

_LAYERS = Table(
    name="borehole_layers", group="earthquake", zh="钻孔分层", en="borehole layers",
    key=("borehole_id", "layer"), standard="GB 50021-2001",
    meaning="Layers of each borehole from the ground down without gap or overlap.",
    columns=(
        Column(name="borehole_id", zh="钻孔编号", en="borehole", kind="text",
               references="boreholes.borehole_id"),
        Column(name="layer", zh="层序", en="layer", kind="integer", minimum=1.0, maximum=60.0),
        Column(name="soil_type", zh="岩土类型", en="soil type", kind="text", codes=SOIL_TYPES),
        Column(name="top_m", zh="层顶埋深", en="top", kind="real", unit="m", minimum=0.0, maximum=300.0),
        Column(name="bottom_m", zh="层底埋深", en="bottom", kind="real", unit="m", minimum=0.0,
               maximum=300.0),
        Column(name="vs_m_s", zh="剪切波速", en="shear-wave velocity", kind="real", unit="m s-1",
               minimum=40.0, maximum=3500.0, required=False, aliases=("剪切波速度", "Vs")),
        Column(name="spt_n", zh="标贯击数", en="standard penetration blows", kind="integer", minimum=0.0,
               maximum=200.0, required=False, aliases=("标准贯入锤击数", "N63.5")),
        Column(name="density_kg_m3", zh="密度", en="density", kind="real", unit="kg m-3", minimum=1000.0,
               maximum=3200.0),
        Column(name="water_content_percent", zh="含水率", en="water content", kind="real", unit="%",
               minimum=0.0, maximum=200.0, required=False),
        Column(name="clay_content_percent", zh="黏粒含量", en="clay content", kind="real", unit="%",
               minimum=0.0, maximum=100.0, required=False),
        Column(name="compression_modulus_mpa", zh="压缩模量", en="compression modulus", kind="real",
               unit="MPa", minimum=0.5, maximum=200.0, required=False),
    ),
)  # fmt: skip

_ZONATION = Table(
    name="seismic_zonation", group="earthquake", zh="地震动参数区划", en="seismic zonation",
    key=("zone_id",), geometry="MultiPolygon", standard=f"{GB_18306}, annex C",
    meaning="Basic peak acceleration and characteristic period for class II sites, one row for each street.",
    columns=(
        Column(name="zone_id", zh="分区编号", en="zone", kind="text", pattern=r"Z\d{9}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="pga_g", zh="基本地震动峰值加速度", en="basic peak acceleration", kind="real", unit="g",
               minimum=0.05, maximum=0.6, meaning="10 % in 50 years, class II site.", standard=GB_18306),
        Column(name="pga_frequent_g", zh="多遇地震动峰值加速度", en="frequent peak acceleration",
               kind="real", unit="g", minimum=0.01, maximum=0.3, meaning="63 % in 50 years: a third."),
        Column(name="pga_rare_g", zh="罕遇地震动峰值加速度", en="rare peak acceleration", kind="real",
               unit="g", minimum=0.05, maximum=1.2, meaning="2 % in 50 years: 1.9 times the basic."),
        Column(name="pga_very_rare_g", zh="极罕遇地震动峰值加速度", en="very rare peak acceleration",
               kind="real", unit="g", minimum=0.1, maximum=2.0,
               meaning="Annual probability 1e-4: 2.9 times the basic."),
        Column(name="tg_s", zh="反应谱特征周期", en="characteristic period", kind="real", unit="s",
               minimum=0.2, maximum=0.9, standard=GB_18306),
        Column(name="design_group", zh="设计地震分组", en="design group", kind="integer", minimum=1.0,
               maximum=3.0, standard=GB_50011),
        Column(name="intensity", zh="设防烈度", en="fortification intensity", kind="integer", minimum=6.0,
               maximum=9.0, standard=GB_50011),
        STATUS,
    ),
)  # fmt: skip

_LIQUEFACTION = Table(
    name="liquefaction_points", group="earthquake", zh="砂土液化判别点", en="liquefaction points",
    key=("liquefaction_id",), geometry="Point", standard=f"{GB_50011}, section 4.3",
    meaning="Boreholes with saturated sand or silt in the upper 20 m, judged for the basic earthquake.",
    columns=(
        Column(name="liquefaction_id", zh="判别点编号", en="liquefaction point", kind="text",
               pattern=r"LQ\d{4}"),
        Column(name="borehole_id", zh="钻孔编号", en="borehole", kind="text",
               references="boreholes.borehole_id"),
        Column(name="pga_g", zh="地震动峰值加速度", en="peak acceleration", kind="real", unit="g",
               minimum=0.05, maximum=0.6),
        Column(name="groundwater_depth_m", zh="地下水位埋深", en="depth of the groundwater", kind="real",
               unit="m", minimum=0.0, maximum=100.0),
        Column(name="layer_top_m", zh="可液化土层顶埋深", en="top of the sand or silt", kind="real", unit="m",
               minimum=0.0, maximum=20.0),
        Column(name="layer_bottom_m", zh="可液化土层底埋深", en="bottom of the sand or silt", kind="real",
               unit="m", minimum=0.0, maximum=20.0),
        Column(name="initial_judgement", zh="初判", en="first judgement", kind="text",
               codes={"safe": "可不考虑液化", "further": "需进一步判别"}),
        Column(name="least_blow_ratio", zh="最小击数比", en="least N/Ncr", kind="real", unit="1",
               minimum=0.0, maximum=100.0, required=False,
               meaning="Least measured over critical blow count; missing where the first sufficed."),
        Column(name="liquefaction_index", zh="液化指数", en="liquefaction index", kind="real", unit="1",
               minimum=0.0, maximum=200.0),
        Column(name="grade", zh="液化等级", en="grade", kind="text",
               codes={"none": "不液化", "slight": "轻微", "moderate": "中等", "severe": "严重"}),
        STATUS,
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_SOURCES, _FAULTS, _PAST, _BOREHOLES, _LAYERS, _ZONATION, _LIQUEFACTION)
"""Sources first, then the ground."""
