"""Tables of the group `meteorological`: stations, series, extremes, warning criteria."""

from __future__ import annotations

from census.schema.column import Column, Table

SURVEY = "First national comprehensive risk census, meteorological hazard factors (technical rules)"
GB_50014 = "GB 50014-2021 4.1.9, GB 51222-2017 3.2 (clauses from memory, unverified)"
CMA_WARNINGS = "Meteorological disaster warning signals of the China Meteorological Administration"

QUANTITIES = {
    "rain_mm": "降雨量（毫米）",
    "wind_mean_10min_m_s": "10分钟平均风速（米/秒）",
    "wind_gust_3s_m_s": "3秒阵风风速（米/秒）",
    "wind_direction_deg": "风向（度，来向）",
    "stage_m": "水位（米）",
    "temperature_max_c": "最高气温（℃）",
    "temperature_min_c": "最低气温（℃）",
    "snow_depth_cm": "积雪深度（厘米）",
    "lightning_days": "雷暴日数（日）",
}
"""What is observed; the unit stands at the end of each name."""

HOURLY = ("rain_mm", "wind_mean_10min_m_s", "wind_gust_3s_m_s", "wind_direction_deg", "stage_m")
YEARLY = tuple(name for name in QUANTITIES if name != "wind_direction_deg")

EPISODES = {
    "reference_year": "参考年（合成）",
    "meranti_2010": "2010年9月11日“莫兰蒂”残余云系暴雨",
    "fitow_2013": "2013年10月“菲特”",
    "meiyu_2020": "2020年梅雨",
    "infa_2021": "2021年7月“烟花”",
    "burst_2021_07_30": "2021年7月30日短时强降雨",
    "september_2021": "2021年9月12日至13日“灿都”外围降雨",
}
"""Which stretch of time an hour belongs to."""

FIT_METHODS = {
    "gev_l_moments": "广义极值分布，线性矩法",
    "gev_likelihood": "广义极值分布，极大似然法",
    "gumbel_l_moments": "极值Ⅰ型分布，线性矩法",
    "pearson3_l_moments": "皮尔逊Ⅲ型分布，线性矩法",
    "pearson3_likelihood": "皮尔逊Ⅲ型分布，极大似然法",
    "pearson3_curve": "皮尔逊Ⅲ型分布，适线法",
}
STATUSES = {"verified": "已核实", "unverified": "未核实"}
COLOURS = {"blue": "蓝色", "yellow": "黄色", "orange": "橙色", "red": "红色"}
HAZARDS = {
    "rainstorm": "暴雨", "typhoon": "台风", "gale": "大风", "heat": "高温", "snowstorm": "暴雪",
}  # fmt: skip

_SITE = "The gauge_id of stage_gauges where the quantity is stage_m, else that of weather_stations."


def _site() -> Column:
    return Column(name="station_id", zh="站号", en="station or gauge", kind="text", meaning=_SITE)


def _quantity(names: tuple[str, ...]) -> Column:
    codes = {name: QUANTITIES[name] for name in names}
    return Column(name="quantity", zh="要素", en="quantity", kind="text", codes=codes)


def _duration() -> Column:
    return Column(
        name="duration_min", zh="历时", en="duration", kind="integer", unit="min", minimum=0.0,
        maximum=1440.0,
        meaning="Over which the rain is summed or the wind averaged; 0 for values of a moment and counts.",
    )  # fmt: skip


def _unit() -> Column:
    codes = {"mm": "毫米", "m s-1": "米/秒", "m": "米", "degree_Celsius": "℃", "cm": "厘米", "d": "日"}
    return Column(name="unit", zh="单位", en="unit", kind="text", codes=codes)


def _datum() -> Column:
    return Column(
        name="datum", zh="高程基准", en="vertical datum", kind="text", required=False,
        meaning="Must be given where the quantity is stage_m, and is empty otherwise.",
    )  # fmt: skip


def _status() -> Column:
    return Column(name="status", zh="核实状态", en="status", kind="text", codes=STATUSES)


def _source() -> Column:
    return Column(name="source", zh="来源", en="source", kind="text")


TABLES: tuple[Table, ...] = (
    Table(
        name="weather_stations", group="meteorological", zh="气象站", en="weather stations", geometry="Point",
        key=("station_id",), beyond=True, standard=SURVEY,
        meaning="One row for each rain gauge or automatic weather station whose record is used, also outside "
        "the district. Exposure follows GB 50009: without it a wind record says nothing about other places.",
        columns=(
            Column(name="station_id", zh="站号", en="station", kind="text", pattern=r"W\d{3}",
                   aliases=("区站号", "站点编号")),
            Column(name="name", zh="站名", en="name", kind="text", aliases=("站点名称",)),
            Column(name="kind", zh="站类", en="kind", kind="text",
                   codes={"national": "国家级气象站", "automatic": "区域自动气象站", "rain_gauge": "雨量站"}),
            Column(name="street_code", zh="街道代码", en="street code", kind="text", required=False,
                   references="streets.code", meaning="Empty for stations outside the district."),
            Column(name="elevation_m", zh="观测场海拔", en="elevation of the ground", kind="real", unit="m",
                   minimum=-20.0, maximum=2000.0, datum="datum"),
            Column(name="datum", zh="高程基准", en="vertical datum", kind="text"),
            Column(name="observes_wind", zh="是否测风", en="observes wind", kind="flag"),
            Column(name="anemometer_height_m", zh="风速感应器距地高度", en="height of the anemometer",
                   kind="real", unit="m", minimum=1.0, maximum=100.0, required=False),
            Column(name="wind_averaging_min", zh="平均风时距", en="averaging period of the wind", kind="real",
                   unit="min", minimum=1.0, maximum=60.0, required=False),
            Column(name="gust_averaging_s", zh="阵风时距", en="averaging period of the gust", kind="real",
                   unit="s", minimum=1.0, maximum=10.0, required=False),
            Column(name="terrain_category", zh="地面粗糙度类别", en="terrain category", kind="text",
                   codes={"A": "海面、湖岸", "B": "田野、乡村、丛林", "C": "密集建筑群市区",
                          "D": "高层密集市区"},
                   standard="GB 50009-2012 8.2.1"),
            Column(name="wind_factor", zh="风速折算系数", en="wind against open flat ground", kind="real",
                   unit="1", minimum=0.3, maximum=2.0, required=False,
                   meaning="Mean wind here over that at 10 m on open flat ground; above 1 on summits."),
            Column(name="rain_interval_min", zh="雨量记录间隔", en="interval of the rain record",
                   kind="integer", unit="min", minimum=1.0, maximum=1440.0),
            Column(name="main_city", zh="是否计入主城区平均", en="counts for the main city", kind="flag",
                   meaning="Whether published means over the main city are taken to hold for it."),
            Column(name="first_year", zh="建站年份", en="first year", kind="integer", minimum=1900.0,
                   maximum=2100.0),
            _status(),
        ),
    ),
    Table(
        name="hourly_observations", group="meteorological", zh="逐小时观测", en="hourly observations",
        key=("station_id", "time", "quantity"), standard="QX/T 118, SL 247 (from memory, unverified)",
        meaning="Rain, wind and stage hour by hour: a whole reference year, and recorded storms of other "
        "years. Rain is the sum of the hour that begins at `time`, wind the greatest of that hour, stage "
        "that of the moment.",
        columns=(
            _site(),
            Column(name="time", zh="时间", en="time", kind="time"),
            _quantity(HOURLY),
            Column(name="value", zh="数值", en="value", kind="real", minimum=-10.0, maximum=360.0),
            _datum(),
            Column(name="episode", zh="时段", en="stretch of time", kind="text", codes=EPISODES),
        ),
    ),
    Table(
        name="annual_maxima", group="meteorological", zh="年极值", en="annual maxima",
        key=("station_id", "year", "quantity", "duration_min"), standard=SURVEY,
        meaning="The greatest value of each year (the least for the lowest temperature, the number of days "
        "for lightning): rain over 5 minutes to 24 hours in sliding windows, wind, stage, temperature, snow.",
        columns=(
            _site(),
            Column(name="year", zh="年份", en="year", kind="integer", minimum=1850.0, maximum=2100.0),
            _quantity(YEARLY),
            _duration(),
            Column(name="value", zh="年极值", en="extreme of the year", kind="real", minimum=-40.0,
                   maximum=1000.0),
            _unit(),
            _datum(),
        ),
    ),
    Table(
        name="return_levels", group="meteorological", zh="重现期值", en="return levels",
        key=("station_id", "quantity", "duration_min", "return_period_yr"), standard=SURVEY,
        meaning="Values reached or exceeded once in the return period on average, by frequency analysis of "
        "the annual maxima, with the interval that sampling leaves.",
        columns=(
            _site(),
            _quantity(YEARLY),
            _duration(),
            Column(name="return_period_yr", zh="重现期", en="return period", kind="integer", unit="year",
                   minimum=2.0, maximum=1000.0),
            Column(name="value", zh="重现期值", en="return level", kind="real", minimum=-60.0,
                   maximum=2000.0),
            _unit(),
            _datum(),
            Column(name="lower", zh="置信下限", en="lower end of the interval", kind="real", minimum=-100.0,
                   maximum=2000.0),
            Column(name="upper", zh="置信上限", en="upper end of the interval", kind="real", minimum=-60.0,
                   maximum=5000.0),
            Column(name="interval", zh="置信水平", en="confidence of the interval", kind="real", unit="1",
                   minimum=0.5, maximum=0.999),
            Column(name="fit_method", zh="频率分析方法", en="method of the frequency analysis", kind="text",
                   codes=FIT_METHODS),
            Column(name="years", zh="资料年数", en="length of the record", kind="integer", unit="year",
                   minimum=15.0, maximum=300.0),
        ),
    ),
    Table(
        name="storm_intensity_formulas", group="meteorological", zh="暴雨强度公式",
        en="storm-intensity formulas", key=("formula_id",), standard=GB_50014,
        meaning="Published formulas q = 167 A1 (1 + C lg P) / (t + b)^n. They hold between the shortest and "
        "the longest duration only; longer storms need a depth of their own.",
        columns=(
            Column(name="formula_id", zh="公式编号", en="formula", kind="text",
                   pattern=r"[A-Z][A-Za-z0-9_]*"),
            Column(name="name", zh="公式名称", en="name", kind="text"),
            Column(name="place", zh="适用地区", en="place", kind="text"),
            Column(name="q1_l_s_ha", zh="雨力系数 167A1", en="167 A1", kind="real", unit="L s-1 ha-1",
                   minimum=100.0, maximum=50000.0),
            Column(name="c", zh="重现期系数 C", en="C", kind="real", unit="1", minimum=0.1, maximum=3.0),
            Column(name="b_min", zh="历时参数 b", en="b", kind="real", unit="min", minimum=0.0, maximum=60.0),
            Column(name="n", zh="衰减指数 n", en="n", kind="real", unit="1", minimum=0.2, maximum=1.5),
            Column(name="shortest_min", zh="最短历时", en="shortest duration", kind="real", unit="min",
                   minimum=1.0, maximum=60.0),
            Column(name="longest_min", zh="最长历时", en="longest duration", kind="real", unit="min",
                   minimum=60.0, maximum=1440.0),
            Column(name="is_default", zh="是否默认", en="default", kind="flag"),
            _status(),
            _source(),
        ),
    ),
    Table(
        name="warning_criteria", group="meteorological", zh="气象灾害预警信号标准",
        en="criteria of warning signals", key=("hazard", "colour"), standard=CMA_WARNINGS,
        meaning="What makes a warning signal of one hazard and colour: the threshold reached within the "
        "period. Wind takes either the mean or the gust.",
        columns=(
            Column(name="hazard", zh="灾种", en="hazard", kind="text", codes=HAZARDS),
            Column(name="colour", zh="颜色", en="colour", kind="text", codes=COLOURS),
            Column(name="level", zh="级别", en="level", kind="integer", minimum=1.0, maximum=4.0,
                   meaning="1 is the gravest."),
            Column(name="period_h", zh="时段", en="period", kind="real", unit="h", minimum=1.0, maximum=96.0),
            Column(name="rain_mm", zh="降雨量", en="rain", kind="real", unit="mm", minimum=1.0, maximum=500.0,
                   required=False),
            Column(name="mean_force", zh="平均风力", en="mean wind force", kind="integer", minimum=1.0,
                   maximum=18.0, required=False, references="wind_scale.force"),
            Column(name="gust_force", zh="阵风风力", en="gust force", kind="integer", minimum=1.0,
                   maximum=18.0, required=False, references="wind_scale.force"),
            Column(name="temperature_c", zh="最高气温", en="highest temperature", kind="real",
                   unit="degree_Celsius", minimum=30.0, maximum=50.0, required=False),
            Column(name="snow_mm", zh="降雪量", en="snowfall as water", kind="real", unit="mm", minimum=1.0,
                   maximum=100.0, required=False),
            Column(name="criterion", zh="标准原文要点", en="criterion", kind="text"),
            _status(),
            _source(),
        ),
    ),
    Table(
        name="wind_scale", group="meteorological", zh="风力等级", en="wind forces", key=("force",),
        standard="GB/T 28591-2012", meaning="The range of wind speed of each force, with the grade of a "
        "tropical cyclone whose greatest mean wind near the centre has this force (GB/T 19201).",
        columns=(
            Column(name="force", zh="风力等级", en="force", kind="integer", minimum=0.0, maximum=18.0),
            Column(name="lower_m_s", zh="风速下限", en="lower limit", kind="real", unit="m s-1", minimum=0.0,
                   maximum=100.0),
            Column(name="upper_m_s", zh="风速上限", en="upper limit", kind="real", unit="m s-1", minimum=0.0,
                   maximum=100.0, required=False, meaning="Open for the greatest force."),
            Column(name="cyclone_grade", zh="热带气旋等级", en="grade of a tropical cyclone", kind="text",
                   required=False,
                   codes={"TD": "热带低压", "TS": "热带风暴", "STS": "强热带风暴", "TY": "台风",
                          "STY": "强台风", "SuperTY": "超强台风"}),
            _status(),
            _source(),
        ),
    ),
)  # fmt: skip
"""The tables in the order of their making."""
