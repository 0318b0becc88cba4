"""Compiled loops over the engine's functions, which come as pointers of the loaded library.

A call from Python for each of five thousand nodes costs milliseconds; from here it costs some tens of
microseconds for all of them.
"""

from __future__ import annotations

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
def step_until(step, get_link, get_node, until, clock, links, volumes, nodes, floods, one):
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
    volumes, floods
        Receive flow x step and flooding x step, in the engine's flow units times seconds.
    one
        Scratch, shape (1,).

    Returns
    -------
    tuple
        Steps, and 0, an error code of the engine, or -1 where it ended before the time.
    """
    steps = 0
    before = clock[0]
    # A thousandth of a second is the resolution of the engine's clock.
    while clock[0] * SECONDS_PER_DAY < until - 1e-3:
        code = step(clock.ctypes)
        if code != 0:
            return steps, code
        if clock[0] <= before:
            clock[0] = before
            return steps, -1
        seconds = (clock[0] - before) * SECONDS_PER_DAY
        before = clock[0]
        steps += 1
        for n in range(links.size):
            get_link(links[n], 0, one.ctypes)
            volumes[n] += one[0] * seconds
        for n in range(nodes.size):
            get_node(nodes[n], 4, one.ctypes)
            floods[n] += one[0] * seconds
    return steps, 0
