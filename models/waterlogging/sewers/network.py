"""A sewer network as it is given to a run: its model, its inlets on the grid, its outfalls on the canals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Settings, Surface
from models.waterlogging.partners import Partner
from models.waterlogging.sewers.checks import check_network
from models.waterlogging.sewers.inlets import InletForm

if TYPE_CHECKING:
    from models.waterlogging.waters import Waters

STEP_OPTIONS: Mapping[str, str] = {"VARIABLE_STEP": "0", "SKIP_STEADY_STATE": "NO"}
"""Options of a coupled run: a step of one length, whatever a few short pipes ask for."""

LENGTHENING = 0.5
"""Step to which short pipes are lengthened, over the routing step [-].

A pipe is lengthened until a wave takes this step through it. Lengthened pipes hold water that is not
there, short ones swing. On the network of the synthetic district, by routing and lengthening step [s], the
engine's own balance was open in a quick filling of dry pipes by 2.3 % (10, 10), 1.7 % (15, 8), 0.5 % (15, 3)
and 0.02 % (2, none), and in a day of the storm of 50 years by 0.14 % (10, 10), 0.20 % (15, 7.5),
0.20 % (5, 5) and 0.84 % (15, 3.75).
"""


@dataclass(frozen=True)
class Inlets:
    """Junctions that trade with the street, and the gullies that hang on them.

    Parameters
    ----------
    node
        Names in the model, shape (k,).
    invert, rim
        Bottom and cover of the junctions, shape (k,) [m, datum of the bed].
    gully_node
        Number of the junction of each group of gullies, increasing, shape (m,); every junction has one.
    rows, columns
        Cells of the groups, shape (m,).
    gullies
        Gullies of each group, those that are blocked taken off, shape (m,).
    """

    node: tuple[str, ...]
    invert: NDArray[np.float64]
    rim: NDArray[np.float64]
    gully_node: NDArray[np.int64]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    gullies: NDArray[np.float64]


@dataclass(frozen=True)
class Outfalls:
    """Outfalls of the model, one row each.

    Parameters
    ----------
    node
        Names in the model, shape (k,).
    group
        Stage group of the surface whose level each sees, "" for none: it keeps the stage of the model.
    invert
        Bottom of each, shape (k,) [m].
    """

    node: tuple[str, ...]
    group: tuple[str, ...]
    invert: NDArray[np.float64]


@dataclass(frozen=True)
class SewerNetwork:
    """EPA SWMM model coupled to the street.

    Parameters
    ----------
    text
        Input file of SWMM 5.2.
    inlets, outfalls
        What touches street and canals.
    form
        One gully.
    routing_step
        Step of the engine; None leaves step and options as the model states them [s].
    runoff
        Whether the model's own rain and subcatchments run too. The street has the rain already: with both,
        it falls twice.
    moved
        How far nodes that lay on buildings or canals were moved to open ground, by name [m].
    source
        Where the network comes from, for messages.
    name
        Name of the partner.
    """

    text: str
    inlets: Inlets
    outfalls: Outfalls
    form: InletForm = field(default_factory=InletForm)
    routing_step: float | None = 15.0
    runoff: bool = False
    moved: Mapping[str, float] = field(default_factory=dict)
    source: str = "sewers"
    name: str = "sewers"
    groups: tuple[str, ...] = ()

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:  # noqa: ARG002
        """Refuse a network that does not fit the surface; see `checks.check_network`."""
        check_network(self, surface)

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """Open the engine."""
        from models.waterlogging.sewers.coupled import CoupledSewers

        return CoupledSewers(self, waters, settings)

    def options(self) -> dict[str, str]:
        """Options of the engine that the coupling sets."""
        found = {"IGNORE_RAINFALL": "NO" if self.runoff else "YES"}
        if self.routing_step is not None:
            steps = {
                "ROUTING_STEP": f"{self.routing_step:g}",
                "LENGTHENING_STEP": f"{LENGTHENING * self.routing_step:g}",
            }
            found |= {**STEP_OPTIONS, **steps}
        return found
