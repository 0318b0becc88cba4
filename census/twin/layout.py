"""The layout of streets on the sheet: main lines, then blocks split until they are small.

All coordinates are whole metres on the sheet of `census.twin.frame`, so that lines meet exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from census.twin import dice
from census.twin.frame import U_GRAND_CANAL, U_RANGE, U_SHANGTANG, V_RANGE, Frame

ROAD_CLASSES = ("arterial", "secondary", "collector", "lane", "path")
ROAD_WIDTHS = ((38, 48), (20, 28), (10, 16), (6, 8), (6, 6))
"""Least and greatest width of each class [m]."""

CANAL_U = (509_700, 511_700, 515_100, 518_900)
"""Side canals that run south to north, as lines of constant u."""

CANAL_V = (3_350_000, 3_352_500, 3_356_500, 3_357_800, 3_360_500)
"""Side canals that run west to east, as lines of constant v."""

_MAIN_SPACING = 1000
_NEIGHBOURHOOD = 420.0
_BLOCK = 180.0
_NARROWEST = 52.0
_STRIP = {U_GRAND_CANAL: 62, U_SHANGTANG: 46}
_SIDE_STRIP = 34


@dataclass(frozen=True)
class Layout:
    """Lines and rectangles of the sheet.

    Parameters
    ----------
    lines
        Street lines as (axis, constant, start, end, class): axis 0 runs along v at constant u,
        axis 1 along u at constant v; shape (n, 5).
    cells
        Rectangles (u0, u1, v0, v1) between the lines, shape (m, 4).
    """

    lines: NDArray[np.int64]
    cells: NDArray[np.int64]


def neighbourhoods(frame: Frame, seed: int) -> tuple[Layout, NDArray[np.int64]]:
    """Main streets, and rectangles of a few hundred metres between them.

    Returns
    -------
    Layout, strips
        The layout and, for each rectangle, 1 where it is a canal strip and 0 elsewhere.
    """
    us, vs = _main_lines(seed, axis=0), _main_lines(seed, axis=1)
    lines, cells, strips = [], [], []
    for axis, own, other in ((0, us, vs), (1, vs, us)):
        for constant, kind in own:
            for (start, _), (end, _) in pairwise(other):
                lines.append((axis, constant, start, end, kind))
    canals = set(CANAL_U) | set(CANAL_V) | set(_STRIP)
    for (u0, _), (u1, _) in pairwise(us):
        for (v0, _), (v1, _) in pairwise(vs):
            cells.append((u0, u1, v0, v1))
            strips.append(int(any(u0 < c < u1 or v0 < c < v1 for c in canals)))
    start_lines, start_cells = np.array(lines), np.array(cells)
    inner, cells_out = _split(frame, seed, start_cells, longest=_NEIGHBOURHOOD)
    outer = _locate(cells_out, start_cells)
    return Layout(np.concatenate([start_lines, inner]), cells_out), np.array(strips)[outer]


def blocks(frame: Frame, seed: int, cells: NDArray[np.int64]) -> Layout:
    """Lanes inside the given rectangles, and the blocks between them."""
    inner, out = _split(frame, seed, cells, longest=_BLOCK)
    return Layout(inner, out)


def _main_lines(seed: int, *, axis: int) -> list[tuple[int, int]]:
    """Constants and classes of the main streets of one direction, increasing."""
    low, high = (U_RANGE, V_RANGE)[axis]
    pairs = {c: _STRIP.get(c, _SIDE_STRIP) for c in (CANAL_U if axis == 0 else CANAL_V)}
    if axis == 0:
        pairs |= _STRIP
    fixed = sorted([(low, 1), (high, 1), *((c + s * half, 2) for c, half in pairs.items() for s in (-1, 1))])
    result = [fixed[0]]
    for before, after in pairwise(fixed):
        gap = after[0] - before[0]
        count = max(round(gap / _MAIN_SPACING), 1)
        if gap < 2 * max(_STRIP.values()) + 1:
            count = 1
        for step in range(1, count):
            jitter = 0.30 * (float(dice.uniform(seed, "layout/main", axis, before[0], step)) - 0.5)
            result.append((before[0] + round(gap * (step + jitter) / count), step % 2 if count > 2 else 0))
        result.append(after)
    return result


def _split(
    frame: Frame, seed: int, cells: NDArray[np.int64], *, longest: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split rectangles across their longer real side until none is longer than about `longest`."""
    done, lines = [], [np.empty((0, 5), np.int64)]
    while len(cells):
        u0, u1, v0, v1 = cells.T
        width, height = _real_size(frame, cells)
        longer, shorter = np.maximum(width, height), np.minimum(width, height)
        draw = dice.uniform(seed, "layout/limit", u0, u1, v0, v1)
        again = (longer > longest * (0.72 + 0.75 * draw)) & (longer > 2.0 * _NARROWEST)
        # Narrow rectangles are canal banks: only few streets cross them.
        again &= (shorter > 1.6 * _NARROWEST) | (longer > 520.0)
        done.append(cells[~again])
        cells, width, height = cells[again], width[again], height[again]
        if not len(cells):
            break
        u0, u1, v0, v1 = cells.T
        across_u = width >= height
        share = 0.38 + 0.24 * dice.uniform(seed, "layout/share", u0, u1, v0, v1)
        low, high = np.where(across_u, u0, v0), np.where(across_u, u1, v1)
        cut = low + np.rint(share * (high - low)).astype(np.int64)
        side = np.maximum(width, height)
        kind = np.where(side > 760.0, 1, np.where(side > 330.0, 2, 3))
        lines.append(
            np.column_stack(
                [np.where(across_u, 0, 1), cut, np.where(across_u, v0, u0), np.where(across_u, v1, u1), kind]
            )
        )
        first = np.column_stack([u0, np.where(across_u, cut, u1), v0, np.where(across_u, v1, cut)])
        second = np.column_stack([np.where(across_u, cut, u0), u1, np.where(across_u, v0, cut), v1])
        cells = np.concatenate([first, second])
    return np.concatenate(lines), np.concatenate(done)


def _real_size(frame: Frame, cells: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    u0, u1, v0, v1 = cells.T.astype(np.float64)
    u, v = 0.5 * (u0 + u1), 0.5 * (v0 + v1)
    west, east = frame.to_plane(u0, v), frame.to_plane(u1, v)
    south, north = frame.to_plane(u, v0), frame.to_plane(u, v1)
    return np.hypot(east[0] - west[0], east[1] - west[1]), np.hypot(north[0] - south[0], north[1] - south[1])


def _locate(inner: NDArray[np.int64], outer: NDArray[np.int64]) -> NDArray[np.int64]:
    """Index of the outer rectangle that holds each inner one."""
    u_edges, v_edges = np.unique(outer[:, 0]), np.unique(outer[:, 2])
    index = {(int(u), int(v)): i for i, (u, v) in enumerate(outer[:, [0, 2]])}
    u = u_edges[np.searchsorted(u_edges, inner[:, 0], side="right") - 1]
    v = v_edges[np.searchsorted(v_edges, inner[:, 2], side="right") - 1]
    return np.array([index[int(a), int(b)] for a, b in zip(u, v, strict=True)])
