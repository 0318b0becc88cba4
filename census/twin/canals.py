"""The canals: the named ones from the facts, and side canals laid out in the street frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from census.twin import dice, facts
from census.twin.frame import U_RANGE, V_RANGE, Frame, smooth_line
from census.twin.layout import CANAL_U, CANAL_V
from census.twin.linework import map_lines

SIDE_CANAL_BED = -0.6
"""Bed of the side canals [m, 1985 national]; status unverified."""

EMBANKMENT = 22.0
"""Land kept between the Shangtang river and canals of the lower system [m]."""

SECTION_SPACING = 200.0

_PINYIN = {
    "京杭大运河": "Grand Canal",
    "上塘河": "Shangtang River",
    "余杭塘河": "Yuhangtang River",
    "西塘河": "Xitang River",
    "胜利河": "Shengli River",
    "电厂河": "Dianchang River",
}


@dataclass(frozen=True)
class Canal:
    """One canal with its centre line and its water surface.

    Parameters
    ----------
    canal_id, name, name_en
        Key and names; side canals have made-up numbers for names.
    system
        "grand_canal" or "shangtang": canals of one system share their stage.
    width, bed
        Width of the water surface [m] and bed level [m, 1985 national].
    status
        How sure course, width and bed are: "unverified" or "synthetic".
    line
        Centre line.
    water
        Water surface; the surfaces of different canals do not overlap.
    """

    canal_id: str
    name: str
    name_en: str
    system: str
    width: float
    bed: float
    status: str
    line: shapely.LineString
    water: Any

    @property
    def normal_stage(self) -> float:
        """Usual water level of the canal's system [m, 1985 national]; unverified."""
        return facts.NORMAL_STAGE[self.system]


def canals(frame: Frame, seed: int, domain: shapely.Polygon, dry: shapely.Geometry) -> tuple[Canal, ...]:
    """All canals inside the domain.

    Parameters
    ----------
    frame, seed
        The street frame and the seed of the district.
    domain
        Where canals are wanted.
    dry
        Hills, which no side canal enters.
    """
    drafts = [*_named_canals(), *_side_canals(frame, seed, dry)]
    # The higher river comes first: the others end at its embankment and pass it underneath.
    drafts.sort(key=lambda canal: canal.system != "shangtang")
    taken: Any = shapely.Polygon()
    result = []
    for draft in drafts:
        water = (draft.water - taken) & domain
        taken = taken | draft.water.buffer(EMBANKMENT if draft.system == "shangtang" else 0.0)
        water = _polygons(water, least=400.0)
        if not water.is_empty:
            result.append(replace(draft, water=water))
    return tuple(sorted(result, key=lambda canal: canal.canal_id))


def sections(canal: Canal) -> tuple[NDArray[np.float64], NDArray[Any]]:
    """Chainages [m] and points of a canal's cross-sections, where it has water."""
    chainage = np.asarray(np.arange(0.5 * SECTION_SPACING, canal.line.length, SECTION_SPACING), dtype=float)
    points = shapely.line_interpolate_point(canal.line, chainage)
    inside = shapely.intersects(canal.water, points)
    return chainage[inside], points[inside]


def bottom_width(width: float, bed: float, stage: float) -> float:
    """Width of the bed [m] under banks of 1 in 1.5, at least a third of the surface width."""
    return max(width - 3.0 * (stage - bed), width / 3.0)


def _named_canals() -> list[Canal]:
    rivers = {river.name: river for river in facts.rivers()}
    trunk = shapely.LineString(_extended(smooth_line(rivers[facts.GRAND_CANAL].line), 700.0, 700.0))
    result = []
    for number, (name, river) in enumerate(rivers.items(), start=1):
        line = smooth_line(river.line)
        if name == facts.GRAND_CANAL:
            line = shapely.get_coordinates(trunk)
        elif name == facts.SHANGTANG:
            line = _extended(line, 0.0, 1800.0)
        else:
            start = trunk.interpolate(trunk.project(shapely.Point(river.line[0])))
            joined = np.concatenate([[[start.x, start.y]], river.line[1:]])
            line = _extended(smooth_line(joined), 0.0, 500.0 if name != "电厂河" else 0.0)
        system = "shangtang" if name == facts.SHANGTANG else "grand_canal"
        result.append(
            _canal(f"C{number:02d}", name, _PINYIN[name], system, river.width, river.bed, "unverified", line)
        )
    return result


def _side_canals(frame: Frame, seed: int, dry: shapely.Geometry) -> list[Canal]:
    lines = [(0, c, V_RANGE[0], V_RANGE[1]) for c in CANAL_U]
    lines += [(1, c, *U_RANGE) for c in CANAL_V]
    mapped = map_lines(frame, np.array(lines, dtype=np.int64))
    result = []
    for number, (row, geometry) in enumerate(zip(lines, mapped, strict=True), start=1):
        width = float(12 + round(8.0 * float(dice.uniform(seed, "canals/width", row[0], row[1]))))
        name, name_en = f"支河{number:02d}(合成)", f"Side canal {number:02d} (synthetic)"
        line = smooth_line(shapely.get_coordinates(geometry), radius=60.0)
        draft = _canal(
            f"S{number:02d}", name, name_en, "grand_canal", width, SIDE_CANAL_BED, "synthetic", line
        )
        result.append(replace(draft, water=draft.water - dry))
    return result


def _canal(
    canal_id: str,
    name: str,
    name_en: str,
    system: str,
    width: float,
    bed: float,
    status: str,
    line: NDArray[np.float64],
) -> Canal:
    geometry = shapely.LineString(line)
    water = geometry.buffer(0.5 * width, cap_style="flat", join_style="round")
    return Canal(canal_id, name, name_en, system, width, bed, status, geometry, water)


def _polygons(geometry: Any, *, least: float) -> Any:
    parts = shapely.get_parts(geometry)
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) >= least)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))


def _extended(line: NDArray[np.float64], before: float, after: float) -> NDArray[np.float64]:
    """The line continued straight at its two ends by some metres."""
    head = line[0] - line[3]
    tail = line[-1] - line[-4]
    parts = [line]
    if before > 0.0:
        parts.insert(0, (line[0] + head / np.hypot(*head) * before)[None])
    if after > 0.0:
        parts.append((line[-1] + tail / np.hypot(*tail) * after)[None])
    return np.concatenate(parts)
