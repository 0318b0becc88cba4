"""Tables of roads and metro lines."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure.fields import (
    NAME,
    STATUS,
    coded,
    community_code,
    count,
    flag,
    key,
    measure,
    street_code,
    text,
)

ROAD_CLASSES = {
    "arterial": "主干路",
    "secondary": "次干路",
    "collector": "支路",
    "lane": "街巷",
    "path": "步道",
}
"""Classes of roads with their Chinese labels."""

ROADS = Table(
    name="roads", group="exposure", zh="道路", en="roads", geometry="LineString", key=("road_id",),
    beyond=True, standard="GB/T 39195 annex E; CJJ 37",
    meaning="Edges of the road graph between junctions. Roads of the belt around the district belong to "
    "it, since ways lead through them.",
    columns=(
        key("road_id", "道路编号", "road", r"R\d{6}"),
        coded("class", "道路等级", "class", ROAD_CLASSES, standard="CJJ 37"),
        measure("width_m", "红线宽度", "width", "m", 1.0, 120.0,
                meaning="Carriageways with their pavements."),
        count("from_node", "起点节点", "node at its beginning", 10_000_000),
        count("to_node", "终点节点", "node at its end", 10_000_000),
        text("name", "道路名称", "name", required=False, meaning="Roads that share a name are one street."),
        street_code(required=False),
        count("lanes", "机动车道数", "motor lanes of both directions", 12),
        measure("speed_limit_km_h", "限速", "speed limit", "km h-1", 0.0, 120.0,
                meaning="0 where no motor vehicle may go."),
        flag("motor_vehicles", "通行机动车", "open to motor vehicles"),
        flag("one_way", "单行", "one way"),
        flag("bridge", "桥梁", "bridge", meaning="Crosses a canal."),
        Column(name="canal_id", zh="所跨河道", en="canal it crosses", kind="text",
               references="canals.canal_id", required=False),
        measure("bridge_length_m", "桥长", "length over water", "m", 0.0, 1000.0, required=False),
        measure("drain_return_period_yr", "雨水设计重现期", "return period of its drains", "year", 0.0, 100.0,
                meaning="Design storm of the storm drain in it; 0 where there is none."),
        coded("surface", "路面", "surface", {"asphalt": "沥青", "concrete": "水泥", "stone": "石板"}),
        STATUS,
    ),
)  # fmt: skip

METRO_LINES = Table(
    name="metro_lines", group="exposure", zh="地铁线路", en="metro lines", geometry="LineString",
    key=("metro_line_id",), standard="GB 50157 (terms)",
    meaning="Course of each line inside the district. In the synthetic district courses follow main roads "
    "near where lines of that number run; they are not surveyed.",
    columns=(
        key("metro_line_id", "线路编号", "line", r"M\d{2}"),
        NAME,
        coded("phase", "建设状态", "phase",
              {"operating": "运营", "construction": "在建", "planned": "规划"}),
        count("opened_year", "开通年份", "year of opening", 2100, required=False),
        measure("tunnel_depth_m", "隧道埋深", "depth of the tunnel's axis", "m", 0.0, 80.0),
        measure("tunnel_diameter_m", "隧道外径", "outer diameter of a tunnel", "m", 4.0, 15.0),
        coded("tunnel_method", "施工方法", "method of construction",
              {"shield": "盾构", "cut_and_cover": "明挖", "mined": "矿山法"}),
        count("stations_count", "车站数", "stations in the district", 100),
        STATUS,
    ),
)  # fmt: skip

METRO_STATIONS = Table(
    name="metro_stations", group="exposure", zh="地铁站", en="metro stations", geometry="Point",
    key=("metro_station_id",), standard="GB 50157 (terms)",
    meaning="One row for each station of each line; a place where lines meet has one row for each.",
    columns=(
        key("metro_station_id", "车站编号", "station", r"MS\d{4}"),
        NAME,
        Column(name="metro_line_id", zh="线路编号", en="line", kind="text",
               references="metro_lines.metro_line_id"),
        street_code(),
        community_code(),
        measure("chainage_m", "里程", "chainage along the line", "m", 0.0, 60_000.0,
                meaning="From the beginning of the whole course, also of what lies outside."),
        flag("interchange", "换乘站", "interchange"),
        count("entrances", "出入口数", "entrances", 16),
        measure("platform_depth_m", "站台埋深", "depth of the platform", "m", 0.0, 60.0),
        measure("length_m", "车站长度", "length of the station", "m", 50.0, 800.0),
        measure("bearing_deg", "车站走向", "bearing of its length", "degree", 0.0, 180.0),
        count("passengers_day", "日客流", "passengers a day", 500_000),
        STATUS,
    ),
)  # fmt: skip
