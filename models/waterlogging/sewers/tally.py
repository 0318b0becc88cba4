"""What the sewers took, gave back and led away since the start of a run."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.sewers.engine import Passed

Values = NDArray[np.float64]


RETURNING = 1e-3
"""Flow up from a node that counts as coming up [m3/s]."""


SINGLE = ("flooded", "gone", "pending", "offered", "uncounted", "own", "missing")
"""Totals that are one number."""


@dataclass
class Tally:
    """Totals of inlets and outfalls, every one an array so that a state can hold it.

    Parameters
    ----------
    inflow, net
        Flow offered to each inlet in the last interval, and what of the street's stayed below [m3/s].
    down, up
        Net volumes into each inlet and out of it, interval by interval, since the start [m3].
    peak, peak_up
        Largest net flow into each inlet and out of it [m3/s].
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
    pending
        Volume offered that the engine, which takes the mean of inflows before and after a step, has not let
        in yet, shape () [m3].
    offered, uncounted, counted
        Volume offered since this engine started, what of it the engine's own balance has not counted, shape
        () [m3], and the flow that balance knew last, shape (inlets,) [m3/s]: it begins at zero, also from
        a hot start.
    own
        Volume the model brought of its own before this engine started, shape () [m3].
    missing
        Volume that the street did not have when it was to give it, shape () [m3].
    """

    inflow: Values
    net: Values
    down: Values
    up: Values
    peak: Values
    peak_up: Values
    first_up: Values
    highest: Values
    outfall: Values
    flooded: Values
    gone: Values
    pending: Values
    offered: Values
    uncounted: Values
    counted: Values
    own: Values
    missing: Values

    @classmethod
    def blank(cls, inlets: int, outfalls: int) -> Tally:
        """Nothing yet."""
        found = {f.name: np.zeros(inlets) for f in fields(cls)}
        found |= {name: np.zeros(()) for name in SINGLE}
        found["first_up"][:] = np.nan
        found["outfall"] = np.zeros(outfalls)
        return cls(**found)

    def add(self, end: float, passed: Passed, street: Values, roofs: Values, up: Values) -> None:
        """Add what inlets got and gave in an interval.

        Parameters
        ----------
        end
            Its end [s].
        passed
            What the engine did.
        street, roofs
            Flow offered from the street and from roofs, shape (inlets,) [m3/s].
        up
            Volume that came up, shape (inlets,) [m3].
        """
        net = street - up / passed.seconds
        self.down += np.maximum(net, 0.0) * passed.seconds
        self.up += np.maximum(-net, 0.0) * passed.seconds
        self.peak[:] = np.maximum(self.peak, net)
        self.peak_up[:] = np.maximum(self.peak_up, -net)
        self.first_up[np.isnan(self.first_up) & (net < -RETURNING)] = end
        flow = street + roofs
        self.offered += float(flow.sum()) * passed.seconds
        self.pending += 0.5 * passed.first_step * float((flow - self.inflow).sum())
        self.uncounted += 0.5 * passed.first_step * float((flow - self.counted).sum())
        self.inflow[:], self.counted[:], self.net[:] = flow, flow, net

    def begin_engine(self) -> None:
        """Count anew what the balance of an engine that has just started knows."""
        for total in (self.offered, self.uncounted, self.counted):
            total[...] = 0.0

    def arrays(self) -> dict[str, Values]:
        """Every total by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}
