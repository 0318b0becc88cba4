"""Everything a run of a typhoon hands over, written into one folder, with its key figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import xarray as xr

from census.snapshot import Snapshot
from census.variables import FIELDS, described
from outputs.caption import Caption
from outputs.cog import write_cog
from outputs.fields import grid_of, open_fields, write_fields
from outputs.map_layers import Layers
from outputs.map_style import Bilingual, Language
from outputs.publish import PublishError
from outputs.readme import write_readme
from outputs.tables import Column, suffixes_of, write_table
from outputs.typhoon.columns import columns_of
from outputs.typhoon.figures import Figures
from outputs.typhoon.guide import GUIDE
from outputs.typhoon.inset import Way
from outputs.typhoon.maps import draw_wind_map, shown_values
from outputs.typhoon.series import PointSeries, draw_series, series_table
from outputs.typhoon.themes import Page

Progress = Callable[[float, str], None]

_NOTES: Mapping[str, str] = {
    "source": "parametric vortex over the ground of the census; attributes name the models",
    "references": "Holland (1980), Mon. Wea. Rev. 108, 1212-1218; Holland (2008), Mon. Wea. Rev. 136, "
    "3432-3445; Holland et al. (2010), Mon. Wea. Rev. 138, 4393-4401; Willoughby et al. (2006), Mon. Wea. "
    "Rev. 134, 1102-1120; Harper et al. (2010), WMO/TD-1555; AS/NZS 1170.2; GB/T 28591-2012",
    "comment": "winds are none outside the domain; mean winds are 10-minute means, gusts 3-second gusts, "
    "both at 10 m above ground over the roughness, shelter and hills of the place",
}


@dataclass(frozen=True)
class WindWords:
    """What the products say of the run besides its numbers.

    Parameters
    ----------
    title
        Name of the scenario.
    event
        Label and value of the storm and of the models.
    source
        Where the data come from.
    unverified
        Values whose source could not be checked.
    synthetic
        Whether the district is made up.
    start
        Where the seconds of the run begin; None where it has no time of its own.
    """

    title: Bilingual
    event: Sequence[tuple[Bilingual, Bilingual]]
    source: Bilingual | None = None
    unverified: Sequence[Bilingual] = ()
    synthetic: bool = False
    start: dt.datetime | None = None

    def caption(self, figures: Sequence[tuple[Bilingual, str]]) -> Caption:
        """What a page says, with its figures."""
        return Caption(
            title=self.title,
            start=self.start,
            source=self.source,
            synthetic=self.synthetic,
            unverified=list(dict.fromkeys(self.unverified)),
            figures=figures,
            event=self.event,
        )


@dataclass(frozen=True)
class WindProducts:
    """What is written besides words.

    Parameters
    ----------
    ds
        Fields; None for a storm without effect.
    pages
        Maps of them.
    tables
        Tables by stem of their files, in SI units.
    figures
        Key figures.
    shown
        Label and value of those that stand on maps.
    way
        Way of the storm; None for many storms.
    series
        Places in time.
    columns
        Headers of the tables that have their own, by stem.
    layers
        Tables with geometry by stem of their Parquet files.
    """

    ds: xr.Dataset | None
    pages: Sequence[Page]
    tables: Mapping[str, pd.DataFrame]
    figures: Figures
    shown: Sequence[tuple[Bilingual, str]]
    way: Way | None = None
    series: PointSeries | None = None
    columns: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)


def write_wind_products(
    folder: Path,
    products: WindProducts,
    words: WindWords,
    *,
    snapshot: Snapshot,
    language: Literal["zh", "en", "both"] = "zh",
    attributes: Mapping[str, Any] | None = None,
    maps: bool = True,
    rasters: bool = True,
    progress: Progress | None = None,
) -> Figures:
    """Write fields, rasters, maps, tables and a README of one run of a typhoon.

    Parameters
    ----------
    folder
        An empty folder, such as `outputs.publish.publish` hands to its `write`.
    products, words
        What is written, and what it says of itself.
    snapshot
        The district, for the line work of the maps.
    language
        Language of maps, CSV files and README. With "both" the files of the second, English, set end
        in `_en`.
    attributes
        Global attributes of the NetCDF file besides title and source.
    maps, rasters
        Whether maps and GeoTIFF are made.
    progress
        Called with the share done and what is being written.

    Returns
    -------
    dict
        Key figures.

    Raises
    ------
    PublishError
        If the file of fields does not read back as written.
    """
    tell = progress or (lambda share, message: None)
    suffixes = suffixes_of(language)
    caption = words.caption(products.shown)
    tell(0.0, "tables")
    _write_tables(folder, products, suffixes)
    if products.ds is not None:
        tell(0.2, "fields")
        _write_fields(folder / "fields.nc", products.ds, caption, attributes or {})
        if rasters:
            tell(0.4, "rasters")
            _write_rasters(folder, products.ds, products.pages)
        if maps:
            _draw_maps(folder, products, caption, snapshot, suffixes, tell)
    titles = {page.stem: page.theme.title for page in products.pages if page.stem not in FIELDS}
    write_readme(folder, caption, suffixes, replace(GUIDE, files={**titles, **GUIDE.files}))
    return products.figures


def estimated_bytes(cells: int, layers: int) -> int:
    """An upper estimate of the size of all products [bytes].

    Parameters
    ----------
    cells
        Cells of the grid.
    layers
        Fields, each force counted.
    """
    return 4 * 2 * cells * layers + (64 << 20)


def _write_tables(folder: Path, products: WindProducts, suffixes: Mapping[Language, str]) -> None:
    for stem, table in products.tables.items():
        write_table(table, folder, stem, suffixes, products.columns.get(stem, columns_of(table.columns)))
    for stem, layer in products.layers.items():
        layer.to_parquet(folder / f"{stem}.parquet", index=False, compression="zstd")
    if products.series is not None and products.way is not None:
        table = series_table(products.series, products.way.clock)
        write_table(table, folder, "series", suffixes, columns_of(table.columns))


def _write_fields(path: Path, ds: xr.Dataset, caption: Caption, attributes: Mapping[str, Any]) -> None:
    notes = {
        **_NOTES,
        "title": caption.title.en,
        "title_zh": caption.title.zh,
        "synthetic": caption.synthetic,
    }
    if caption.start is not None:
        notes["time_origin"] = caption.start.isoformat(timespec="seconds")
    if caption.source is not None:
        notes["source"] = f"{caption.source.en}; {_NOTES['source']}"
    if caption.unverified:
        notes["unverified_parameters"] = "; ".join(item.en for item in caption.unverified)
    write_fields(ds, path, start=caption.start, attributes={**notes, **attributes})
    with open_fields(path) as written:
        wrong = [
            str(name)
            for name in ds.data_vars
            if name not in written
            or not np.array_equal(written[name].values, ds[name].values.astype(np.float32), equal_nan=True)
        ]
    if wrong:
        raise PublishError(f"{path.name} does not read back as written: {', '.join(wrong)}")


def _write_rasters(folder: Path, ds: xr.Dataset, pages: Sequence[Page]) -> None:
    grid, registered = grid_of(ds), described(ds)
    for page in pages:
        shown = registered[page.theme.field]
        write_cog(shown.sel(page.item) if page.item else shown, grid, folder / f"{page.stem}.tif")


def _draw_maps(
    folder: Path,
    products: WindProducts,
    caption: Caption,
    snapshot: Snapshot,
    suffixes: Mapping[Language, str],
    tell: Progress,
) -> None:
    canals = snapshot.table("canals") if "canals" in snapshot.table_names else None
    layers = Layers(streets=snapshot.table("streets"), canals=canals)
    assert products.ds is not None
    ds, way = products.ds, products.way
    pages = [
        (page, language)
        for page in products.pages
        for language in suffixes
        if page.item is None or np.isfinite(shown_values(ds, page)).any()
    ]
    for done, (page, language) in enumerate(pages):
        tell(0.5 + 0.5 * done / max(len(pages), 1), f"map {page.stem} ({language})")
        path = folder / f"{page.stem}{suffixes[language]}.png"
        draw_wind_map(ds, page, path, caption=caption, language=language, layers=layers, way=way)
    if products.series is not None and way is not None:
        for language, suffix in suffixes.items():
            path = folder / f"series{suffix}.png"
            draw_series(products.series, way.clock, path, caption=caption, language=language)
