"""Everything a run of an earthquake hands over, written into one folder, with its key figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from census.grid import Grid
from census.snapshot import Snapshot
from census.variables import described
from models.seismic.result import SeismicResult
from outputs.caption import Caption
from outputs.cog import write_cog
from outputs.fields import open_fields, write_fields
from outputs.map_layers import Layers
from outputs.map_style import Bilingual, Language
from outputs.publish import PublishError
from outputs.readme import write_readme
from outputs.seismic.buildings import building_table
from outputs.seismic.columns import LIQUEFACTION_COLUMNS, RETROFIT_COLUMNS, ROAD_COLUMNS, ZONE_COLUMNS
from outputs.seismic.fields import seismic_fields
from outputs.seismic.figures import Figures, key_figures, shown_figures
from outputs.seismic.guide import GUIDE
from outputs.seismic.maps import draw_seismic_map
from outputs.seismic.themes import FILES
from outputs.seismic.zones import community_table, realisation_table, street_table
from outputs.tables import suffixes_of, write_table

Progress = Callable[[float, str], None]

COLUMNS = {
    "streets": ZONE_COLUMNS,
    "communities": ZONE_COLUMNS,
    "retrofit": RETROFIT_COLUMNS,
    "retrofit_blocks": RETROFIT_COLUMNS,
    "roads": ROAD_COLUMNS,
    "liquefaction": LIQUEFACTION_COLUMNS,
}
"""Columns that the CSV of each table shows."""

LEAST_SHARE = 1e-9
"""Greatest difference, as a share, by which sums that must be equal may differ [-]."""

_NOTES: Mapping[str, str] = {
    "source": "sampled ground motion and damage; attributes name the models",
    "references": "Boore et al. (2014), Earthq. Spectra 30(3), 1057-1085; Yu et al. (2013), relations of "
    "GB 18306-2015; Jayaram and Baker (2009), Earthq. Eng. Struct. Dyn. 38, 1687-1708; Hazus 6.1 earthquake "
    "model technical manual; GB/T 17742-2020; GB/T 24335-2009",
    "comment": "fields of shaking are none outside the domain, those of damage where no building stands",
}


@dataclass(frozen=True)
class SeismicWords:
    """What the products say of the run besides its numbers.

    Parameters
    ----------
    title
        Name of the scenario.
    event
        Label and value of the earthquake, its motion and its sampling.
    source
        Where the data come from.
    unverified
        Values whose source could not be checked.
    synthetic
        Whether the district is made up.
    hour
        Time of day of the casualties on maps: "night", "day" or "commute".
    start
        Origin time; None where there is none.
    """

    title: Bilingual
    event: Sequence[tuple[Bilingual, Bilingual]]
    source: Bilingual | None = None
    unverified: Sequence[Bilingual] = ()
    synthetic: bool = False
    hour: str = "night"
    start: dt.datetime | None = None


@dataclass(frozen=True)
class Extras:
    """Tables that only some runs have: by stem of the file, in SI units."""

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def write_seismic_products(
    folder: Path,
    result: SeismicResult,
    words: SeismicWords,
    *,
    snapshot: Snapshot,
    grid: Grid,
    places: tuple[NDArray[np.float64], NDArray[np.float64]],
    extras: Extras | None = None,
    language: Literal["zh", "en", "both"] = "zh",
    attributes: Mapping[str, Any] | None = None,
    maps: bool = True,
    rasters: bool = True,
    progress: Progress | None = None,
) -> Figures:
    """Write fields, rasters, maps, tables and a README of one earthquake.

    Parameters
    ----------
    folder
        An empty folder, such as `outputs.publish.publish` hands to its `write`.
    result
        What the simulation gave.
    words
        What the products say.
    snapshot
        The district.
    grid
        Cells of the fields.
    places
        x and y of each building, each of shape (n,) [m].
    extras
        Retrofit list, blocked roads, liquefaction.
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
        If buildings were lost or doubled between the realisations and the tables, or the file of fields
        does not read back as written.
    """
    tell = progress or (lambda share, message: None)
    check_sums(result)
    suffixes = suffixes_of(language)
    figures = key_figures(result)
    tell(0.0, "tables")
    _write_tables(folder, result, snapshot, extras or Extras(), suffixes)
    tell(0.4, "fields")
    caption = _caption(words, result, figures)
    ds = seismic_fields(result, *places, grid)
    _write_fields(folder / "fields.nc", ds, caption, attributes or {})
    tell(0.5, "rasters")
    if rasters:
        registered = described(ds)
        for name in FILES:
            if name in ds:
                write_cog(registered[name], grid, folder / f"{FILES[name]}.tif")
    if maps:
        _draw_maps(folder, ds, caption, snapshot, suffixes, tell)
    write_readme(folder, caption, suffixes, GUIDE)
    return figures


def estimated_bytes(buildings: int, cells: int, zones: int, realisations: int) -> int:
    """An upper estimate of the size of all products [bytes].

    Parameters
    ----------
    buildings, cells, zones, realisations
        What there is of each.
    """
    # Numbers of a row: about 70 for a building, 25 for a zone of a realisation, 40 for a cell.
    return 8 * (70 * buildings + 25 * zones * realisations) + 4 * 40 * cells + (32 << 20)


def check_sums(result: SeismicResult) -> None:
    """Refuse a result in which buildings or consequences were lost or doubled.

    Raises
    ------
    PublishError
        Naming what does not add up.
    """
    buildings, zones = result.buildings, result.zones
    count = int(buildings.building_id.shape[0])
    counted = zones.grade_counts.sum(axis=(1, 2))
    wrong = np.flatnonzero(counted != count)
    if wrong.size:
        raise PublishError(
            f"realisation {wrong[0]} holds {counted[wrong[0]]} buildings of {count}; the run is not published"
        )
    for index, quantity in enumerate(result.quantities):
        by_zone = float(zones.totals[:, :, index].sum(axis=1).mean())
        by_building = float(buildings.mean[:, index].sum())
        # Written so that a NaN is refused too.
        if not abs(by_zone - by_building) <= LEAST_SHARE * max(abs(by_zone), 1.0):
            raise PublishError(
                f"{quantity}: the zones hold {by_zone:.9g} in the mean, the buildings {by_building:.9g}; "
                "the run is not published"
            )


def _caption(words: SeismicWords, result: SeismicResult, figures: Figures) -> Caption:
    doubts = [*words.unverified, *(Bilingual(*pair) for pair in result.unverified)]
    return Caption(
        title=words.title,
        start=words.start,
        source=words.source,
        synthetic=words.synthetic,
        unverified=list(dict.fromkeys(doubts)),
        figures=shown_figures(figures, words.hour),
        event=words.event,
    )


def _write_tables(
    folder: Path,
    result: SeismicResult,
    snapshot: Snapshot,
    extras: Extras,
    suffixes: Mapping[Language, str],
) -> None:
    streets = snapshot.rows("streets")
    tables = {
        "streets": street_table(result, streets),
        "communities": community_table(result, snapshot.rows("communities"), streets),
        **extras.tables,
    }
    for stem, table in tables.items():
        write_table(table, folder, stem, suffixes, COLUMNS[stem])
    building_table(result, snapshot.table("buildings")).to_parquet(
        folder / "buildings.parquet", index=False, compression="zstd"
    )
    realisation_table(result).to_parquet(folder / "realisations.parquet", index=False, compression="zstd")


def _write_fields(path: Path, ds: xr.Dataset, caption: Caption, attributes: Mapping[str, Any]) -> None:
    notes = {
        **_NOTES,
        "title": caption.title.en,
        "title_zh": caption.title.zh,
        "synthetic": caption.synthetic,
    }
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


def _draw_maps(
    folder: Path,
    ds: xr.Dataset,
    caption: Caption,
    snapshot: Snapshot,
    suffixes: Mapping[Language, str],
    tell: Progress,
) -> None:
    canals = snapshot.table("canals") if "canals" in snapshot.table_names else None
    layers = Layers(streets=snapshot.table("streets"), canals=canals)
    pages = [(name, language) for name in FILES if name in ds for language in suffixes]
    for done, (name, language) in enumerate(pages):
        tell(0.55 + 0.45 * done / len(pages), f"map {FILES[name]} ({language})")
        path = folder / f"{FILES[name]}{suffixes[language]}.png"
        draw_seismic_map(ds, name, path, caption=caption, language=language, layers=layers)
