"""What trades water with the street: its account, and that nothing is lost between the two."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
import xarray as xr

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Event, Rainfall, Series, Settings, Surface
from models.waterlogging.partners import Partner, State
from models.waterlogging.simulate import simulate
from models.waterlogging.waters import Waters

GRID = Grid(crs="EPSG:4549", west=0.0, north=100.0, cell_size=10.0, rows=10, columns=10)
RAIN = Rainfall(edges=np.array([0.0, 600.0]), intensity=np.array([[1e-5]]))


@dataclass
class Tank:
    """A tank that takes what a cell holds, gives some of it to a canal and loses it where told."""

    waters: Waters
    leak: float
    held: float = 0.0
    name: str = "tank"
    canal: str | None = None

    def exchange(self, begin: float, end: float) -> None:  # noqa: ARG002
        cell = np.array([5]), np.array([5])
        self.held -= self.leak * float(self.waters.move("tank", *cell, -np.full(1, 1e9))[0])
        if self.canal is not None:
            self.waters.to_canal("tank", self.canal, 0.25 * self.held)
            self.held *= 0.75

    def stored(self) -> float:
        return self.held

    def outside(self) -> float:
        return 0.0

    def results(self) -> xr.Dataset:
        return xr.Dataset()

    def state(self) -> State:
        return {"held": np.array(self.held)}

    def restore(self, state: State, *, warm: bool) -> None:  # noqa: ARG002
        self.held = float(state["held"])

    def close(self) -> None:
        self.name = "closed"


@dataclass(frozen=True)
class TankWork:
    leak: float = 1.0
    name: str = "tank"
    groups: tuple[str, ...] = ()
    canal: str | None = None
    tanks: list[Tank] = field(default_factory=list)

    def check(self, surface: Surface, event: Event, settings: Settings) -> None:
        pass

    def start(self, waters: Waters, settings: Settings) -> Partner:  # noqa: ARG002
        self.tanks.append(Tank(waters, self.leak, canal=self.canal))
        return self.tanks[-1]


def flat(**kinds: object) -> Surface:
    return Surface(
        grid=GRID,
        bed=np.zeros(GRID.shape, np.float32),
        manning=np.full(GRID.shape, 0.03, np.float32),
        **kinds,  # type: ignore[arg-type]
    )


def canal_surface() -> Surface:
    group = np.full(GRID.shape, -1, np.int16)
    group[:, 0] = 0
    return flat(stage_group=group, stage_groups=("canal",))


def test_what_a_partner_takes_stands_in_both_books() -> None:
    work = TankWork()
    result = simulate(flat(), Event(rain=RAIN), Settings(duration=900.0), [work])
    account = result["account"].sel(partner="tank")
    taken = float(result["ledger"].sel(ledger_term="exchange"))
    # 10 um/s on 1 ha for 600 s is 60 m3; everything near the tank ends in it.
    assert 0.0 < taken < 60.0
    assert float(account.sel(account_term="from_street")) == pytest.approx(taken, rel=1e-12)
    assert work.tanks[0].held == pytest.approx(taken, rel=1e-12)
    assert result.attrs["ledger_relative_residual"] < 1e-6
    assert result.attrs["coupled_relative_residual"] < 1e-6
    assert work.tanks[0].name == "closed"


def test_a_leak_shows_in_the_residual_of_all_together() -> None:
    result = simulate(flat(), Event(rain=RAIN), Settings(duration=900.0), [TankWork(leak=0.5)])
    taken = float(result["ledger"].sel(ledger_term="exchange"))
    assert result.attrs["coupled_residual_m3"] == pytest.approx(0.5 * taken, rel=1e-4)
    assert result.attrs["ledger_relative_residual"] < 1e-6


def test_a_partner_gives_to_a_canal() -> None:
    event = Event(rain=RAIN, stages={"canal": Series(np.zeros(1), np.full(1, -1.0))})
    work = TankWork(canal="canal")
    result = simulate(canal_surface(), event, Settings(duration=900.0), [work])
    account = result["account"].sel(partner="tank")
    given = float(account.sel(account_term="to_canals"))
    assert given > 0.0
    assert given + work.tanks[0].held == pytest.approx(
        float(account.sel(account_term="from_street")), rel=1e-9
    )
    assert result.attrs["coupled_relative_residual"] < 1e-6


def test_two_works_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two works are called 'tank'"):
        simulate(flat(), Event(rain=RAIN), Settings(duration=60.0), [TankWork(), TankWork()])


def test_a_level_nobody_has_cannot_be_computed() -> None:
    with pytest.raises(InputError, match="computes the level of 'canal', which the surface does not have"):
        simulate(flat(), Event(rain=RAIN), Settings(duration=60.0), [TankWork(groups=("canal",))])


def test_a_level_is_computed_or_given_but_not_both() -> None:
    event = Event(rain=RAIN, stages={"canal": Series(np.zeros(1), np.zeros(1))})
    with pytest.raises(InputError, match="'canal', whose level is computed; leave it out"):
        simulate(canal_surface(), event, Settings(duration=60.0), [TankWork(groups=("canal",))])


@dataclass(frozen=True)
class BrokenWork(TankWork):
    name: str = "broken"

    def start(self, waters: Waters, settings: Settings) -> Partner:  # noqa: ARG002
        raise InputError("it does not start")


def test_partners_that_started_let_go_when_a_later_one_does_not() -> None:
    work = TankWork()
    with pytest.raises(InputError, match="it does not start"):
        simulate(flat(), Event(rain=RAIN), Settings(duration=60.0), [work, BrokenWork()])
    assert work.tanks[0].name == "closed"
