"""Levels: each with its datum, those of one object in one datum and in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import shapely

from census.quality.held import Held, places
from census.quality.rule import Found, Rule, marked
from census.schema import TABLES
from census.snapshot import DATUM

DATUMS: Mapping[str, str] = {
    DATUM: "1985国家高程基准",
    "Wusong": "吴淞高程基准",
    "port": "港航吴淞类基准",
    "1956 Yellow Sea": "1956年黄海高程系",
    "1985": "1985国家高程基准",
    "1985_inferred": "1985国家高程基准（推断）",
}
"""Vertical datums that are known, with their Chinese names."""

UNSTATED = "unstated by the source"
"""Says outright that a source gives no datum; let pass for heights to which no water is compared."""

HEIGHTS = frozenset({("district", "highest_peak_datum")})
"""Datums, by table and column, of heights that are no stages."""

ORDERED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "stage_gauges": (("lowest_stage_m", "warning_stage_m", "highest_stage_m"),),
    "sluices": (("sill_m", "open_stage_m"), ("sill_m", "close_stage_m")),
    "embankments": (("lowest_crest_m", "crest_m"),),
    "underground_spaces": (("floor_m", "ground_m", "sill_m"),),
    "canals": (("bed_m", "normal_stage_m", "bank_m"),),
    "canal_sections": (("bed_m", "bank_m"),),
    "slope_units": (("foot_m", "top_m"),),
}
"""Levels of one object by table, from the lowest to the highest; some may be missing."""

GROUND: Mapping[str, str] = {
    "shelters": "ground_m", "refuge_points": "ground_m", "boreholes": "collar_m", "drain_nodes": "rim_m",
    "waterlogging_points": "ground_m", "underground_spaces": "ground_m",
}  # fmt: skip
"""Ground levels that the terrain tells too; the rim of an outfall, on the bank above its bed, is left out."""

GROUND_TOLERANCE = 2.0
"""Difference between a stated ground level and the terrain that is let pass [m]."""


def datum_told(held: Held) -> Iterator[Found]:
    """Levels without a datum, or with one that nobody knows."""
    for name, frame in held.clean.items():
        for column in TABLES[name].columns:
            if column.datum is None or column.name not in frame.columns:
                continue
            there = frame[column.name].notna()
            if column.datum not in frame.columns:
                text = f"{column.zh} {{{column.name}:g}} m has no datum: the column {column.datum} is missing"
                yield marked(name, frame, there, column.datum, text)
                continue
            text = (
                f"{column.zh} {{{column.name}:g}} m has no datum; say which in {column.datum}: "
                f"{', '.join(DATUMS)}"
            )
            yield marked(name, frame, there & frame[column.datum].isna(), column.datum, text)


def datum_known(held: Held) -> Iterator[Found]:
    """Datums that nobody knows."""
    for name, frame in held.clean.items():
        columns = {column.datum for column in TABLES[name].columns if column.datum is not None}
        for column in sorted(columns & set(frame.columns)):
            known = set(DATUMS) | set(TABLES[name].column(column).codes or ())
            known |= {UNSTATED} if (name, column) in HEIGHTS else set()
            wrong = frame[column].notna() & ~frame[column].isin(known)
            text = f"{{{column}}} is no known vertical datum; it is one of {', '.join(DATUMS)}"
            yield marked(name, frame, wrong, column, text)


def in_order(held: Held) -> Iterator[Found]:
    """Objects whose levels are not in order, as far as they have one datum."""
    for name, chains in ORDERED.items():
        for chain in chains:
            there = [column for column in chain if held.has(name, column)]
            for low, high in pairwise(there):
                frame = held[name]
                labels = [TABLES[name].column(column).zh for column in (low, high)]
                text = f"{labels[1]} {{{high}:g}} m is below {labels[0]} {{{low}:g}} m; it must be above"
                yield marked(
                    name, frame, (frame[high] < frame[low]) & ~_mixed(held, name, low, high), high, text
                )


def one_datum(held: Held) -> Iterator[Found]:
    """Objects whose levels are in different datums."""
    for name, chains in ORDERED.items():
        for chain in chains:
            there = [column for column in chain if held.has(name, column)]
            for low, high in pairwise(there):
                frame, datum = held[name], TABLES[name].column(high).datum
                text = f"{low} and {high} are in different datums; give both in {DATUM}"
                yield marked(name, frame, _mixed(held, name, low, high), datum or high, text)


def ground_of_place(held: Held) -> Iterator[Found]:
    """Ground levels that are not those of the terrain."""
    if "terrain" not in held.rasters:
        return
    terrain, grid = held.rasters["terrain"]
    for name, column in GROUND.items():
        if not held.has(name, column, "geometry"):
            continue
        frame = held[name]
        if name == "drain_nodes" and "kind" in frame.columns:
            frame = frame[frame["kind"].ne("outfall")]
        middle = shapely.point_on_surface(places(frame))
        x, y = shapely.get_x(middle), shapely.get_y(middle)
        inner = np.isfinite(x) & np.isfinite(y)
        row = np.where(inner, (grid.north - y) / grid.cell_size, -1.0).astype(np.int64)
        place = np.where(inner, (x - grid.west) / grid.cell_size, -1.0).astype(np.int64)
        inner &= (row >= 0) & (row < grid.rows) & (place >= 0) & (place < grid.columns)
        ground = np.full(len(frame), np.nan)
        ground[inner] = terrain[row[inner], place[inner]]
        datum = TABLES[name].column(column).datum
        same = frame[datum].isin([DATUM]) if datum in frame.columns else True
        wrong = (np.abs(frame[column] - ground) > GROUND_TOLERANCE) & same
        text = (
            f"ground level {{{column}:g}} m, the terrain there has {{_ground:.2f}} m; correct level, "
            "datum or place"
        )
        yield marked(name, frame.assign(_ground=ground), wrong, column, text)


def _mixed(held: Held, name: str, low: str, high: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Where two levels are told in two datums."""
    frame = held[name]
    first, second = TABLES[name].column(low).datum, TABLES[name].column(high).datum
    if first == second or first not in frame.columns or second not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    both = frame[low].notna() & frame[high].notna() & frame[first].notna() & frame[second].notna()
    return np.asarray(both & (frame[first] != frame[second]), dtype=bool)


_STAGES = "SL 247 and the difference of the datums at Gongchenqiao (1.84 m)"

RULES: Mapping[str, Rule] = {
    "datum_missing": Rule(
        must="Every level tells its vertical datum.", source=_STAGES, severity="error", check=datum_told,
    ),
    "datum_unknown": Rule(
        must="A vertical datum is one of those known.", source=_STAGES, severity="error", check=datum_known,
    ),
    "levels_order": Rule(
        must=(
            "Levels of one object are in order: bed, usual, warning, guarantee stage, bank; start above "
            "stop."
        ),
        source="sense of the levels; SL/T 278 for the stages", severity="error", check=in_order,
    ),
    "levels_one_datum": Rule(
        must="Levels of one object that are compared are in one datum.", source=_STAGES, severity="error",
        check=one_datum,
    ),
    "ground_of_terrain": Rule(
        must=f"A stated ground level is that of the terrain at the place, to {GROUND_TOLERANCE:g} m.",
        source="terrain raster", severity="warning", check=ground_of_place,
    ),
}  # fmt: skip
