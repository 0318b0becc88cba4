"""Compile what sewers and computed canals run on, on a street of a few cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.waterlogging.canals import Canals, Channel, Curve, Network, Reach
from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.sewers import Inlets, Outfalls, SewerNetwork
from models.waterlogging.simulate import simulate

DRAIN = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
LINK_OFFSETS DEPTH
ROUTING_STEP 5
[JUNCTIONS]
J1 1 2.5 0 0 0
[OUTFALLS]
O1 0.5 FREE NO
[CONDUITS]
P1 J1 O1 50 0.013 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 0.5 0 0 0
[COORDINATES]
J1 0 0
O1 50 0
"""
"""A manhole under the street, with a pipe out of it."""


def warm_works(surface: Surface, event: Event) -> None:
    """Run the tiny case with a manhole and with its canal between two reaches.

    Parameters
    ----------
    surface, event
        Of the tiny case; its one stage group is taken for a reach.
    """
    settings = Settings(duration=60.0)
    simulate(surface, event, settings, [_sewers()])
    group = surface.stage_groups[0]
    cells = float((surface.stage_group == 0).sum()) if surface.stage_group is not None else 0.0
    area = cells * surface.grid.cell_area
    bed = float(np.nanmin(surface.bed)) - 1.0
    curve = Curve(np.array([bed, bed + 10.0]), np.array([area, area]))
    reaches = Reach(group, curve, bed + 2.0, cell_area=area), Reach("beyond", curve, bed + 1.5, on_grid=False)
    network = Network(reaches, channels=(Channel(group, "beyond", 100.0, 10.0, 0.0, bed, 5.0),))
    simulate(surface, replace(event, stages={}), settings, [Canals(network)])


def _sewers() -> SewerNetwork:
    one = np.zeros(1, np.int64)
    inlets = Inlets(
        node=("J1",), invert=np.array([1.0]), rim=np.array([3.5]), gully_node=one,
        rows=one + 2, columns=one + 2, gullies=np.ones(1),
    )  # fmt: skip
    outfalls = Outfalls(("O1",), ("",), np.array([0.5]))
    return SewerNetwork(DRAIN, inlets, outfalls, routing_step=5.0)
