"""From rasters and polygons to surface and event; bad inputs are refused by name."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from census.errors import InputError
from models.waterlogging.inputs import Infiltration
from scenarios.assemble import Assembly, assemble
from scenarios.spec import load_scenario
from tests.scenarios.trial import TRIAL

ROWS, COLUMNS = 6, 8
TEXT = (
    TRIAL
    + """
[rain]
kind = "uniform"
intensity_mm_h = 36.0
duration_h = 1.0

[settings]
duration_h = 1.0
threads = 1
"""
)


def write_raster(path: Path, values: Any, *, crs: str | None = "EPSG:4549", west: float = 0.0) -> None:
    array = np.asarray(values, dtype=np.float32)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=array.shape[0],
        width=array.shape[1],
        count=1,
        dtype="float32",
        nodata=-9999.0,
        crs=crs,
        transform=Affine(10.0, 0.0, west, 0.0, -10.0, 60.0),
    ) as target:
        target.write(array, 1)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a DEM and a scenario on it; overrides start from where one stands."""
    monkeypatch.chdir(tmp_path)
    write_raster(tmp_path / "dem.tif", np.full((ROWS, COLUMNS), 5.0))
    (tmp_path / "trial.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def assembled(place: Path, *overrides: str, more: str = "") -> Assembly:
    (place / "trial.toml").write_text(TEXT + more, encoding="utf-8")
    return assemble(load_scenario(place / "trial.toml", overrides), cache=place / "cache")


def test_units_are_si_inside(place: Path) -> None:
    a = assembled(
        place,
        "settings.output_interval_min=10",
        "sewers={kind='capacity', capacity_mm_h=18}",
        "infiltration={kind='green-ampt', conductivity_mm_h=3.6, suction_mm=200, moisture_deficit=0.25}",
    )
    assert a.settings.duration == 3600.0
    assert a.settings.output_interval == 600.0
    assert a.event.rain is not None
    assert a.event.rain.intensity[0, 0] == pytest.approx(1e-5)
    assert a.surface.sewers is not None
    assert a.surface.sewers.capacity[0, 0] == pytest.approx(5e-6)
    assert isinstance(a.surface.infiltration, Infiltration)
    assert a.surface.infiltration.conductivity[0, 0] == pytest.approx(1e-6)
    assert a.surface.infiltration.suction_deficit[0, 0] == pytest.approx(0.05)


def test_sewers_of_a_design_storm_carry_its_mean_times_the_coefficient(place: Path) -> None:
    # 40.1 mm in the 2-year hour of formula A, times 0.7.
    a = assembled(place, "sewers={kind='design', return_period_yr=2, runoff_coefficient=0.7}")
    assert a.surface.sewers is not None
    assert a.surface.sewers.capacity[0, 0] * 3.6e6 == pytest.approx(0.7 * 40.1, abs=0.05)


def test_zones_buildings_and_extent_take_the_cells_whose_centres_they_hold(place: Path) -> None:
    (place / "road.csv").write_text("0,20\n80,20\n80,40\n0,40\n")
    (place / "house.csv").write_text("20,42\n40,42\n40,60\n20,60\n")
    (place / "extent.csv").write_text("0,0\n70,0\n70,60\n0,60\n")
    more = '[[domain.roughness_zones]]\nfile = "road.csv"\nvalue = 0.02\n'
    a = assembled(place, "domain.buildings='house.csv'", "domain.extent='extent.csv'", more=more)
    expected = np.full((ROWS, COLUMNS), 0.03, dtype=np.float32)
    expected[2:4] = 0.02
    np.testing.assert_array_equal(a.surface.manning, expected)
    built = np.zeros((ROWS, COLUMNS))
    built[0:2, 2:4] = 1.0
    np.testing.assert_array_equal(a.surface.building_fraction, built)
    assert np.isnan(a.surface.bed[:, 7]).all()
    assert np.isfinite(a.surface.bed[:, :7]).all()


def test_inflow_takes_the_open_cells_of_its_disk(place: Path) -> None:
    (place / "house.csv").write_text("30,20\n40,20\n40,40\n30,40\n")
    more = '[[inflows]]\nname = "spring"\nat_m = [35.0, 35.0]\nradius_m = 10.5\n'
    more += "time_h = [0.0, 0.5]\ndischarge_m3_s = [0.0, 2.0]\n"
    (inflow,) = assembled(place, "domain.buildings='house.csv'", more=more).event.inflows
    # Five cells lie within 10.5 m of the centre; two of them are under the house.
    assert sorted(zip(inflow.rows.tolist(), inflow.columns.tolist(), strict=True)) == [(1, 3), (2, 2), (2, 4)]
    assert inflow.discharge.time.tolist() == [0.0, 1800.0]


def test_a_free_edge_is_free_all_round_unless_sides_are_named(place: Path) -> None:
    more = '[boundary]\nedge = "free"\n'
    assert set(assembled(place, more=more).event.free_sides) == {"north", "east", "south", "west"}
    assert assembled(place, more=more + 'free_sides = ["east"]\n').event.free_sides == ("east",)


def test_boundary_stage_is_brought_to_the_datum_of_the_bed(place: Path) -> None:
    more = '[[boundary.stages]]\nname = "weir"\nline_m = [[1.0, 5.0], [79.0, 5.0]]\nstage_m = 5.5\n'
    more += 'datum = "port datum"\ndatum_offset_m = 1.84\n'
    a = assembled(place, more=more)
    assert a.surface.stage_group is not None
    assert a.surface.stage_groups == ("weir",)
    np.testing.assert_array_equal(a.surface.stage_group[5], 0)
    np.testing.assert_array_equal(a.surface.stage_group[:5], -1)
    assert a.event.stages["weir"].value.tolist() == pytest.approx([3.66])


def test_missing_dem_offers_the_nearest_name(place: Path) -> None:
    with pytest.raises(InputError, match=r"domain\.dem\).*no file .*dme\.tif; did you mean dem\.tif\?"):
        assembled(place, "domain.dem='dme.tif'")


def test_dem_without_crs_says_how_to_state_it(place: Path) -> None:
    write_raster(place / "dem.tif", np.full((ROWS, COLUMNS), 5.0), crs=None)
    with pytest.raises(InputError, match=r'dem\.tif carries no coordinate.*domain\.crs = "EPSG:'):
        assembled(place)
    assert assembled(place, "domain.crs=EPSG:4549").surface.grid.crs == "EPSG:4549"


def test_dem_without_a_value_is_refused(place: Path) -> None:
    write_raster(place / "dem.tif", np.full((ROWS, COLUMNS), -9999.0))
    with pytest.raises(InputError, match=r"every cell of .*dem\.tif is nodata"):
        assembled(place)


def test_undeclared_nodata_in_the_dem_is_refused(place: Path) -> None:
    values = np.full((ROWS, COLUMNS), 5.0)
    values[1, 2] = -32768.0
    write_raster(place / "dem.tif", values)
    with pytest.raises(
        InputError, match=r"-32768 m in row 2, column 3 \(1 such cells\); declare it as nodata"
    ):
        assembled(place)


@pytest.mark.parametrize(("shape", "west"), [((ROWS, COLUMNS + 1), 0.0), ((ROWS, COLUMNS), 5.0)])
@pytest.mark.parametrize("key", ["roughness_file", "buildings"])
def test_raster_on_another_grid_is_refused_with_both_grids(
    place: Path, key: str, shape: tuple[int, int], west: float
) -> None:
    write_raster(place / "other.tif", np.full(shape, 0.5), west=west)
    replaced = TEXT.replace("roughness = 0.03", 'roughness_file = "other.tif"')
    if key == "buildings":
        replaced = TEXT.replace("roughness = 0.03", 'roughness = 0.03\nbuildings = "other.tif"')
    (place / "trial.toml").write_text(replaced, encoding="utf-8")
    with pytest.raises(
        InputError, match=rf"domain\.{key}.*does not lie on the grid of domain\.dem.*6 rows x 8 columns"
    ):
        assemble(load_scenario(place / "trial.toml"), cache=place)


@pytest.mark.parametrize("value", [-9999.0, np.nan, 0.0, 40.0])
def test_missing_or_impossible_roughness_is_named_by_cell(place: Path, value: float) -> None:
    roughness = np.full((ROWS, COLUMNS), 0.03)
    roughness[3, 4] = value
    write_raster(place / "n.tif", roughness)
    (place / "trial.toml").write_text(
        TEXT.replace("roughness = 0.03", 'roughness_file = "n.tif"'), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"n\.tif is .* in row 4, column 5 at x = 45\.0, y = 25\.0"):
        assemble(load_scenario(place / "trial.toml"), cache=place)


def test_roughness_may_be_missing_where_the_ground_is(place: Path) -> None:
    values = np.full((ROWS, COLUMNS), 5.0)
    values[0] = -9999.0
    write_raster(place / "dem.tif", values)
    write_raster(place / "n.tif", np.where(values < 0.0, -9999.0, 0.03))
    (place / "trial.toml").write_text(
        TEXT.replace("roughness = 0.03", 'roughness_file = "n.tif"'), encoding="utf-8"
    )
    surface = assemble(load_scenario(place / "trial.toml"), cache=place).surface
    assert np.isfinite(surface.manning).all()


def test_negative_rain_is_named_by_file_and_line(place: Path) -> None:
    (place / "rain.csv").write_text("time_min,intensity_mm_h\n0,10\n5,-2\n10,0\n")
    with pytest.raises(InputError, match=r"rain\.csv line 3: intensity_mm_h is -2; 0 or more is needed"):
        assembled(place, "rain={kind='series', file='rain.csv'}")


def test_rain_file_that_starts_after_the_run_is_refused(place: Path) -> None:
    (place / "rain.csv").write_text("time_h,depth_mm\n1,10\n2,0\n")
    with pytest.raises(InputError, match="rain starts at 1 h, when the run is over"):
        assembled(place, "rain={kind='series', file='rain.csv'}")


def test_inflow_off_the_grid_says_where_the_grid_is(place: Path) -> None:
    more = '[[inflows]]\nname = "spring"\nat_m = [500.0, 35.0]\nradius_m = 5.0\ndischarge_m3_s = 1.0\n'
    with pytest.raises(
        InputError, match=r"inflows\.0 \(spring\): point \(500\.00, 35\.00\) lies outside the grid"
    ):
        assembled(place, more=more)


def test_a_dry_scenario_is_refused(place: Path) -> None:
    with pytest.raises(InputError, match="no water comes from anywhere"):
        assembled(place, "rain={kind='none'}")


def test_soil_follows_the_land_cover_of_the_table(place: Path) -> None:
    from models.waterlogging.district import landcover_table

    codes = np.full((ROWS, COLUMNS), 4.0)
    codes[0] = 2.0
    write_raster(place / "cover.tif", codes)
    soil = assembled(
        place, "domain.landcover='cover.tif'", "infiltration={kind='land-cover'}"
    ).surface.infiltration
    table = landcover_table()
    assert isinstance(soil, Infiltration)
    for row, code in ((0, 2), (3, 4)):
        line = table.loc[code]
        assert soil.conductivity[row, 0] * 3.6e6 == pytest.approx(line["conductivity_mm_h"], rel=1e-5)
        expected = 1e-3 * line["suction_mm"] * line["moisture_deficit"]
        assert soil.suction_deficit[row, 0] == pytest.approx(expected, rel=1e-5)
    codes[2, 3] = 77.0
    write_raster(place / "cover.tif", codes)
    with pytest.raises(InputError, match=r"cover\.tif holds the class 77; the classes are 1, 2"):
        assembled(place, "domain.landcover='cover.tif'", "infiltration={kind='land-cover'}")


DATED = ("scenario.start_time='2021-07-30T07:00:00+08:00'", "settings.duration_h=6")


def test_gauges_with_dates_keep_their_hours_apart(place: Path) -> None:
    # Ends of intervals: 08:00-09:00 at the first gauge, 10:00-11:00 at the second, the run from 07:00. The
    # second gauge begins an hour later and is silent until then.
    for name, (first, wet) in {"early": (8, 9), "late": (9, 11)}.items():
        rows = "".join(f"2021-07-30T{hour:02d}:00,{int(hour == wet)}\n" for hour in range(first, 12))
        (place / f"{name}.csv").write_text("time,depth_mm\n" + rows)
    gauges = (
        "{name='a', x_m=5.0, y_m=30.0, file='early.csv'}, {name='b', x_m=75.0, y_m=30.0, file='late.csv'}"
    )
    rain = f"rain={{kind='gauges', method='nearest', time_marks='end', gauges=[{gauges}]}}"
    with pytest.raises(InputError, match=r"last gauge ends at 4 h, the run at 6 h.*rain\.after"):
        assembled(place, rain, *DATED)
    found = assembled(place, rain, "rain.after=dry", *DATED).event.rain
    assert found is not None
    starts = [found.edges[:-1][found.intensity[:, zone] > 0.0] / 3600.0 for zone in (0, 1)]
    assert [s.tolist() for s in starts] == [[1.0], [3.0]]
    assert found.carried == (("b", 3600.0),)
    with pytest.raises(InputError, match=r"early\.csv gives date-times.*scenario\.start_time"):
        assembled(place, rain)


def test_rain_that_begins_after_the_run_is_refused_unless_it_was_dry_before(place: Path) -> None:
    # Two hours are missing on record; a shift that the scenario asks for is no gap.
    rows = "".join(f"2021-07-30T{hour:02d}:00,6\n" for hour in range(9, 13))
    (place / "rain.csv").write_text("time,depth_mm\n" + rows)
    rain = "rain={kind='series', file='rain.csv'}"
    with pytest.raises(InputError, match=r"rain\.csv begins 2 h after the run.*rain\.before = \"dry\""):
        assembled(place, rain, *DATED)
    found = assembled(place, rain, "rain.before=dry", *DATED).event.rain
    assert found is not None
    assert found.edges[found.intensity.argmax()] == 2.0 * 3600.0
    (place / "rain.csv").write_text("time_min,depth_mm\n0,6\n60,0\n")
    shifted = assembled(place, rain, "rain.start_h=1", "rain.after=dry", "settings.duration_h=3").event.rain
    assert shifted is not None
    assert shifted.edges[0] == 3600.0


def test_a_storm_passes_within_the_run_or_is_refused(place: Path) -> None:
    rain = (
        "rain={kind='uniform', intensity_mm_h=36.0, duration_h=0.1, passage={speed_m_s=%g, heading_deg=90}}"
    )
    found = assembled(place, rain % 2.0).event.rain
    assert found is not None and found.zone is not None
    with pytest.raises(InputError, match=r"takes \d+\.\d+ h to cross the domain \(rain\.passage\)"):
        assembled(place, rain % 0.001, "rain.passage.block_m=10")


def test_inflow_leaves_out_what_the_model_takes_for_a_block(place: Path) -> None:
    fraction = np.zeros((ROWS, COLUMNS))
    fraction[3, 3] = 0.95
    write_raster(place / "built.tif", fraction)
    more = '[[inflows]]\nname = "spring"\nline_m = [[25.0, 25.0], [45.0, 25.0]]\ndischarge_m3_s = 1.0\n'
    (inflow,) = assembled(place, "domain.buildings='built.tif'", more=more).event.inflows
    assert sorted(zip(inflow.rows.tolist(), inflow.columns.tolist(), strict=True)) == [(3, 2), (3, 4)]


def test_a_subgrid_factor_gives_coarser_cells_that_know_the_dem(place: Path) -> None:
    surface = assembled(place, "domain.subgrid_factor=2").surface
    assert surface.grid.shape == (ROWS // 2, COLUMNS // 2) and surface.grid.cell_size == 20.0
    assert surface.relief is not None and surface.relief.grid.shape == (ROWS, COLUMNS)


def test_hllc_knows_no_subgrid(place: Path) -> None:
    with pytest.raises(InputError, match="knows no sub-grid ground"):
        assembled(place, "domain.subgrid_factor=2", "settings.solver=hllc")


def test_a_subgrid_factor_of_one_is_refused(place: Path) -> None:
    with pytest.raises(InputError, match="subgrid_factor"):
        assembled(place, "domain.subgrid_factor=1")
