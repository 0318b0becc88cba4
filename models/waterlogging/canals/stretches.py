"""Canals of a snapshot cut into stretches with one level each, and where these touch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.defaults import REACH_LENGTH

TOUCH = 2.0
"""Waters closer than this touch [m]."""

CULVERT = 150.0
"""Longest way of a canal underneath a higher river [m]."""

CANAL_COLUMNS = ("canal_id", "system", "width_m", "bed_m", "bank_m", "normal_stage_m", "geometry")
SECTION_COLUMNS = ("canal_id", "chainage_m", "bed_m", "bottom_width_m", "top_width_m", "bank_m", "geometry")


@dataclass(frozen=True)
class Stretch:
    """A stretch of a canal.

    Parameters
    ----------
    name
        Row of the canal and a number along it.
    canal, system
        Row of the canal; its system.
    part
        Index of the water surface it is a piece of; surfaces of a canal that others cross lie apart.
    chainage
        Chainage of its middle [m].
    area, length
        Water surface [m2] and length of the stretch [m].
    bottom, top
        Widths of the bed and of the water at normal stage [m].
    bed, bank, normal
        Levels [m].
    points
        Its cross-sections, or a point of the water where it has none.
    """

    name: str
    canal: str
    system: str
    part: int
    chainage: float
    area: float
    length: float
    bottom: float
    top: float
    bed: float
    bank: float
    normal: float
    points: NDArray[Any]

    @property
    def slope(self) -> float:
        """Slope of the sides up to normal stage, run over rise [-]."""
        return 0.5 * (self.top - self.bottom) / max(self.normal - self.bed, 1e-3)


@dataclass(frozen=True)
class Layout:
    """All stretches of a snapshot and what joins them.

    Parameters
    ----------
    stretches
        Ordered by canal and chainage.
    parts
        Water surfaces, each in one piece.
    joints
        Pairs of stretches that water passes between, with the place: along a canal and where canals meet.
    """

    stretches: tuple[Stretch, ...]
    parts: NDArray[Any]
    joints: tuple[tuple[int, int, Any], ...]

    def nearest(self, point: Any, *, canal: str | None = None, system: str | None = None) -> int | None:
        """Index of the stretch nearest to a point, of a canal or system where one is named."""
        fit = [
            k for k, s in enumerate(self.stretches) if canal in (None, s.canal) and system in (None, s.system)
        ]
        if not fit:
            return None
        part = min(
            {self.stretches[k].part for k in fit}, key=lambda p: (shapely.distance(self.parts[p], point), p)
        )
        return min(
            (k for k in fit if self.stretches[k].part == part),
            key=lambda k: (float(shapely.distance(self.stretches[k].points, point).min()), k),
        )


def layout_of(
    canals: gpd.GeoDataFrame, sections: gpd.GeoDataFrame, *, length: float = REACH_LENGTH
) -> Layout:
    """Cut the canals of a district into stretches.

    Parameters
    ----------
    canals, sections
        Tables `canals` and `canal_sections` of the census.
    length
        Wanted length of a stretch [m].

    Raises
    ------
    InputError
        If a figure of a canal or section cannot be.
    """
    _check_tables(canals, sections)
    parts: list[Any] = []
    stretches: list[Stretch] = []
    for row in canals.sort_values("canal_id").to_dict("records"):
        own = sections[sections["canal_id"] == row["canal_id"]].sort_values("chainage_m")
        pieces = shapely.get_parts(row["geometry"])
        for piece, held in _by_piece(pieces, own):
            stretches += _cut(row, piece, held, part=len(parts), length=length, all_sections=own)
            parts.append(piece)
    numbered = _numbered(stretches)
    surfaces = np.array(parts, object)
    bare = Layout(numbered, surfaces, ())
    joints = [*_along(numbered, surfaces), *_meetings(bare)]
    return replace(bare, joints=tuple(joints))


def _check_tables(canals: gpd.GeoDataFrame, sections: gpd.GeoDataFrame) -> None:
    for name, table, columns in (
        ("canals", canals, CANAL_COLUMNS), ("canal_sections", sections, SECTION_COLUMNS),
    ):  # fmt: skip
        missing = [c for c in columns if c not in table.columns]
        if missing:
            raise InputError(f"table {name} has no column {', '.join(missing)}; computed canals need it")
    if canals.empty:
        raise InputError('table canals has no row; computed canals need one, or canals.kind = "none"')
    for row in canals.to_dict("records"):
        if not row["bed_m"] < min(row["normal_stage_m"], row["bank_m"]):
            raise InputError(
                f"canal {row['canal_id']}: bed_m is {row['bed_m']:g}, normal_stage_m "
                f"{row['normal_stage_m']:g}, bank_m {row['bank_m']:g}; the bed must lie below both"
            )
    for row in sections.to_dict("records"):
        if not (row["top_width_m"] > 0.0 and 0.0 <= row["bottom_width_m"] <= row["top_width_m"]):
            raise InputError(
                f"section at {row['chainage_m']:g} m of canal {row['canal_id']}: bottom_width_m is "
                f"{row['bottom_width_m']:g} and top_width_m {row['top_width_m']:g}; a bed no wider than "
                "the water is needed"
            )


def _by_piece(pieces: NDArray[Any], sections: gpd.GeoDataFrame) -> list[tuple[Any, gpd.GeoDataFrame]]:
    """Pieces of a canal in the order of their chainage, each with its sections."""
    points = sections.geometry.to_numpy()
    nearest = np.array([int(np.argmin(shapely.distance(pieces, p))) for p in points], np.int64)
    found = [(piece, sections[nearest == k]) for k, piece in enumerate(pieces)]
    return sorted(found, key=lambda k: float(k[1]["chainage_m"].iloc[0]) if len(k[1]) else np.inf)


def _cut(
    row: dict[Any, Any], piece: Any, held: gpd.GeoDataFrame, *, part: int, length: float, all_sections: Any
) -> list[Stretch]:
    """Stretches of one piece of a canal; a piece without sections is one."""
    if held.empty:
        ratio = 0.5
        if len(all_sections):
            ratio = float((all_sections["bottom_width_m"] / all_sections["top_width_m"]).mean())
        figures = pd.Series(
            {"bed_m": row["bed_m"], "bank_m": row["bank_m"], "top_width_m": row["width_m"],
             "bottom_width_m": ratio * row["width_m"]}
        )  # fmt: skip
        middle = np.array([shapely.point_on_surface(piece)])
        return [_stretch(row, part, figures, np.nan, float(piece.area), middle)]
    whole = float(piece.area) / float(held["top_width_m"].mean())
    count = max(1, min(round(whole / length), len(held)))
    found = []
    for group in np.array_split(np.arange(len(held)), count):
        rows = held.iloc[group]
        figures = rows[["bed_m", "bank_m", "top_width_m", "bottom_width_m"]].mean()
        chainage = float(rows["chainage_m"].mean())
        share = float(piece.area) * len(rows) / len(held)
        found.append(_stretch(row, part, figures, chainage, share, rows.geometry.to_numpy()))
    return found


def _stretch(
    row: dict[Any, Any], part: int, figures: Any, chainage: float, area: float, points: NDArray[Any]
) -> Stretch:
    top = float(figures["top_width_m"])
    return Stretch(
        name=str(row["canal_id"]), canal=str(row["canal_id"]), system=str(row["system"]), part=part,
        chainage=chainage, area=area, length=area / top,
        bottom=max(float(figures["bottom_width_m"]), 0.1 * top), top=top,
        bed=float(figures["bed_m"]), bank=float(figures["bank_m"]), normal=float(row["normal_stage_m"]),
        points=points,
    )  # fmt: skip


def _numbered(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Stretches with a number along their canal in their name."""
    count: dict[str, int] = {}
    found = []
    for stretch in stretches:
        number = count[stretch.canal] = count.get(stretch.canal, 0) + 1
        found.append(replace(stretch, name=f"{stretch.canal}-{number:02d}"))
    return tuple(found)


def _along(stretches: tuple[Stretch, ...], parts: NDArray[Any]) -> list[tuple[int, int, Any]]:
    """Joints of stretches that follow one another, also underneath a river of another system."""
    found = []
    systems: dict[str, list[int]] = {}
    for stretch in stretches:
        systems.setdefault(stretch.system, []).append(stretch.part)
    for k, (a, b) in enumerate(pairwise(stretches)):
        if a.canal != b.canal:
            continue
        between = shapely.shortest_line(parts[a.part], parts[b.part])
        if a.part == b.part or _is_culvert(between, a, stretches, parts):
            found.append((k, k + 1, shapely.centroid(between)))
    return found


def _is_culvert(between: Any, stretch: Stretch, stretches: tuple[Stretch, ...], parts: NDArray[Any]) -> bool:
    """Whether the way between two pieces of a canal passes under a water of another system."""
    others = {s.part for s in stretches if s.system != stretch.system}
    return shapely.length(between) < CULVERT and any(shapely.intersects(parts[p], between) for p in others)


def _meetings(layout: Layout) -> list[tuple[int, int, Any]]:
    """Joints where two canals of one system meet."""
    owner = {s.part: s for s in layout.stretches}
    tree = shapely.STRtree(layout.parts)
    first, second = tree.query(layout.parts, predicate="dwithin", distance=TOUCH)
    found = []
    for p, q in zip(first, second, strict=True):
        a, b = owner[int(p)], owner[int(q)]
        if p >= q or a.canal == b.canal or a.system != b.system:
            continue
        shared = shapely.buffer(layout.parts[p], TOUCH) & shapely.buffer(layout.parts[q], TOUCH)
        for piece in shapely.get_parts(shared):
            place = shapely.centroid(piece)
            i, j = _of_part(layout, int(p), place), _of_part(layout, int(q), place)
            found.append((i, j, place))
    return found


def _of_part(layout: Layout, part: int, place: Any) -> int:
    """Stretch of a water surface nearest to a place."""
    return min(
        (k for k, s in enumerate(layout.stretches) if s.part == part),
        key=lambda k: (float(shapely.distance(layout.stretches[k].points, place).min()), k),
    )
