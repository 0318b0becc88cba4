"""The difference of two runs, counted by hand; the day on a small piece of the district."""

import numpy as np
import pytest
import xarray as xr

from benchmarks.district_day import SubgridDay, depth_error

SMALL = ("domain.extent=small", "canals={kind='computed', datum='1985 national', datum_offset_m=0.0}")
"""The piece has none of the stations and ends that the scenario names."""


def depths(*rows: list[float]) -> xr.Dataset:
    return xr.Dataset({"maximum_depth": (("y", "x"), np.array(rows, np.float32))})


def test_errors_are_counted_over_wet_cells_known_to_both() -> None:
    fine = depths([0.00, 0.20, 0.40], [0.01, 0.16, np.nan])
    coarse = depths([0.02, 0.10, 0.35], [0.20, 0.16, 0.90])
    found = depth_error(fine, coarse)
    # Wet in either: 0.20/0.10, 0.40/0.35, 0.01/0.20, 0.16/0.16.
    assert found["rmse"] == pytest.approx(np.sqrt((0.1**2 + 0.05**2 + 0.19**2) / 4.0), rel=1e-5)
    # At 0.15 m: three cells of the fine run, two of them found; three told, one of them wrong.
    assert found["hit_rate_0.15"] == pytest.approx(2.0 / 3.0)
    assert found["false_alarms_0.15"] == pytest.approx(1.0 / 3.0)
    assert found["hit_rate_0.30"] == 1.0 and found["false_alarms_0.30"] == 0.0


@pytest.mark.slow
def test_the_day_runs_on_a_small_piece(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("FANGZAI_CACHE", str(tmp_path))
    monkeypatch.setattr(SubgridDay, "more", SMALL)
    case = SubgridDay()
    case.setup(1)
    assert case.track_seconds(1) > 0.0
    assert case.fields is not None
    assert case.fields.attrs["coupled_relative_residual"] < 5e-3
    assert set(case.fields["partner"].values) >= {"sewers", "canals"}
