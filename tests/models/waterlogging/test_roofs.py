"""Roofs that drain to the inlets of a partner: shares, volumes, books."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.ground import classify
from models.waterlogging.inputs import Event, Rainfall, Settings, Surface
from models.waterlogging.partners import Partner, State
from models.waterlogging.restart import RunState, States
from models.waterlogging.roofs import RoofDrains
from models.waterlogging.sewers import SewerNetwork
from models.waterlogging.simulate import simulate
from models.waterlogging.waters import Waters
from tests.models.waterlogging.sewers.basin import drain

GRID = Grid(crs="EPSG:4549", west=0.0, north=50.0, cell_size=10.0, rows=5, columns=5)
RAIN = Rainfall(edges=np.array([0.0, 600.0]), intensity=np.array([[2e-5]]))
"""12 mm in 10 minutes."""


def built_surface(share: NDArray[np.float32], *, reach: float) -> Surface:
    return Surface(
        grid=GRID,
        bed=np.zeros(GRID.shape, np.float32),
        manning=np.full(GRID.shape, 0.03, np.float32),
        building_fraction=share,
        roof_reach=reach,
    )


@dataclass
class Cistern:
    """Takes the water of the roofs and nothing of the street, a share of what waits at a time."""

    waters: Waters
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    pace: float
    held: NDArray[np.float64] = field(init=False)
    name: str = "cistern"

    def __post_init__(self) -> None:
        self.held = np.zeros(self.rows.size)
        self.waters.drain_roofs(self.name, self.rows, self.columns)

    def exchange(self, begin: float, end: float) -> None:  # noqa: ARG002
        volumes = self.pace * self.waters.roof_water(self.name)
        self.waters.take_roof_water(self.name, volumes)
        self.held += volumes

    def stored(self) -> float:
        return float(self.held.sum())

    def outside(self) -> float:
        return 0.0

    def results(self) -> xr.Dataset:
        return xr.Dataset()

    def state(self) -> State:
        return {"held": self.held.copy()}

    def restore(self, state: State, *, warm: bool) -> None:  # noqa: ARG002
        self.held[:] = state["held"]

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class CisternWork:
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    pace: float = 1.0
    name: str = "cistern"
    groups: tuple[str, ...] = ()
    started: list[Cistern] = field(default_factory=list)

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:
        pass

    def start(self, waters: Waters, settings: Settings) -> Partner:  # noqa: ARG002
        self.started.append(Cistern(waters, self.rows, self.columns, self.pace))
        return self.started[-1]


def corners(pace: float = 1.0) -> CisternWork:
    """Inlets in the north-western and the south-eastern corner."""
    return CisternWork(np.array([0, 4]), np.array([0, 4]), pace)


def two_houses() -> NDArray[np.float32]:
    share = np.zeros(GRID.shape, np.float32)
    share[0, 1] = 1.0  # a block beside the north-western inlet
    share[3, 4] = 0.5  # half a cell beside the south-eastern one
    return share


def test_each_roof_drains_to_its_nearest_inlet() -> None:
    surface = built_surface(two_houses(), reach=15.0)
    zone = np.zeros(GRID.shape, np.int32)
    drains = RoofDrains(surface, classify(surface), np.array([0, 4]), np.array([0, 4]), zone, 1)
    assert drains.area.tolist() == [100.0, 50.0]
    # 36 mm/h are 1e-5 m/s.
    np.testing.assert_allclose(drains.roof_inflow(np.array([1e-5])), [1e-3, 5e-4])


def test_zones_of_rain_reach_the_inlets_with_their_own_rates() -> None:
    share = np.zeros(GRID.shape, np.float32)
    share[0, 1:3] = 1.0
    surface = built_surface(share, reach=50.0)
    zone = np.zeros(GRID.shape, np.int32)
    zone[:, 2:] = 1
    drains = RoofDrains(surface, classify(surface), np.array([0]), np.array([0]), zone, 2)
    np.testing.assert_allclose(drains.roof_inflow(np.array([1e-5, 3e-5])), [100.0 * 4e-5])


def test_roofs_beyond_the_reach_shed_to_the_ground() -> None:
    surface = built_surface(two_houses(), reach=5.0)
    work = corners()
    result = simulate(surface, Event(rain=RAIN), Settings(duration=900.0), [work])
    assert work.started[0].stored() == 0.0
    # All the rain of 2500 m2 x 12 mm lies on the street.
    assert float(result["ledger"].sel(ledger_term="storage_change")) == pytest.approx(30.0, rel=1e-6)


@pytest.mark.parametrize("pace", [1.0, 0.3])
def test_roof_water_stands_in_the_books_of_street_and_partner(pace: float) -> None:
    work = corners(pace)
    result = simulate(
        built_surface(two_houses(), reach=15.0), Event(rain=RAIN), Settings(duration=900.0), [work]
    )
    ledger = {
        str(term): float(value)
        for term, value in zip(result["ledger_term"].values, result["ledger"].values, strict=True)
    }
    assert ledger["rain"] == pytest.approx(30.0, rel=1e-9)
    # 150 m2 of roofs x 12 mm go to the inlets, 2350 m2 x 12 mm stay on the street.
    assert ledger["exchange"] == pytest.approx(1.8, rel=1e-9)
    assert ledger["storage_change"] == pytest.approx(28.2, rel=1e-6)
    assert work.started[0].held == pytest.approx([1.2, 0.6], rel=1e-2 if pace < 1.0 else 1e-9)
    account = result["account"].sel(partner="cistern")
    assert float(account.sel(account_term="storage_change")) == pytest.approx(1.8, rel=1e-9)
    assert result.attrs["ledger_relative_residual"] < 1e-6
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_a_half_built_cell_keeps_the_rain_of_its_open_half() -> None:
    share = np.full(GRID.shape, 0.5, np.float32)
    work = corners()
    result = simulate(built_surface(share, reach=100.0), Event(rain=RAIN), Settings(duration=900.0), [work])
    np.testing.assert_allclose(result["maximum_depth"].values, 0.012, rtol=1e-5)
    assert work.started[0].stored() == pytest.approx(15.0, rel=1e-9)


def test_a_split_run_keeps_what_waits_at_the_inlets() -> None:
    surface = built_surface(two_houses(), reach=15.0)
    kept: list[RunState] = []
    settings = Settings(duration=900.0)
    states = States(keep_at=(300.0,), keep=kept.append)
    whole = corners(0.1)
    first = simulate(surface, Event(rain=RAIN), settings, [whole], states=states)
    again = corners(0.1)
    second = simulate(surface, Event(rain=RAIN), settings, [again], states=States(start=kept[0]))
    assert again.started[0].held.tolist() == whole.started[0].held.tolist()
    np.testing.assert_array_equal(first["account"].values, second["account"].values)


def test_roofs_for_inlets_without_a_network_are_refused() -> None:
    with pytest.raises(InputError, match="no sewer network is coupled; couple one, or let the roofs shed"):
        simulate(built_surface(two_houses(), reach=15.0), Event(rain=RAIN), Settings(duration=900.0))


def coupled(network: SewerNetwork, share: NDArray[np.float32], reach: float) -> xr.Dataset:
    return simulate(
        built_surface(share, reach=reach), Event(rain=RAIN), Settings(duration=3600.0), [replace(network)]
    )


def test_roofs_run_off_through_the_sewers_without_touching_the_street() -> None:
    share = np.zeros(GRID.shape, np.float32)
    share[0, :] = 1.0
    result = coupled(drain(), share, reach=60.0)
    account = result["account"].sel(partner="sewers")
    # 500 m2 of roofs and what of the 2000 m2 of street found the inlet: the wide pipe takes it all.
    taken = float(account.sel(account_term="from_street"))
    assert 6.0 < taken <= 30.0
    assert abs(float(account.sel(account_term="residual"))) < 0.005 * taken
    assert result.attrs["ledger_relative_residual"] < 1e-6
    assert result.attrs["coupled_relative_residual"] < 5e-3
    dry = coupled(drain(), share, reach=0.0)
    assert float(result["maximum_depth"].max()) < float(dry["maximum_depth"].max())
