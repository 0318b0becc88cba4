"""Runs of the model under other factors, and what they say where something was observed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from census.errors import InputError
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Surface
from models.waterlogging.probes import Probes
from models.waterlogging.simulate import simulate
from scenarios.assemble import Assembly
from scenarios.calibration.request import Observation, Parameter
from scenarios.factors import with_factors

Vector = NDArray[np.float64]

WET_SPREAD = 0.03
"""Scale on which a depth near the threshold is half wet, half dry [m]; an assumption of the fit."""

SURE = 1e-9
"""Least probability of a wrong wet or dry: one place never outweighs all others."""


class BudgetSpentError(RuntimeError):
    """The model runs allowed for the search are used up."""


@dataclass(frozen=True)
class Seen:
    """An observation on the grid of its event.

    Parameters
    ----------
    observation
        As stated.
    event
        Name of its event.
    row, column
        Its cell.
    bed
        Ground there, that of the finest cell the run knows [m].
    x, y
        Its place [m].
    """

    observation: Observation
    event: str
    row: int
    column: int
    bed: float
    x: float
    y: float


def seen_by(
    observations: Sequence[tuple[Observation, str]], assemblies: Mapping[str, Assembly]
) -> list[Seen]:
    """Find the cell of each observation.

    Parameters
    ----------
    observations
        Each with the name of its event.
    assemblies
        Inputs of each event's run.

    Raises
    ------
    InputError
        If one lies outside the domain or on a building or canal, or after the end of its run.
    """
    found = []
    for observation, event in observations:
        assembly = assemblies[event]
        surface = assembly.surface
        what = f"observation {observation.name}"
        x, y = _place(observation, event, assembly)
        where = f"({x:.1f}, {y:.1f})"
        try:
            row, column = surface.grid.cell_of(x, y)
        except ValueError as error:
            raise InputError(f"{what} at {where} lies outside the domain of {event}: {error}") from None
        if not math.isfinite(float(surface.bed[row, column])):
            raise InputError(
                f"{what} at {where} lies outside the domain of {event}, where there is no ground"
            )
        if not classify(surface).computed[row, column]:
            raise InputError(
                f"{what} at {where} lies on a building or a canal of {event} (row {row}, column {column}), "
                "where no depth is computed; move it to open ground"
            )
        end = assembly.settings.duration / 3600.0
        if observation.time_h is not None and observation.time_h > end:
            raise InputError(
                f"{what}: time_h = {observation.time_h:g} is after the end of {event} at {end:g} h; lengthen "
                "its settings.duration_h"
            )
        found.append(Seen(observation, event, row, column, _ground(surface, x, y), x, y))
    return found


def _place(observation: Observation, event: str, assembly: Assembly) -> tuple[float, float]:
    """Coordinates of an observation, of the census where it names a point [m]."""
    if observation.x_m is not None and observation.y_m is not None:
        return observation.x_m, observation.y_m
    if assembly.snapshot is None:
        raise InputError(
            f"observation {observation.name}: point = {observation.point!r} needs a district, and {event} "
            "stands on rasters; state x_m and y_m"
        )
    points = assembly.snapshot.table("waterlogging_points")
    rows = points[(points["waterlogging_point_id"] == observation.point).to_numpy()]
    if rows.empty:
        raise InputError(
            f"observation {observation.name}: the district of {event} has no waterlogging point "
            f"{observation.point!r}; it has {', '.join(points['waterlogging_point_id'][:12])}"
        )
    return float(rows.geometry.iloc[0].x), float(rows.geometry.iloc[0].y)


def _ground(surface: Surface, x: float, y: float) -> float:
    """Ground at a place, of the relief that coarse cells carry where it is open there [m]."""
    for known in (surface.relief, surface):
        if known is None:
            continue
        bed = float(known.bed[known.grid.cell_of(x, y)])
        if math.isfinite(bed):
            return bed
    raise AssertionError("checked before: the cell has ground")


@dataclass
class Trials:
    """The model as a function of factors; every run is kept and none made twice.

    Parameters
    ----------
    assemblies
        Inputs of each event's run, all factors 1.
    seen
        The observations.
    parameters
        The factors; a point is the vector of their logarithms.
    budget
        Greatest number of runs, each of all events.
    told
        Called after each run with their number and its loss.
    """

    assemblies: Mapping[str, Assembly]
    seen: Sequence[Seen]
    parameters: Sequence[Parameter]
    budget: int
    told: Callable[[int, float], None] | None = None
    points: list[Vector] = field(default_factory=list)
    outputs: list[Vector] = field(default_factory=list)

    @property
    def lower(self) -> Vector:
        """Lower bounds, logarithms."""
        return np.log([p.lower for p in self.parameters])

    @property
    def upper(self) -> Vector:
        """Upper bounds, logarithms."""
        return np.log([p.upper for p in self.parameters])

    @property
    def start(self) -> Vector:
        """Where the search begins, logarithms."""
        return np.log([p.start or math.sqrt(p.lower * p.upper) for p in self.parameters])

    def simulated(self, point: Vector) -> Vector:
        """What the model says for each observation, shape (observations,): depth or level [m].

        Raises
        ------
        BudgetSpentError
            If the point is new and no run is left.
        """
        for known, output in zip(self.points, self.outputs, strict=True):
            if np.array_equal(known, point):
                return output
        if len(self.points) >= self.budget:
            raise BudgetSpentError
        factors = {p.name: float(math.exp(v)) for p, v in zip(self.parameters, point, strict=True)}
        output = np.zeros(len(self.seen))
        for event, assembly in self.assemblies.items():
            self._run(event, assembly, factors, output)
        self.points.append(point.copy())
        self.outputs.append(output)
        if self.told is not None:
            self.told(len(self.points), 0.5 * float(np.sum(residuals(self.seen, output) ** 2)))
        return output

    def residuals(self, point: Vector) -> Vector:
        """Residual of each observation in units of its error, shape (observations,) [-]."""
        return residuals(self.seen, self.simulated(point))

    def loss(self, point: Vector) -> float:
        """Half the sum of the squared residuals [-]."""
        return 0.5 * float(np.sum(self.residuals(point) ** 2))

    def _run(self, event: str, assembly: Assembly, factors: Mapping[str, float], output: Vector) -> None:
        index = [k for k, seen in enumerate(self.seen) if seen.event == event]
        rows = np.array([self.seen[k].row for k in index], np.int64)
        columns = np.array([self.seen[k].column for k in index], np.int64)
        probes = Probes(rows, columns)
        surface, works = with_factors(assembly.surface, assembly.works, factors)
        settings = replace(assembly.settings, output_interval=None)
        simulate(surface, assembly.event, settings, (*works, probes))
        greatest = probes.greatest()
        for place, k in enumerate(index):
            observation, bed = self.seen[k].observation, self.seen[k].bed
            level = greatest[place]
            if observation.time_h is not None:
                level = probes.at(3600.0 * observation.time_h)[place]
            depth = max(level - bed, 0.0)
            output[k] = bed + depth if observation.kind == "level" else depth


def residuals(seen: Sequence[Seen], simulated: Vector) -> Vector:
    """Residuals in units of the error of each observation, shape (observations,) [-].

    Notes
    -----
    Depth or level: (simulated - observed) / error. Wet or dry: the deviance residual of a logistic law about
    the threshold, sqrt(-2 log p) with p the probability of what was seen, signed like a difference.
    """
    out = np.zeros(len(seen))
    for k, (place, value) in enumerate(zip(seen, simulated, strict=True)):
        observation = place.observation
        if observation.kind == "wet":
            over = (value - observation.threshold_m) / WET_SPREAD
            right = over if observation.wet else -over
            probability = max(1.0 / (1.0 + math.exp(-np.clip(right, -50.0, 50.0))), SURE)
            out[k] = math.sqrt(-2.0 * math.log(probability)) * (-1.0 if observation.wet else 1.0)
        else:
            assert observation.value_m is not None  # every other kind states it
            out[k] = (value - observation.value_m) / observation.error_m
    return out


def right_side(place: Seen, simulated: float) -> bool:
    """Whether the model has a wet observation wet and a dry one dry."""
    return (simulated > place.observation.threshold_m) == bool(place.observation.wet)
