"""What came into underpasses, metro entrances, garages and malls in a run."""

from __future__ import annotations

from census.variable import Variable

SPACE = ("space",)

FIELDS = (
    Variable(
        "underground_first_time", "首次进水时间", "first time of water inside", "s", SPACE, 0.0, None,
        "首次有水越过门槛的时间；属于路面的下穿通道为最低处水深首次达0.05米的时间；从未则无值",
        "first time at which water passes the sill; in an underpass of the street, at which it stands 0.05 m "
        "deep at the floor; none where it never does",
    ),
    Variable(
        "underground_closing_time", "达到封闭水深时间", "time of closing depth", "s", SPACE, 0.0, None,
        "内部水深首次达到封闭水深的时间；从未则无值",
        "first time at which the depth inside reaches that at which the space is closed; none where it never "
        "does",
    ),
    Variable(
        "underground_time_above_depth", "内部达各级水深时间", "first time above depths inside", "s",
        ("space", "space_depth"), 0.0, None,
        "内部水深首次达到各等级的时间；从未则无值",
        "first time at which the depth inside reaches each depth; none where it never does",
    ),
    Variable(
        "underground_inflow", "进水量", "volume of inflow", "m3", SPACE, 0.0, None,
        "越过门槛流入的总水量", "total volume that flowed in over the sill",
    ),
    Variable(
        "underground_peak_inflow", "最大进水流量", "greatest inflow", "m3 s-1", SPACE, 0.0, None,
        "进水流量的最大值（按计算时钟平均）", "greatest inflow, mean over an interval of the run's clock",
    ),
    Variable(
        "underground_fill_share", "最大充满度", "greatest share filled", "1", SPACE, 0.0, None,
        "最大蓄水量与容积之比；属于路面的下穿通道为0",
        "greatest volume over the volume below the sill; 0 in an underpass of the street",
    ),
    Variable(
        "underground_maximum_depth", "内部最大水深", "greatest depth inside", "m", SPACE, 0.0, None,
        "底板以上的最大水深", "greatest depth over the floor",
    ),
    Variable(
        "underground_maximum_head", "门槛以上最高水位", "greatest head over the sill", "m", SPACE, None, None,
        "路面最高水位与门槛高程之差；路面始终无水则无值",
        "greatest level of the street over the sill; none where the street stays dry",
    ),
    Variable(
        "underground_in_street", "属于路面", "part of the street", "1", SPACE, 0.0, 1.0,
        "1表示下洼已在地面高程中，水算在路面上",
        "1 where the hollow is in the ground itself and its water counts as the street's",
    ),
    Variable(
        "underground_volume", "内部水量", "volume inside", "m3", ("space", "series_time"), 0.0, None,
        "各时刻内部蓄水量", "water inside at the times of the series",
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "space", "地下空间", "space below ground", "", SPACE, None, None,
        "普查表中的地下空间编号", "key of the space in the census",
    ),
    Variable(
        "space_depth", "内部水深等级", "depth inside", "m", ("space_depth",), 0.0, None,
        "统计首次时间所用的内部水深", "depth inside whose first time is kept",
    ),
)  # fmt: skip
