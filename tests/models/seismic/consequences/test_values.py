"""Consequences of a grade: by hand from the tables' figures, and nobody is counted twice."""

from __future__ import annotations

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.consequences import consequences_of
from models.seismic.consequences.rates import injury_rates, materials, repair, uninhabitable_share
from models.seismic.portfolio import portfolio_of
from models.seismic.result import QUANTITIES
from models.seismic.tables import table_rows
from models.seismic.taxonomy import building_types
from tests.models.seismic.houses import houses


def test_the_rates_of_a_destroyed_building_weigh_collapse() -> None:
    # Hazus 6.1, URMM: 15 % of the destroyed collapse; 0.02 % die without, 10 % with collapse.
    rates = injury_rates("URMM")
    assert rates[4, 3] == pytest.approx(0.85 * 0.0002 + 0.15 * 0.10)
    assert rates[4, 0] == pytest.approx(0.85 * 0.10 + 0.15 * 0.40)
    assert rates[3].tolist() == pytest.approx([0.02, 0.002, 0.00002, 0.00002])
    assert (rates[0] == 0.0).all()
    # C2H collapses in 5 of 100 cases.
    assert injury_rates("C2H")[4, 3] == pytest.approx(0.95 * 0.0001 + 0.05 * 0.10)


def test_every_type_and_occupancy_of_the_mappings_has_its_rates() -> None:
    for row in building_types():
        assert injury_rates(row.type)[4, 3] > 0.0 and materials(row.type)[0] > 0.0
    for use in table_rows("models.seismic", "occupancy"):
        assert repair(use["occupancy"])[0][4] == pytest.approx(1.0)
    for name, call in (("type 'Z9'", injury_rates), ("type 'Z9'", materials), ("occupancy 'Z9'", repair)):
        with pytest.raises(InputError, match=name):
            call("Z9")


def test_a_block_of_flats_costs_what_the_tables_say() -> None:
    held = portfolio_of(houses({"people": 100, "dwelling_units": 40, "floor_area_m2": 3000.0}))
    found = consequences_of(held)
    assert found.quantities == tuple(QUANTITIES) and found.values.shape == (1, 5, 17)
    value = dict(zip(found.quantities, found.values[0].T, strict=True))
    death = 0.85 * 0.0002 + 0.15 * 0.10
    assert value["deaths_night"][4] == pytest.approx(100 * death)
    assert value["deaths_day"][4] == pytest.approx(53 * death)
    assert value["injured_1_commute"][1] == pytest.approx(35 * 0.0005)
    np.testing.assert_allclose(value["uninhabitable_dwellings"], [0, 0, 0, 36, 40])
    np.testing.assert_allclose(
        value["displaced_people"], [0, 0, 0, 90 * (1 - 0.00002), 100 * (1 - death)], rtol=1e-12
    )
    # RES3: 2, 10, 41.3 and 100 % of replacement; 5, 30, 120 and 240 days. URM: 1800 yuan/m2, 1.2 m3/m2.
    np.testing.assert_allclose(value["repair_cost"], 3000 * 1800 * np.array([0, 0.02, 0.10, 0.413, 1.0]))
    np.testing.assert_allclose(value["repair_time"], [0, 5, 30, 120, 240])
    np.testing.assert_allclose(value["debris_volume"], 3000 * 1.2 * np.array([0, 0.01, 0.08, 0.40, 1.0]))


def test_a_single_family_house_is_left_only_when_it_is_destroyed() -> None:
    assert uninhabitable_share("single").tolist() == [0, 0, 0, 0, 1]
    found = consequences_of(portfolio_of(houses({"people": 4, "dwelling_units": 1})))
    displaced = found.values[0, :, found.quantities.index("displaced_people")]
    assert (displaced[:4] == 0.0).all() and displaced[4] > 0.0


def test_nobody_is_counted_twice() -> None:
    kinds = [
        {"structure": structure, "storeys": storeys, "design_code": "GBJ 11-89"}
        for structure in (
            "masonry",
            "rc_frame",
            "rc_shear_wall",
            "steel",
            "brick_timber",
            "bottom_frame_masonry",
        )
        for storeys in (1, 3, 6)
    ]
    held = portfolio_of(houses(*kinds))
    found = consequences_of(held)
    at = {name: number for number, name in enumerate(found.quantities)}
    for number, hour in enumerate(("night", "day", "commute")):
        hurt = sum(
            found.values[:, :, at[f"{one}_{hour}"]]
            for one in ("injured_1", "injured_2", "injured_3", "deaths")
        )
        assert (hurt <= held.people[:, number, None] + 1e-9).all()
    displaced, dead = found.values[:, :, at["displaced_people"]], found.values[:, :, at["deaths_night"]]
    assert (displaced + dead <= held.residents[:, None] + 1e-9).all()
    assert (found.values[:, :, at["uninhabitable_dwellings"]] <= held.dwellings[:, None]).all()
    # An intact building costs nothing, a worse grade no less money, time, rubble, homes or lives.
    assert (found.values[:, 0] == 0.0).all()
    for name in ("deaths_night", "displaced_people", "debris_volume", "repair_cost", "repair_time"):
        assert (np.diff(found.values[:, :, at[name]], axis=1) >= 0.0).all()
