"""The page of a run's folder that says what each file is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from census.variables import FIELDS
from outputs.caption import Caption
from outputs.map_style import THEMES, Bilingual, Language


@dataclass(frozen=True)
class Guide:
    """What the page of a kind of run says.

    Parameters
    ----------
    files
        What a file holds, by its whole name or its stem.
    rules
        How the numbers are counted, one paragraph each.
    doubts
        What about its maps could not be checked.
    """

    files: Mapping[str, Bilingual]
    rules: Sequence[Bilingual]
    doubts: Sequence[Bilingual] = ()


MANIFEST_LINE = Bilingual(
    "每个文件的 SHA-256 与大小；没有有效清单的文件夹不是已发布的结果",
    "SHA-256 and size of every file; a folder without a valid manifest is no published run",
)
_FILES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "fields.nc": Bilingual(
            "全部结果场（CF-1.11 NetCDF，含坐标系、单位、水量平衡）",
            "all fields (CF-1.11 NetCDF with CRS, units and water balance)",
        ),
        "streets": Bilingual("分街道统计（说明 1、2）", "statistics by street (notes 1, 2)"),
        "waterlogging_points": Bilingual("积水点（说明 3）", "waterlogging points (note 3)"),
        "underground": Bilingual(
            "地下空间进水：门槛首次过水、达到封闭水深的时间、水量、状态（说明 4）",
            "spaces below ground: first water, closing depth, volumes, state (note 4)",
        ),
        "sewer_inlets": Bilingual(
            "各检查井进水量、溢流量、最大流量、首次溢流时间与最高水头，溢流大者在前",
            "volumes down and up at each sewer node, peaks, first return, highest head; most returned first",
        ),
        "sewer_outfalls": Bilingual("各排口出水量与最大流量", "volume and peak of each outfall"),
        "canal_stages": Bilingual(
            "各河段水位与超高（岸顶减最高水位，负值为漫岸），超高小者在前",
            "stages of the reaches and freeboard (bank less highest stage), least first",
        ),
        "structures": Bilingual(
            "水闸、泵站、移动泵的水量、最大流量、运行历时与用电",
            "volume, greatest discharge, time at work and energy of sluices, stations and mobile pumps",
        ),
        "ledger": Bilingual("水量平衡各项", "terms of the water balance"),
        "manifest.json": MANIFEST_LINE,
    }
)
_STATE = Bilingual(
    "该时刻的计算状态，供续算或热启动（[start] state）",
    "state of the run at that time, from which another can start ([start] state)",
)
_KINDS: Mapping[str, Bilingual] = MappingProxyType(
    {
        ".tif": Bilingual("栅格（云优化 GeoTIFF）", "raster (cloud-optimised GeoTIFF)"),
        ".png": Bilingual("A4 地图", "map for A4"),
        ".csv": Bilingual("可用 Excel 打开", "opens in Excel"),
        ".parquet": Bilingual("国际单位，供程序读取", "SI units, for programs"),
    }
)
_RULES = (
    Bilingual(
        "1. 每个单元按中心点归属一个街道，各行之和等于合计；“区外”为不属于任何街道的单元。",
        "1. Each cell belongs to the street that holds its centre and the rows sum to the total; "
        "'outside' holds the cells of no street.",
    ),
    Bilingual(
        "2. 最大水深≥0.15 m 的单元中心距建筑轮廓不超过一个单元边长时，该建筑及其全部居民计为受影响。",
        "2. A building and all its residents count as touched where a cell at least 0.15 m deep has its "
        "centre within one cell's edge of the footprint.",
    ),
    Bilingual(
        "3. 积水点：最大水深超过 0.15 m 且面积超过 100 m² 的连片积水，角点相邻算相连。",
        "3. Waterlogging point: a connected patch with a maximum depth above 0.15 m and an area above "
        "100 m2; cells that meet at a corner are connected.",
    ),
    Bilingual(
        "4. 下洼已在地面高程中的下穿通道，其积水算在路面上，不重复计入地下空间水量。",
        "4. The water of an underpass whose hollow is in the ground itself counts as the street's and not as "
        "volume below ground.",
    ),
)


WATERLOGGING = Guide(
    files=_FILES,
    rules=_RULES,
    doubts=tuple(theme.unverified for theme in THEMES.values() if theme.unverified is not None),
)
"""The page of a run of waterlogging."""


def write_readme(
    folder: Path, caption: Caption, languages: Mapping[Language, str], guide: Guide = WATERLOGGING
) -> None:
    """Write README.txt with a line for each file of the folder.

    Parameters
    ----------
    folder
        Folder of the run, with all other files written.
    caption
        What the products say about the run.
    languages
        Languages, each with the suffix of its files.
    guide
        What the page says of the kind of run.
    """
    names = sorted({path.name for path in folder.iterdir()} | {"manifest.json"})
    pages = []
    for language, suffix in languages.items():
        others = [other for key, other in languages.items() if key != language]
        own = [name for name in names if not _in_other_language(name, suffix, others)]
        pages.append(_page(own, caption, language, guide))
    text = "\n\n".join(pages)
    (folder / "README.txt").write_text(text + "\n", encoding="utf-8")


def _page(names: list[str], caption: Caption, language: Language, guide: Guide) -> str:
    lines = [caption.title.of(language), ""]
    lines += [f"{label}: {value}" for label, value in caption.event_rows(language)]
    lines += [f"{label.of(language)}: {value}" for label, value in caption.figures]
    lines += caption.notes(language, *guide.doubts)
    if caption.synthetic:
        lines.append(
            Bilingual("合成数据，不代表真实街区", "Synthetic data, not the real district").of(language)
        )
    width = max(len(name) for name in names)
    rows = [f"{name:<{width}}  {_meaning(name, language, guide.files)}" for name in names]
    return "\n".join([*lines, "", *rows, "", *(rule.of(language) for rule in guide.rules)])


def _in_other_language(name: str, suffix: str, others: list[str]) -> bool:
    """Whether a file stands in another language than the one with this suffix."""
    path = Path(name)
    if path.suffix not in (".png", ".csv"):
        return False
    if suffix:
        return not path.stem.endswith(suffix)
    return any(other and path.stem.endswith(other) for other in others)


def _meaning(name: str, language: Language, files: Mapping[str, Bilingual]) -> str:
    if name in files:
        return files[name].of(language)
    path = Path(name)
    if path.suffix == ".nc" and path.stem.startswith("state_"):
        return _STATE.of(language)
    stem = path.stem.removesuffix("_en")
    if stem in FIELDS:
        variable = FIELDS[stem]
        subject = Bilingual(variable.zh, f"{variable.en} [{variable.unit}]").of(language)
    elif stem in files:
        subject = files[stem].of(language)
    else:
        subject = stem
    kind = _KINDS.get(path.suffix)
    return f"{subject}: {kind.of(language)}" if kind else subject
