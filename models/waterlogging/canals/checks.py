"""Checks on a canal network, once, before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from census.errors import InputError
from models.waterlogging.canals.network import Channel, Link, Network, Pump, Reach, Sluice


def check_network(network: Network) -> None:
    """Refuse a network that cannot be computed.

    Raises
    ------
    InputError
        Naming the reach, sluice or pump, the value, and what would be right.
    """
    if not network.reaches:
        raise InputError("canals: the network has no reach; at least one is needed")
    _names_once("waters", [*(w.name for w in network.reaches), *(w.name for w in network.outside)])
    _names_once("sluices", [s.name for s in network.sluices])
    _names_once("pumping stations", [p.name for p in network.pumps])
    for reach in network.reaches:
        _check_reach(reach)
    for channel in network.channels:
        _check_channel(channel)
    for link in network.links:
        _check_ends(network, link)
    for sluice in network.sluices:
        _check_sluice(sluice)
    for pump in network.pumps:
        _check_pump(pump)


def _names_once(what: str, names: list[str]) -> None:
    double = next((n for n in names if names.count(n) > 1), None)
    if double is not None:
        raise InputError(f"canals: two {what} are called {double!r}; each needs a name of its own")


def _check_reach(reach: Reach) -> None:
    level, area = reach.curve.level, reach.curve.area
    if level.size < 2 or level.shape != area.shape or not (np.diff(level) > 0.0).all():
        raise InputError(
            f"reach {reach.name!r}: levels {_few(level)} of its curve must increase, one area each"
        )
    if not (area > 0.0).all() or not (np.diff(area) >= 0.0).all():
        raise InputError(
            f"reach {reach.name!r}: areas {_few(area)} m2 must be positive and must not shrink upwards"
        )
    if not math.isfinite(reach.stage) or reach.stage < level[0]:
        raise InputError(
            f"reach {reach.name!r}: the first stage is {reach.stage:g} m, below its bed at {level[0]:g} m; "
            "a level from the bed up is needed"
        )


def _check_channel(channel: Channel) -> None:
    what = f"the channel between {channel.a!r} and {channel.b!r}"
    for name, value, least in (
        ("length", channel.length, 0.0), ("bottom", channel.bottom, 0.0), ("manning", channel.manning, 0.0),
    ):  # fmt: skip
        if not value > least:
            raise InputError(f"{what} has {name} {value:g}; a positive value is needed")
    if channel.slope < 0.0:
        raise InputError(f"{what} has sides of slope {channel.slope:g}; 0 (upright) or more is needed")


def _check_ends(network: Network, link: Link) -> None:
    what = f"{type(link).__name__.lower()} {getattr(link, 'name', f'{link.a} - {link.b}')!r}"
    for end in (link.a, link.b):
        if end not in network.index:
            raise InputError(f"{what} names the water {end!r}, which is none of the network")
    if link.a == link.b:
        raise InputError(f"{what} joins {link.a!r} to itself; it needs two different waters")


def _check_sluice(sluice: Sluice) -> None:
    what = f"sluice {sluice.name!r}"
    for name, value in (("clear width", sluice.width), ("height", sluice.height)):
        if not value > 0.0:
            raise InputError(f"{what} has a {name} of {value:g} m; a positive one is needed")
    if not 0.0 < sluice.coefficient <= 1.5:
        raise InputError(
            f"{what} has the discharge coefficient {sluice.coefficient:g}; about 0.9 is usual, from 0 to 1.5"
        )
    if sluice.table is not None:
        known = sluice.table.value[np.isfinite(sluice.table.value)]
        if ((known < 0.0) | (known > 1.0)).any():
            raise InputError(
                f"{what} is opened to {_few(known)}; a share from 0 (shut) to 1 (open) is needed"
            )
        if not (np.diff(sluice.table.time) > 0.0).all():
            raise InputError(
                f"{what}: the times of its openings do not increase; sort them, one opening each"
            )


def _check_pump(pump: Pump) -> None:
    what = f"pumping station {pump.name!r}"
    if pump.discharge.size == 0 or not (pump.discharge >= 0.0).all() or not pump.discharge.max() > 0.0:
        raise InputError(f"{what} has the capacity {_few(pump.discharge)} m3/s; a positive one is needed")
    if pump.head.shape != pump.discharge.shape or not (np.diff(pump.head) > 0.0).all():
        raise InputError(f"{what}: heads {_few(pump.head)} m of its curve must increase, one discharge each")
    if pump.units < 1:
        raise InputError(f"{what} has {pump.units} units; at least one is needed")
    if not pump.stop < pump.start:
        raise InputError(
            f"{what} stops at {pump.stop:g} m and starts at {pump.start:g} m; "
            "it must stop at a lower level than it starts"
        )
    if not 0.0 < pump.efficiency <= 1.0:
        raise InputError(f"{what} has the efficiency {pump.efficiency:g}; a share up to 1 is needed")


def _few(values: Iterable[float]) -> str:
    return ", ".join(f"{v:g}" for v in list(values)[:6])
