"""Compiled loop over realisations, roads, sections and the buildings along them."""

from __future__ import annotations

import numba

SEVERE = 3
"""Grade from which a building sheds debris."""


@numba.njit(parallel=True, cache=True)
def block_roads(grades, edge_start, section_start, building, right, intrusion, width, needed, out):
    """Mark the roads that are blocked in each realisation.

    Parameters
    ----------
    grades
        Grades of the buildings, shape (R, n), uint8.
    edge_start, section_start, building, right, intrusion, width
        As in `Frontage`.
    needed
        Free width below which a road is blocked, shape (m,) [m].
    out
        Whether a road is blocked, shape (R, m); overwritten.
    """
    for r in numba.prange(grades.shape[0]):
        states = grades[r]
        for edge in range(width.shape[0]):
            shut = False
            for section in range(edge_start[edge], edge_start[edge + 1]):
                left, other = 0.0, 0.0
                for i in range(section_start[section], section_start[section + 1]):
                    grade = states[building[i]]
                    if grade >= SEVERE:
                        depth = intrusion[i, grade - SEVERE]
                        if right[i]:
                            other = max(other, depth)
                        else:
                            left = max(left, depth)
                if width[edge] - (left + other) < needed[edge]:
                    shut = True
                    break
            out[r, edge] = shut
