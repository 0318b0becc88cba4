"""Laws and exact solutions of the HLLC solver."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from census.errors import InputError
from census.grid import Grid
from models.waterlogging.inputs import Event, Rainfall, Series, Settings, Surface
from models.waterlogging.simulate import simulate
from models.waterlogging.solvers import fast_share

GRAVITY = 9.80665


def plain(bed: NDArray[np.float64], *, cell: float = 1.0, manning: float = 0.0) -> Surface:
    grid = Grid("EPSG:4549", 0.0, bed.shape[0] * cell, cell, *bed.shape)
    return Surface(grid, bed.astype(np.float32), np.full(bed.shape, manning, np.float32))


def run(surface: Surface, event: Event, seconds: float, **settings: float | str) -> xr.Dataset:
    chosen = Settings(duration=seconds, output_interval=seconds, solver="hllc")
    return simulate(surface, event, replace(chosen, **settings))  # type: ignore[arg-type]


def last(result: xr.Dataset) -> NDArray[np.float64]:
    return result["depth"].isel(time=-1).to_numpy().astype(np.float64)


def rough(rows: int, columns: int, seed: int) -> NDArray[np.float64]:
    return 250.0 + 3.0 * np.random.default_rng(seed).random((rows, columns))


def test_a_lake_among_islands_stays_at_rest() -> None:
    bed = rough(40, 50, 0)
    depth = np.maximum(251.5 - bed, 0.0).astype(np.float32)
    result = run(plain(bed, manning=0.03), Event(initial_depth=depth), 100.0)
    # Elevations of 250 m are known to 1.5e-5 m in float32.
    assert np.abs(last(result) - depth).max() < 1e-4
    assert float(result["maximum_speed"].max()) < 1e-3


def test_porous_cells_and_walls_leave_a_lake_at_rest() -> None:
    random = np.random.default_rng(3)
    bed = rough(20, 20, 1) - 250.0
    surface = replace(
        plain(bed, manning=0.03),
        building_fraction=(0.8 * random.random(bed.shape)).astype(np.float32),
        open_x=random.choice([0.0, 0.3, 1.0], bed.shape).astype(np.float32),
        open_y=random.choice([0.0, 0.3, 1.0], bed.shape).astype(np.float32),
    )
    depth = np.maximum(1.5 - bed, 0.0).astype(np.float32)
    result = run(surface, Event(initial_depth=depth), 60.0)
    assert np.abs(last(result) - depth).max() < 1e-5


def stoker(low: float) -> tuple[float, float]:
    """Plateau [m] and bore speed [m/s] for 1 m behind the dam: Stoker (1957), section 10.4, by bisection."""
    below, above = low, 1.0
    for _ in range(60):
        middle = 0.5 * (below + above)
        fan = 2.0 * (math.sqrt(GRAVITY) - math.sqrt(GRAVITY * middle))
        bore = (middle - low) * math.sqrt(0.5 * GRAVITY * (1.0 / middle + 1.0 / low))
        below, above = (middle, above) if fan > bore else (below, middle)
    plateau = 0.5 * (below + above)
    return plateau, 2.0 * (math.sqrt(GRAVITY) - math.sqrt(GRAVITY * plateau)) * plateau / (plateau - low)


def bore_place(depth: NDArray[np.float64], level: float) -> float:
    """Cells between the dam in the middle and the place where the depth falls through a level."""
    cell = int(np.flatnonzero(depth > level)[-1])
    share = (depth[cell] - level) / (depth[cell] - depth[cell + 1])
    return float(cell + share + 0.5 - depth.size // 2)


@pytest.mark.parametrize("low", [0.1, 0.5])
def test_a_dam_break_on_a_wet_bed_is_that_of_stoker(low: float) -> None:
    depth = np.where(np.arange(800) < 400, 1.0, low)[None].astype(np.float32)
    early, late = (
        last(run(plain(np.zeros((1, 800))), Event(initial_depth=depth), t))[0] for t in (40.0, 80.0)
    )
    plateau, speed = stoker(low)
    foot = 2.0 * math.sqrt(GRAVITY) - 3.0 * math.sqrt(GRAVITY * plateau)
    assert late[400 + int(0.5 * (foot + speed) * 80.0)] == pytest.approx(plateau, rel=2e-3)
    # The bore forms within a few cells of the dam; from then on it runs at its own speed.
    places = [bore_place(found, 0.5 * (plateau + low)) for found in (early, late)]
    assert (places[1] - places[0]) / 40.0 == pytest.approx(speed, rel=0.01)


def test_a_dam_break_on_a_dry_bed_lets_ritters_volume_through() -> None:
    cells, seconds, errors = 300, 30.0, []
    for finer in (1, 2, 4):
        count, cell = cells * finer, 2.0 / finer
        depth = np.where(np.arange(count) < count // 2, 1.0, 0.0)[None].astype(np.float32)
        found = last(run(plain(np.zeros((1, count)), cell=cell), Event(initial_depth=depth), seconds))[0]
        # Ritter (1892): 8/27 sqrt(g) h^(3/2) passes the dam in each second.
        exact = 8.0 / 27.0 * math.sqrt(GRAVITY) * seconds
        errors.append(abs(found[count // 2 :].sum() * cell / exact - 1.0))
    # At the dam the flow is critical; the error falls with the cell and is small on the coarsest.
    assert errors[0] < 0.005
    assert errors[0] > errors[1] > errors[2]


@pytest.mark.parametrize("slope", [0.02, 0.3])
def test_a_film_thinner_than_the_steps_of_its_bed_flows_as_manning_says(slope: float) -> None:
    # 36 mm/h for 200 m: at 100 m the unit discharge is 1e-3 m2/s, the film some millimetres deep, the
    # steps of 5 m cells 0.1 m and 1.5 m.
    cells, cell, manning, rate = 40, 5.0, 0.03, 1e-5
    bed = np.tile(slope * cell * np.arange(cells)[::-1], (3, 1))
    rain = Rainfall(np.array([0.0, 3600.0]), np.array([[rate]]))
    surface = plain(bed, cell=cell, manning=manning)
    surface = replace(surface, stage_group=np.full(bed.shape, -1, np.int16), stage_groups=("sea",))
    surface.stage_group[:, -1] = 0  # type: ignore[index]
    event = Event(rain=rain, stages={"sea": Series(np.zeros(1), np.array([-9.0]))})
    found = last(run(surface, event, 3600.0, source_interval=0.5))[1, 10:30]
    discharge = rate * cell * (np.arange(10, 30) + 0.5)
    normal = (discharge * manning / math.sqrt(slope)) ** 0.6
    assert np.abs(found / normal - 1.0).max() < 0.02


def test_the_answer_turns_with_the_ground() -> None:
    bed = 0.2 * (rough(24, 24, 2) - 250.0)
    depth = np.full((24, 24), 1.0, np.float32)
    depth[4:12, 6:16] = 2.0
    one = last(run(plain(bed, manning=0.02), Event(initial_depth=depth), 8.0))
    other = last(run(plain(bed.T.copy(), manning=0.02), Event(initial_depth=depth.T.copy()), 8.0))
    np.testing.assert_allclose(other.T, one, atol=2e-4)
    mirrored = last(
        run(plain(bed[:, ::-1].copy(), manning=0.02), Event(initial_depth=depth[:, ::-1].copy()), 8.0)
    )
    np.testing.assert_allclose(mirrored[:, ::-1], one, atol=2e-4)


def test_water_is_neither_made_nor_lost() -> None:
    bed = rough(30, 30, 5) - 250.0
    depth = np.zeros((30, 30), np.float32)
    depth[:10] = 1.5
    result = run(plain(bed, manning=0.01), Event(initial_depth=depth), 120.0)
    assert last(result).sum() == pytest.approx(float(depth.sum()), rel=1e-6)
    assert last(result).min() >= 0.0


def test_the_number_of_threads_changes_no_bit() -> None:
    bed = rough(120, 40, 6) - 250.0
    depth = np.full(bed.shape, 0.2, np.float32)
    one, two = (
        last(run(plain(bed, manning=0.02), Event(initial_depth=depth, edge="free"), 30.0, threads=n))
        for n in (1, 2)
    )
    np.testing.assert_array_equal(one, two)


def test_the_choice_follows_slope_and_roughness() -> None:
    flat, steep = np.zeros((10, 10)), np.tile(0.1 * np.arange(10.0), (10, 1))
    whole = np.ones((10, 10), bool)
    # Fr = h^(1/6) sqrt(S / g) / n: at 0.1 m, S = 0.1 and n = 0.02 it is 3.4, with n = 0.15 it is 0.46.
    assert fast_share(plain(flat, manning=0.02), whole) == 0.0
    assert fast_share(plain(steep, manning=0.02), whole) == pytest.approx(0.9)
    assert fast_share(plain(steep, manning=0.15), whole) == 0.0
    depth = np.full((10, 10), 0.01, np.float32)
    settings = Settings(duration=1.0, solver="auto")
    taken = simulate(plain(steep, manning=0.02), Event(initial_depth=depth), settings)
    assert taken.attrs["solver_choice"].startswith("hllc: normal flow 0.1 m deep is supercritical on 90.0%")
    kept = simulate(plain(flat, manning=0.02), Event(initial_depth=depth), settings)
    assert kept.attrs["solver_choice"].startswith("local_inertia: ")


def test_an_unknown_solver_is_refused_with_those_there_are() -> None:
    with pytest.raises(InputError, match="solver is 'roe'; one of local_inertia, hllc, auto"):
        simulate(plain(np.zeros((3, 3))), Event(), Settings(duration=1.0, solver="roe"))
