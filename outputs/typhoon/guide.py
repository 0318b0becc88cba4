"""What the page of a typhoon's folder says of its files and of how numbers are counted."""

from __future__ import annotations

from outputs.map_style import Bilingual
from outputs.readme import MANIFEST_LINE, Guide

GUIDE = Guide(
    files={
        "fields.nc": Bilingual(
            "全部风场（CF-1.11 NetCDF，国际单位；每个量注明平均时距、高度）",
            "all fields of wind (CF-1.11 NetCDF, SI units; each with its averaging period and height)",
        ),
        "streets": Bilingual("分街道统计（说明 1、2）", "statistics by street (notes 1, 2)"),
        "communities": Bilingual("分社区统计（说明 1、2）", "statistics by community (notes 1, 2)"),
        "series": Bilingual(
            "各地点风与气压过程（说明 1）", "wind and pressure in time at places (note 1)"
        ),
        "track": Bilingual(
            "台风中心各时刻位置、强度与距区中心的距离", "the storm's centre, strength and distance in time"
        ),
        "actions": Bilingual(
            "防风行动清单：做什么、谁、何时之前（说明 4）", "what to do, who, before which hour (note 4)"
        ),
        "actions_by_street": Bilingual(
            "各街道防风行动与时限（说明 4）", "actions and deadlines of each street (note 4)"
        ),
        "damage_states": Bilingual(
            "分街道各类物件各破坏等级的期望数量（说明 5）",
            "expected number of things in each state by street (note 5)",
        ),
        "damage": Bilingual("分街道风灾损失期望（说明 5）", "expected damage by street (note 5)"),
        "buildings.parquet": Bilingual(
            "逐栋：阵风、各破坏等级概率、期望损失（GeoParquet）",
            "each building: gust, probability of the grades, expected loss (GeoParquet)",
        ),
        "no_effect": Bilingual("台风最近距离与时间", "shortest distance of the storm and its time"),
        "rain": Bilingual(
            "由路径按参数化模型推算的逐时雨量，可作内涝模拟的降雨输入（说明 6）",
            "hourly rain from the track by a parametric model, for the waterlogging simulator (note 6)",
        ),
        "manifest.json": MANIFEST_LINE,
    },
    rules=(
        Bilingual(
            "1. 平均风速为离地10米、10分钟平均，阵风为离地10米、3秒；都计入当地上风向粗糙度、遮蔽和地形。"
            "风力等级按GB/T 28591。时间为北京时间。",
            "1. Mean winds are 10-minute means and gusts 3-second gusts, both at 10 m above ground, over "
            "roughness upwind, shelter and hills of the place. Forces are those of GB/T 28591, times UTC+8.",
        ),
        Bilingual(
            "2. 每个单元按中心点归属一个街道；表中“最大”为其中风最大的单元，“中位数”为各单元最大值的中位数；"
            "开始与结束为其中任一单元的首次与末次。",
            "2. Each cell belongs to the street that holds its centre; 'greatest' is its windiest cell, "
            "'median' that of the maxima of its cells; first and last times are those of any of its cells.",
        ),
        Bilingual(
            "3. 概率为扰动（或集合）成员中达到该级风力的比例，不含风场模型与地面参数的不确定性。",
            "3. Probabilities are shares of the members that reach the force; they hold nothing of the "
            "uncertainty of the wind model and of the ground.",
        ),
        Bilingual(
            "4. 时限为首次达到阈值的时间减去提前量；阈值与提前量可在情景文件中换成自己的表。",
            "4. A deadline is the first time of the threshold less the lead; thresholds and leads can be "
            "replaced by a table of one's own in the scenario.",
        ),
        Bilingual(
            "5. 损失为按易损性曲线的期望值；曲线及其来源状态见数据表。",
            "5. Damage is expected damage by fragility curves; the tables state their sources and status.",
        ),
        Bilingual(
            "6. 参数化雨量只代表台风本身的平均雨，不含地形增幅与冷空气影响；有预报或实测雨量时应以其为准。",
            "6. Parametric rain is the mean rain of the storm itself, without hills and fronts; use forecast "
            "or measured rain where there is any.",
        ),
    ),
)  # fmt: skip
"""The page of a typhoon's folder."""
