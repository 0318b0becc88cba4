"""The tiny case that fills the cache of compiled kernels."""

import numpy as np

from models.waterlogging.inputs import Settings
from models.waterlogging.simulate import simulate
from scenarios.warm import kernel_modules, tiny_case


def test_tiny_case_moves_water_through_every_term_of_the_balance() -> None:
    surface, event = tiny_case()
    fields = simulate(surface, event, Settings(duration=60.0, output_interval=30.0))
    terms = {
        str(n): float(v) for n, v in zip(fields["ledger_term"].values, fields["ledger"].values, strict=True)
    }
    for term in ("rain", "inflow", "infiltration", "sewer", "canal"):
        assert abs(terms[term]) > 0.0, term
    assert np.isfinite(fields["maximum_depth"]).any()


def test_kernels_of_the_model_are_found() -> None:
    assert any(name.startswith("models.waterlogging") for name in kernel_modules())
