"""The steps of the derivation by name; the module of a step is loaded when it is run."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import cast

from census.derive.step import Deriver
from census.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the derivation.

    Parameters
    ----------
    name
        Name for people and files.
    zh
        Chinese label.
    target
        "module:function" of the deriver.
    tables, rasters
        What the step cannot do without; what else it reads is noted as it reads.
    seconds
        Usual time for a district of 100 km2, for the first estimate [s].
    """

    name: str
    zh: str
    target: str
    tables: tuple[str, ...] = ()
    rasters: tuple[str, ...] = ()
    seconds: float = 5.0

    @property
    def module(self) -> str:
        """Module that holds the deriver."""
        return self.target.partition(":")[0]

    def exists(self) -> bool:
        """Whether the module of the step is there."""
        try:
            return find_spec(self.module) is not None
        except ModuleNotFoundError:
            return False

    def load(self) -> Deriver:
        """Return the deriver.

        Raises
        ------
        InputError
            If its module or the function in it is missing.
        """
        name = self.target.partition(":")[2]
        if not self.exists():
            raise InputError(f"derive: step {self.name!r} cannot be made: there is no module {self.module}")
        found = getattr(import_module(self.module), name, None)
        if found is None:
            raise InputError(f"derive: step {self.name!r} cannot be made: {self.module} has no {name!r}")
        return cast(Deriver, found)


_ALL = (
    Step(
        name="terrain",
        zh="地形分析",
        target="census.derive.terrain:derive",
        tables=("canals",),
        rasters=("terrain", "landcover"),
        seconds=20.0,
    ),
    Step(
        name="roughness",
        zh="地表粗糙度",
        target="census.derive.roughness:derive",
        tables=("buildings", "streets"),
        rasters=("landcover",),
        seconds=5.0,
    ),
    Step(
        name="soils",
        zh="场地土层",
        target="census.soils.derive:derive",
        tables=("boreholes", "borehole_layers"),
        rasters=("terrain",),
    ),
    Step(name="roads", zh="路网", target="census.roadgraph.derive:derive", tables=("roads", "buildings")),
    Step(name="people", zh="分时人口", target="census.people.derive:derive", tables=("buildings", "streets")),
    Step(
        name="drainage",
        zh="排水模型",
        target="census.drainage.derive:derive",
        tables=("drain_nodes", "drain_links", "drain_catchments", "storm_intensity_formulas"),
        seconds=40.0,
    ),
    Step(name="frequency", zh="频率分析", target="census.frequency.derive:derive", tables=("annual_maxima",)),
)

STEPS: Mapping[str, Step] = MappingProxyType({step.name: step for step in _ALL})
"""Every step by name, in the order in which they are made."""


def steps_named(only: str | Sequence[str] | None, steps: Mapping[str, Step] = STEPS) -> tuple[Step, ...]:
    """Steps asked for, in their order; all for None.

    Raises
    ------
    InputError
        If there is no step of a name, with the nearest one.
    """
    if only is None:
        return tuple(steps.values())
    wanted = [only] if isinstance(only, str) else list(only)
    for name in wanted:
        if name not in steps:
            near = difflib.get_close_matches(name, steps, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            raise InputError(f"derive: there is no step {name!r}{hint} The steps are: {', '.join(steps)}")
    return tuple(step for step in steps.values() if step.name in wanted)
