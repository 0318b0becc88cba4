"""[start]: the state a run begins with."""

from __future__ import annotations

from typing import Literal

from scenarios.sections.section import InputPath, Section


class Start(Section):
    """A state that an earlier run kept.

    Parameters
    ----------
    state
        File that a run wrote (settings.keep_states_h), e.g. "../runs/NAME/state_0003600s.nc".
    kind
        "continue": the same scenario goes on at the time of the state and ends as if it had never stopped.
        "warm": only the water goes on; clock, extremes and balance begin anew, as for a forecast.
    """

    state: InputPath
    kind: Literal["continue", "warm"]
