"""Each factor acts on what it names, and on nothing else."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from census.errors import InputError
from models.waterlogging.inputs import Infiltration, SewerSink, Surface
from models.waterlogging.sewers.network import SewerNetwork
from models.waterlogging.underground import UndergroundWork
from scenarios.factors import FACTORS, with_factors
from scenarios.sections.factors import Factors
from scenarios.spec import load_scenario
from tests.models.waterlogging.sewers.basin import manhole
from tests.models.waterlogging.test_partners import GRID
from tests.models.waterlogging.underground.test_underground import spaces


def surface() -> Surface:
    """Left half paved, right half green."""
    manning = np.full(GRID.shape, 0.016, np.float32)
    manning[:, 5:] = 0.06
    some = np.full(GRID.shape, 1e-6, np.float32)
    return Surface(
        grid=GRID, bed=np.zeros(GRID.shape, np.float32), manning=manning,
        infiltration=Infiltration(some, some), sewers=SewerSink(some, np.full(GRID.shape, -1, np.int16)),
    )  # fmt: skip


def changed(before: Surface, after: Surface) -> set[str]:
    """Names of the fields that differ."""
    return {f.name for f in fields(Surface) if getattr(before, f.name) is not getattr(after, f.name)}


@pytest.mark.parametrize("name", ["roughness", "roughness_paved", "roughness_open"])
def test_roughness_is_multiplied_where_it_is_meant(name: str) -> None:
    before = surface()
    after, _ = with_factors(before, (), {name: 2.0})
    left, right = (after.manning / before.manning)[0, [0, 9]]
    expected = {"roughness": (2.0, 2.0), "roughness_paved": (2.0, 1.0), "roughness_open": (1.0, 2.0)}[name]
    assert (left, right) == pytest.approx(expected)
    assert changed(before, after) == {"manning"}


def test_losses_are_multiplied_each_for_itself() -> None:
    before = surface()
    after, _ = with_factors(before, (), {"sewer_capacity": 0.5})
    assert after.sewers is not None and before.sewers is not None
    np.testing.assert_allclose(after.sewers.capacity, 0.5 * before.sewers.capacity)
    assert changed(before, after) == {"sewers"}
    after, _ = with_factors(before, (), {"infiltration": 3.0})
    assert isinstance(after.infiltration, Infiltration) and isinstance(before.infiltration, Infiltration)
    np.testing.assert_allclose(after.infiltration.conductivity, 3.0 * before.infiltration.conductivity)
    np.testing.assert_array_equal(after.infiltration.suction_deficit, before.infiltration.suction_deficit)


def test_sills_of_spaces_below_ground_take_their_factor() -> None:
    _, (work,) = with_factors(surface(), (UndergroundWork(spaces()),), {"sills": 0.8})
    assert isinstance(work, UndergroundWork)
    assert work.spaces.coefficient == pytest.approx(0.8 * 1.7)


def test_inlets_take_their_factor_on_both_coefficients() -> None:
    network = manhole(0.1)
    _, (work,) = with_factors(surface(), (network,), {"inlets": 0.5})
    assert isinstance(work, SewerNetwork)
    assert (work.form.weir, work.form.orifice) == (0.5 * network.form.weir, 0.5 * network.form.orifice)
    assert (work.form.perimeter, work.form.area) == (network.form.perimeter, network.form.area)


@pytest.mark.parametrize("name", ["inlets", "sills"])
def test_a_factor_with_nothing_to_act_on_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=rf"factors\.{name} = 2: the scenario has no"):
        with_factors(surface(), (), {name: 2.0})
    assert with_factors(surface(), (), {name: 1.0})[1] == ()


def test_every_factor_of_a_scenario_acts_and_is_told_as_a_doubt() -> None:
    assert set(FACTORS) == set(Factors.model_fields)
    rain = "rain={kind='uniform', intensity_mm_h=9, duration_h=1}"
    loaded = load_scenario("gongshu", ["factors.roughness=1.3", rain])
    assert "factor 1.3 on roughness" in [words.of("en") for words in loaded.unverified()]
