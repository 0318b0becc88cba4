"""The tiny case that fills the cache of compiled kernels."""

import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np

import census
import models
import outputs
from models.waterlogging.inputs import Settings
from models.waterlogging.simulate import simulate
from scenarios.warm import tiny_case

ROOT = Path(__file__).parents[2]

UNCOMPILED = """
import importlib, sys
from numba.core.registry import CPUDispatcher
from scenarios.warm import warm
warm()
for name in sys.argv[1:]:
    kernels = [k for k in vars(importlib.import_module(name)).values() if isinstance(k, CPUDispatcher)]
    if not any(kernel.signatures for kernel in kernels):
        print(name)
"""


def kernel_modules() -> list[str]:
    return sorted(
        module.name
        for package in (census, models, outputs)
        for module in pkgutil.walk_packages(package.__path__, prefix=f"{package.__name__}.")
        if module.name.endswith(".kernels")
    )


def test_tiny_case_moves_water_through_every_term_of_the_balance() -> None:
    surface, event = tiny_case()
    fields = simulate(surface, event, Settings(duration=60.0, output_interval=30.0))
    terms = {
        str(n): float(v) for n, v in zip(fields["ledger_term"].values, fields["ledger"].values, strict=True)
    }
    for term in ("rain", "inflow", "infiltration", "sewer", "canal"):
        assert abs(terms[term]) > 0.0, term
    assert np.isfinite(fields["maximum_depth"]).any()


def test_no_file_of_kernels_is_left_uncompiled() -> None:
    names = kernel_modules()
    assert {"census.twin.kernels", "models.waterlogging.kernels"} <= set(names)
    done = subprocess.run(
        [sys.executable, "-c", UNCOMPILED, *names], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == []
