"""Fields of an earthquake on its grid: shaking, site and expected damage."""

from __future__ import annotations

from census.variable import Variable

CELL = ("y", "x")
_SHAKEN = ("probability", *CELL)
MODEL = "seismic model"

FIELDS = (
    Variable(
        "peak_ground_acceleration", "峰值加速度", "peak ground acceleration", "m s-2", _SHAKEN, 0.0, None,
        "地表水平向峰值加速度的中值与5%、95%分位数",
        "horizontal peak acceleration of the ground: median and quantiles of 5 and 95 %",
        source=MODEL,
    ),
    Variable(
        "peak_ground_velocity", "峰值速度", "peak ground velocity", "m s-1", _SHAKEN, 0.0, None,
        "地表水平向峰值速度的中值与5%、95%分位数",
        "horizontal peak velocity of the ground: median and quantiles of 5 and 95 %",
        source=MODEL,
    ),
    Variable(
        "spectral_acceleration_03", "0.3秒谱加速度", "spectral acceleration at 0.3 s", "m s-2", _SHAKEN,
        0.0, None,
        "周期0.3秒、阻尼比5%的谱加速度的中值与5%、95%分位数",
        "pseudo-spectral acceleration at 0.3 s with 5 % damping: median and quantiles of 5 and 95 %",
        source=MODEL,
    ),
    Variable(
        "spectral_acceleration_10", "1秒谱加速度", "spectral acceleration at 1 s", "m s-2", _SHAKEN,
        0.0, None,
        "周期1秒、阻尼比5%的谱加速度的中值与5%、95%分位数",
        "pseudo-spectral acceleration at 1 s with 5 % damping: median and quantiles of 5 and 95 %",
        source=MODEL,
    ),
    Variable(
        "seismic_intensity", "地震烈度", "seismic intensity", "1", _SHAKEN, 1.0, 12.0,
        "仪器地震烈度（小数）的中值与5%、95%分位数",
        "instrumental intensity with its fraction: median and quantiles of 5 and 95 %",
        source="GB/T 17742-2020",
    ),
    Variable(
        "site_factor", "场地系数", "site factor", "1", CELL, 0.0, None,
        "地表峰值加速度中值与基岩峰值加速度中值之比",
        "median peak acceleration of the ground over that of rock",
        source=MODEL,
    ),
    Variable(
        "mean_damage_grade", "平均震害等级", "mean damage grade", "1", CELL, 0.0, 4.0,
        "单元内房屋按建筑面积加权的期望震害等级；0基本完好，4毁坏；无房屋处无值",
        "expected damage grade of the buildings of a cell weighted by floor area, 0 intact to 4 destroyed; "
        "none where no building stands",
        source="GB/T 24335",
    ),
    Variable(
        "severe_damage_share", "严重破坏与毁坏面积比", "share severely damaged or destroyed", "1", CELL,
        0.0, 1.0,
        "期望严重破坏或毁坏的建筑面积占单元建筑面积的比例；无房屋处无值",
        "floor area expected to be severely damaged or destroyed over that of the cell; none where no "
        "building stands",
        source=MODEL,
    ),
    Variable(
        "displaced_density", "失去住所人口密度", "density of displaced people", "m-2", CELL, 0.0, None,
        "各次模拟平均的失去住所人数与单元面积之比",
        "people without a home, mean of the realisations, over the area of the cell",
        source=MODEL,
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "probability", "概率", "probability", "1", ("probability",), 0.0, 1.0,
        "不超越概率：0.5为中值", "probability of not being exceeded; 0.5 is the median",
        source=MODEL,
    ),
)  # fmt: skip
