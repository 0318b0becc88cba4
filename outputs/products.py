"""Everything one run hands over, written into one folder, with its key figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr

from census.snapshot import Snapshot
from census.variables import FIELDS, described
from outputs.canals import canal_tables
from outputs.caption import Caption
from outputs.cog import write_cog
from outputs.exposure import WET_DEPTH
from outputs.fields import grid_of, open_fields, write_fields
from outputs.ledger import RESIDUAL_LIMIT, check_ledger, ledger_table, ledger_volumes, relative_residual
from outputs.map_layers import Layers
from outputs.map_style import THEMES, Bilingual, Language
from outputs.maps import draw_map
from outputs.publish import PublishError
from outputs.readme import write_readme
from outputs.sewers import sewer_tables
from outputs.streets import area_column, street_table
from outputs.tables import suffixes_of, write_table
from outputs.underground import underground_figures, underground_table
from outputs.waterlogging_points import waterlogging_points

RASTERS = (
    "maximum_depth",
    "maximum_speed",
    "maximum_hazard",
    "arrival_time",
    "time_of_maximum_depth",
    "duration_above_depth",
)
"""Fields that are also written as GeoTIFF, where the run has them."""

Progress = Callable[[float, str], None]


def write_products(
    folder: Path,
    ds: xr.Dataset,
    *,
    title_zh: str,
    title_en: str,
    snapshot: Snapshot | None = None,
    language: Literal["zh", "en", "both"] = "zh",
    synthetic: bool = False,
    unverified: Sequence[str | tuple[str, str]] = (),
    rain_summary: tuple[str, str] | None = None,
    source: tuple[str, str] | None = None,
    start_state: tuple[str, str] | None = None,
    start: dt.datetime | None = None,
    attributes: Mapping[str, Any] | None = None,
    residual_limit: float = RESIDUAL_LIMIT,
    maps: bool = True,
    rasters: bool = True,
    progress: Progress | None = None,
) -> dict[str, float | int | None]:
    """Write fields, rasters, maps, tables and a README of one run.

    Parameters
    ----------
    folder
        An empty folder, such as `outputs.publish.publish` hands to its `write`.
    ds
        Dataset of scenario fields.
    title_zh, title_en
        Name of the scenario.
    snapshot
        The district; None for a run on rasters alone, which gets no streets and no people.
    language
        Language of maps, CSV files and README. With "both" the files of the second, English,
        set end in `_en`.
    synthetic
        Whether the district is made up; its maps are stamped.
    unverified
        Parameters whose source could not be checked, as text or as Chinese and English.
    rain_summary, source, start_state
        The rain with its total, where the data come from, and the state the run began with, in Chinese
        and English.
    start
        T0 with its zone; None for a design event.
    attributes
        Global attributes of the NetCDF file besides title and source.
    residual_limit
        Greatest share of rain and inflow the water balance may leave open [-].
    maps, rasters
        Whether maps and GeoTIFF are made.
    progress
        Called with the share done and what is being written.

    Returns
    -------
    dict
        Key figures in SI units; None where there is no snapshot to tell.

    Raises
    ------
    PublishError
        If the water balance is open by more than the limit, or the file of fields does not
        read back as written.
    """
    tell = progress or (lambda share, message: None)
    check_ledger(ds, limit=residual_limit)
    suffixes = suffixes_of(language)
    tell(0.0, "tables")
    tables = _tables(ds, snapshot)
    figures = _key_figures(ds, tables, snapshot)
    for stem, table in tables.items():
        write_table(table, folder, stem, suffixes)
    tell(0.2, "fields")
    caption = Caption(
        title=Bilingual(title_zh, title_en),
        start=start,
        duration=ds.attrs.get("duration_seconds"),
        rain=Bilingual(*rain_summary) if rain_summary else _rain_of(tables["ledger"]),
        source=Bilingual(*source) if source else None,
        start_state=Bilingual(*start_state) if start_state else None,
        synthetic=synthetic,
        unverified=[_in_both(item) for item in unverified],
        figures=_shown(figures),
    )
    _write_fields(folder / "fields.nc", ds, caption, attributes or {}, figures)
    tell(0.4, "rasters")
    if rasters:
        _write_rasters(folder, ds)
    if maps:
        _draw_maps(folder, ds, caption, snapshot, suffixes, tell)
    write_readme(folder, caption, suffixes)
    return figures


def estimated_bytes(ds: xr.Dataset) -> int:
    """An upper estimate of the size of all products, for `outputs.publish.publish` [bytes]."""
    return product_bytes(ds.nbytes)


def product_bytes(field_bytes: int) -> int:
    """An upper estimate of the size of all products of fields of a size in memory [bytes]."""
    # Nothing compressed is larger than the fields; they are written twice (NetCDF, GeoTIFF with
    # overviews); maps and tables stay below the constant.
    return int(2.5 * field_bytes) + (32 << 20)


def _tables(ds: xr.Dataset, snapshot: Snapshot | None) -> dict[str, pd.DataFrame]:
    """The tables of a run by the stem of their files."""
    streets = snapshot.table("streets") if snapshot is not None else None
    buildings = snapshot.table("buildings") if snapshot is not None else None
    depths = [float(depth) for depth in ds["depth_class"].values] if "depth_class" in ds.coords else []
    # The first column is always the depth that counts as waterlogged.
    depths = [WET_DEPTH, *(depth for depth in depths if depth > WET_DEPTH + 1e-6)]
    by_street = street_table(ds, streets=streets, buildings=buildings, depths=depths)
    area = float(by_street["area_m2"].iloc[-1])
    points = waterlogging_points(ds, streets=streets)
    ledger = ledger_table(ds, domain_area=area)
    found = {"streets": by_street, "waterlogging_points": points, "ledger": ledger}
    if snapshot is not None and streets is not None and "space" in ds.coords:
        found["underground"] = underground_table(ds, snapshot.table("underground_spaces"), streets)
    if "sewer_inlet" in ds.coords:
        held = snapshot is not None and "drain_nodes" in snapshot.table_names
        found |= sewer_tables(ds, snapshot.table("drain_nodes") if snapshot is not None and held else None)
    if "canal_stage" in ds or "mobile_pump" in ds.coords:
        found |= canal_tables(ds, _canal_rows(snapshot))
    return found


def _canal_rows(snapshot: Snapshot | None) -> dict[str, gpd.GeoDataFrame]:
    """Tables of the snapshot that name canals and what stands on them."""
    if snapshot is None:
        return {}
    wanted = ("canals", "sluices", "pump_stations")
    return {name: snapshot.table(name) for name in wanted if name in snapshot.table_names}


def _key_figures(
    ds: xr.Dataset, tables: Mapping[str, pd.DataFrame], snapshot: Snapshot | None
) -> dict[str, float | int | None]:
    total = tables["streets"].iloc[-1]
    volumes = ledger_volumes(ds)

    def counted(column: str) -> int | None:
        return int(total[column]) if column in total else None

    return {
        "domain_area_m2": float(total["area_m2"]),
        "wet_area_m2": float(total[area_column(WET_DEPTH)]),
        "maximum_depth_m": float(total["maximum_depth_m"]),
        "waterlogging_points": len(tables["waterlogging_points"]),
        "buildings_touched": counted("buildings_touched"),
        "people_touched": counted("people_touched"),
        "rain_m3": volumes["rain"],
        "inflow_m3": volumes["inflow"],
        "ledger_residual_m3": volumes["residual"],
        "ledger_relative_residual": relative_residual(ds),
        **(
            underground_figures(ds, snapshot.table("underground_spaces"))
            if snapshot is not None and "underground" in tables
            else {}
        ),
    }


def _shown(figures: Mapping[str, float | int | None]) -> list[tuple[Bilingual, str]]:
    hectares = (figures["wet_area_m2"] or 0.0) / 1e4
    rows = [
        (Bilingual("积水面积（≥0.15 m）", "area at least 0.15 m deep"), f"{hectares:,.2f} ha"),
        (Bilingual("最大水深", "greatest depth"), f"{figures['maximum_depth_m']:.2f} m"),
        (
            Bilingual("积水点（>0.15 m，>100 m²）", "waterlogging points (>0.15 m, >100 m²)"),
            f"{figures['waterlogging_points']:,}",
        ),
    ]
    if figures["people_touched"] is not None:
        rows.append((Bilingual("受影响建筑", "buildings touched"), f"{figures['buildings_touched']:,}"))
        rows.append((Bilingual("受影响建筑内居民", "their residents"), f"{figures['people_touched']:,}"))
    if "underground_inflow_m3" in figures:
        rows.append(
            (
                Bilingual("进水的地下空间", "spaces below ground with water inside"),
                f"{figures['underground_spaces_with_water']:,}",
            )
        )
        rows.append(
            (
                Bilingual("达到封闭水深的下穿通道", "underpasses at closing depth"),
                f"{figures['underpasses_at_closing_depth']:,}",
            )
        )
    rows.append(
        (
            Bilingual("水量平衡余差", "open share of water balance"),
            f"{figures['ledger_relative_residual']:.1e}",
        )
    )
    return rows


def _in_both(text: str | tuple[str, str]) -> Bilingual:
    return Bilingual(text, text) if isinstance(text, str) else Bilingual(*text)


def _rain_of(ledger: pd.DataFrame) -> Bilingual | None:
    depth = float(ledger.loc[ledger["term"] == "rain", "depth_mm"].iloc[0])
    return (
        Bilingual(f"区域平均 {depth:.1f} mm", f"{depth:.1f} mm, mean of the domain") if depth > 0.0 else None
    )


def _write_fields(
    path: Path,
    ds: xr.Dataset,
    caption: Caption,
    attributes: Mapping[str, Any],
    figures: Mapping[str, float | int | None],
) -> None:
    notes = {"title": caption.title.en, "title_zh": caption.title.zh, "synthetic": caption.synthetic}
    if caption.source is not None:
        notes["source"] = caption.source.en
    if caption.unverified:
        notes["unverified_parameters"] = "; ".join(item.en for item in caption.unverified)
    write_fields(ds, path, start=caption.start, attributes={**notes, **attributes})
    with open_fields(path) as written:
        depth = float(np.nan_to_num(written["maximum_depth"].values).max())
        missing = sorted(name for name in FIELDS if name in ds and name not in written)
    if missing or depth != np.float32(figures["maximum_depth_m"]):
        raise PublishError(
            f"{path.name} does not read back as written: missing {missing or 'nothing'}, "
            f"greatest depth {depth} m for {figures['maximum_depth_m']} m"
        )


def _write_rasters(folder: Path, ds: xr.Dataset) -> None:
    registered = described(ds)
    for name in (name for name in RASTERS if name in ds):
        write_cog(registered[name], grid_of(ds), folder / f"{name}.tif")


def _draw_maps(
    folder: Path,
    ds: xr.Dataset,
    caption: Caption,
    snapshot: Snapshot | None,
    suffixes: Mapping[Language, str],
    tell: Progress,
) -> None:
    layers = Layers()
    if snapshot is not None:
        layers = Layers(streets=snapshot.table("streets"), canals=snapshot.table("canals"))
    pages = [(name, language) for name in THEMES if name in ds for language in suffixes]
    for done, (name, language) in enumerate(pages):
        tell(0.5 + 0.5 * done / len(pages), f"map {name} ({language})")
        path = folder / f"{name}{suffixes[language]}.png"
        draw_map(ds, name, path, caption=caption, language=language, layers=layers)
