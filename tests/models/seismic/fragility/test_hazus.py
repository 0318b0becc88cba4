"""The curves of Hazus: the manual's figures, and what they are for."""

from __future__ import annotations

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.fragility import hazus_fragility
from models.seismic.taxonomy import building_types


def test_medians_are_those_of_the_manual() -> None:
    # Hazus 6.1, equivalent-PGA structural fragility: high-code W1, pre-code URML, moderate-code C1M.
    held = hazus_fragility().select(("W1-High", "URML-Pre", "C1M-Moderate"))
    expected = [[0.26, 0.55, 1.28, 2.01], [0.13, 0.17, 0.26, 0.37], [0.13, 0.21, 0.49, 0.89]]
    np.testing.assert_allclose(np.exp(held.ln_median), expected, rtol=1e-12)
    assert held.measure == ("PGA",) * 3 and held.status == "verified"


def test_beta_holds_the_scatter_of_demand_only_where_it_is_not_sampled() -> None:
    assert (hazus_fragility().beta == 0.4).all()
    median = hazus_fragility(sampled=False).beta
    np.testing.assert_allclose(median, np.hypot(0.4, 0.5), rtol=1e-3)


def test_every_type_and_level_of_the_mapping_has_a_curve() -> None:
    wanted = tuple(f"{row.type}-{level}" for row in building_types() for level in row.levels)
    assert len(hazus_fragility().select(wanted).beta) == len(wanted)


def test_the_bias_of_the_reference_spectrum_is_stated_and_can_be_taken_out() -> None:
    assert "overstated" in hazus_fragility().note
    held = hazus_fragility(shape="one-second")
    assert set(held.measure) == {"SA(1.0)"} and held.status == "unverified"
    # On the reference spectrum, whose SA(1.0) is 1.5 PGA, both say the same.
    pga = 0.3
    np.testing.assert_allclose(np.log(1.5 * pga) - held.ln_median, np.log(pga) - hazus_fragility().ln_median)
    with pytest.raises(InputError, match="shape 'other'"):
        hazus_fragility(shape="other")
