"""A run whose water balance is open is refused; figures by hand."""

import numpy as np
import pytest
import xarray as xr

from outputs.ledger import check_ledger, judged_residual, ledger_table, relative_residual
from outputs.publish import PublishError


def with_ledger(run: xr.Dataset, **volumes: float) -> xr.Dataset:
    ledger = run["ledger"].copy()
    for term, volume in volumes.items():
        ledger.loc[{"ledger_term": term}] = volume
    return run.assign(ledger=ledger)


def test_the_residual_is_a_share_of_rain_and_inflow(run: xr.Dataset) -> None:
    # 1e-5 m3 of 190 + 10 m3.
    assert check_ledger(run) == pytest.approx(5e-8)


def test_an_open_balance_is_refused_with_the_figures(run: xr.Dataset) -> None:
    leaking = with_ledger(run, residual=-4e-4)
    with pytest.raises(
        PublishError,
        match=r"residual -0\.0004 m3 is 2e-06 of the water handled .*rain 190 m3.*limit is 1e-06",
    ):
        check_ledger(leaking)
    assert check_ledger(leaking, limit=1e-5) == pytest.approx(2e-6)


def test_the_limit_itself_still_passes(run: xr.Dataset) -> None:
    assert check_ledger(with_ledger(run, rain=1.0, inflow=0.0, residual=1e-6)) == 1e-6


def test_a_balance_that_is_not_a_number_or_not_there_is_refused(run: xr.Dataset) -> None:
    for term in ("rain", "canal", "residual"):
        with pytest.raises(PublishError, match="open"):
            check_ledger(with_ledger(run, **{term: np.nan}))
    with pytest.raises(PublishError, match="no ledger"):
        check_ledger(run.drop_vars("ledger"))
    with pytest.raises(PublishError, match="no residual"):
        check_ledger(run.sel(ledger_term=["rain", "inflow"]))


def test_water_that_stood_there_before_counts_whether_it_rains_or_not(run: xr.Dataset) -> None:
    # A lake of 1e6 m3 whose rounding is 1e-8 of it, 0.01 m3: without rain, with a drizzle of 1 m3, with more.
    for rain in (0.0, 1.0, 1e4):
        lake = with_ledger(run, rain=rain, inflow=0.0, residual=1e-2).assign_attrs(first_storage_m3=1e6)
        assert check_ledger(lake) == pytest.approx(1e-8, rel=0.02)
    # Without the lake that much is lost of the drizzle.
    with pytest.raises(PublishError, match=r"is 0\.01 of the water handled \(rain 1 m3"):
        check_ledger(with_ledger(run, rain=1.0, inflow=0.0, residual=1e-2))


def test_a_dry_run_is_judged_by_the_share_the_model_states(run: xr.Dataset) -> None:
    dry = with_ledger(run, rain=0.0, inflow=0.0, edge=0.0)
    assert check_ledger(dry) == relative_residual(dry) == 5e-8
    with pytest.raises(PublishError):
        check_ledger(dry.assign_attrs(ledger_relative_residual=1e-3))


def test_the_table_tells_volumes_as_depths_over_the_domain(run: xr.Dataset) -> None:
    table = ledger_table(run, domain_area=1900.0).set_index("term")
    assert table.loc["rain", "volume_m3"] == 190.0
    # 190 m3 over 1900 m2 are 100 mm.
    assert table.loc["rain", "depth_mm"] == pytest.approx(100.0)
    assert table.loc["edge", "term_zh"] == "边界流出"


def test_what_a_canal_gave_counts_among_what_came_in() -> None:
    ds = xr.Dataset(
        {"ledger": ("ledger_term", [1.0, 0.0, -9_999.0, 5e-3])},
        coords={"ledger_term": ["rain", "inflow", "canal", "residual"]},
    )
    # 5e-3 m3 of 1 + 9,999 m3: 5e-7, while of the rain alone it would be 5e-3.
    assert judged_residual(ds) == pytest.approx(5e-7)
