"""What must hold before a sewer network runs under a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from census.errors import InputError
from census.readers.swmm_inp import parse_swmm_inp
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Surface
from models.waterlogging.sewers.engine import FLOW_UNITS
from models.waterlogging.sewers.text import option

if TYPE_CHECKING:
    from models.waterlogging.sewers.network import Inlets, Outfalls, SewerNetwork

BELOW_BED = 0.05
"""Depth below the bed of a canal that an outfall may lie, for sketches and roundings [m]."""


def check_network(network: SewerNetwork, surface: Surface) -> None:
    """Refuse a network that cannot run or does not fit the surface.

    Raises
    ------
    InputError
        Naming network, node, value and what would be right.
    """
    source = network.source
    parse_swmm_inp(network.text, name=source)
    unit = option(network.text, "FLOW_UNITS", "CFS")
    if unit not in FLOW_UNITS:
        raise InputError(f"{source}: FLOW_UNITS is {unit}; one of {', '.join(FLOW_UNITS)} is needed")
    if option(network.text, "FLOW_ROUTING", "DYNWAVE") != "DYNWAVE" and network.inlets.node:
        raise InputError(
            f"{source}: FLOW_ROUTING is {option(network.text, 'FLOW_ROUTING', '')}; only DYNWAVE knows "
            "surcharge and backwater, without which nothing comes back up"
        )
    if network.routing_step is not None and not 0.1 <= network.routing_step <= 60.0:
        raise InputError(
            f"{source}: the routing step is {network.routing_step:g} s; 0.1 to 60 s are possible"
        )
    _check_inlets(network.inlets, surface, source)
    _check_outfalls(network.outfalls, surface, source)


def _check_inlets(inlets: Inlets, surface: Surface, source: str) -> None:
    cells = classify(surface)
    rows, columns = inlets.rows, inlets.columns
    shape = surface.grid.shape
    names = np.array(inlets.node, object)[inlets.gully_node]
    beyond = (rows < 0) | (rows >= shape[0]) | (columns < 0) | (columns >= shape[1])
    if beyond.any():
        name = names[int(np.argmax(beyond))]
        raise InputError(f"{source}: inlet {name} lies outside the grid of {shape[0]} x {shape[1]} cells")
    closed = ~cells.computed[rows, columns]
    if closed.any():
        at = int(np.argmax(closed))
        cell = (int(rows[at]), int(columns[at]))
        kind = (
            "outside the domain"
            if not cells.inside[cell]
            else "in a canal"
            if cells.prescribed[cell]
            else "on a building"
        )
        raise InputError(
            f"{source}: inlet {names[at]} lies {kind} (cell row {cell[0]}, column {cell[1]}; the same holds "
            f"for {int(closed.sum())} of {rows.size}); an inlet needs open ground"
        )
    _check_levels(inlets, surface, source)


def _check_levels(inlets: Inlets, surface: Surface, source: str) -> None:
    """Rims above inverts, streets above inverts, numbers of gullies."""
    shallow = ~(inlets.rim > inlets.invert)
    if shallow.any():
        at = int(np.argmax(shallow))
        raise InputError(
            f"{source}: the rim of {inlets.node[at]} is {inlets.rim[at]:.3f} m, not above its invert "
            f"{inlets.invert[at]:.3f} m"
        )
    bed = surface.bed[inlets.rows, inlets.columns]
    below = ~(bed > inlets.invert[inlets.gully_node])
    if below.any():
        at = int(np.argmax(below))
        node = int(inlets.gully_node[at])
        raise InputError(
            f"{source}: the street above {inlets.node[node]} lies at {bed[at]:.2f} m, not above its invert "
            f"{inlets.invert[node]:.2f} m ({int(below.sum())} of {bed.size} inlets); check datum and unit"
        )
    wrong = ~((inlets.gullies >= 0.0) & (inlets.gullies < np.inf))
    if wrong.any():
        at = int(np.argmax(wrong))
        raise InputError(
            f"{source}: {inlets.node[int(inlets.gully_node[at])]} has {inlets.gullies[at]} gullies; "
            "0 or more is right"
        )


def _check_outfalls(outfalls: Outfalls, surface: Surface, source: str) -> None:
    for name, group in zip(outfalls.node, outfalls.group, strict=True):
        if group and group not in surface.stage_groups:
            raise InputError(
                f"{source}: outfall {name} sees {group!r}, which the surface does not have; "
                f"it has {sorted(surface.stage_groups) or 'none'}"
            )
    beds = lowest_beds(surface)
    for name, group, invert in zip(outfalls.node, outfalls.group, outfalls.invert, strict=True):
        if group and invert < beds[group] - BELOW_BED:
            raise InputError(
                f"{source}: the invert of outfall {name} is {invert:.2f} m, below the lowest bed of "
                f"{group} ({beds[group]:.2f} m); an outfall ends above the bed of its canal (check datum and "
                "unit)"
            )


def lowest_beds(surface: Surface) -> dict[str, float]:
    """Lowest bed of each stage group [m]."""
    found = dict.fromkeys(surface.stage_groups, -np.inf)
    if surface.stage_group is not None:
        for index, name in enumerate(surface.stage_groups):
            beds = surface.bed[(surface.stage_group == index) & np.isfinite(surface.bed)]
            found[name] = float(beds.min()) if beds.size else -np.inf
    return found
