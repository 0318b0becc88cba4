"""The network as the compiled loops see it, and its way through an interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from models.waterlogging.canals import kernels
from models.waterlogging.canals.network import Curve, Network

Values = NDArray[np.float64]

MOST_STEPS = 60
"""Steps of Newton's method after which an interval is cut in two."""

MOST_CUTS = 12
"""Halvings of an interval after which a network is given up."""


class NoSolution(RuntimeError):  # noqa: N818 - what happened to the run, not an error of the program
    """Levels that no step could find: the message names reach and time."""


class Hydraulics:
    """Levels, volumes and discharges of a network in time.

    Parameters
    ----------
    network
        What is computed. Inside, waters are numbered so that neighbours lie close together.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._order, self._place = _order(network)
        self._inner = self._place[: len(network.reaches)].copy()
        self._half = _half_band(network, self._place)
        self._curves = _curves(network, self._order)
        self._channels = _channels(network, self._place)
        first = [w.stage for w in network.reaches]
        first += [float(w.stage.value[0]) for w in network.outside]
        self.level = np.array(first)
        """Levels in the order of the network, shape (waters,) [m]."""
        self.volume = np.array(
            [
                kernels.volume_and_area(self._curves, int(p), z)[0]
                for p, z in zip(self._place, first, strict=True)
            ]
        )
        """Volumes, shape (waters,); those outside are not counted [m3]."""
        self.volume[len(network.reaches) :] = 0.0
        self.flow = np.zeros(len(network.channels))
        """Discharges of the channels, shape (channels,) [m3/s]."""
        # A gate conveys nothing from below the bed of either side.
        self._sills = np.array([max(s.sill, self._bed(s.a), self._bed(s.b)) for s in network.sluices])
        self._floor = np.array([self._bed(p.a) for p in network.pumps])
        self._gates = self._gates_as_arrays()
        self._pumps = self._pumps_as_arrays()

    def _bed(self, water: str) -> float:
        """Bed of a water, that of its channels outside [m]."""
        return float(self._curves.level[self._place[self._network.index[water]], 0])

    def advance(
        self,
        lateral: Values,
        outer: Values,
        openings: Values,
        capacity: Values,
        seconds: float,
        *,
        time: float,
    ) -> Values:
        """Go through an interval.

        Parameters
        ----------
        lateral
            What enters each reach from elsewhere, shape (reaches,) [m3].
        outer
            Levels outside at the end, shape (outside,) [m].
        openings, capacity
            Openings of the sluices [m] and discharges of the pumps [m3/s] now.
        seconds, time
            Length of the interval and its start, for messages [s].

        Returns
        -------
        numpy.ndarray
            Volumes through channels, sluices and pumps, from `a` to `b` [m3].

        Raises
        ------
        NoSolution
            If no step, however short, finds the levels.
        """
        network = self._network
        total = np.zeros(len(network.links))
        parts, done = 1, 0
        inner = len(network.reaches)
        while done < parts:
            share = np.append(lateral, np.zeros(outer.size)) / parts
            before = self.level[inner:]
            ahead = self.level.copy()
            ahead[inner:] = before + (outer - before) / (parts - done)
            moved = self._step(share, ahead, openings, capacity, seconds / parts)
            if moved is not None:
                total += moved
                done += 1
            elif parts >= 2**MOST_CUTS:
                raise NoSolution(self._lost(time))
            else:
                parts, done = 2 * parts, 2 * done
        return total

    def area(self) -> Values:
        """Area of the water of each reach now [m2]."""
        return np.asarray(kernels.areas_of(self._curves, self._inner, self.level))

    def find_levels(self) -> None:
        """Set the levels of the reaches from their volumes."""
        kernels.levels_of(self._curves, self._inner, self.volume, self.level)

    def _step(
        self, lateral: Values, ahead: Values, openings: Values, capacity: Values, seconds: float
    ) -> Values | None:
        """One step; None, and nothing changed, if it finds no solution."""
        network, order = self._network, self._order
        gates = self._gates._replace(opening=np.asarray(openings, np.float64))
        pumps = self._pumps._replace(capacity=np.asarray(capacity, np.float64))
        level, flow = ahead[order], self.flow.copy()
        held = (self.volume + lateral)[order]
        out = np.zeros(len(network.links))
        taken = kernels.step(
            self._curves,
            self._channels,
            gates,
            pumps,
            self._half,
            level,
            held,
            flow,
            out,
            seconds,
            MOST_STEPS,
        )
        if taken < 0:
            return None
        volume = self.volume + lateral
        moved = out * seconds
        for ends, sign in (("a", -1.0), ("b", 1.0)):
            at = np.concatenate([getattr(k, ends) for k in (self._channels, gates, pumps)])
            np.add.at(volume, order[at], sign * moved)
        inner = len(network.reaches)
        self.volume[:inner] = volume[:inner]
        self.flow = out[: flow.size].copy()
        self.level = ahead
        self.find_levels()
        return moved

    def _gates_as_arrays(self) -> kernels.Gates:
        """Sluices, all shut."""
        sluices, at = self._network.sluices, self._network.index
        return kernels.Gates(
            np.array([self._place[at[s.a]] for s in sluices], np.int64),
            np.array([self._place[at[s.b]] for s in sluices], np.int64),
            np.array([s.width for s in sluices], np.float64),
            self._sills,
            np.zeros(len(sluices)),
            np.array([s.coefficient for s in sluices], np.float64),
        )

    def _pumps_as_arrays(self) -> kernels.Pumps:
        """Pumps, all at rest."""
        pumps, at = self._network.pumps, self._network.index
        return kernels.Pumps(
            np.array([self._place[at[p.a]] for p in pumps], np.int64),
            np.array([self._place[at[p.b]] for p in pumps], np.int64),
            np.zeros(len(pumps)),
            self._floor,
        )

    def _lost(self, time: float) -> str:
        """Which reach stands worst when a network is given up."""
        worst = int(np.argmax(np.abs(self.volume)))
        name = self._network.reaches[worst].name
        return (
            f"the levels of the canals could not be found at {time:.0f} s, however short the step; the "
            f"fullest reach is {name!r} at {self.level[worst]:.2f} m: check inflows and sections there"
        )


def _pairs(network: Network) -> list[tuple[int, int]]:
    return [(network.index[k.a], network.index[k.b]) for k in network.links]


def _order(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Waters in an order with a narrow band, and the place of each in it."""
    size = len(network.index)
    pairs = np.array(_pairs(network), np.int64).reshape(-1, 2)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    graph = coo_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(size, size)).tocsr()
    order = np.asarray(reverse_cuthill_mckee(graph, symmetric_mode=True), np.int64)
    place = np.empty(size, np.int64)
    place[order] = np.arange(size)
    return order, place


def _half_band(network: Network, place: NDArray[np.int64]) -> int:
    return max((abs(int(place[a]) - int(place[b])) for a, b in _pairs(network)), default=0)


def _curves(network: Network, order: NDArray[np.int64]) -> kernels.Curves:
    """Curves of all waters with as many points each; waters outside have none and a given level."""
    beds = _lowest_beds(network)
    flat = [Curve(np.array([beds.get(w.name, -1e6), 1e6]), np.ones(2)) for w in network.outside]
    curves = [*(reach.curve for reach in network.reaches), *flat]
    points = max(c.level.size for c in curves)
    padded = [_padded(c, points) for c in curves]
    fixed = np.arange(len(curves)) >= len(network.reaches)
    return kernels.Curves(
        np.array([c.level for c in padded])[order],
        np.array([c.area for c in padded])[order],
        np.array([c.volume for c in padded])[order],
        fixed[order],
    )


def _padded(curve: Curve, points: int) -> Curve:
    """A curve with more points above its last, where the area is constant anyway."""
    more = points - curve.level.size
    return Curve(
        np.append(curve.level, curve.level[-1] + np.arange(1.0, more + 1.0)),
        np.append(curve.area, np.full(more, curve.area[-1])),
    )


def _lowest_beds(network: Network) -> dict[str, float]:
    """Bed of the channels by water, the lowest where several meet."""
    found: dict[str, float] = {}
    for channel in network.channels:
        for name in (channel.a, channel.b):
            found[name] = min(found.get(name, np.inf), channel.bed)
    return found


def _channels(network: Network, place: NDArray[np.int64]) -> kernels.Channels:
    channels = network.channels
    ends = [np.array([place[network.index[getattr(c, e)]] for c in channels], np.int64) for e in ("a", "b")]
    names = ("length", "bottom", "slope", "bed", "shoulder", "manning")
    return kernels.Channels(*ends, *(np.array([getattr(c, n) for c in channels], np.float64) for n in names))
