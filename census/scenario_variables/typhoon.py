"""Fields of a typhoon on its grid: winds, their times and probabilities."""

from __future__ import annotations

from census.variable import CF_NAMES, Variable

CELL = ("y", "x")
_FORCE = ("force", *CELL)
_SHARE = ("probability", *CELL)
MODEL = "typhoon model"
SCALE = "GB/T 28591-2012"

FIELDS = (
    Variable(
        "maximum_mean_wind", "最大平均风速", "maximum mean wind", "m s-1", CELL, 0.0, None,
        "离地10米高处10分钟平均风速的最大值，计入当地粗糙度、遮蔽和地形",
        "greatest 10-minute mean wind at 10 m above ground over roughness, shelter and hills of the place",
        "wind_speed", "time: maximum", CF_NAMES,
    ),
    Variable(
        "maximum_gust", "最大阵风", "maximum gust", "m s-1", CELL, 0.0, None,
        "离地10米高处3秒阵风的最大值，计入当地粗糙度、遮蔽和地形",
        "greatest 3-second gust at 10 m above ground over the roughness, shelter and hills of the place",
        "wind_speed_of_gust", "time: maximum", CF_NAMES,
    ),
    Variable(
        "wind_direction_at_maximum", "最大风向", "direction of the maximum wind", "degree", CELL, 0.0, 360.0,
        "出现最大平均风速时的来风方向，从北顺时针",
        "direction the wind comes from when its mean is greatest, clockwise from north",
        "wind_from_direction", None, CF_NAMES,
    ),
    Variable(
        "time_of_maximum_wind", "最大风出现时间", "time of the maximum wind", "s", CELL, 0.0, None,
        "从起算时刻到平均风速最大的时间", "time from the origin of the run to the greatest mean wind",
        source=MODEL,
    ),
    Variable(
        "beaufort_force", "最大平均风力", "greatest force of the mean wind", "1", CELL, 0.0, 18.0,
        "最大平均风速对应的风力等级", "Beaufort force of the greatest 10-minute mean wind at 10 m",
        source=SCALE,
    ),
    Variable(
        "beaufort_force_of_gust", "最大阵风风力", "greatest force of the gust", "1", CELL, 0.0, 18.0,
        "最大阵风对应的风力等级", "Beaufort force of the greatest 3-second gust at 10 m",
        source=SCALE,
    ),
    Variable(
        "first_time_of_force", "达到各级风力时间", "first time of each force", "s", _FORCE, 0.0, None,
        "10分钟平均风力首次达到各级的时间；从未则无值",
        "first time at which the 10-minute mean wind at 10 m reaches each force; none where it never does",
        source=MODEL,
    ),
    Variable(
        "last_time_of_force", "各级风力结束时间", "last time of each force", "s", _FORCE, 0.0, None,
        "10分钟平均风力最后一次不低于各级的时间；从未则无值",
        "last time at which the 10-minute mean wind at 10 m reaches each force; none where it never does",
        source=MODEL,
    ),
    Variable(
        "first_time_of_gust_force", "阵风达到各级风力时间", "first time of each force of the gust", "s",
        _FORCE, 0.0, None,
        "3秒阵风风力首次达到各级的时间；从未则无值",
        "first time at which the 3-second gust at 10 m reaches each force; none where it never does",
        source=MODEL,
    ),
    Variable(
        "last_time_of_gust_force", "阵风各级风力结束时间", "last time of each force of the gust", "s",
        _FORCE, 0.0, None,
        "3秒阵风风力最后一次不低于各级的时间；从未则无值",
        "last time at which the 3-second gust at 10 m reaches each force; none where it never does",
        source=MODEL,
    ),
    Variable(
        "minimum_air_pressure", "最低海平面气压", "lowest air pressure at sea level", "Pa", CELL, 0.0, None,
        "过程最低海平面气压", "lowest air pressure at sea level during the storm",
        "air_pressure_at_mean_sea_level", "time: minimum", CF_NAMES,
    ),
    Variable(
        "probability_of_force", "达到各级风力概率", "probability of each force", "1", _FORCE, 0.0, 1.0,
        "成员中10分钟平均风力达到各级的比例",
        "share of the members whose 10-minute mean wind at 10 m reaches each force",
        source=MODEL,
    ),
    Variable(
        "probability_of_gust_force", "阵风达到各级风力概率", "probability of each force of the gust", "1",
        _FORCE, 0.0, 1.0,
        "成员中3秒阵风风力达到各级的比例",
        "share of the members whose 3-second gust at 10 m reaches each force",
        source=MODEL,
    ),
    Variable(
        "mean_wind_quantile", "平均风速分位数", "quantile of the mean wind", "m s-1", _SHARE, 0.0, None,
        "各成员最大10分钟平均风速的分位数；低于统计下限处无值",
        "quantiles over the members of the greatest 10-minute mean wind at 10 m; none below what is counted",
        source=MODEL,
    ),
    Variable(
        "gust_quantile", "阵风分位数", "quantile of the gust", "m s-1", _SHARE, 0.0, None,
        "各成员最大3秒阵风的分位数；低于统计下限处无值",
        "quantiles over the members of the greatest 3-second gust at 10 m; none below what is counted",
        source=MODEL,
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "force", "风力等级", "Beaufort force", "1", ("force",), 0.0, 18.0,
        "蒲福风力等级", "force of the Beaufort scale", source=SCALE,
    ),
)  # fmt: skip
