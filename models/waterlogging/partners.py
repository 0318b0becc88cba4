"""What trades water with the street: the form of its input and of its state during a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

import xarray as xr
from numpy.typing import NDArray

from models.waterlogging.inputs import Event, Settings, Surface

if TYPE_CHECKING:
    from models.waterlogging.waters import Waters

State = Mapping[str, NDArray[Any]]
"""Arrays by name from which a partner goes on as if it had never stopped."""


class Work(Protocol):
    """Something built that moves water (sewers, canals, pumps, underground spaces), as given to a run."""

    @property
    def name(self) -> str:
        """Name in messages, in the accounts and in the results; each stands once in a run."""
        ...

    @property
    def groups(self) -> tuple[str, ...]:
        """Stage groups of the surface whose level it computes; empty for all but canals."""
        ...

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:
        """Refuse what cannot run on this surface, with an `InputError`, before anything is computed."""
        ...

    def start(self, waters: Waters, settings: Settings) -> Partner:
        """State at the start of a run, in the hands of which `waters` then lies."""
        ...


class Partner(Protocol):
    """The state of a work during a run.

    Notes
    -----
    In every interval of the run each partner exchanges first, in the order the works were given; then rain
    falls and the water flows. All volumes a partner takes from the street and gives to it go through
    `Waters`, which keeps its account.
    """

    @property
    def name(self) -> str:
        """Name of its work."""
        ...

    def exchange(self, begin: float, end: float) -> None:
        """Trade with the street and with canals for one interval, and go on to its end [s]."""
        ...

    def stored(self) -> float:
        """Water held now [m3]."""
        ...

    def outside(self) -> float:
        """Net volume that came from outside the domain since the start; negative is lost to it [m3]."""
        ...

    def results(self) -> xr.Dataset:
        """Series and figures of the run, on dimensions of its own; see `census.variables`."""
        ...

    def state(self) -> State:
        """All that changes during a run."""
        ...

    def restore(self, state: State, *, warm: bool) -> None:
        """Go on from a state; when warm, only the water goes on, series and `outside` begin anew."""
        ...

    def close(self) -> None:
        """Let go of what must not outlive the run; called once, also after a failure."""
        ...
