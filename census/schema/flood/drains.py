"""The storm-drain network: nodes, links, catchments."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure.fields import coded, count, flag, key, measure, street_code
from census.schema.flood.fields import DATUM, STATUS, canal_id, level

_ANNEX = "GB/T 39195-2020 annex F; EPA SWMM 5.2"
_ROADS = {"arterial": "主干路", "secondary": "次干路", "collector": "支路", "lane": "街坊路", "path": "小路"}


def _node(name: str, zh: str, en: str) -> Column:
    return Column(name=name, zh=zh, en=en, kind="text", references="drain_nodes.node_id")


_STATION = Column(
    name="pump_station_id", zh="泵站编号", en="pumping station", kind="text", required=False,
    references="pump_stations.pump_station_id",
)  # fmt: skip

NODES = Table(
    name="drain_nodes", group="flood", zh="雨水管网节点", en="nodes of the storm drains", geometry="Point",
    key=("node_id",), standard=_ANNEX,
    meaning="Manholes, inlets, wet wells and outfalls. An outfall names its canal and its usual stage.",
    columns=(
        key("node_id", "节点编号", "node", r"[NO]\d{4,6}"),
        coded("kind", "类别", "kind", {
            "junction": "检查井", "inlet": "雨水口检查井", "outfall": "排放口", "storage": "集水池"}),
        street_code(), level("rim_m", "井口高程", "rim"), level("invert_m", "井底高程", "bottom"),
        level("stage_m", "受纳水位", "usual stage of the water it drains into", required=False), DATUM,
        flag("flap_gate", "拍门", "has a flap gate", required=False),
        measure("storage_area_m2", "集水池面积", "area of the wet well", "m2", 0.5, 1e5, required=False),
        count("inlet_count", "雨水口数", "gullies joined to it", 500),
        measure("inlet_weir_m", "进水边长", "length of edge over which water enters", "m", 0.0, 1000.0),
        measure("inlet_orifice_m2", "进水孔面积", "open area of the grates", "m2", 0.0, 200.0),
        canal_id(required=False), _STATION,
        Column(name="low_point_id", zh="低洼点编号", en="low point", kind="text", required=False,
               references="low_points.low_point_id"),
        STATUS,
    ),
)  # fmt: skip

LINKS = Table(
    name="drain_links", group="flood", zh="雨水管渠", en="links of the storm drains", geometry="LineString",
    key=("link_id",), standard=_ANNEX,
    meaning="Pipes, boxes and pumps, drawn and directed downstream. Levels are those of the inner bottom.",
    columns=(
        key("link_id", "管段编号", "link", r"[PU]\d{5}"),
        coded("kind", "类别", "kind", {"conduit": "管渠", "pump": "水泵", "orifice": "孔口", "weir": "堰"}),
        _node("from_node", "起点编号", "from"), _node("to_node", "终点编号", "to"),
        coded("shape", "断面形状", "shape", {"circular": "圆管", "box": "箱涵"}, required=False),
        measure("height_m", "管径（高）", "height or diameter", "m", 0.1, 6.0, required=False),
        measure("width_m", "宽", "width or diameter", "m", 0.1, 20.0, required=False),
        measure("length_m", "长度", "length", "m", 0.1, 5000.0),
        level("from_invert_m", "起点管底高程", "bottom at its upper end", required=False),
        level("to_invert_m", "终点管底高程", "bottom at its lower end", required=False), DATUM,
        measure("slope", "坡度", "slope", "1", 0.0, 1.0, required=False),
        measure("roughness", "糙率", "Manning's n", "s m-1/3", 0.005, 0.1, required=False),
        coded("material", "管材", "material", {"hdpe": "高密度聚乙烯", "reinforced_concrete": "钢筋混凝土"},
              required=False),
        count("year_laid", "敷设年份", "year laid", 2100),
        measure("design_flow_m3_s", "设计流量", "design flow", "m3 s-1", 0.0, 500.0),
        measure("capacity_m3_s", "过流能力", "capacity running full", "m3 s-1", 0.0, 500.0),
        measure("pump_capacity_m3_s", "水泵流量", "flow of the pumps", "m3 s-1", 0.001, 500.0,
            required=False),
        measure("start_depth_m", "启泵水深", "depth at which pumps start", "m", 0.0, 20.0, required=False),
        measure("stop_depth_m", "停泵水深", "depth at which pumps stop", "m", 0.0, 20.0, required=False),
        _STATION, coded("road_class", "道路等级", "class of the street", _ROADS, required=False), STATUS,
    ),
)  # fmt: skip

CATCHMENTS = Table(
    name="drain_catchments", group="flood", zh="汇水分区", en="catchments of the storm drains",
    geometry="MultiPolygon", key=("catchment_id",), standard=_ANNEX,
    meaning="Ground that drains to one node; what runs to a canal by itself is in none.",
    columns=(
        key("catchment_id", "汇水区编号", "catchment", r"K\d{5}"),
        _node("node_id", "节点编号", "node it drains to"),
        measure("area_m2", "面积", "area", "m2", 1.0, 1e7),
        measure("sealed_share", "不透水率", "sealed share", "1", 0.0, 1.0),
        measure("runoff_coefficient", "径流系数", "runoff coefficient", "1", 0.0, 1.0),
        measure("width_m", "特征宽度", "width across the flow", "m", 0.1, 1e5),
        measure("slope", "地面坡度", "slope of the ground", "1", 0.0, 1.0),
        measure("roughness_sealed", "不透水面糙率", "Manning's n of sealed ground", "s m-1/3", 0.001, 1.0),
        measure("roughness_open", "透水面糙率", "Manning's n of open ground", "s m-1/3", 0.001, 1.0),
        measure("storage_sealed_mm", "不透水面洼蓄", "storage of sealed ground", "mm", 0.0, 50.0),
        measure("storage_open_mm", "透水面洼蓄", "storage of open ground", "mm", 0.0, 100.0),
        measure("infiltration_max_mm_h", "初渗率", "infiltration at first", "mm h-1", 0.0, 500.0),
        measure("infiltration_min_mm_h", "稳渗率", "infiltration at last", "mm h-1", 0.0, 500.0),
        measure("infiltration_decay_1_h", "衰减系数", "decay of infiltration", "h-1", 0.0, 100.0), STATUS,
    ),
)  # fmt: skip
