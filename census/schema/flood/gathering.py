"""Places where water gathers: low points, known waterlogging points, spaces below ground."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure.fields import (
    NAME,
    building_id,
    coded,
    count,
    flag,
    key,
    measure,
    street_code,
    text,
)
from census.schema.flood.fields import DATUM, STATUS, level

_LOW_POINT = Column(
    name="low_point_id", zh="低洼点编号", en="low point", kind="text", pattern=r"L\d{3}",
    references="low_points.low_point_id", required=False,
)  # fmt: skip

LOW_POINTS = Table(
    name="low_points", group="flood", zh="道路低洼点", en="low points of the streets", geometry="Point",
    key=("low_point_id",), meaning="Sunken stretches and underpasses from which water does not run off.",
    columns=(
        key("low_point_id", "低洼点编号", "low point", r"L\d{3}"),
        coded("kind", "类别", "kind", {"underpass": "下穿通道", "low_spot": "低洼路段"}),
        street_code(),
        measure("depth_m", "蓄水深", "depth before water runs off", "m", 0.0, 10.0),
        level("spill_m", "溢流高程", "level at which water runs off"),
        Column(name="datum", zh="高程基准", en="vertical datum", kind="text", codes=DATUM.codes),
        measure("radius_m", "半径", "radius", "m", 0.0, 500.0),
    ),
)  # fmt: skip

WATERLOGGING_POINTS = Table(
    name="waterlogging_points", group="flood", zh="内涝隐患点", en="waterlogging points", geometry="Point",
    key=("waterlogging_point_id",), standard="GB/T 39195-2020 annexes G and H",
    meaning="Known places of waterlogging, what they endanger and what was seen there.",
    columns=(
        key("waterlogging_point_id", "隐患点编号", "waterlogging point", r"WL\d{3}"), NAME, street_code(),
        coded("kind", "类别", "kind", {
            "underpass": "下穿通道", "low_spot": "低洼路段", "street_dip": "道路凹点"}),
        _LOW_POINT, level("ground_m", "地面高程", "lowest ground"), DATUM,
        measure("usual_depth_m", "常见积水深", "usual depth of water", "m", 0.0, 5.0),
        measure("greatest_depth_m", "最大积水深", "greatest depth of water", "m", 0.0, 10.0),
        measure("area_m2", "积水面积", "area under water", "m2", 0.0, 1e6),
        measure("warning_depth_m", "预警水深", "depth at which it is closed", "m", 0.0, 2.0),
        measure("recession_h", "退水时间", "time until dry", "h", 0.0, 240.0),
        count("buildings_affected", "受影响房屋", "buildings affected", 10_000),
        text("cause", "成因", "cause"), flag("water_gauge", "有无水尺或传感器", "has a water gauge"),
        text("measure", "防范措施", "measure taken"), STATUS,
    ),
)  # fmt: skip

UNDERGROUND_SPACES = Table(
    name="underground_spaces", group="flood", zh="地下空间", en="spaces below ground", geometry="Point",
    key=("space_id",), standard="GB/T 39195-2020 annex G",
    meaning="Spaces that fill once water stands above their threshold. The sill is given above the ground at "
    "the entrance and as a level.",
    columns=(
        key("space_id", "地下空间编号", "space", r"UG\d{4}"), NAME, street_code(),
        coded("kind", "类别", "kind", {
            "underpass": "下穿通道", "metro_entrance": "地铁出入口", "garage": "地下车库",
            "mall": "地下商场"}),
        building_id(required=False), _LOW_POINT,
        Column(name="metro_station_id", zh="车站编号", en="metro station", kind="text", required=False,
               references="metro_stations.metro_station_id"),
        measure("sill_height_m", "挡水门槛高", "threshold above the ground", "m", 0.0, 3.0),
        measure("threshold_depth_m", "封闭水深", "depth of water at which it is closed", "m", 0.0, 3.0),
        level("ground_m", "出入口地面高程", "ground at the entrance"), level("sill_m", "门槛高程",
            "threshold"),
        level("floor_m", "底板高程", "floor"), DATUM,
        measure("entrance_width_m", "口门宽", "width of the entrance", "m", 0.5, 100.0),
        measure("area_m2", "面积", "floor area", "m2", 1.0, 1e6),
        measure("volume_m3", "容积", "volume", "m3", 1.0, 1e7),
        measure("pump_m3_s", "排水泵能力", "capacity of its pumps", "m3 s-1", 0.0, 10.0),
        count("parking_places", "车位数", "parking places", 20_000, required=False), STATUS,
    ),
)  # fmt: skip
