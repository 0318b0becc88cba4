"""The library of the sewer engine, as compiled loops call it."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import swmm.toolkit


def engine_library() -> ctypes.CDLL:
    """The engine's library, the one the toolkit has loaded, with the types of what is called in it."""
    path = Path(str(swmm.toolkit.__file__)).parent
    found = sorted(path.glob("*swmm5.*")) + sorted(path.glob("*/*swmm5.*"))
    if not found:
        raise RuntimeError(f"the sewer engine's library is not beside {path.name}; swmm-toolkit must hold it")
    library = ctypes.CDLL(str(found[0]))
    results = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
    values = [ctypes.c_int, ctypes.c_double]
    signatures: dict[str, list[Any]] = {
        "swmm_getNodeResult": results, "swmm_getLinkResult": results, "swmm_setNodeInflow": values,
        "swmm_setOutfallStage": values, "swmm_step": [ctypes.c_void_p],
    }  # fmt: skip
    for name, arguments in signatures.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, ctypes.c_int
    return library
