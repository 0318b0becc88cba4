"""The street frame: curved coordinates in which the streets are straight lines.

Streets of a canal town follow its canals. The frame maps a plain (u, v) sheet, whose u axis
runs west to east and v south to north, onto the district so that the Grand Canal and the
Shangtang river become lines of constant u; a slow random waviness keeps the net from being a
lattice. Streets, blocks and side canals are laid out on the sheet and mapped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.ndimage import gaussian_filter1d

from census.twin import dice, facts

U_RANGE = (507_000, 521_000)
V_RANGE = (3_348_400, 3_365_400)
U_GRAND_CANAL = 513_400
U_SHANGTANG = 516_800

_STRAIGHT_SOUTH_OF = {facts.GRAND_CANAL: 3_353_100.0, facts.SHANGTANG: 3_351_100.0}
"""South of here the frame leaves the canal and goes on due south (the canal turns east)."""

_CALM = 500.0
"""Distance from a canal over which the waviness dies out, so that the canal stays put [m]."""


@dataclass(frozen=True)
class Frame:
    """A street frame; made by `street_frame`.

    Parameters
    ----------
    knot_y
        Northings at which the canals' eastings are known, increasing [m].
    grand_canal_x, shangtang_x
        Eastings of the lines U_GRAND_CANAL and U_SHANGTANG at `knot_y` [m].
    waves
        Wave vectors, phases and amplitudes of the waviness, shape (2, n, 4).
    """

    knot_y: NDArray[np.float64]
    grand_canal_x: NDArray[np.float64]
    shangtang_x: NDArray[np.float64]
    waves: NDArray[np.float64]

    def to_plane(self, u: ArrayLike, v: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Easting and northing [m] of points of the sheet."""
        u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
        calm = np.minimum(np.abs(u - U_GRAND_CANAL), np.abs(u - U_SHANGTANG)) / _CALM
        shifted = u + np.minimum(calm, 1.0) * self._wave(0, u, v)
        y = v + self._wave(1, u, v)
        west, east = float(U_RANGE[0]), float(U_RANGE[1])
        canal = np.interp(y, self.knot_y, self.grand_canal_x)
        shangtang = np.interp(y, self.knot_y, self.shangtang_x)
        x = np.where(
            shifted < U_GRAND_CANAL,
            west + (shifted - west) * (canal - west) / (U_GRAND_CANAL - west),
            np.where(
                shifted < U_SHANGTANG,
                canal + (shifted - U_GRAND_CANAL) * (shangtang - canal) / (U_SHANGTANG - U_GRAND_CANAL),
                shangtang + (shifted - U_SHANGTANG) * (east - shangtang) / (east - U_SHANGTANG),
            ),
        )
        return x, y

    def direction(self, u: ArrayLike, v: ArrayLike) -> NDArray[np.float64]:
        """Angle of the west-east streets against east at points of the sheet [rad]."""
        u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)
        x0, y0 = self.to_plane(u - 20.0, v)
        x1, y1 = self.to_plane(u + 20.0, v)
        return np.asarray(np.arctan2(y1 - y0, x1 - x0))

    def _wave(self, axis: int, u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros(np.broadcast(u, v).shape)
        for east, north, phase, amplitude in self.waves[axis]:
            total += amplitude * np.sin(east * (u - U_RANGE[0]) + north * (v - V_RANGE[0]) + phase)
        return total


def street_frame(seed: int) -> Frame:
    """The street frame of the district for one seed."""
    lines = {river.name: smooth_line(river.line) for river in facts.rivers()}
    knot_y = np.asarray(np.arange(V_RANGE[0] - 1000.0, V_RANGE[1] + 1000.0, 50.0), dtype=np.float64)
    eastings = []
    for name in (facts.GRAND_CANAL, facts.SHANGTANG):
        line = lines[name]
        line = line[line[:, 1] >= _STRAIGHT_SOUTH_OF[name]]
        order = np.argsort(line[:, 1])
        eastings.append(np.asarray(np.interp(knot_y, line[order, 1], line[order, 0]), dtype=np.float64))
    count = 5
    wavelength = np.array([5200.0, 3900.0, 2700.0, 1700.0, 1100.0])
    amplitude = np.array([110.0, 80.0, 50.0, 26.0, 12.0])
    axes, index = np.meshgrid(np.arange(2), np.arange(count), indexing="ij")
    bearing = 2.0 * np.pi * dice.uniform(seed, "frame/bearing", axes, index)
    phase = 2.0 * np.pi * dice.uniform(seed, "frame/phase", axes, index)
    number = 2.0 * np.pi / np.broadcast_to(wavelength, bearing.shape)
    size = np.broadcast_to(amplitude, bearing.shape)
    waves = np.stack([number * np.cos(bearing), number * np.sin(bearing), phase, size], axis=-1)
    return Frame(knot_y, eastings[0], eastings[1], waves)


def smooth_line(
    line: NDArray[np.float64], *, spacing: float = 20.0, radius: float = 160.0
) -> NDArray[np.float64]:
    """A polyline resampled evenly and rounded at its corners, ends kept.

    Parameters
    ----------
    line
        Vertices, shape (n, 2) [m].
    spacing
        Distance between the new vertices [m].
    radius
        Standard deviation of the smoothing along the line [m].
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    count = max(round(float(along[-1]) / spacing), 2)
    new = np.linspace(0.0, along[-1], count + 1)
    even = np.column_stack([np.interp(new, along, line[:, axis]) for axis in (0, 1)])
    # Odd reflection at the ends keeps the end points where they are.
    pad = min(count, int(4.0 * radius / spacing))
    head, tail = 2.0 * even[0] - even[pad:0:-1], 2.0 * even[-1] - even[-2 : -pad - 2 : -1]
    rounded = gaussian_filter1d(np.concatenate([head, even, tail]), radius / spacing, axis=0)
    return np.asarray(rounded[pad : pad + count + 1])
