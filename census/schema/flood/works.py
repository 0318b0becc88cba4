"""Embankments, sluices and pumping stations."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure.fields import NAME, coded, count, key, measure, street_code, text
from census.schema.flood.fields import DATUM, STATUS, canal_id, level

EMBANKMENTS = Table(
    name="embankments", group="flood", zh="堤防", en="embankments", geometry="LineString",
    key=("embankment_id",), standard="GB 50201-2014",
    meaning="One row for each stretch of bank of about half a kilometre with its crest.",
    columns=(
        key("embankment_id", "堤段编号", "embankment", r"E\d{4}"), canal_id(),
        coded("kind", "型式", "kind", {"masonry_wall": "浆砌石驳坎", "earth": "土堤",
            "concrete_wall": "混凝土挡墙"}),
        measure("length_m", "长度", "length", "m", 1.0, 5000.0),
        level("crest_m", "堤顶高程", "crest"), level("lowest_crest_m", "最低堤顶高程", "lowest crest"), DATUM,
        measure("return_period_yr", "防洪标准", "flood it withstands", "yr", 1.0, 1000.0), STATUS,
    ),
)  # fmt: skip

SLUICES = Table(
    name="sluices", group="flood", zh="水闸", en="sluices", geometry="Point", key=("sluice_id",),
    standard="SL 265", meaning="Gates between two waters, with the stages at which they are moved.",
    columns=(
        key("sluice_id", "水闸编号", "sluice", r"SL\d{3}"), NAME, street_code(),
        canal_id("canal_id", "内河编号"), canal_id("outer_canal_id", "外河编号"),
        count("gates", "孔数", "gates", 20),
        measure("width_m", "净宽", "clear width of all gates", "m", 0.5, 100.0),
        level("sill_m", "闸底高程", "sill"),
        level("close_stage_m", "关闸水位", "stage of the outer water at which it is closed"),
        level("open_stage_m", "开闸水位", "stage of the inner water at which it is opened"), DATUM,
        text("rule", "调度规则", "rule of operation"), STATUS,
    ),
)  # fmt: skip

PUMP_STATIONS = Table(
    name="pump_stations", group="flood", zh="排涝泵站", en="pumping stations", geometry="Point", beyond=True,
    key=("pump_station_id",), standard="GB 50265; GB/T 39195-2020 annex J",
    meaning="Stations that lift storm water from drains or underpasses to a canal, or between waters.",
    columns=(
        key("pump_station_id", "泵站编号", "station", r"PS\d{3}"), NAME, street_code(required=False),
        coded("kind", "类别", "kind", {
            "drain": "雨水泵站", "underpass": "下穿道路泵站", "polder": "圩区排涝站", "river": "外排泵站"}),
        text("from_water", "抽自", "pumps from"), text("to_water", "排入", "pumps to"),
        canal_id("to_canal_id", "受纳河道", required=False),
        measure("capacity_m3_s", "设计流量", "capacity", "m3 s-1", 0.005, 500.0),
        count("pumps", "机组数", "pumps", 40),
        level("start_stage_m", "起排水位", "stage of the water pumped at which pumping starts",
            required=False),
        level("stop_stage_m", "停排水位", "stage of the water pumped at which pumping stops", required=False),
        DATUM,
        Column(name="since", zh="投运日期", en="in use since", kind="date", required=False),
        text("rule", "调度规则", "rule of operation"), text("source", "依据", "source"), STATUS,
    ),
)  # fmt: skip
