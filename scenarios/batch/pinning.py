"""One thread for everything numeric in a worker: stated before any library reads it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PINNED: Mapping[str, str] = MappingProxyType(
    {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "NUMEXPR_NUM_THREADS": "1",
        "NUMBA_NUM_THREADS": "1",
        "BLIS_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
        "GDAL_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "1",
        "OMP_WAIT_POLICY": "passive",
        # Memory that is free goes back to the system, so that what a worker takes can be judged.
        "MALLOC_TRIM_THRESHOLD_": "65536",
    }
)
"""Environment of a worker. Libraries read it once, when they are loaded."""


def pin_loaded() -> None:
    """Bring libraries that are loaded already to one thread: a worker need not have been started by us."""
    import pyarrow as pa
    from threadpoolctl import threadpool_limits

    from models.waterlogging.threads import use_threads

    threadpool_limits(1)
    use_threads(1)
    pa.set_cpu_count(1)
