"""Steady flow in channels whose depth is prescribed and whose bed is derived from it, with and without rain.

With the discharge q(x) = q_0 + R x and Manning's friction, steady flow obeys

z' = -(1 - q^2 / (g h^3)) h' - 2 q R / (g h^2) - n^2 q^2 / h^(10/3),

so that any depth h(x) gives the bed for which it is the exact solution; over a jump the depths are
conjugate. Local inertia lacks the terms of advection: its own solution leaves out both terms with g in the
denominator, and against the full one it errs by the velocity head, of the order of the squared Froude
number. That error is shown; judged is what the solver does with the bed of its own equations.

What it cannot see: unsteady flow, and the inlet, where water enters without momentum: the first twentieth
of each channel is left out.

References
----------
MacDonald, I., Baines, M. J., Nichols, N. K., Samuels, P. G. (1997). Analytic benchmark solutions for
open-channel flows. J. Hydraul. Eng. 123(11), 1041-1045.
Delestre, O., Lucas, C., Ksinant, P.-A., Darboux, F., Laguerre, C., Vo, T.-N.-T., James, F., Cordier, S.
(2013). SWASHES: a compilation of shallow water analytic solutions for hydraulic and environmental studies.
Int. J. Numer. Methods Fluids 72(3), 269-300.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.verification.ground import GRAVITY, constant, run, steady_rain, surface_of
from benchmarks.verification.rows import Case, Row, at_most, told
from models.waterlogging.inputs import Event, Inflow, Settings

SOURCE = "MacDonald et al. 1997; Delestre et al. 2013"
OWN = "the same without advection, the equations of local inertia"
Field = NDArray[np.float64]


@dataclass(frozen=True)
class Channel:
    """A channel with a prescribed depth.

    Parameters
    ----------
    name
        In words.
    length
        Length [m].
    manning
        Manning's n [s m-1/3].
    inflow
        Discharge at the upper end [m2/s].
    rain
        Rain all over [m/s].
    depth
        Depth at distances from the upper end [m].
    jump
        Place of a hydraulic jump [m]; None for none.
    """

    name: str
    length: float
    manning: float
    inflow: float
    rain: float
    depth: Callable[[Field], Field]
    jump: float | None = None

    def discharge(self, x: Field) -> Field:
        """Discharge [m2/s]."""
        return np.asarray(self.inflow + self.rain * x)

    def bed(self, x: Field, *, advection: bool = True) -> Field:
        """Bed that makes the depth steady [m], above its lower end; integrated on 2 cm."""
        edge = np.linspace(0.0, self.length, int(self.length / 0.02) + 1)
        middle = 0.5 * (edge[1:] + edge[:-1])
        h, q = self.depth(middle), self.discharge(middle)
        # One-sided about the jump: there the depth steps and the bed does not.
        step = 1e-5
        change = (self.depth(middle + step) - self.depth(middle - step)) / (2.0 * step)
        slope = -change - self.manning**2 * q**2 / h ** (10.0 / 3.0)
        if advection:
            slope += q**2 / (GRAVITY * h**3) * change - 2.0 * q * self.rain / (GRAVITY * h**2)
        z = np.concatenate([[0.0], np.cumsum(slope * np.diff(edge))])
        return np.asarray(np.interp(x, edge, z - z[-1]))


CRITICAL = (4.0 / GRAVITY) ** (1.0 / 3.0)
"""Critical depth of 2 m2/s [m]."""


def swell(x: Field) -> Field:
    """A smooth swell half way along 1000 m, Froude 0.4 to 0.8 at 2 m2/s [m]."""
    return np.asarray(1.2 * CRITICAL * (1.0 + 0.5 * np.exp(-16.0 * (x / 1000.0 - 0.5) ** 2)))


def wave(x: Field) -> Field:
    """Subcritical at Froude 0.2-0.4 over 1000 m [m]."""
    return np.asarray(CRITICAL * (2.0 + 0.5 * np.sin(2.0 * np.pi * x / 500.0)))


def with_jump(x: Field) -> Field:
    """Subcritical, critical at a third of 100 m, supercritical, and a jump at two thirds [m]."""
    place = 200.0 / 3.0
    ratio = 2.0 / 3.0
    conjugate = 0.5 * ratio * (np.sqrt(1.0 + 8.0 / ratio**3) - 1.0)
    above = 4.0 / 3.0 - x / 100.0
    below = conjugate + 0.3 * (1.0 - np.exp(-np.maximum(x - place, 0.0) / 10.0))
    return np.asarray(CRITICAL * np.where(x < place, above, below))


LONG = Channel("1000 m, subcritical", 1000.0, 0.033, 2.0, 0.0, swell)
RAINED = Channel("1000 m, subcritical, rain of 1 mm/s", 1000.0, 0.033, 1.0, 0.001, swell)
DEEP = Channel("1000 m, Froude 0.2 to 0.5", 1000.0, 0.033, 2.0, 0.0, wave)
DEEP_RAINED = Channel("1000 m, Froude 0.2 to 0.5, rain of 1 mm/s", 1000.0, 0.033, 1.0, 0.001, wave)
SHORT = Channel(
    "100 m, through critical depth and a jump", 100.0, 0.0328, 2.0, 0.0, with_jump, jump=200.0 / 3.0
)


def steady(
    channel: Channel, solver: str, *, cell: float, advection: bool = True
) -> tuple[Field, Field, float]:
    """Places [m], depths in steady flow [m], and the change of depth in the last tenth of the run [m]."""
    cells = round(channel.length / cell)
    # One cell beyond the end carries the level of the lower end.
    x = np.asarray((np.arange(cells + 1) + 0.5) * cell, np.float64)
    bed = channel.bed(np.minimum(x, channel.length), advection=advection)
    group = np.full((1, cells + 1), -1, np.int16)
    group[0, -1] = 0
    surface = surface_of(
        bed[None], cell_size=cell, manning=channel.manning, stage_group=group, stage_groups=("end",)
    )
    end = float(channel.depth(np.array([channel.length]))[0])
    zero = np.zeros(1, np.int64)
    inflow = Inflow("upper end", zero, zero, constant(channel.inflow * cell))
    duration = 5.0 * channel.length
    # At the depth sought, but at rest: what is found is where the water comes to.
    event = Event(
        rain=steady_rain(channel.rain, duration) if channel.rain > 0.0 else None,
        stages={"end": constant(end)}, inflows=(inflow,),
        initial_depth=channel.depth(np.minimum(x, channel.length - 1e-6))[None].astype(np.float32),
    )  # fmt: skip
    settings = Settings(
        duration=duration, output_interval=0.1 * duration, source_interval=0.2 * cell, solver=solver
    )
    depth = run(surface, event, settings)["depth"].to_numpy().astype(np.float64)[:, 0, :-1]
    return x[:-1], depth[-1], float(np.abs(depth[-1] - depth[-2]).max())


def judged(channel: Channel, solver: str, limit: float, *, cell: float, advection: bool = True) -> list[Row]:
    """Depths along a channel against those prescribed."""
    x, depth, change = steady(channel, solver, cell=cell, advection=advection)
    kept = x > 0.05 * channel.length
    if channel.jump is not None:
        kept &= np.abs(x - channel.jump) > 2.0 * cell
    error = np.abs(depth / channel.depth(x) - 1.0)[kept]
    name = f"{channel.name}, {cell:g} m cells" + ("" if advection else ", bed of its own equations")
    source = SOURCE if advection else OWN
    return [
        at_most(f"{name}: depth, mean relative error", error.mean(), limit, source),
        told(f"{name}: depth, largest relative error", error.max(), source),
        at_most(f"{name}: change of depth in the last tenth of the run [m]", change, 1e-3, "steady flow"),
    ]


def full_equations(full: bool) -> list[Row]:
    """HLLC: subcritical, with rain, and through critical depth and a jump."""
    fine = 0.5 if full else 1.0
    return [
        *judged(LONG, "hllc", 0.002, cell=5.0 * fine),
        *judged(RAINED, "hllc", 0.002, cell=5.0 * fine),
        *judged(DEEP, "hllc", 0.002, cell=5.0 * fine),
        *judged(SHORT, "hllc", 0.01, cell=fine),
        *place_of_jump(fine),
    ]


def place_of_jump(cell: float) -> list[Row]:
    """Where the depth passes critical depth upwards, against the prescribed place."""
    x, depth, _ = steady(SHORT, "hllc", cell=cell)
    rising = np.flatnonzero((depth[:-1] < CRITICAL) & (depth[1:] >= CRITICAL) & (x[:-1] > 40.0))
    if rising.size == 0:
        return [at_most("place of the jump: there is none", float("nan"), cell, SOURCE)]
    k = int(rising[-1])
    found = x[k] + cell * (CRITICAL - depth[k]) / (depth[k + 1] - depth[k])
    return [at_most("place of the jump, |error| [m]", abs(found - 200.0 / 3.0), 1.5 * cell, SOURCE)]


def without_advection(full: bool) -> list[Row]:
    """Local inertia on the bed of its own equations, and on that of the full ones.

    A face takes the depth of its higher side, off by half the change of depth or bed over a cell, 0.8 %
    on 5 m. Friction goes with the power 10/3 of it and the surface adds its errors up, to 2 % or so: the
    limit on its own bed goes with the cell.
    """
    cell = 2.5 if full else 5.0
    rows = []
    for channel in (DEEP, DEEP_RAINED):
        rows += judged(channel, "local_inertia", 0.005 * cell, cell=cell, advection=False)
        x, depth, _ = steady(channel, "local_inertia", cell=cell)
        apart = np.abs(depth / channel.depth(x) - 1.0)[x > 0.05 * channel.length]
        rows.append(at_most(f"{channel.name}: depth against the full equations, mean relative error",
                            apart.mean(), 0.1, SOURCE))  # fmt: skip
    return rows


CASES: dict[str, Case] = {
    "waterlogging.hllc_macdonald": full_equations,
    "waterlogging.macdonald": without_advection,
}
