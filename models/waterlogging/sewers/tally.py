"""What the sewers took, gave back and led away since the start of a run."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass
class Tally:
    """Totals of inlets and outfalls, every one an array so that a state can hold it.

    Parameters
    ----------
    inflow, returned, seconds
        The last interval: flow down [m3/s], volume back up [m3], length [s].
    down, up, down_here
        Volumes into and out of each inlet since the start, and into it since this engine started [m3].
    peak
        Largest flow into each inlet [m3/s].
    first_up
        Time water first came up, NaN for never [s].
    highest
        Highest head of each inlet [m].
    outfall
        Volume out of each outfall [m3].
    flooded
        Volume lost at nodes that do not trade with the street, shape () [m3].
    gone
        Volume out of outfalls that see no canal, shape () [m3].
    own
        Volume the model brought of its own before this engine started, shape () [m3].
    """

    inflow: Values
    returned: Values
    seconds: Values
    down: Values
    up: Values
    down_here: Values
    peak: Values
    first_up: Values
    highest: Values
    outfall: Values
    flooded: Values
    gone: Values
    own: Values

    @classmethod
    def blank(cls, inlets: int, outfalls: int) -> Tally:
        """Nothing yet."""
        found = {f.name: np.zeros(inlets) for f in fields(cls)}
        found |= {name: np.zeros(()) for name in ("seconds", "flooded", "gone", "own")}
        found["first_up"][:] = np.nan
        found["outfall"] = np.zeros(outfalls)
        return cls(**found)

    def add(self, end: float, seconds: float, flow: Values, up: Values, out: Values, flooded: float) -> None:
        """Add an interval that ended at a time [s]."""
        self.down += flow * seconds
        self.down_here += flow * seconds
        self.up += up
        self.outfall += out
        self.flooded += flooded
        self.first_up[np.isnan(self.first_up) & (up > 0.0)] = end
        self.peak[:] = np.maximum(self.peak, flow)
        self.inflow[:], self.returned[:] = flow, up
        self.seconds[...] = seconds

    def arrays(self) -> dict[str, Values]:
        """Every total by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
