"""Computed canals, orders to sluices and mobile pumps from a scenario file to the published tables."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from census.errors import InputError
from models.waterlogging.canals import Canals
from models.waterlogging.mobile_pumps import MobilePumps
from outputs.fields import open_fields
from scenarios.assemble import Assembly, assemble
from scenarios.run import run_scenario
from scenarios.spec import load_scenario

OPEN, BUILDING, CANAL = "[513635.0, 3355055.0]", "[513625.0, 3355795.0]", "[513225.0, 3355795.0]"

PUMP = f"""[[pumps]]
name = "truck"
unit = "MP002"
at_m = {OPEN}
from_h = 0.5
to = "canal"
"""


def scenario(folder: Path, database: Path, more: str = "", *, canals: str = 'kind = "computed"') -> Path:
    path = folder / "canals.toml"
    path.write_text(
        f"""base = "design-100yr-60min"
[scenario]
title_zh = "河道"
title_en = "Canals"
[domain]
snapshot = '{database}'
cell_size_m = 10.0
[settings]
duration_h = 1.5
threads = 1
[outputs]
language = "both"
[canals]
{canals}
{more}
""",
        encoding="utf-8",
    )
    return path


def assembled(folder: Path, database: Path, more: str, **kinds: str) -> Assembly:
    return assemble(load_scenario(scenario(folder, database, more, **kinds)), cache=folder / "cache")


class Ran(NamedTuple):
    folder: Path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, small_database: Path) -> Ran:
    """A storm over the small district with its canals, an order to its sluice and two pumps."""
    folder = tmp_path_factory.mktemp("canals")
    canals = """kind = "computed"
initial_stage_m = { grand_canal = 1.3 }
[[canals.ends]]
name = "north"
canal = "C01"
end = "end"
stage = { stage_m = [1.3, 1.5], time_h = [0.0, 1.0] }
[[canals.ends]]
name = "upstream"
canal = "C04"
end = "start"
discharge = { discharge_m3_s = 2.0 }
"""
    more = f"""{PUMP}
[[pumps]]
name = "trailer"
capacity_m3_s = 0.1
at_m = [513455.0, 3355215.0]
to = "outside"
start_depth_m = 0.0
stop_depth_m = 0.0
[[sluices]]
sluice = "SL001"
time_h = [0.0]
opening = [0.0]
until_h = 0.5
"""
    path = scenario(folder, small_database, more, canals=canals)
    return Ran(run_scenario(path, runs_dir=folder / "runs").folder)


def test_a_run_tells_of_reaches_sluices_and_pumps(ran: Ran) -> None:
    with open_fields(ran.folder / "fields.nc") as fields:
        account = fields["account"].sel(partner="canals")
        assert abs(float(account.sel(account_term="residual"))) < 1e-9 * float(
            np.abs(account.to_numpy()).max()
        )
        assert fields.attrs["coupled_relative_residual"] < 1e-6
        # What the stand-in for sewers took and what fell on them entered the canals, and what a pump lifted.
        pumped = fields["account"].sel(partner="mobile_pumps", account_term="to_canals")
        ledger = fields["ledger"].sel(ledger_term=["sewer", "canal"]).sum()
        assert float(account.sel(account_term="from_canals")) == pytest.approx(
            float(ledger + pumped), rel=1e-5
        )
        assert float(pumped) > 0.0
        # 2 m3/s for 1.5 h came down, the rest passed the northern end.
        shut = fields["sluice_discharge"].isel(sluice=0).to_numpy()
        times = fields["series_time"].to_numpy()
        gate = fields["sluice_opening"].isel(sluice=0).to_numpy()
        assert gate[(times >= 600.0) & (times <= 1800.0)].max() == 0.0
        assert np.abs(shut[(times > 600.0) & (times <= 1800.0)]).max() == 0.0
        assert gate[-1] > 0.0


def test_the_tables_name_the_rows_of_the_census(ran: Ran) -> None:
    stages = pd.read_parquet(ran.folder / "canal_stages.parquet")
    assert set(stages["canal_id"]) == {"C01", "C04"}
    assert set(stages["canal"]) == {"京杭大运河", "西塘河"}
    assert (stages["highest_stage_m"] >= stages["last_stage_m"] - 1e-6).all()
    assert stages["freeboard_m"].is_monotonic_increasing
    structures = pd.read_parquet(ran.folder / "structures.parquet").set_index("structure_id")
    assert list(structures.index) == ["SL001", "truck", "trailer"]
    assert structures["peak_discharge_m3_s"].to_numpy()[1] <= 1500.0 / 3600.0 + 1e-6
    english = pd.read_csv(ran.folder / "canal_stages_en.csv")
    assert {"reach", "highest stage (m)", "least freeboard (m)"} <= set(english.columns)
    assert "canal_stages.csv" in (ran.folder / "README.txt").read_text(encoding="utf-8")


def test_works_exchange_in_an_order_in_which_canals_come_last(tmp_path: Path, small_database: Path) -> None:
    works = assembled(tmp_path, small_database, PUMP).works
    assert isinstance(works[-1], Canals) and isinstance(works[-2], MobilePumps)
    assert works[-1].groups == assembled(tmp_path, small_database, "").surface.stage_groups


def test_a_pump_lifts_to_a_canal_of_given_level_too(tmp_path: Path, small_database: Path) -> None:
    works = assembled(tmp_path, small_database, PUMP, canals='kind = "normal"').works
    assert isinstance(works[0], MobilePumps)
    assert works[0].pumps[0].canal == "grand_canal"
    assert works[0].pumps[0].capacity == pytest.approx(1500.0 / 3600.0)


BUILT = {
    "lies in a building; place it on open ground": PUMP.replace(OPEN, BUILDING),
    r"at_m = \[513225.0, 3355795.0\] lies in the canal C01-01": PUMP.replace(OPEN, CANAL),
    r"pumps.0 \(truck\): at_m": PUMP.replace(OPEN, "[500000.0, 3355055.0]"),
    "there is no mobile pump 'MP999'": PUMP.replace("MP002", "MP999"),
    'to = "C09" is no canal whose level the run knows; "canal", "outside" or one of C01, C04': PUMP.replace(
        '"canal"', '"C09"'
    ),
    "canals.sluices.SL777: the district has no such sluice; it has SL001": (
        '[[sluices]]\nsluice = "SL777"\ntime_h = 0.0\nopening = 1.0\n'
    ),
    "two orders for SL001 overlap at 0.5 h": (
        '[[sluices]]\nsluice = "SL001"\ntime_h = [0.0]\nopening = [0.0]\nuntil_h = 1.0\n'
        '[[sluices]]\nsluice = "SL001"\ntime_h = [0.5]\nopening = [1.0]\n'
    ),
}


@pytest.mark.parametrize("message", list(BUILT))
def test_what_the_district_cannot_hold_is_refused_by_name(
    tmp_path: Path, small_database: Path, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        assembled(tmp_path, small_database, BUILT[message])


READ = {
    "state either unit, a row of mobile_pumps, or capacity_m3_s": PUMP.replace('unit = "MP002"\n', ""),
    "state either to": PUMP.replace('to = "canal"\n', ""),
    "begins at 3 h, after the run of 1.5 h": PUMP.replace("0.5", "3.0"),
    "opening holds 2": '[[sluices]]\nsluice = "SL001"\ntime_h = 0.0\nopening = 2.0\n',
    "one each is needed": '[[sluices]]\nsluice = "SL001"\ntime_h = [0.0, 1.0]\nopening = 0.5\n',
    "in increasing order": '[[sluices]]\nsluice = "SL001"\ntime_h = [1.0]\nopening = [0.5]\nuntil_h = 0.5\n',
    "state stage, area_km2 or discharge": '[[canals.ends]]\nname = "x"\ncanal = "C01"\nend = "end"\n',
    "it must end after it begins": "[canals.stations.PS001]\noutages_h = [[2.0, 1.0]]\n",
}


@pytest.mark.parametrize("message", list(READ))
def test_what_cannot_be_meant_is_refused_on_reading(tmp_path: Path, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_scenario(scenario(tmp_path, tmp_path, READ[message]))


def test_orders_to_sluices_need_computed_canals(tmp_path: Path) -> None:
    order = '[[sluices]]\nsluice = "SL001"\ntime_h = 0.0\nopening = 1.0\n'
    with pytest.raises(InputError, match=r'need canals.kind = "computed"; it is "normal"'):
        load_scenario(scenario(tmp_path, tmp_path, order, canals='kind = "normal"'))


def test_overlapping_pumps_are_refused_by_the_run(tmp_path: Path, small_database: Path) -> None:
    twice = PUMP + PUMP.replace("truck", "trailer")
    with pytest.raises(InputError, match="'truck' and 'trailer' draw from the same cell"):
        run_scenario(scenario(tmp_path, small_database, twice), runs_dir=tmp_path / "runs")
