"""Rain, roofs, soil and sewers as rates on the halo arrays."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from models.waterlogging.ground import Cells, with_halo
from models.waterlogging.inputs import FloatGrid, Infiltration, Rainfall, SewerSink, Surface
from models.waterlogging.kernels import Ground
from models.waterlogging.roofs import RoofDrains
from models.waterlogging.sources.kernels import Losses, sewer_rates

STAGE_STEP = 0.005
"""Change of stage after which the sewer capacity is taken anew [m]."""


def build_losses(surface: Surface, cells: Cells) -> Losses:
    """Arrays of the sources, rain and sewers still at zero; soil drinks from computed cells only."""
    shape = (surface.grid.rows + 2, surface.grid.columns + 2)
    zero = np.zeros(shape, np.float32)
    soil = surface.infiltration if isinstance(surface.infiltration, Infiltration) else None
    return Losses(
        rain=zero,
        conductivity=zero.copy()
        if soil is None
        else with_halo(np.where(cells.computed, soil.conductivity, np.float32(0.0))),
        suction_deficit=zero.copy() if soil is None else with_halo(soil.suction_deficit),
        infiltrated=zero.copy(),
        sewer=zero.copy(),
    )


def spread_to_open_ground(
    rate: NDArray[np.float32], cells: Cells, drained: NDArray[np.bool_] | None = None
) -> FloatGrid:
    """A rate per plan area as a rate per open area, roofs shed to their targets.

    Parameters
    ----------
    rate
        Rate over the whole cell, shape (rows, columns) [m/s].
    cells
        From `ground.classify`.
    drained
        Cells whose built share drains elsewhere, shape (rows, columns); None for none.

    Returns
    -------
    numpy.ndarray
        Rate over the open share of the computed cells, shape (rows, columns) [m/s].
    """
    total = np.where(cells.computed, rate, np.float32(0.0))
    roof, target = cells.roof, cells.roof_target
    if drained is not None:
        total = np.where(drained, total * cells.storage, total)
        shed = ~drained.ravel()[roof]
        roof, target = roof[shed], target[shed] if target.size else target
    total = total.ravel()
    if target.size:
        total += np.bincount(target, weights=rate.ravel()[roof], minlength=total.size).astype(np.float32)
    out = np.zeros(cells.computed.shape, np.float32)
    np.divide(total.reshape(out.shape), cells.storage, out=out, where=cells.computed)
    return out


class RainRates:
    """Rain on the ground, interval by interval.

    Holds one grid of weights when the rain is uniform, so that an interval costs one product.
    """

    def __init__(self, rain: Rainfall, surface: Surface, cells: Cells) -> None:
        self._rain = rain
        self._cells = cells
        zones = rain.intensity.shape[1]
        zone = np.zeros(cells.inside.shape, np.int32) if rain.zone is None else rain.zone
        cell_area = surface.grid.cell_area
        self._area = np.bincount(zone[cells.inside], minlength=zones) * cell_area
        self._direct_area = np.zeros((len(surface.stage_groups), zones))
        if surface.stage_group is not None:
            on_stage = surface.stage_group[cells.prescribed].astype(np.int64)
            np.add.at(self._direct_area, (on_stage, zone[cells.prescribed]), cell_area)
        self._surface, self._zone = surface, zone
        self._drains: RoofDrains | None = None
        self._weights: FloatGrid | None = None
        self._set_weights()

    def drain_roofs(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> None:
        """From now on let roofs drain to inlets in these cells; see `roofs.RoofDrains`."""
        zones = self._rain.intensity.shape[1]
        self._drains = RoofDrains(self._surface, self._cells, rows, columns, self._zone, zones)
        self._set_weights()

    def _set_weights(self) -> None:
        if self._rain.intensity.shape[1] == 1:
            ones = np.ones(self._cells.inside.shape, np.float32)
            self._weights = spread_to_open_ground(ones, self._cells, self._drained)

    @property
    def _drained(self) -> NDArray[np.bool_] | None:
        return None if self._drains is None else self._drains.drained

    def interval(self, time: float) -> int:
        """Index of the interval that holds a time; -1 when no rain is given there."""
        index = int(np.searchsorted(self._rain.edges, time, side="right")) - 1
        return index if 0 <= index < self._rain.intensity.shape[0] else -1

    def grid(self, index: int) -> FloatGrid:
        """Rate over open ground in an interval, shape (rows, columns) [m/s]."""
        if index < 0:
            return np.zeros(self._cells.inside.shape, np.float32)
        intensity = self._rain.intensity[index]
        if self._weights is not None:
            return self._weights * np.float32(intensity[0])
        assert self._rain.zone is not None  # more than one zone is refused without a zone grid
        rate = intensity.astype(np.float32)[self._rain.zone]
        return spread_to_open_ground(rate, self._cells, self._drained)

    def roof_volumes(self, index: int, seconds: float) -> NDArray[np.float64] | None:
        """Rain of the drained roofs in an interval by inlet [m3]; None where there is none."""
        if index < 0 or self._drains is None:
            return None
        return self._drains.roof_inflow(self._rain.intensity[index].astype(np.float64)) * seconds

    def volumes(self, index: int, seconds: float) -> tuple[float, NDArray[np.float64]]:
        """Forcing x area x time in an interval: all of it, and the part on each stage group [m3]."""
        if index < 0:
            return 0.0, np.zeros(self._direct_area.shape[0])
        intensity = self._rain.intensity[index].astype(np.float64)
        return float(intensity @ self._area * seconds), self._direct_area @ intensity * seconds


NO_OUTFALLS: NDArray[np.int16] = np.empty((0, 0), np.int16)
"""Where nobody asks what drained to which group."""


class SewerRates:
    """The sewer sink, whose capacity falls as the stage at its outfalls rises.

    A full gravity pipe conveys with the square root of the head between street and outfall, so
    the capacity is that at the reference stage times sqrt((ground - stage) / (ground - reference)),
    between zero and one.
    """

    def __init__(self, sewers: SewerSink, surface: Surface, cells: Cells) -> None:
        self._capacity = with_halo(spread_to_open_ground(np.nan_to_num(sewers.capacity), cells))
        self.outfall = np.full(self._capacity.shape, -1, np.int16)
        """Group each cell drains to, -1 for none, halo array."""
        self.outfall[1:-1, 1:-1] = sewers.outfall
        self._names = surface.stage_groups
        # Without a reference the capacity never falls.
        self._reference = np.array([sewers.reference_stage.get(n, np.inf) for n in self._names], np.float32)
        self.last = np.full(len(self._names), np.nan, np.float32)
        """Stages the rates were last set for [m]; part of the state of a run."""
        self._are_set = False

    def update(self, stages: Mapping[str, float], ground: Ground, rate: NDArray[np.float32]) -> None:
        """Set the rates under given stages, halo array [m/s]; nothing to do while no stage moved by 5 mm."""
        now = np.array([stages[name] for name in self._names], np.float32)
        if self._are_set and (np.abs(now - self.last) < STAGE_STEP).all():
            return
        self._are_set = True
        self.last[...] = now
        sewer_rates(ground, self._capacity, self.outfall, now, self._reference, rate)
