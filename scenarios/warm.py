"""Load every kernels file once, so that numba's cache is filled during set-up."""

from __future__ import annotations

import importlib
import pkgutil

import census
import models
import outputs


def kernel_modules() -> list[str]:
    """Return the dotted names of all kernels files below `scenarios`, in order."""
    return sorted(
        module.name
        for package in (census, models, outputs)
        for module in pkgutil.walk_packages(package.__path__, prefix=f"{package.__name__}.")
        if module.name.endswith(".kernels")
    )


def warm() -> None:
    """Import the kernels; those with written signatures are compiled by that."""
    for name in kernel_modules():
        importlib.import_module(name)


if __name__ == "__main__":
    warm()
