"""Tables of the group `wildfire`: forest plots, fires, pests."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.earthquake import STATUS

SPECIES = {
    "masson_pine": "马尾松",
    "pine_broadleaf": "松阔混交",
    "evergreen_broadleaf": "常绿阔叶林",
    "chinese_fir": "杉木",
    "moso_bamboo": "毛竹",
    "orchard_tea": "果园茶园",
}

_PLOTS = Table(
    name="forest_plots", group="wildfire", zh="森林小班", en="forest plots", key=("forest_plot_id",),
    geometry="MultiPolygon", standard="GB/T 26424-2010, LY/T 2085-2013",
    meaning="Sub-compartments of one stand; together they cover the forest of the hills.",
    columns=(
        Column(name="forest_plot_id", zh="小班编号", en="forest plot", kind="text", pattern=r"FP\d{4}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="area_m2", zh="面积", en="area", kind="real", unit="m2", minimum=0.0, maximum=5e6),
        Column(name="species", zh="优势树种", en="leading species", kind="text", codes=SPECIES),
        Column(name="origin", zh="起源", en="origin", kind="text",
               codes={"natural": "天然", "planted": "人工"}),
        Column(name="age_a", zh="林龄", en="age", kind="integer", unit="year", minimum=0.0, maximum=500.0),
        Column(name="height_m", zh="平均树高", en="mean height", kind="real", unit="m", minimum=0.0,
               maximum=60.0),
        Column(name="canopy_closure", zh="郁闭度", en="canopy closure", kind="real", unit="1", minimum=0.0,
               maximum=1.0),
        Column(name="slope_deg", zh="坡度", en="slope", kind="real", unit="degree", minimum=0.0,
               maximum=90.0),
        Column(name="aspect_deg", zh="坡向", en="aspect", kind="real", unit="degree", minimum=0.0,
               maximum=360.0),
        Column(name="elevation_m", zh="平均高程", en="mean level", kind="real", unit="m", minimum=-20.0,
               maximum=2000.0, datum="datum"),
        Column(name="datum", zh="高程基准", en="datum", kind="text"),
        Column(name="fuel_load_t_ha", zh="可燃物载量", en="fuel load", kind="real", unit="t ha-1",
               minimum=0.0, maximum=100.0, meaning="Dry litter, grass and shrub on the ground."),
        Column(name="fuel_class", zh="可燃物类型", en="fuel class", kind="text",
               codes={"low": "难燃", "moderate": "可燃", "high": "易燃"}),
        Column(name="fire_risk", zh="火险等级", en="fire-risk class", kind="integer", minimum=1.0,
               maximum=5.0, standard="LY/T 1063-2008", meaning="1 least, 5 greatest."),
        Column(name="distance_to_road_m", zh="距道路", en="distance to the next road", kind="real",
               unit="m", minimum=0.0, maximum=20000.0),
        Column(name="pest_exposed", zh="是否易受松材线虫侵染", en="open to pine wilt", kind="flag"),
        STATUS,
    ),
)  # fmt: skip

_FIRES = Table(
    name="fire_incidents", group="wildfire", zh="森林火灾", en="forest fires", key=("fire_id",),
    geometry="Point", standard="LY/T 1679-2006",
    meaning="Fires on forest land with cause and burnt area.",
    columns=(
        Column(name="fire_id", zh="火灾编号", en="fire", kind="text", pattern=r"FF\d{3}"),
        Column(name="street_code", zh="街道代码", en="street code", kind="text", references="streets.code"),
        Column(name="forest_plot_id", zh="小班编号", en="forest plot", kind="text",
               references="forest_plots.forest_plot_id"),
        Column(name="begin", zh="起火时间", en="began", kind="time"),
        Column(name="duration_h", zh="持续时间", en="duration", kind="real", unit="h", minimum=0.0,
               maximum=1000.0),
        Column(name="cause", zh="起火原因", en="cause", kind="text",
               codes={"worship": "祭祀用火", "farming": "农事用火", "smoking": "野外吸烟",
                      "electric": "输电线路", "lightning": "雷击", "unknown": "不明"}),
        Column(name="burnt_area_ha", zh="过火面积", en="burnt area", kind="real", unit="ha", minimum=0.0,
               maximum=1e5),
        Column(name="grade", zh="火灾等级", en="grade", kind="text",
               codes={"general": "一般", "larger": "较大", "major": "重大", "extreme": "特别重大"},
               meaning="By forest harmed: under 1 ha, under 100 ha, under 1000 ha, more."),
        Column(name="deaths", zh="死亡人数", en="deaths", kind="integer", minimum=0.0, maximum=1000.0),
        STATUS,
    ),
)  # fmt: skip

_PESTS = Table(
    name="pest_plots", group="wildfire", zh="林业有害生物调查点", en="forest pest plots",
    key=("pest_plot_id",), geometry="Point", standard="GB/T 23477-2009, LY/T 1681-2006",
    meaning="Plots in which a pest was looked for.",
    columns=(
        Column(name="pest_plot_id", zh="调查点编号", en="pest plot", kind="text", pattern=r"PP\d{3}"),
        Column(name="forest_plot_id", zh="小班编号", en="forest plot", kind="text",
               references="forest_plots.forest_plot_id"),
        Column(name="pest", zh="有害生物", en="pest", kind="text",
               codes={"pine_wood_nematode": "松材线虫", "masson_pine_caterpillar": "马尾松毛虫",
                      "bamboo_locust": "黄脊竹蝗", "none": "未发现"}),
        Column(name="survey_date", zh="调查日期", en="date", kind="date"),
        Column(name="trees_surveyed", zh="调查株数", en="trees looked at", kind="integer", minimum=1.0,
               maximum=1e5),
        Column(name="trees_affected", zh="受害株数", en="trees affected", kind="integer", minimum=0.0,
               maximum=1e5),
        Column(name="affected_area_ha", zh="发生面积", en="area affected", kind="real", unit="ha",
               minimum=0.0, maximum=1e4),
        Column(name="severity", zh="危害程度", en="severity", kind="text",
               codes={"none": "无", "light": "轻", "moderate": "中", "heavy": "重"}),
        Column(name="treatment", zh="处置措施", en="treatment", kind="text",
               codes={"felled": "疫木伐除", "injected": "打孔注药", "trapped": "诱捕", "none": "无"}),
        STATUS,
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (_PLOTS, _FIRES, _PESTS)
"""Plots first: fires and pests name them."""
