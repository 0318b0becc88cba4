"""What a run tells of canals, sluices and pumps."""

from __future__ import annotations

from census.variable import Variable

FIELDS = (
    Variable(
        "canal_stage", "河道水位", "stage of the canals", "m", ("reach", "series_time"), None, None,
        "各河段的水位，基准同地面高程", "water level of each reach, datum of the ground elevation",
    ),
    Variable(
        "canal_maximum_stage", "河道最高水位", "highest stage of the canals", "m", ("reach",), None, None,
        "各河段在计算期内的最高水位", "highest water level of each reach during the run",
    ),
    Variable(
        "canal_maximum_stage_time", "最高水位时间", "time of the highest stage", "s", ("reach",), 0.0, None,
        "各河段达到最高水位的时间", "time at which each reach stands highest",
    ),
    Variable(
        "canal_bank", "河段岸顶高程", "bank of the reach", "m", ("reach",), None, None,
        "各河段两岸较低处的高程", "level at which the banks of each reach are overtopped first",
    ),
    Variable(
        "reach_canal", "所属河道", "canal of the reach", "", ("reach",), None, None,
        "河段所属河道的普查编号", "row of the census table canals that the reach belongs to",
    ),
    Variable(
        "reach_chainage", "河段里程", "chainage of the reach", "m", ("reach",), None, None,
        "河段中点的里程", "chainage of the middle of the reach",
    ),
    Variable(
        "sluice_discharge", "过闸流量", "discharge of the sluices", "m3 s-1", ("sluice", "series_time"),
        None, None, "由内河流向外河为正", "positive from the inner to the outer water",
    ),
    Variable(
        "sluice_opening", "闸门开度", "opening of the sluices", "m", ("sluice", "series_time"), 0.0, None,
        "闸门提起的高度", "height by which the gates are raised",
    ),
    Variable(
        "sluice_volume", "过闸水量", "volume through the sluices", "m3", ("sluice",), None, None,
        "计算期内由内河流向外河的净水量", "net volume from the inner to the outer water during the run",
    ),
    Variable(
        "pump_discharge", "泵站流量", "discharge of the stations", "m3 s-1", ("pump_station", "series_time"),
        0.0, None, "各泵站排出的流量", "discharge of each pumping station",
    ),
    Variable(
        "pump_volume", "泵站排水量", "volume of the stations", "m3", ("pump_station",), 0.0, None,
        "计算期内各泵站排出的水量", "volume that each pumping station lifted during the run",
    ),
    Variable(
        "pump_energy", "泵站能耗", "energy of the stations", "kW h", ("pump_station",), 0.0, None,
        "按扬程和效率计算的用电量", "electricity taken, from lift and efficiency",
    ),
    Variable(
        "mobile_pump_discharge", "移动泵流量", "discharge of the mobile pumps", "m3 s-1",
        ("mobile_pump", "series_time"), 0.0, None,
        "各移动泵抽排的流量", "discharge of each mobile pump",
    ),
    Variable(
        "mobile_pump_volume", "移动泵排水量", "volume of the mobile pumps", "m3", ("mobile_pump",), 0.0, None,
        "计算期内各移动泵抽排的水量", "volume that each mobile pump took during the run",
    ),
)  # fmt: skip

COORDINATES = (
    Variable(
        "reach", "河段", "reach", "", ("reach",), None, None,
        "有同一水位的一段河道", "stretch of canal with one level",
    ),
    Variable(
        "sluice", "水闸", "sluice", "", ("sluice",), None, None,
        "水闸的普查编号", "row of the census table sluices",
    ),
    Variable(
        "pump_station", "泵站", "pumping station", "", ("pump_station",), None, None,
        "泵站的普查编号", "row of the census table pump_stations",
    ),
    Variable(
        "mobile_pump", "移动泵", "mobile pump", "", ("mobile_pump",), None, None,
        "情景中移动泵的名称", "name of the mobile pump in the scenario",
    ),
)  # fmt: skip
