"""Depots and suppliers: where supplies lie, each in a building."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from census.twin import dice, facts
from census.twin.survey.base import Base, Frames
from census.twin.survey.capacity.places import key_of


@dataclass(frozen=True)
class Wanted:
    """How many depots of a kind there are in the whole district, and in which buildings."""

    kind: str
    level: str
    count: int
    types: tuple[str, ...]
    label: str
    lead_h: float


WANTED = (
    Wanted("physical", "county", 2, ("shed",), "区应急物资仓库", 0.5),
    Wanted("agreement", "county", 12, ("commercial", "shed"), "协议储备企业", 4.0),
    Wanted("market", "county", 14, ("commercial",), "商超市场", 2.0),
    Wanted("production", "county", 8, ("factory",), "生产企业", 24.0),
)
"""Depots and suppliers of the district; counts are assumptions."""

_STREET_TYPES = ("office", "commercial", "shed")


def depots(base: Base, made: Frames) -> pd.DataFrame:
    """Depots and suppliers: depot_id, depot, reserve_kind, level, row of the building, residents served."""
    share = float(made["streets"]["population"].sum()) / facts.POPULATION
    rows: list[dict[str, object]] = []
    used: set[int] = set()
    for want in WANTED:
        for number, row in enumerate(_spread(base, made, want, share, used), start=1):
            label = f"{want.label}{number}号"
            rows.append(_row(want.kind, want.level, row, label, want.lead_h, facts.POPULATION * share))
    for street in made["streets"].itertuples():
        near = _nearest(made, str(street.code), shapely.point_on_surface(street.geometry), used)
        if near is not None:
            label = f"{street.name!s}应急物资仓库"
            rows.append(_row("physical", "township", near, label, 0.3, float(str(street.population))))
    frame = pd.DataFrame(rows, columns=["reserve_kind", "level", "building", "depot", "lead_h", "residents"])
    frame.insert(0, "depot_id", [f"DP{number:04d}" for number in range(1, len(frame) + 1)])
    return frame.merge(_buildings(made), left_on="building", right_index=True).sort_values("depot_id")


def _row(kind: str, level: str, row: int, label: str, lead: float, residents: float) -> dict[str, object]:
    return {
        "reserve_kind": kind, "level": level, "building": row, "depot": label, "lead_h": lead,
        "residents": residents,
    }  # fmt: skip


def _spread(base: Base, made: Frames, want: Wanted, share: float, used: set[int]) -> list[int]:
    """Buildings for the depots of a kind: drawn by lot among the large ones, a good way apart."""
    buildings = made["buildings"]
    free = ~np.isin(np.arange(len(buildings)), sorted(used))
    mine = np.flatnonzero(buildings["type"].isin(want.types).to_numpy() & free)
    if not len(mine):
        mine = np.flatnonzero(free)
    floor = buildings["floor_area_m2"].to_numpy(dtype=float)[mine]
    mine = mine[floor >= np.quantile(floor, 0.4)] if len(mine) else mine
    shapes = buildings.geometry.to_numpy()[mine]
    lot = dice.uniform(base.seed, f"capacity/depot {want.kind}", *key_of(shapes))
    place = shapely.get_coordinates(shapely.centroid(shapes))
    apart = 0.55 * np.sqrt(base.part.area.area / max(want.count, 1))
    taken: list[int] = []
    for number in np.argsort(lot, kind="stable").tolist():
        if len(taken) == max(1, round(want.count * share)):
            break
        near = np.hypot(*(place[taken] - place[number]).T).min() if taken else np.inf
        if near > apart:
            taken.append(number)
    used.update(int(row) for row in mine[taken])
    return [int(row) for row in mine[taken]]


def _nearest(made: Frames, code: str, middle: shapely.Point, used: set[int]) -> int | None:
    """The free office, shop or shed of a street nearest to its middle; any building where there is none."""
    buildings = made["buildings"]
    here = (buildings["street_code"] == code).to_numpy() & ~np.isin(np.arange(len(buildings)), list(used))
    fit = here & buildings["type"].isin(_STREET_TYPES).to_numpy()
    mine = np.flatnonzero(fit if fit.any() else here)
    if not len(mine):
        return None
    row = int(mine[np.argmin(shapely.distance(buildings.geometry.to_numpy()[mine], middle))])
    used.add(row)
    return row


def _buildings(made: Frames) -> pd.DataFrame:
    buildings = made["buildings"]
    return pd.DataFrame(
        {
            "building_id": buildings["building_id"].to_numpy(dtype=object),
            "street_code": buildings["street_code"].to_numpy(dtype=object),
            "geometry": shapely.point_on_surface(buildings.geometry.to_numpy()),
        }
    )
