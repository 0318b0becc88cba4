"""Fields of a batch: what is reduced over its members, of every field on the grid."""

from __future__ import annotations

from collections.abc import Iterator

from census.scenario_variables import seismic, surface, typhoon
from census.variable import Variable

CELL = ("y", "x")
MODEL = "batch"

EXTRA = frozenset({"probability"})
"""Dimensions of a field of which a reduction takes one item."""

NOT_REDUCED = frozenset(
    {
        "bed", "building_fraction", "arrival_time", "time_of_maximum_depth", "site_factor",
        "time_of_maximum_wind", "wind_direction_at_maximum", "mean_wind_quantile", "gust_quantile",
    }
)  # fmt: skip
"""Ground, which is the same in all members, times, which are none where nothing happens, directions, which
have no mean, and what is a quantile over members already."""


def _bases() -> Iterator[Variable]:
    """Fields that may be reduced."""
    for subject in (surface, seismic, typhoon):
        for variable in subject.FIELDS:
            if variable.dims[-2:] == CELL and not set(variable.dims[:-2]) - EXTRA:
                yield variable


def _reduced(v: Variable) -> Iterator[Variable]:
    """The reductions of a field."""
    yield Variable(
        f"{v.name}_members", f"{v.zh}：有值成员数", f"{v.en}: members with a value", "1", CELL, 0, None,
        "该单元有值的成员数", "number of members that have a value in the cell", source=MODEL,
    )  # fmt: skip
    yield Variable(
        f"{v.name}_exceedance", f"{v.zh}：达到阈值的成员比例", f"{v.en}: share of members at threshold", "1",
        (f"{v.name}_threshold", *CELL), 0.0, 1.0,
        "达到或超过各阈值的成员占有值成员的比例；成员为随机抽样时为概率",
        "share of the members with a value that reach each threshold; a probability where members are drawn",
        source=MODEL,
    )  # fmt: skip
    for name, zh, en, told_zh, told_en in (
        ("mean", "成员平均", "mean of the members", "有值成员的平均", "mean of the members with a value"),
        ("highest", "成员最大", "greatest of the members", "各成员中的最大值", "greatest of all members"),
    ):
        yield Variable(
            f"{v.name}_{name}", f"{v.zh}：{zh}", f"{v.en}: {en}", v.unit, CELL, v.valid_min, v.valid_max,
            told_zh, told_en, source=MODEL,
        )  # fmt: skip
    yield Variable(
        f"{v.name}_worst_member", f"{v.zh}：最不利成员", f"{v.en}: worst member", "1", CELL, -1, None,
        "最大值所在成员的序号（从0起，并列取小号）；各成员均为零或无值时为-1",
        "number of the member with the greatest value, from 0, the lowest of equals; -1 where all are zero "
        "or none",
        source=MODEL,
    )  # fmt: skip
    yield Variable(
        f"{v.name}_quantile", f"{v.zh}：成员分位数", f"{v.en}: quantiles of the members", v.unit,
        ("quantile", *CELL), v.valid_min, v.valid_max,
        "有值成员的分位数，次序统计量间线性插值",
        "quantiles of the members with a value, linear between order statistics", source=MODEL,
    )  # fmt: skip


REDUCED = tuple(v for v in _bases() if v.name not in NOT_REDUCED)
"""Fields that may be reduced."""

FIELDS = tuple(reduced for base in REDUCED for reduced in _reduced(base))

COORDINATES = (
    Variable(
        "quantile", "分位", "quantile", "1", ("quantile",), 0.0, 1.0,
        "成员的不超越概率", "share of the members that is not greater", source=MODEL,
    ),
    *(
        Variable(
            f"{v.name}_threshold", f"{v.zh}阈值", f"threshold of {v.en}", v.unit, (f"{v.name}_threshold",),
            None, None, "计数所用的阈值", "threshold whose exceedance is counted", source=MODEL,
        )
        for v in REDUCED
    ),
)  # fmt: skip
