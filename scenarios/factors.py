"""Factors of a scenario on what the model takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from census.errors import InputError
from models.waterlogging.inputs import HortonInfiltration, Surface
from models.waterlogging.partners import Work
from models.waterlogging.sewers.network import SewerNetwork
from models.waterlogging.underground import UndergroundWork

PAVED = 0.025
"""Manning's n up to which ground counts as paved [s m-1/3]."""

Taken = tuple[Surface, tuple[Work, ...]]
"""Surface and works of a run."""


def with_factors(surface: Surface, works: tuple[Work, ...], factors: Mapping[str, float]) -> Taken:
    """Surface and works with factors on them.

    Parameters
    ----------
    surface, works
        As the scenario states them.
    factors
        Factor by its name in `FACTORS`; those of 1 are left out.

    Raises
    ------
    InputError
        If a factor other than 1 has nothing to act on.
    """
    taken = surface, works
    for name, factor in factors.items():
        if factor == 1.0:
            continue
        changed = FACTORS[name](taken, factor)
        if changed is None:
            raise InputError(f"factors.{name} = {factor:g}: the scenario has {_LACKING[name]}; leave it out")
        taken = changed
    return taken


def _roughness(taken: Taken, factor: float) -> Taken | None:
    surface, works = taken
    return replace(surface, manning=surface.manning * np.float32(factor)), works


def _roughness_paved(taken: Taken, factor: float) -> Taken | None:
    return _roughness_where(taken, factor, paved=True)


def _roughness_open(taken: Taken, factor: float) -> Taken | None:
    return _roughness_where(taken, factor, paved=False)


def _roughness_where(taken: Taken, factor: float, *, paved: bool) -> Taken | None:
    surface, works = taken
    chosen = (surface.manning <= np.float32(PAVED)) == paved
    if not (chosen & np.isfinite(surface.bed)).any():
        return None
    manning = np.where(chosen, surface.manning * np.float32(factor), surface.manning)
    return replace(surface, manning=manning.astype(np.float32)), works


def _sewer_capacity(taken: Taken, factor: float) -> Taken | None:
    surface, works = taken
    if surface.sewers is None:
        return None
    capacity = surface.sewers.capacity * np.float32(factor)
    return replace(surface, sewers=replace(surface.sewers, capacity=capacity)), works


def _infiltration(taken: Taken, factor: float) -> Taken | None:
    surface, works = taken
    if surface.infiltration is None:
        return None
    soil, by = surface.infiltration, np.float32(factor)
    if isinstance(soil, HortonInfiltration):
        horton = replace(soil, initial=soil.initial * by, final=soil.final * by)
        return replace(surface, infiltration=horton), works
    return replace(surface, infiltration=replace(soil, conductivity=soil.conductivity * by)), works


def _inlets(taken: Taken, factor: float) -> Taken | None:
    surface, works = taken
    if not any(isinstance(work, SewerNetwork) for work in works):
        return None
    return surface, tuple(
        replace(
            work, form=replace(work.form, weir=factor * work.form.weir, orifice=factor * work.form.orifice)
        )
        if isinstance(work, SewerNetwork)
        else work
        for work in works
    )


def _sills(taken: Taken, factor: float) -> Taken | None:
    surface, works = taken
    if not any(isinstance(work, UndergroundWork) for work in works):
        return None
    return surface, tuple(
        replace(work, spaces=replace(work.spaces, coefficient=factor * work.spaces.coefficient))
        if isinstance(work, UndergroundWork)
        else work
        for work in works
    )


FACTORS: Mapping[str, Callable[[Taken, float], Taken | None]] = MappingProxyType(
    {
        "roughness": _roughness,
        "roughness_paved": _roughness_paved,
        "roughness_open": _roughness_open,
        "sewer_capacity": _sewer_capacity,
        "inlets": _inlets,
        "infiltration": _infiltration,
        "sills": _sills,
    }
)
"""What each factor changes; None where there is nothing to change."""

_LACKING = {
    "roughness": "no ground",
    "roughness_paved": f"no ground with Manning's n up to {PAVED:g}",
    "roughness_open": f"no ground with Manning's n above {PAVED:g}",
    "sewer_capacity": "no stand-in for sewers with a capacity",
    "inlets": "no coupled sewer network",
    "infiltration": "no infiltration",
    "sills": "no spaces below ground",
}
