"""What the page of an earthquake's folder says of its files and of how numbers are counted."""

from __future__ import annotations

from outputs.map_style import Bilingual
from outputs.readme import MANIFEST_LINE, Guide

GUIDE = Guide(
    files={
        "fields.nc": Bilingual(
            "地震动（中值与5%、95%分位数）、场地系数、期望震害（CF-1.11 NetCDF，国际单位）",
            "shaking (median, 5 and 95 %), site factor, expected damage (CF-1.11 NetCDF, SI units)",
        ),
        "buildings.parquet": Bilingual(
            "逐栋：各震害等级概率、伤亡、失去住所人数、瓦砾、修复费用及其5%–95%范围（GeoParquet）",
            "each building: probability of the grades, casualties, displacement, debris and repair with "
            "5-95 % ranges (GeoParquet)",
        ),
        "streets": Bilingual("分街道统计（说明 1、2）", "statistics by street (notes 1, 2)"),
        "communities": Bilingual("分社区统计（说明 1、2）", "statistics by community (notes 1, 2)"),
        "realisations.parquet": Bilingual(
            "每次模拟各社区的震害与后果，供避难规划（说明 2）",
            "damage and consequences of every community in every realisation, for planning shelters (note 2)",
        ),
        "retrofit": Bilingual("加固次序清单（说明 3）", "list of retrofits in order (note 3)"),
        "retrofit_blocks": Bilingual("按社区的加固次序（说明 3）", "retrofit order by community (note 3)"),
        "roads": Bilingual("道路被瓦砾阻断的概率", "probability that debris blocks each road"),
        "liquefaction": Bilingual("各钻孔处的砂土液化判别", "liquefaction at each borehole"),
        "displaced_people": Bilingual("失去住所人口密度", "density of displaced people"),
        "manifest.json": MANIFEST_LINE,
    },
    rules=(
        Bilingual(
            "1. 建筑按普查表中的街道、社区归属；各行平均数之和等于合计，分位数不可相加。",
            "1. Buildings belong to the street and community of the census; means of the rows sum to the "
            "total, quantiles do not.",
        ),
        Bilingual(
            "2. 同一次模拟的伤亡、失去住所、瓦砾、费用都来自同一组抽样的震害等级；"
            "5%与95%为各次模拟间的分位数，包含地震动与易损性的不确定性，不含震级、位置和参数的不确定性；后果罕见处，单栋或社区的平均值可高于95%分位数。",
            "2. Casualties, displacement, debris and cost of a realisation come from the same sampled "
            "grades; 5 and 95 % are quantiles over the realisations: they hold the uncertainty of motion and "
            "fragility, not that of magnitude, place and parameters. Where harm is rare the mean of a "
            "building or community can lie above its 95 %.",
        ),
        Bilingual(
            "3. 加固前后使用相同的随机数，差值只来自加固。",
            "3. The same random numbers stand before and after a retrofit: the difference is its own.",
        ),
        Bilingual(
            "4. 震害等级按GB/T 24335：基本完好、轻微破坏、中等破坏、严重破坏、毁坏。",
            "4. Damage grades are those of GB/T 24335: intact, slight, moderate, severe, destroyed.",
        ),
    ),
)
"""The page of an earthquake's folder."""
