"""Fields of a run on its grid, and its water balance."""

from __future__ import annotations

from census.variable import CF_NAMES, Variable

CELL = ("y", "x")

FIELDS = (
    Variable(
        "maximum_depth", "最大水深", "maximum water depth", "m", CELL, 0.0, None,
        "整个过程中地面以上的最大水深；建筑、河道和区外无值",
        "greatest depth above ground during the run; none on buildings, canals and outside the domain",
        "flood_water_thickness", "time: maximum", CF_NAMES,
    ),
    Variable(
        "time_of_maximum_depth", "最大水深出现时间", "time of maximum depth", "s", CELL, 0.0, None,
        "从计算开始到出现最大水深的时间", "time from the start of the run to the greatest depth",
        "time_of_maximum_flood_depth", None, CF_NAMES,
    ),
    Variable(
        "maximum_speed", "最大流速", "maximum flow speed", "m s-1", CELL, 0.0, None,
        "整个过程中水深平均流速的最大值", "greatest depth-averaged speed during the run",
        "flood_water_speed", "time: maximum", CF_NAMES,
    ),
    Variable(
        "maximum_hazard", "最大危险度", "maximum hazard rating", "m2 s-1", CELL, 0.0, None,
        "水深×(流速+0.5)+漂浮物系数的最大值，表示对行人的危险",
        "greatest depth x (speed + 0.5) + debris factor: the danger to people on foot",
        None, "time: maximum", "Defra and Environment Agency FD2320 (United Kingdom), form of the rating",
    ),
    Variable(
        "arrival_time", "积水到达时间", "arrival time", "s", CELL, 0.0, None,
        "水深首次超过最小水深等级的时间；从未超过则无值",
        "time at which the depth first rises above the least depth class; none where it never does",
        "time_when_flood_water_rises_above_threshold", None, CF_NAMES,
    ),
    Variable(
        "duration_above_depth", "超过各级水深的历时", "duration above depth", "s",
        ("depth_class", *CELL), 0.0, None,
        "水深超过各等级的累计时间", "total time during which the depth is above each class",
    ),
    Variable(
        "depth", "水深", "water depth", "m", ("time", *CELL), 0.0, None,
        "各输出时刻的水深", "depth above ground at the output times",
        "flood_water_thickness", "time: point", CF_NAMES,
    ),
    Variable(
        "bed", "地面高程", "ground elevation", "m", CELL, -500.0, 9000.0,
        "地面（河道内为河底）高程，1985国家高程基准或算例自身基准",
        "elevation of the ground (of the bed in canals), 1985 national datum or the case's own",
        "ground_level_altitude", None, CF_NAMES,
    ),
    Variable(
        "building_fraction", "建筑占比", "building fraction", "1", CELL, 0.0, 1.0,
        "单元中建筑占地的比例；0.9及以上为水不能进入的整块建筑",
        "share of the cell under buildings; from 0.9 the cell is a block no water enters",
    ),
    Variable(
        "ledger", "水量平衡", "water balance", "m3", ("ledger_term",), None, None,
        "各项水量；进入为正，损失项流出为正", "volume of each term; inputs positive in, losses positive out",
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "depth_class", "水深等级", "depth class", "m", ("depth_class",), 0.0, None,
        "历时统计所用的水深阈值", "depth threshold of the durations",
        "flood_water_thickness", None, CF_NAMES,
    ),
    Variable(
        "arrival_depth", "到达水深", "arrival depth", "m", (), 0.0, None,
        "判定积水到达的水深", "depth that counts as arrival",
        "flood_water_thickness", None, CF_NAMES,
    ),
    Variable(
        "time", "时间", "time since the start of the run", "s", ("time",), 0.0, None,
        "从计算开始的时间", "time since the start of the run",
    ),
    Variable(
        "ledger_term", "水量平衡项", "term of the water balance", "", ("ledger_term",), None, None,
        "水量平衡各项的名称", "name of the term of the water balance",
    ),
)  # fmt: skip
