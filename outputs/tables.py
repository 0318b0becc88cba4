"""Tables as people open them: CSV with headers in their language, Parquet with plain names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from outputs.map_style import Bilingual, Language


class Column(NamedTuple):
    """Header of a column, and how its numbers are shown: divided, then rounded."""

    header: Bilingual
    divisor: float = 1.0
    decimals: int | None = None


_HECTARES = 1e4
_HOURS = 3600.0

COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "code": Column(Bilingual("街道代码", "code")),
        "area_m2": Column(Bilingual("面积（公顷）", "area (ha)"), _HECTARES, 4),
        "share_wet": Column(Bilingual("积水占面积（%）", "waterlogged share of area (%)"), 0.01, 2),
        "mean_depth_m": Column(Bilingual("积水区平均水深（m）", "mean depth where waterlogged (m)"), 1.0, 3),
        "maximum_depth_m": Column(Bilingual("最大水深（m）", "greatest depth (m)"), 1.0, 3),
        "longest_duration_s": Column(Bilingual("最长积水历时（小时）", "longest duration (h)"), _HOURS, 2),
        "buildings": Column(Bilingual("建筑（栋）", "buildings")),
        "buildings_touched": Column(Bilingual("受积水影响建筑（栋）", "buildings touched")),
        "people": Column(Bilingual("居民（人）", "residents")),
        "people_touched": Column(Bilingual("受积水影响建筑内居民（人）", "residents of buildings touched")),
        "number": Column(Bilingual("序号", "number")),
        "x": Column(Bilingual("东坐标（m）", "easting (m)"), 1.0, 2),
        "y": Column(Bilingual("北坐标（m）", "northing (m)"), 1.0, 2),
        "longitude": Column(Bilingual("经度（°）", "longitude (degrees)"), 1.0, 6),
        "latitude": Column(Bilingual("纬度（°）", "latitude (degrees)"), 1.0, 6),
        "patch_area_m2": Column(Bilingual("面积（m²）", "area (m2)"), 1.0, 1),
        "volume_m3": Column(Bilingual("水量（m³）", "volume (m3)"), 1.0, 3),
        "depth_mm": Column(Bilingual("折合水深（mm）", "depth over the domain (mm)"), 1.0, 3),
        "street_code": Column(Bilingual("街道代码", "street code")),
        "space_id": Column(Bilingual("地下空间编号", "space below ground")),
        "space": Column(Bilingual("名称", "name")),
        "first_time_s": Column(Bilingual("首次进水（小时）", "first water inside (h)"), _HOURS, 2),
        "closing_time_s": Column(Bilingual("达到封闭水深（小时）", "closing depth reached (h)"), _HOURS, 2),
        "maximum_depth_inside_m": Column(Bilingual("内部最大水深（m）", "greatest depth inside (m)"), 1.0, 2),
        "inflow_m3": Column(Bilingual("进水量（m³）", "inflow (m3)"), 1.0, 1),
        "peak_inflow_m3_s": Column(Bilingual("最大进水流量（m³/s）", "greatest inflow (m3/s)"), 1.0, 3),
        "node_id": Column(Bilingual("管网节点", "sewer node")),
        "rim_m": Column(Bilingual("井口高程（m）", "rim (m)"), 1.0, 2),
        "highest_head_m": Column(Bilingual("最高水头（m）", "highest head (m)"), 1.0, 2),
        "head_above_rim_m": Column(
            Bilingual("最高水头高出井口（m）", "highest head above the rim (m)"), 1.0, 2
        ),
        "volume_down_m3": Column(Bilingual("进水量（m³）", "volume down (m3)"), 1.0, 1),
        "volume_up_m3": Column(Bilingual("溢流量（m³）", "volume up (m3)"), 1.0, 1),
        "peak_down_m3_s": Column(Bilingual("最大进水流量（m³/s）", "peak down (m3/s)"), 1.0, 3),
        "peak_up_m3_s": Column(Bilingual("最大溢流流量（m³/s）", "peak up (m3/s)"), 1.0, 3),
        "first_return_s": Column(Bilingual("首次溢流（小时）", "first return (h)"), _HOURS, 2),
        "reach": Column(Bilingual("河段", "reach")),
        "canal_id": Column(Bilingual("河道编号", "canal")),
        "canal": Column(Bilingual("河道名称", "name of the canal")),
        "chainage_m": Column(Bilingual("里程（m）", "chainage (m)"), 1.0, 0),
        "first_stage_m": Column(Bilingual("初始水位（m）", "first stage (m)"), 1.0, 2),
        "highest_stage_m": Column(Bilingual("最高水位（m）", "highest stage (m)"), 1.0, 2),
        "highest_time_s": Column(
            Bilingual("最高水位时间（小时）", "time of the highest stage (h)"), _HOURS, 2
        ),
        "last_stage_m": Column(Bilingual("结束水位（m）", "last stage (m)"), 1.0, 2),
        "lowest_bank_m": Column(Bilingual("最低岸顶（m）", "lowest bank (m)"), 1.0, 2),
        "freeboard_m": Column(Bilingual("最小超高（m）", "least freeboard (m)"), 1.0, 2),
        "structure_id": Column(Bilingual("编号", "structure")),
        "structure": Column(Bilingual("名称", "name")),
        "moved_m3": Column(Bilingual("水量（m³）", "volume (m3)"), 1.0, 1),
        "peak_discharge_m3_s": Column(Bilingual("最大流量（m³/s）", "greatest discharge (m3/s)"), 1.0, 3),
        "time_at_work_s": Column(Bilingual("过水或运行历时（小时）", "time at work (h)"), _HOURS, 2),
        "energy_kwh": Column(Bilingual("用电（kWh）", "energy (kWh)"), 1.0, 1),
        "fill_share": Column(Bilingual("最大充满度（%）", "greatest share filled (%)"), 0.01, 1),
    }
)
"""Columns that have one name in all languages, by that name."""

_BY_LANGUAGE: Mapping[str, tuple[Language, Bilingual]] = MappingProxyType(
    {
        "name": ("zh", Bilingual("街道", "street")),
        "name_en": ("en", Bilingual("街道", "street")),
        "street": ("zh", Bilingual("街道", "street")),
        "street_en": ("en", Bilingual("街道", "street")),
        "kind_zh": ("zh", Bilingual("类别", "kind")),
        "kind_en": ("en", Bilingual("类别", "kind")),
        "state_zh": ("zh", Bilingual("状态", "state")),
        "state_en": ("en", Bilingual("状态", "state")),
        "warning_zh": ("zh", Bilingual("达到的台风预警标准", "level of typhoon warning reached")),
        "warning_en": ("en", Bilingual("达到的台风预警标准", "level of typhoon warning reached")),
        "unit_zh": ("zh", Bilingual("单位", "unit")),
        "unit_en": ("en", Bilingual("单位", "unit")),
        "class_zh": ("zh", Bilingual("类型", "class")),
        "class_en": ("en", Bilingual("类型", "class")),
        "quantity_zh": ("zh", Bilingual("风", "wind")),
        "quantity_en": ("en", Bilingual("风", "wind")),
        "action_zh": ("zh", Bilingual("行动", "action")),
        "action_en": ("en", Bilingual("行动", "action")),
        "who_zh": ("zh", Bilingual("责任方", "who")),
        "who_en": ("en", Bilingual("责任方", "who")),
        "term_zh": ("zh", Bilingual("项目", "term")),
        "term_en": ("en", Bilingual("项目", "term")),
        "measure_zh": ("zh", Bilingual("加固措施", "measure")),
        "measure_en": ("en", Bilingual("加固措施", "measure")),
        "grade_zh": ("zh", Bilingual("等级", "grade")),
        "grade_en": ("en", Bilingual("等级", "grade")),
    }
)
"""Columns of which one is shown in each language."""

_YES_NO: Mapping[Language, Mapping[bool, str]] = MappingProxyType(
    {"zh": {True: "是", False: "否"}, "en": {True: "yes", False: "no"}}
)

_AREA_ABOVE = re.compile(r"area_above_(\d+)(cm|mm|um)_m2")
_DECIMALS = {"cm": 2, "mm": 3, "um": 6}
"""Decimals of metres by which each unit of a column's name is told."""


def readable(
    table: pd.DataFrame, language: Language, columns: Mapping[str, Column] = COLUMNS
) -> pd.DataFrame:
    """A table with headers in one language and units for people.

    Parameters
    ----------
    table
        Table with plain column names in SI units.
    language
        "zh" or "en".
    columns
        Columns that are shown, by name; those of waterlogging unless stated.
    """
    shown = {}
    for name in table.columns:
        if name in _BY_LANGUAGE:
            own, header = _BY_LANGUAGE[name]
            if own == language:
                shown[header.of(language)] = table[name]
            continue
        column = _column(name, columns)
        if column is None:
            continue
        values = table[name]
        if values.dtype == bool:
            values = values.map(_YES_NO[language])
        elif column.decimals is not None:
            values = (values.astype("float64") / column.divisor).round(column.decimals)
            if column.decimals == 0:
                # Without this Excel shows 61.0 for a whole number.
                values = values.astype("Int64")
        shown[column.header.of(language)] = values
    return pd.DataFrame(shown)


def write_table(
    table: pd.DataFrame,
    folder: Path,
    stem: str,
    languages: Mapping[Language, str],
    columns: Mapping[str, Column] = COLUMNS,
) -> None:
    """Write a table as Parquet and as one CSV for each language.

    Parameters
    ----------
    table
        Table with plain column names in SI units.
    folder, stem
        Where to, and the name without suffix.
    languages
        Suffix of the file name for each language.
    columns
        Columns that the CSV shows, by name; those of waterlogging unless stated.

    Notes
    -----
    The CSV starts with a byte-order mark: without it Excel reads Chinese as something else.
    """
    table.to_parquet(folder / f"{stem}.parquet", index=False)
    for language, suffix in languages.items():
        path = folder / f"{stem}{suffix}.csv"
        readable(table, language, columns).to_csv(
            path, index=False, encoding="utf-8-sig", lineterminator="\r\n"
        )


def suffixes_of(language: str) -> dict[Language, str]:
    """Endings of the file names of each language that "zh", "en" or "both" stands for."""
    if language == "both":
        return {"zh": "", "en": "_en"}
    return {"zh": ""} if language == "zh" else {"en": ""}


def _column(name: str, columns: Mapping[str, Column]) -> Column | None:
    """How a column is shown; None for one that only Parquet holds."""
    matched = _AREA_ABOVE.fullmatch(name)
    if matched is None:
        return columns.get(name)
    decimals = _DECIMALS[matched.group(2)]
    depth = f"{int(matched.group(1)) / 10**decimals:.{decimals}f}"
    return Column(
        Bilingual(f"水深≥{depth} m 面积（公顷）", f"area at least {depth} m deep (ha)"), _HECTARES, 4
    )
