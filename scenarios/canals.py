"""The canals of a scenario whose levels are computed, and the orders given to their sluices."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np

from census.columns import require_columns
from census.errors import InputError
from census.snapshot import Snapshot
from models.waterlogging.canals import Canals
from models.waterlogging.canals.district import End, GateRule, Stated, Station, network_of
from models.waterlogging.canals.reaches import with_reaches
from models.waterlogging.canals.stretches import CANAL_COLUMNS, SECTION_COLUMNS, layout_of
from models.waterlogging.defaults import OUTER_STAGE
from models.waterlogging.inputs import Series, Surface
from scenarios.sections.canals import ComputedCanals, SluiceOrders
from scenarios.spec import LoadedScenario
from scenarios.stages import HOUR, canal_stages, series_of

COLUMNS = {"canals": CANAL_COLUMNS, "canal_sections": SECTION_COLUMNS}
"""Columns of the census that computed canals read."""

SLUICE_COLUMNS = (
    "sluice_id", "canal_id", "outer_canal_id", "width_m", "sill_m", "close_stage_m", "open_stage_m",
)  # fmt: skip
STATION_COLUMNS = (
    "pump_station_id", "kind", "from_water", "to_water", "capacity_m3_s", "pumps", "start_stage_m",
    "stop_stage_m",
)  # fmt: skip


def canals_of(
    loaded: LoadedScenario, surface: Surface, snapshot: Snapshot | None
) -> tuple[Surface, dict[str, Series], Canals | None]:
    """Surface with the canals as the scenario wants them, levels in time, and what computes them.

    Raises
    ------
    InputError
        If something is stated of a canal, sluice or station that the district does not have.
    """
    section = loaded.spec.canals
    if not isinstance(section, ComputedCanals):
        return *canal_stages(loaded, surface, snapshot and snapshot.table("canals")), None
    assert snapshot is not None  # refused with rasters by the scenario itself
    require_columns(snapshot, COLUMNS)
    canals = snapshot.table("canals")
    layout = layout_of(canals, snapshot.table("canal_sections"), length=section.reach_length_m)
    surface = with_reaches(surface, layout)
    network = network_of(
        surface,
        layout,
        sluices=_table(snapshot, "sluices", SLUICE_COLUMNS),
        stations=_table(snapshot, "pump_stations", STATION_COLUMNS),
        canals=canals,
        stated=_stated(loaded, section),
    )
    return surface, {}, Canals(network)


def _table(snapshot: Snapshot, name: str, columns: tuple[str, ...]) -> gpd.GeoDataFrame | None:
    """A table that a district may do without."""
    if name not in snapshot.table_names:
        return None
    require_columns(snapshot, {name: columns})
    return snapshot.table(name)


def _stated(loaded: LoadedScenario, section: ComputedCanals) -> Stated:
    offset = section.datum_offset_m
    start = loaded.spec.scenario.start_time
    return Stated(
        stages={name: stage - offset for name, stage in section.initial_stage_m.items()},
        manning=section.manning,
        ends=tuple(_end(loaded, section, k) for k in range(len(section.ends))),
        stations={
            name: Station(
                capacity=s.capacity_m3_s,
                start=_lowered(s.start_stage_m, offset),
                stop=_lowered(s.stop_stage_m, offset),
                in_service=s.in_service,
                outages=tuple((HOUR * a, HOUR * b) for a, b in s.outages_h),
            )
            for name, s in section.stations.items()
        },
        sluices=_sluices(loaded, section),
        date=None if start is None else start.date(),
        outer_stage=OUTER_STAGE if section.outer_stage_m is None else section.outer_stage_m - offset,
    )


def _lowered(stage: float | None, offset: float) -> float | None:
    return None if stage is None else stage - offset


def _end(loaded: LoadedScenario, section: ComputedCanals, index: int) -> End:
    end, key = section.ends[index], f"canals.ends.{index}"
    stage = discharge = None
    if end.stage is not None:
        stage = series_of(loaded, f"{key}.stage", end.stage.stage_m, end.stage.time_h, "stage_m")
        stage = replace(stage, value=stage.value - section.datum_offset_m)
    if end.discharge is not None:
        given = end.discharge
        discharge = series_of(
            loaded, f"{key}.discharge", given.discharge_m3_s, given.time_h, "discharge_m3_s"
        )
        if (discharge.value < 0.0).any():
            raise InputError(
                f"{key} ({end.name}): the discharge is {discharge.value.min():g} m3/s; 0 or more is needed"
            )
    area = None if end.area_km2 is None else 1e6 * end.area_km2
    return End(end.name, end.canal, end.end, stage=stage, discharge=discharge, area=area)


def _sluices(loaded: LoadedScenario, section: ComputedCanals) -> dict[str, GateRule]:
    """Rules stated for sluices, with the openings ordered for them."""
    rules = {
        name: GateRule(
            close=_lowered(rule.close_stage_m, section.datum_offset_m),
            open=_lowered(rule.open_stage_m, section.datum_offset_m),
            is_open=None if rule.initially is None else rule.initially == "open",
            coefficient=rule.coefficient,
        )
        for name, rule in section.sluices.items()
    }
    orders: dict[str, list[SluiceOrders]] = {}
    for order in loaded.spec.sluices:
        orders.setdefault(order.sluice, []).append(order)
    for name, given in orders.items():
        rules[name] = replace(rules.get(name, GateRule()), table=_orders(name, given))
    return rules


def _orders(name: str, orders: list[SluiceOrders]) -> Series:
    """All openings ordered for one sluice; NaN gives it back to its rule."""
    times: list[float] = []
    values: list[float] = []
    for order in sorted(orders, key=lambda o: o.time_h[0]):
        if times and order.time_h[0] == times[-1] and np.isnan(values[-1]):
            times.pop()
            values.pop()
        if times and order.time_h[0] <= times[-1]:
            raise InputError(
                f"sluices: two orders for {name} overlap at {order.time_h[0]:g} h, where one "
                f"still holds until {times[-1]:g} h; let the second begin after the first has ended"
            )
        times += [*order.time_h, *([] if order.until_h is None else [order.until_h])]
        values += [*order.opening, *([] if order.until_h is None else [np.nan])]
    return Series(HOUR * np.array(times), np.array(values))
