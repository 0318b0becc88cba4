"""What shakes the district, as a scenario states it."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from census.coordinates import to_degrees
from census.database import snapshot_at
from census.errors import InputError
from census.snapshot import Snapshot
from models.seismic.motion import Sites
from models.seismic.motion.sites import site_factor
from scenarios.seismic.event import Event, event_of
from scenarios.seismic.spec import load_seismic
from tests.scenarios.seismic.test_spec import QUAKE

CENTRE = (514000.0, 3356000.0)
MAP = """<?xml version="1.0"?>
<shakemap_grid event_id="a"><event event_id="a" magnitude="6.1" lat="30.2" lon="120.2"/>
<grid_specification lon_min="120" lat_min="30" lon_max="120.2" lat_max="30.2" nominal_lon_spacing="0.2"
 nominal_lat_spacing="0.2" nlon="2" nlat="2"/>
<grid_field index="1" name="LON" units="dd"/><grid_field index="2" name="LAT" units="dd"/>
<grid_field index="3" name="PGA" units="pctg"/>
<grid_data>
120 30.2 10
120.2 30.2 10
120 30 10
120.2 30 10
</grid_data></shakemap_grid>
"""


@pytest.fixture(scope="module")
def snapshot(small_database: Path) -> Snapshot:
    return snapshot_at(small_database)


def sites(x: float = CENTRE[0], y: float = CENTRE[1], site_class: int = 3) -> Sites:
    return Sites(np.array([x]), np.array([y]), np.array([180.0]), np.array([site_class]))


def event(folder: Path, snapshot: Snapshot, *overrides: str) -> Event:
    path = folder / "trial.toml"
    path.write_text(QUAKE, encoding="utf-8")
    return event_of(load_seismic(path, overrides), snapshot, CENTRE)


def stated(folder: Path, snapshot: Snapshot, earthquake: str) -> Event:
    return event(folder, snapshot, f"earthquake={{{earthquake}}}")


def test_three_ways_to_state_an_epicentre_shake_alike(tmp_path: Path, snapshot: Snapshot) -> None:
    # Ten kilometres east of the middle.
    x, y = CENTRE[0] + 10_000.0, CENTRE[1]
    longitude, latitude = to_degrees(x, y)
    head = 'kind="rupture", magnitude=6.0, depth_km=10.0'
    events = [
        event(tmp_path, snapshot),
        stated(tmp_path, snapshot, f"{head}, x_m={x}, y_m={y}"),
        stated(tmp_path, snapshot, f"{head}, longitude={float(longitude)!r}, latitude={float(latitude)!r}"),
    ]
    medians = [float(one.motion(sites(), ("PGA",)).median[0, 0]) for one in events]
    assert medians == pytest.approx([medians[0]] * 3, abs=1e-6)
    nearer = stated(tmp_path, snapshot, f"{head}, x_m={x - 5000.0}, y_m={y}")
    assert nearer.motion(sites(), ("PGA",)).median[0, 0] > medians[0]


def test_soft_ground_shakes_more_than_rock(tmp_path: Path, snapshot: Snapshot) -> None:
    for model in ("yu2013", "boore2014"):
        one = event(tmp_path, snapshot, f"motion.model={model}", "earthquake.magnitude=5.0")
        assert one.rock is not None
        assert one.motion(sites(), ("PGA",)).median[0, 0] > one.rock(sites(), ("PGA",)).median[0, 0]


def test_an_earthquake_on_record_has_the_place_and_magnitude_of_its_row(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    rows = snapshot.table("past_earthquakes")
    row = rows[rows["date_text"] == "929"].iloc[0]
    past = stated(tmp_path, snapshot, 'kind="past", date_text="929", depth_km=10.0')
    assert past.magnitude == row["magnitude"]
    same = stated(
        tmp_path,
        snapshot,
        f'kind="rupture", magnitude={row["magnitude"]}, depth_km=10.0, '
        f"x_m={row.geometry.x}, y_m={row.geometry.y}",
    )
    assert past.motion(sites(), ("PGA",)).median == pytest.approx(same.motion(sites(), ("PGA",)).median)
    other = stated(tmp_path, snapshot, 'kind="past", date_text="929", depth_km=10.0, magnitude="other"')
    assert other.magnitude == row["magnitude_other"]


def test_a_record_that_is_not_there_or_has_no_depth_is_refused(tmp_path: Path, snapshot: Snapshot) -> None:
    with pytest.raises(InputError, match=r"earthquake\.date_text = '930' is 0 rows .* 929"):
        stated(tmp_path, snapshot, 'kind="past", date_text="930", depth_km=10.0')
    with pytest.raises(InputError, match=r"depth_km is empty; state earthquake\.depth_km"):
        stated(tmp_path, snapshot, 'kind="past", date_text="929"')


def test_a_level_of_zonation_is_the_mapped_value_times_the_factor_of_the_site(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    level = float(snapshot.table("seismic_zonation")["pga_rare_g"].iloc[0])
    rare = stated(tmp_path, snapshot, 'kind="zonation", level="rare"')
    soft = rare.motion(sites(site_class=3), ("PGA", "INT"))
    wanted = level * site_factor(np.array([3]), np.array([level]))
    assert np.exp(soft.median[0]) == pytest.approx(wanted)
    assert not soft.between.any() and not soft.within.any()
    assert np.exp(rare.motion(sites(site_class=2), ("PGA",)).median[0, 0]) == pytest.approx(level)
    with pytest.raises(InputError, match="gives no 'PGV'"):
        rare.motion(sites(), ("PGV",))


def test_a_map_of_intensity_is_read_at_the_sites(tmp_path: Path, snapshot: Snapshot) -> None:
    transform = Affine(1000.0, 0.0, CENTRE[0] - 2500.0, 0.0, -1000.0, CENTRE[1] + 2500.0)
    with rasterio.open(
        tmp_path / "intensity.tif", "w", driver="GTiff", width=5, height=5, count=1, dtype="float32",
        crs="EPSG:4549", transform=transform,
    ) as target:  # fmt: skip
        target.write(np.full((1, 5, 5), 7.5, np.float32))
    section = f'earthquake={{kind="intensity", file="{tmp_path}/intensity.tif", sigma=0.4}}'
    with pytest.raises(InputError, match="damage matrices or with curves on INT is needed"):
        event(tmp_path, snapshot, section)
    mapped = event(tmp_path, snapshot, section, 'damage.fragility="own.csv"')
    motion = mapped.motion(sites(), ("INT",))
    assert motion.median[0, 0] == pytest.approx(7.5)
    assert np.hypot(motion.between, motion.within)[0, 0] == pytest.approx(0.4)
    with pytest.raises(InputError, match="outside the map"):
        mapped.motion(sites(x=CENTRE[0] + 9000.0), ("INT",))


@pytest.mark.parametrize("model", ["yu2013", "boore2014"])
def test_motion_on_class_ii_ground_is_the_same_whatever_the_ground(
    tmp_path: Path, snapshot: Snapshot, model: str
) -> None:
    one = event(tmp_path, snapshot, f"motion.model={model}", 'motion.site="none"')
    assert one.class_ii is not None and one.rock is not None
    soft, firm = (one.class_ii(sites(site_class=code), ("PGA",)).median[0, 0] for code in (4, 1))
    assert soft == firm > one.rock(sites(), ("PGA",)).median[0, 0]


def test_a_level_of_the_zonation_map_takes_the_ground_or_leaves_it_out(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    level = 'kind="zonation", level="basic"'
    soft = stated(tmp_path, snapshot, level).motion(sites(), ("PGA",)).median[0, 0]
    without = event(tmp_path, snapshot, f"earthquake={{{level}}}", 'motion.site="none"')
    plain = without.motion(sites(), ("PGA",)).median[0, 0]
    # Class III at 0.10 g: 1.25 (GB 18306-2015, table E.1).
    assert np.exp(soft - plain) == pytest.approx(float(site_factor(np.array([3]), np.exp([plain]))[0]))
    assert soft > plain


@pytest.mark.parametrize("told", ["Mw 6.0", "nan", "12"])
def test_a_map_of_shaking_with_no_magnitude_in_its_magnitude_is_refused(
    tmp_path: Path, snapshot: Snapshot, told: str
) -> None:
    grid = MAP.replace('magnitude="6.1"', f'magnitude="{told}"')
    path = tmp_path / "grid.xml"
    path.write_text(grid, encoding="utf-8")
    with pytest.raises(InputError, match=rf"magnitude is '{told}'; a number from 3 to 9, or none, is needed"):
        stated(tmp_path, snapshot, f'kind="shakemap", file="{path}"')
