"""A closed basin of flat ground over a small network, for the tests."""

from __future__ import annotations

import numpy as np

from census.grid import Grid
from models.waterlogging.inputs import Surface
from models.waterlogging.sewers import InletForm, Inlets, Outfalls, SewerNetwork

GRID = Grid(crs="EPSG:4549", west=0.0, north=50.0, cell_size=10.0, rows=5, columns=5)
AREA = 2500.0
FORM = InletForm(perimeter=4.0, area=0.25)

OPTIONS = """[OPTIONS]
FLOW_UNITS {units}
FLOW_ROUTING DYNWAVE
LINK_OFFSETS DEPTH
START_DATE 01/01/2020
START_TIME 00:00:00
END_DATE 01/02/2020
END_TIME 00:00:00
ROUTING_STEP 5
VARIABLE_STEP 0
MIN_SURFAREA {area}
"""


def flat(bed: float = 0.0, **kinds: object) -> Surface:
    """Flat closed ground of 50 m x 50 m."""
    return Surface(
        grid=GRID,
        bed=np.full(GRID.shape, bed, np.float32),
        manning=np.full(GRID.shape, 0.02, np.float32),
        **kinds,  # type: ignore[arg-type]
    )


def inlets(
    *nodes: str, cells: list[tuple[int, int]], invert: float, rim: float, gullies: float = 1.0
) -> Inlets:
    """Inlets of one depth, each with its gullies in one cell."""
    where = np.array(cells, np.int64)
    count = len(nodes)
    return Inlets(
        nodes, np.full(count, invert), np.full(count, rim),
        np.arange(count), where[:, 0], where[:, 1], np.full(count, gullies),
    )  # fmt: skip


def outfalls(*nodes: str, group: str = "", invert: float = -2.0) -> Outfalls:
    """Outfalls that see one group."""
    return Outfalls(nodes, (group,) * len(nodes), np.full(len(nodes), invert))


def manhole(discharge: float, *, step: float = 5.0) -> SewerNetwork:
    """A junction under the basin, fed through a pipe by a junction with a constant inflow [m3/s].

    The engine wants an outfall somewhere; nothing leads to this one.
    """
    text = (
        OPTIONS.format(units="CMS", area=1.2)
        + f"""
[JUNCTIONS]
J0 -2.2 3 0 50 0
J1 -2 2 0 0 0
J9 -2 2 0 0 0
[OUTFALLS]
O9 -3 FREE NO
[CONDUITS]
P1 J0 J1 50 0.012 0 0 0 0
P9 J9 O9 50 0.012 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 0.5 0 0 0
P9 CIRCULAR 0.5 0 0 0
[INFLOWS]
J0 FLOW "" FLOW 1.0 1.0 {discharge}
[COORDINATES]
J0 -25 25
J1 25 25
"""
    )
    one = inlets("J1", cells=[(2, 2)], invert=-2.0, rim=0.0)
    return SewerNetwork(text, one, outfalls(), form=FORM, routing_step=step)


def drain(*, units: str = "CMS", group: str = "", stage: float = -2.0, step: float = 5.0) -> SewerNetwork:
    """One junction with a short wide pipe to an outfall two metres below."""
    feet = 1.0 if units in {"CMS", "LPS"} else 1.0 / 0.3048
    text = (
        OPTIONS.format(units=units, area=1.2 * feet**2)
        + f"""
[JUNCTIONS]
J1 {-1.8 * feet} {1.8 * feet} 0 0 0
[OUTFALLS]
O1 {-2.0 * feet} FIXED {stage * feet} NO
[CONDUITS]
P1 J1 O1 {50.0 * feet} 0.012 0 0 0 0
[XSECTIONS]
P1 CIRCULAR {1.5 * feet} 0 0 0
[COORDINATES]
J1 25 25
O1 75 25
"""
    )
    one = inlets("J1", cells=[(2, 2)], invert=-1.8, rim=0.0)
    return SewerNetwork(text, one, outfalls("O1", group=group), form=FORM, routing_step=step)


def u_pipe(step: float = 5.0) -> SewerNetwork:
    """Two junctions two metres deep in basins side by side, with a full pipe between their bottoms."""
    text = (
        OPTIONS.format(units="CMS", area=1.2)
        + """
[JUNCTIONS]
J1 -2 2 2 0 0
J2 -2 2 2 0 0
J9 -2 2 0 0 0
[OUTFALLS]
O9 -3 FREE NO
[CONDUITS]
P1 J1 J2 40 0.012 0 0 0 0
P9 J9 O9 50 0.012 0 0 0 0
[XSECTIONS]
P1 CIRCULAR 0.6 0 0 0
P9 CIRCULAR 0.5 0 0 0
[COORDINATES]
J1 5 25
J2 45 25
"""
    )
    two = inlets("J1", "J2", cells=[(2, 0), (2, 4)], invert=-2.0, rim=0.0)
    return SewerNetwork(text, two, outfalls(), form=FORM, routing_step=step)
