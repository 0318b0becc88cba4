"""Canals, their cross-sections, and the gauges at them."""

from __future__ import annotations

from census.schema.column import Column, Table
from census.schema.exposure.fields import NAME, coded, key, measure, street_code, text
from census.schema.flood.fields import DATUM, STATUS, canal_id, level

_SYSTEMS = {"grand_canal": "运河水系", "shangtang": "上塘河水系"}

CANALS = Table(
    name="canals", group="flood", zh="河道", en="canals and rivers", geometry="MultiPolygon", beyond=True,
    key=("canal_id",), standard="GB/T 39195-2020 annex D",
    meaning="One row for each canal or river with its water surface; surfaces of two canals do not overlap.",
    columns=(
        key("canal_id", "河道编号", "canal", r"[CS]\d{2}"), NAME, text("name_en", "英文名", "English name"),
        coded("system", "水系", "system", _SYSTEMS, meaning="Canals of one system share their stage."),
        measure("width_m", "水面宽", "width of the water", "m", 1.0, 500.0),
        level("bed_m", "河底高程", "bed"), level("bank_m", "岸顶高程", "bank"),
        level("normal_stage_m", "常水位", "usual stage"), DATUM, STATUS,
    ),
)  # fmt: skip

CANAL_SECTIONS = Table(
    name="canal_sections", group="flood", zh="河道断面", en="cross-sections of canals", geometry="Point",
    beyond=True, key=("canal_id", "chainage_m"), standard="GB/T 39195-2020 annex D",
    meaning="A trapezium at every 200 m or so of a canal, with bed and banks.",
    columns=(
        canal_id(), measure("chainage_m", "里程", "chainage", "m", 0.0, 100_000.0),
        level("bed_m", "河底高程", "bed"),
        measure("bottom_width_m", "底宽", "width of the bed", "m", 0.0, 500.0),
        measure("top_width_m", "面宽", "width of the water", "m", 1.0, 500.0),
        level("bank_m", "岸顶高程", "bank"),
        Column(name="datum", zh="高程基准", en="vertical datum", kind="text", codes=DATUM.codes), STATUS,
    ),
)  # fmt: skip

STAGE_GAUGES = Table(
    name="stage_gauges", group="flood", zh="水位站", en="stage gauges", geometry="Point",
    key=("gauge_id",), standard="GB/T 39195-2020 annex I",
    meaning="One row for each gauge and datum: a gauge read in two datums has two rows, so that no level "
    "is ever taken in the wrong one.",
    columns=(
        key("gauge_id", "站号", "gauge", r"G\d{3}"), NAME, canal_id(), street_code(),
        level("warning_stage_m", "警戒水位", "warning stage", required=False),
        level("highest_stage_m", "历史最高水位", "highest stage on record", required=False),
        Column(name="highest_date", zh="最高水位日期", en="date of the highest stage", kind="date",
            required=False),
        level("lowest_stage_m", "历史最低水位", "lowest stage on record", required=False),
        level("bank_m", "岸顶高程", "bank", required=False), DATUM,
        coded("datum_status", "基准可靠性", "how sure the datum is", {"stated": "公布", "inferred": "推断"}),
        text("source", "依据", "source of the stages"), STATUS,
    ),
)  # fmt: skip
