"""Sizes and levels of the drains, from the uppermost manholes down to the canals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from census.drainage.hydraulics import Section
from census.twin.survey.flood.design import Design
from census.twin.survey.flood.design import sections as built
from census.twin.survey.flood.routes import topological


@dataclass(frozen=True)
class Pipes:
    """The drain that leaves each manhole; arrays of shape (n,).

    Parameters
    ----------
    section
        Index into the sections.
    start, end
        Level of the crown at either end [m, 1985 national].
    flow, capacity
        Design flow by the rational method, and flow of the full drain [m3/s].
    """

    section: NDArray[np.int64]
    start: NDArray[np.float64]
    end: NDArray[np.float64]
    flow: NDArray[np.float64]
    capacity: NDArray[np.float64]


def size_pipes(
    down: NDArray[np.int64],
    length: NDArray[np.float64],
    rim: NDArray[np.float64],
    runoff_area: NDArray[np.float64],
    design: Design,
    sections: tuple[Section, ...],
) -> Pipes:
    """Size a forest of drains for the design storm.

    Parameters
    ----------
    down
        Manhole downstream of each; -1 where the drain ends at a canal.
    length
        Length of the drain that leaves each manhole [m].
    rim
        Ground level at each manhole [m, 1985 national].
    runoff_area
        Catchment times runoff coefficient [ha].
    design, sections
        Assumptions.

    Notes
    -----
    The flow of each drain is q(t1 + t2) times the runoff area behind it, t1 the inlet time and t2 the
    longest travel time in full drains above. Crowns are aligned at manholes and fall with the ground, at
    least by the least slope of the section; no drain is smaller than one above it. A drain that would run
    faster than allowed starts deeper, below a drop in its manhole.
    """
    count = len(down)
    area, time = runoff_area.copy(), np.full(count, design.inlet_time)
    smallest = np.zeros(count, dtype=np.int64)
    lowest = rim - design.cover
    made = Pipes(smallest.copy(), np.zeros(count), np.zeros(count), np.zeros(count), np.zeros(count))
    for node in topological(down, np.ones(count, dtype=bool)).tolist():
        below = int(down[node])
        most = float(rim[below if below >= 0 else node]) - design.cover
        flow = 1e-3 * area[node] * design.storm.rate(design.return_period, time[node])
        index, start, end = _fitting(
            float(flow), int(smallest[node]), float(lowest[node]), most, float(length[node]), design, sections
        )
        slope = (start - end) / length[node]
        made.section[node], made.start[node], made.end[node] = index, start, end
        made.flow[node], made.capacity[node] = flow, sections[index].capacity(slope, design.roughness)
        if below >= 0:
            area[below] += area[node]
            travel = length[node] / sections[index].speed(slope, design.roughness) / 60.0
            time[below] = max(time[below], time[node] + travel)
            smallest[below] = max(smallest[below], index)
            lowest[below] = min(lowest[below], end)
    return made


def _fitting(
    flow: float,
    smallest: int,
    start: float,
    most: float,
    length: float,
    design: Design,
    sections: tuple[Section, ...],
) -> tuple[int, float, float]:
    """Smallest section that carries a flow, and its crown levels at both ends."""
    for index in range(smallest, len(sections)):
        section = sections[index]
        end = min(start - section.least_slope * length, most)
        steepest = section.slope_for(design.fastest, design.roughness)
        begin = min(start, end + steepest * length)
        if section.capacity((begin - end) / length, design.roughness) >= design.margin * flow:
            break
    return index, begin, end


def bottoms(crown: NDArray[np.float64], section: NDArray[np.int64]) -> NDArray[np.float64]:
    """Level of the inner bottom under a crown [m, 1985 national]."""
    height = np.array([made.height for made in built()])
    return np.asarray(crown - height[section])
