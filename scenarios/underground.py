"""The spaces below ground of a scenario as the model takes them."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from census.columns import require_columns
from census.errors import InputError
from census.snapshot import Snapshot
from models.waterlogging.inputs import Surface
from models.waterlogging.underground import Closure, Spaces, UndergroundWork
from models.waterlogging.underground.entrances import Census, spaces_of
from scenarios.sections.underground import CensusUnderground
from scenarios.spec import LoadedScenario

COLUMNS = {
    "underground_spaces": (
        "space_id", "kind", "ground_m", "sill_m", "floor_m", "volume_m3", "entrance_width_m", "pump_m3_s",
        "threshold_depth_m", "datum", "geometry",
    )
}  # fmt: skip
"""Columns of the census that a run with spaces below ground reads."""


def underground_work(
    loaded: LoadedScenario, surface: Surface, snapshot: Snapshot | None
) -> UndergroundWork | None:
    """The spaces of a scenario; None where it states none.

    Raises
    ------
    InputError
        If a space cannot be used, or a closure names one that is not there.
    """
    section = loaded.spec.underground
    if not isinstance(section, CensusUnderground):
        return None
    assert snapshot is not None  # refused with rasters by the scenario itself
    require_columns(snapshot, COLUMNS)
    table = snapshot.table("underground_spaces")
    census = Census(
        kinds=section.kinds,
        width=section.entrance_width_m,
        coefficient=section.discharge_coefficient,
        closing_depths={str(kind): depth for kind, depth in section.closing_depth_m.items()},
        depths=section.depths_m,
        pumps=section.pumps,
        pump_start=section.pump_start_m,
        pump_stop=section.pump_stop_m,
    )
    spaces = spaces_of(table, surface, snapshot.raster("terrain"), census)
    kinds = dict(zip(table["space_id"].astype(str), table["kind"].astype(str), strict=True))
    return UndergroundWork(replace(spaces, closures=_closures(section, spaces, kinds)))


def _closures(section: CensusUnderground, spaces: Spaces, kinds: dict[str, str]) -> tuple[Closure, ...]:
    """Closures by the index of their space."""
    index = {name: k for k, name in enumerate(spaces.ids)}
    found = []
    for number, closure in enumerate(section.closures):
        names = list(closure.spaces)
        for kind in closure.kinds:
            # An underpass of the street has no gate; one named by its key is refused by the model.
            names += [n for k, n in enumerate(spaces.ids) if kinds[n] == kind and not spaces.in_street[k]]
        unknown = next((name for name in names if name not in index), None)
        if unknown is not None:
            near = get_close_matches(unknown, spaces.ids, n=3)
            raise InputError(
                f"underground.closures.{number}.spaces: the run has no underground space {unknown!r}; "
                f"it has {len(index)}, the nearest in name {', '.join(near) or 'none'}"
            )
        found += [Closure(index[name], closure.height_m, 3600.0 * closure.from_h) for name in names]
    return tuple(found)
