"""The mobile pumps of a scenario as the model takes them."""

from __future__ import annotations

from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from census.columns import require_columns
from census.errors import InputError
from census.snapshot import Snapshot
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Surface
from models.waterlogging.mobile_pumps import Cells, MobilePump, MobilePumps
from scenarios.cells import cells_in_disk
from scenarios.sections.canals import PumpSection
from scenarios.spec import LoadedScenario
from scenarios.stages import HOUR

TARGET_RADIUS = 10.0
"""Radius of the place on the street that a pump lifts to [m]."""


def mobile_pumps_of(
    loaded: LoadedScenario, surface: Surface, snapshot: Snapshot | None
) -> MobilePumps | None:
    """Mobile pumps of a scenario; None where it states none.

    Raises
    ------
    InputError
        If a pump stands in a building, in a canal or outside the domain, or names what is not there.
    """
    sections = loaded.spec.pumps
    if not sections:
        return None
    computed = classify(surface).computed
    found = []
    for index, section in enumerate(sections):
        what = f"pumps.{index} ({section.name})"
        end = HOUR * (loaded.spec.settings.duration_h if section.until_h is None else section.until_h)
        found.append(
            MobilePump(
                section.name,
                _open_cells(section.at_m, section.radius_m, surface, computed, what=f"{what}: at_m"),
                _capacity(section, snapshot, what=what),
                HOUR * section.from_h,
                end,
                canal=_canal(section, surface, what=what),
                target=None
                if section.to_m is None
                else _open_cells(section.to_m, TARGET_RADIUS, surface, computed, what=f"{what}: to_m"),
                start_depth=section.start_depth_m,
                stop_depth=section.stop_depth_m,
            )
        )
    return MobilePumps(tuple(found))


def _open_cells(
    at: tuple[float, float], radius: float, surface: Surface, computed: NDArray[np.bool_], *, what: str
) -> Cells:
    """Open cells of a disk whose middle lies on open ground."""
    rows, columns = cells_in_disk(at, radius, surface.grid, what=what)
    row, column = surface.grid.cell_of(*at)
    if not computed[row, column]:
        where = _where(surface, row, column)
        raise InputError(f"{what} = [{at[0]:.1f}, {at[1]:.1f}] lies {where}; place it on open ground")
    open_ground = computed[rows, columns]
    return rows[open_ground], columns[open_ground]


def _where(surface: Surface, row: int, column: int) -> str:
    if not np.isfinite(surface.bed[row, column]):
        return "outside the domain"
    if surface.stage_group is not None and surface.stage_group[row, column] >= 0:
        return f"in the canal {surface.stage_groups[surface.stage_group[row, column]]}"
    return "in a building"


def _capacity(section: PumpSection, snapshot: Snapshot | None, *, what: str) -> float:
    """Capacity of a pump, its own or that of its unit [m3/s]."""
    if section.capacity_m3_s is not None:
        return section.capacity_m3_s
    if snapshot is None or "mobile_pumps" not in snapshot.table_names:
        raise InputError(
            f"{what}: unit {section.unit!r} needs a district with the table mobile_pumps; state capacity_m3_s"
        )
    require_columns(snapshot, {"mobile_pumps": ("mobile_pump_id", "discharge_m3_h")})
    table = snapshot.rows("mobile_pumps").set_index("mobile_pump_id")["discharge_m3_h"]
    unit = str(section.unit)
    if unit not in table.index:
        near = ", ".join(get_close_matches(unit, [str(k) for k in table.index])) or "none"
        raise InputError(f"{what}: there is no mobile pump {unit!r}; the nearest in name: {near}")
    return float(table[unit]) / HOUR


def _canal(section: PumpSection, surface: Surface, *, what: str) -> str:
    """Stage group that a pump lifts to; "" for none."""
    if section.to in (None, "outside"):
        return ""
    names = list(surface.stage_groups)
    if section.to == "canal":
        fit = np.arange(len(names))
    else:
        fit = np.array([k for k, n in enumerate(names) if section.to in (n, n.rpartition("-")[0])], np.int64)
    if fit.size == 0 or surface.stage_group is None:
        known = sorted({n.rpartition("-")[0] or n for n in names})
        raise InputError(
            f'{what}: to = "{section.to}" is no canal whose level the run knows; '
            f'"canal", "outside" or one of {", ".join(known) or "none (canals.kind is none)"} is needed'
        )
    rows, columns = np.nonzero(np.isin(surface.stage_group, fit))
    x, y = section.at_m
    nearest = np.argmin((surface.grid.x[columns] - x) ** 2 + (surface.grid.y[rows] - y) ** 2)
    return names[int(surface.stage_group[rows[nearest], columns[nearest]])]
