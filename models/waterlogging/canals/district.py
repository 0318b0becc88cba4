"""The canal network of a district, from the tables of its snapshot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from census.errors import InputError
from models.waterlogging.canals.network import Channel, Curve, Network, Outside, Pump, Reach, Sluice
from models.waterlogging.canals.reaches import cell_areas, curve_of, spill_levels
from models.waterlogging.canals.stretches import Layout, Stretch
from models.waterlogging.defaults import (
    GATE_COEFFICIENT,
    MANNING,
    OUTER_STAGE,
    START_ABOVE_NORMAL,
    STOP_ABOVE_NORMAL,
)
from models.waterlogging.inputs import Series, Surface

GATE_AT_JOINT = 80.0
"""A sluice this near to where two canals meet stands between them [m]."""

STATION_KINDS = ("polder", "river")
"""Kinds of stations that pump from a canal; the others drain sewers and underpasses."""


@dataclass(frozen=True)
class Station:
    """What is stated of a pumping station besides its row; None leaves the row's value."""

    capacity: float | None = None
    start: float | None = None
    stop: float | None = None
    in_service: bool = True
    outages: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class GateRule:
    """What is stated of a sluice besides its row; None leaves the row's value."""

    close: float | None = None
    open: float | None = None
    is_open: bool | None = None
    coefficient: float = GATE_COEFFICIENT
    table: Series | None = None


@dataclass(frozen=True)
class End:
    """Water at an end of a canal: a level outside, a discharge, or canals outside that store.

    Parameters
    ----------
    name
        Its name.
    canal, end
        Row of the canal, and "start" or "end" of its chainage.
    stage
        Level outside [m].
    discharge
        Discharge into the canal [m3/s].
    area
        Area of the canals outside [m2]; with it a discharge flows into them.
    """

    name: str
    canal: str
    end: str
    stage: Series | None = None
    discharge: Series | None = None
    area: float | None = None


@dataclass(frozen=True)
class Stated:
    """All that is stated of the canals besides the snapshot.

    Parameters
    ----------
    stages
        First level by canal system, normal stage where none is stated [m].
    manning
        Manning's n [s m-1/3].
    ends
        Waters at the ends of canals.
    stations, sluices
        By row of the census.
    date
        Date of the run; stations that came into use later are left out. None takes all.
    outer_stage
        Level of waters outside that stations lift to [m].
    """

    stages: Mapping[str, float] = field(default_factory=dict)
    manning: float = MANNING
    ends: tuple[End, ...] = ()
    stations: Mapping[str, Station] = field(default_factory=dict)
    sluices: Mapping[str, GateRule] = field(default_factory=dict)
    date: dt.date | None = None
    outer_stage: float = OUTER_STAGE


def network_of(
    surface: Surface,
    layout: Layout,
    *,
    sluices: gpd.GeoDataFrame | None,
    stations: gpd.GeoDataFrame | None,
    canals: gpd.GeoDataFrame,
    stated: Stated,
) -> Network:
    """Build the network of a district.

    Parameters
    ----------
    surface
        Its stage groups are stretches, see `reaches.with_reaches`.
    layout
        The stretches.
    sluices, stations, canals
        Tables `sluices`, `pump_stations` and `canals` of the census; None for none.
    stated
        What else is stated.

    Raises
    ------
    InputError
        If something is stated of a canal, sluice or station that the district does not have.
    """
    _check_known(
        stated.stages, {s.system for s in layout.stretches}, "canals.initial_stage_m", "canal system"
    )
    rows = {} if sluices is None else {str(r["sluice_id"]): r for r in sluices.to_dict("records")}
    _check_known(stated.sluices, set(rows), "canals.sluices", "sluice")
    gates = [_sluice(k, row, layout, stated) for k, row in rows.items()]
    pumps, outer = _stations(stations, canals, layout, stated)
    ends = [_end(end, layout, stated) for end in stated.ends]
    waters = [*(water for _, water in ends if water is not None), *outer.values()]
    gated = {_gated_joint(row, layout) for row in rows.values()}
    channels = [
        _channel(joint, layout, stated.manning) for k, joint in enumerate(layout.joints) if k not in gated
    ]
    return Network(
        reaches=(
            *_reaches(surface, layout, stated),
            *(w for w in waters if isinstance(w, Reach)),
        ),
        outside=tuple(w for w in waters if isinstance(w, Outside)),
        channels=(*channels, *(c for c, _ in ends if c is not None)),
        sluices=tuple(gates),
        pumps=tuple(pumps),
    )


def _reaches(surface: Surface, layout: Layout, stated: Stated) -> list[Reach]:
    spill = dict(zip(surface.stage_groups, spill_levels(surface), strict=True))
    area = dict(zip(surface.stage_groups, cell_areas(surface), strict=True))
    inflow = {
        _at_end(end, layout).name: end.discharge
        for end in stated.ends
        if end.discharge is not None and end.area is None
    }
    found = []
    for s in layout.stretches:
        cells = float(area.get(s.name, 0.0))
        stage = stated.stages.get(s.system, s.normal)
        if stage < s.bed:
            raise InputError(
                f"canals.initial_stage_m.{s.system} is {stage:g} m, below the bed of {s.name} at "
                f"{s.bed:g} m; a level above the beds is needed"
            )
        curve = curve_of(s, spill=float(spill.get(s.name, np.nan)), cell_area=cells)
        found.append(
            Reach(
                s.name, curve, stage, on_grid=cells > 0.0, cell_area=cells, inflow=inflow.get(s.name),
                canal=s.canal, chainage=s.chainage, bank=float(curve.level[2]),
            )
        )  # fmt: skip
    return found


def _gated_joint(row: Mapping[Any, Any], layout: Layout) -> int:
    """Index of the joint that a sluice stands in, the nearest of its two canals; -1 for none."""
    pair = {str(row["canal_id"]), str(row["outer_canal_id"])}
    near = [
        (float(shapely.distance(row["geometry"], place)), k)
        for k, (i, j, place) in enumerate(layout.joints)
        if {layout.stretches[i].canal, layout.stretches[j].canal} == pair
    ]
    distance, joint = min(near, default=(np.inf, -1))
    return joint if distance < GATE_AT_JOINT else -1


def _channel(joint: tuple[int, int, Any], layout: Layout, manning: float) -> Channel:
    """Open canal at a joint."""
    a, b = layout.stretches[joint[0]], layout.stretches[joint[1]]
    small = min(a, b, key=lambda s: (s.top, s.name))
    return Channel(
        a.name, b.name, 0.5 * (a.length + b.length), small.bottom, small.slope, max(a.bed, b.bed),
        small.normal, manning,
    )  # fmt: skip


def _sluice(name: str, row: Mapping[Any, Any], layout: Layout, stated: Stated) -> Sluice:
    """A sluice between the stretches of its two canals nearest to it."""
    ends = []
    for key in ("canal_id", "outer_canal_id"):
        found = layout.nearest(row["geometry"], canal=str(row[key]))
        if found is None:
            raise InputError(f"sluice {name}: its {key} is {row[key]!r}; no row of canals is called so")
        ends.append(layout.stretches[found])
    inner, outer = ends
    if inner.canal == outer.canal:
        raise InputError(
            f"sluice {name} joins canal {inner.canal} to itself; outer_canal_id names another canal"
        )
    rule = stated.sluices.get(name, GateRule())
    sill = float(row["sill_m"])
    # Between waters of one level a gate stands open; between two systems it holds the higher one back.
    one_system = inner.system == outer.system
    is_open = rule.is_open if rule.is_open is not None else one_system
    return Sluice(
        name, inner.name, outer.name, float(row["width_m"]), sill, max(inner.bank, outer.bank) - sill,
        close_stage=float(row["close_stage_m"]) if rule.close is None else rule.close,
        open_stage=float(row["open_stage_m"]) if rule.open is None else rule.open,
        hold_stage=-np.inf if one_system else inner.normal,
        is_open=is_open, coefficient=rule.coefficient, table=rule.table,
    )  # fmt: skip


def _stations(
    table: gpd.GeoDataFrame | None, canals: gpd.GeoDataFrame, layout: Layout, stated: Stated
) -> tuple[list[Pump], dict[str, Outside]]:
    """Stations that pump from canals, and the waters outside that they lift to."""
    rows = [] if table is None else [r for r in table.to_dict("records") if r["kind"] in STATION_KINDS]
    _check_known(
        stated.stations, {str(r["pump_station_id"]) for r in rows}, "canals.stations",
        "station that pumps from a canal",
    )  # fmt: skip
    pumps: list[Pump] = []
    outer: dict[str, Outside] = {}
    for row in rows:
        name = str(row["pump_station_id"])
        own = stated.stations.get(name, Station())
        if not own.in_service or _is_later(row.get("since"), stated.date):
            continue
        start = _canal_named(row["from_water"], canals, layout, row["geometry"])
        if start is None:
            raise InputError(
                f"pumping station {name}: from_water is {row['from_water']!r}; "
                "a name or row of canals is needed"
            )
        target = _canal_named(row.get("to_canal_id") or row["to_water"], canals, layout, row["geometry"])
        to = str(row["to_water"]) if target is None else layout.stretches[target].name
        if target is None:
            outer[to] = Outside(to, Series(np.zeros(1), np.array([stated.outer_stage])))
        pumps.append(_pump(name, row, layout.stretches[start], to, own))
    return pumps, outer


def _pump(name: str, row: Mapping[Any, Any], source: Stretch, to: str, own: Station) -> Pump:
    capacity = float(row["capacity_m3_s"]) if own.capacity is None else own.capacity
    units = max(int(row["pumps"]), 1)
    start = _first(own.start, row.get("start_stage_m"), source.normal + START_ABOVE_NORMAL)
    stop = _first(own.stop, row.get("stop_stage_m"), source.normal + STOP_ABOVE_NORMAL)
    return Pump(
        name, source.name, to, np.zeros(1), np.array([capacity / units]), start, stop, units=units,
        outages=own.outages,
    )  # fmt: skip


def _end(end: End, layout: Layout, stated: Stated) -> tuple[Channel | None, Reach | Outside | None]:
    """Channel to the water at an end of a canal, and that water."""
    inner = _at_end(end, layout)
    if end.stage is None and end.area is None:
        return None, None
    water: Reach | Outside
    if end.area is not None:
        # What lies outside is as deep as the canal there and stores over its own area.
        curve = Curve(np.array([inner.bed, inner.bank]), np.full(2, end.area))
        stage = stated.stages.get(inner.system, inner.normal)
        water = Reach(end.name, curve, stage, on_grid=False, inflow=end.discharge)
    else:
        assert end.stage is not None
        water = Outside(end.name, end.stage)
    channel = Channel(
        inner.name, end.name, inner.length, inner.bottom, inner.slope, inner.bed, inner.normal, stated.manning
    )
    return channel, water


def _at_end(end: End, layout: Layout) -> Stretch:
    own = [s for s in layout.stretches if s.canal == end.canal]
    if not own:
        known = ", ".join(sorted({s.canal for s in layout.stretches}))
        raise InputError(
            f"canals.ends ({end.name}): there is no canal {end.canal!r}; the district has {known}"
        )
    return own[0] if end.end == "start" else own[-1]


def _canal_named(name: object, canals: gpd.GeoDataFrame, layout: Layout, point: Any) -> int | None:
    """Stretch nearest to a point, of the canal that a text names."""
    for column in ("canal_id", "name"):
        if column in canals.columns:
            rows = canals[canals[column] == name]
            if len(rows):
                return layout.nearest(point, canal=str(rows["canal_id"].iloc[0]))
    return None


def _is_later(since: object, date: dt.date | None) -> bool:
    if date is None or since is None or since != since or not str(since):
        return False
    return dt.date.fromisoformat(str(since)[:10]) > date


def _first(*values: object) -> float:
    """The first number that is one."""
    for value in values:
        if isinstance(value, int | float | np.floating) and np.isfinite(value):
            return float(value)
    raise AssertionError("no value stands in")


def _check_known(stated: Mapping[str, object], known: set[str], key: str, what: str) -> None:
    for name in stated:
        if name not in known:
            raise InputError(
                f"{key}.{name}: the district has no such {what}; it has {', '.join(sorted(known)) or 'none'}"
            )
