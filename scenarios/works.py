"""What people built to move water, as a scenario takes it: sewers, canals, pumps, underground spaces."""

from __future__ import annotations

from census.snapshot import Snapshot
from models.waterlogging.canals import Canals
from models.waterlogging.inputs import Surface
from models.waterlogging.partners import Work
from scenarios.pumps import mobile_pumps_of
from scenarios.sewer_network import sewer_network
from scenarios.spec import LoadedScenario
from scenarios.underground import underground_work


def works_of(
    loaded: LoadedScenario, surface: Surface, snapshot: Snapshot | None, canals: Canals | None = None
) -> tuple[Work, ...]:
    """Works of a scenario in the order in which they exchange: canals come last.

    Parameters
    ----------
    loaded
        The scenario.
    surface
        Surface with all its stage groups.
    snapshot
        District; None for rasters of the user's own.
    canals
        What computes the levels of the canals; None where they are given.

    Raises
    ------
    InputError
        If one cannot be built.
    """
    found: list[Work | None] = [
        sewer_network(loaded, surface, snapshot),
        underground_work(loaded, surface, snapshot),
        mobile_pumps_of(loaded, surface, snapshot),
        canals,
    ]
    return tuple(work for work in found if work is not None)
