"""Compiled loops over gullies and over the engine's functions, which come as pointers of the loaded library.

A call from Python for each of five thousand nodes costs milliseconds; from here it costs some tens of
microseconds for all of them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

SECONDS_PER_DAY = 86400.0


@njit(error_model="numpy", cache=True)
def read_results(get, index, kind, out):
    """Result `kind` of the objects `index` into `out`, shape (m,), in the engine's units."""
    for n in range(index.size):
        get(index[n], kind, out[n:].ctypes)


@njit(error_model="numpy", cache=True)
def write_values(put, index, values):
    """Set one value of each of the objects `index`; returns the first error code, 0 for none."""
    for n in range(index.size):
        code = put(index[n], values[n])
        if code != 0:
            return code
    return 0


@njit(error_model="numpy", cache=True)
def half_volumes(get_link, conduits, volume_in_flow_units, out, one):
    """Water in the halves of the conduits that meet at each node, into `out`, shape (k,).

    Parameters
    ----------
    get_link
        Function of the library.
    conduits
        Link and places in `out` of its two ends, -1 for none, shape (c, 3).
    volume_in_flow_units
        Flow unit times seconds in a unit of volume.
    out, one
        Receives the volumes; scratch, shape (1,).
    """
    out[:] = 0.0
    for c in range(conduits.shape[0]):
        get_link(conduits[c, 0], 2, one.ctypes)
        half = 0.5 * one[0] * volume_in_flow_units
        for end in range(1, 3):
            if conduits[c, end] >= 0:
                out[conduits[c, end]] += half


@njit(error_model="numpy", cache=True)
def step_until(
    step, get_link, get_node, until, clock, links, flows, volumes, nodes, floods, conduits, halves, before,
    volume_in_flow_units, one,
):  # fmt: skip
    """Step the engine until a time, integrating flows on the way.

    Parameters
    ----------
    step, get_link, get_node
        Functions of the library.
    until
        Time to reach; the last step may go beyond it [s].
    clock
        Elapsed time, shape (1,) [days]; goes forward.
    links, nodes
        Links whose flow and nodes whose flooding is integrated, shapes (m,) and (k,).
    flows
        Flow of the links at the end of the last step, shape (m,); goes forward.
    volumes, floods
        Receive the integrals, in the engine's flow units times seconds. The engine averages flows over both
        ends of a step; its flooding is that of the step.
    conduits, volume_in_flow_units
        For `half_volumes`.
    halves, before
        Water in the halves of the conduits at each node after the last step, and scratch, shape (k,).
    one
        Scratch, shape (1,).

    Returns
    -------
    tuple
        Length of the first step [s]; 0, an error code of the engine, or -1 where it ended before the time.

    Notes
    -----
    Of a node that floods the engine spills all that comes in, also what filled its pipes in the same step.
    What the halves of its conduits gained is taken off, so that no water is made.
    """
    first = 0.0
    last = clock[0]
    # A thousandth of a second is the resolution of the engine's clock.
    while clock[0] * SECONDS_PER_DAY < until - 1e-3:
        before[:] = halves
        code = step(clock.ctypes)
        if code != 0:
            return first, code
        if clock[0] <= last:
            clock[0] = last
            return first, -1
        seconds = (clock[0] - last) * SECONDS_PER_DAY
        last = clock[0]
        if first == 0.0:
            first = seconds
        for n in range(links.size):
            get_link(links[n], 0, one.ctypes)
            volumes[n] += 0.5 * (flows[n] + one[0]) * seconds
            flows[n] = one[0]
        half_volumes(get_link, conduits, volume_in_flow_units, halves, one)
        for n in range(nodes.size):
            get_node(nodes[n], 4, one.ctypes)
            if one[0] > 0.0:
                floods[n] += one[0] * seconds - (halves[n] - before[n])
    return first, 0


@njit(error_model="numpy", cache=True)
def lowest_gullies(first, level):
    """Gully of each node with the lowest water level.

    Parameters
    ----------
    first
        First gully of each node and the number of all, shape (nodes + 1,).
    level
        Level at each gully, shape (m,) [m].

    Returns
    -------
    tuple of numpy.ndarray
        Number of the gully, the first of equals, and its level [m], shape (nodes,).
    """
    count = first.size - 1
    gully = np.empty(count, np.int64)
    lowest = np.empty(count)
    for node in range(count):
        at = first[node]
        for n in range(first[node] + 1, first[node + 1]):
            if level[n] < level[at]:
                at = n
        gully[node] = at
        lowest[node] = level[at]
    return gully, lowest


@njit(error_model="numpy", cache=True)
def share_cells(cell, held, seconds, wanted, flow):
    """Scale flows in place so that no cell gives more than it holds.

    Parameters
    ----------
    cell
        Number of the cell of each gully, shape (m,).
    held
        Water in that cell, shape (m,) [m3].
    seconds
        Time for which the flows last [s].
    wanted
        Scratch, shape (cells,).
    flow
        Flow into each gully, shape (m,) [m3/s]; changed.
    """
    wanted[:] = 0.0
    for n in range(cell.size):
        wanted[cell[n]] += flow[n] * seconds
    for n in range(cell.size):
        if wanted[cell[n]] > held[n]:
            flow[n] *= held[n] / wanted[cell[n]]
