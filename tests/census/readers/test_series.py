"""Series in time from CSV."""

import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from census.readers.series import read_series

RAIN = ("intensity_mm_h", "depth_mm")
START = datetime.fromisoformat("2021-07-30T10:00:00+08:00")


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("column", "times"),
    [
        ("time_s", ["0", "1800", "3600"]),
        ("time_min", ["0", "30", "60"]),
        ("time_h", ["0", "0.5", "1"]),
        ("time", ["2021-07-30T10:00:00+08:00", "2021-07-30T10:30:00+08:00", "2021-07-30T11:00:00+08:00"]),
    ],
)
def test_time_is_in_seconds_whatever_its_column(tmp_path: Path, column: str, times: list[str]) -> None:
    rows = "".join(f"{time},{value}\n" for time, value in zip(times, (1, 2, 0), strict=True))
    series = read_series(
        write(tmp_path / "rain.csv", f"# gauge 7\n{column}, intensity_mm_h\n{rows}"),
        quantities=RAIN,
        start=START,
    )
    assert series.time.tolist() == [0.0, 1800.0, 3600.0]
    assert series.value.tolist() == [1.0, 2.0, 0.0]
    assert series.quantity == "intensity_mm_h"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0,1\n60,-3\n", r"rain\.csv line 3: depth_mm is -3; 0 or more is needed"),
        ("0,1\n60,nan\n", r"rain\.csv line 3: depth_mm is 'nan'; a finite number is needed"),
        ("0,1\n60,\n", r"line 3: depth_mm is ''"),
        ("0,1\n60,1\n30,1\n", r"line 4: the time 30 does not come after"),
        ("0,1\n0,1\n", r"line 3: the time 0 does not come after"),
        ("0,1\nnoon,1\n", r"line 3: time_s is 'noon'"),
        ("0,1\n60\n", r"line 3 has 1 cells"),
        ("", r"rain\.csv holds no rows"),
    ],
)
def test_bad_row_is_named_by_file_line_and_value(tmp_path: Path, rows: str, message: str) -> None:
    path = write(tmp_path / "rain.csv", f"time_s,depth_mm\n{rows}")
    with pytest.raises(InputError, match=message):
        read_series(path, quantities=RAIN, minimum=0.0)


def test_missing_column_names_what_is_there_and_needed(tmp_path: Path) -> None:
    path = write(tmp_path / "rain.csv", "Time (s),Rainfall intensity (mm/hr)\n0,70\n")
    with pytest.raises(InputError, match=r"columns Time \(s\), Rainfall.*time_s, time_min.*intensity_mm_h"):
        read_series(path, quantities=RAIN)


def test_missing_series_offers_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path / "gauge_1.csv", "time_s,depth_mm\n0,1\n")
    with pytest.raises(InputError, match=r"did you mean gauge_1\.csv"):
        read_series(tmp_path / "gauge1.csv", quantities=RAIN)


@pytest.mark.parametrize(
    "times",
    [
        ("2021-07-30T10:30", "2021-07-30T11:00"),
        ("2021-07-30T10:30+08:00", "2021-07-30T11:00+08:00"),
        ("2021-07-30T02:30Z", "2021-07-30T03:00Z"),
    ],
)
@pytest.mark.parametrize("machine", ["UTC", "America/New_York"])
def test_dates_count_from_the_start_of_the_run_wherever_the_machine_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: tuple[str, str], machine: str
) -> None:
    monkeypatch.setenv("TZ", machine)
    time.tzset()
    try:
        path = write(tmp_path / "rain.csv", f"time,depth_mm\n{times[0]},1\n{times[1]},2\n")
        assert read_series(path, quantities=RAIN, start=START).time.tolist() == [1800.0, 3600.0]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_dates_without_a_start_are_refused_with_the_remedy(tmp_path: Path) -> None:
    path = write(tmp_path / "rain.csv", "time,depth_mm\n2021-07-30T10:30,1\n2021-07-30T11:00,2\n")
    with pytest.raises(InputError, match=r"rain\.csv gives date-times.*state scenario\.start_time"):
        read_series(path, quantities=RAIN)


def test_dates_with_and_without_a_zone_are_not_mixed(tmp_path: Path) -> None:
    path = write(tmp_path / "rain.csv", "time,depth_mm\n2021-07-30T10:30+08:00,1\n2021-07-30T11:00,2\n")
    with pytest.raises(InputError, match=r"rain\.csv line 3: 2021-07-30T11:00:00 has no zone"):
        read_series(path, quantities=RAIN, start=START)


def test_values_may_be_missing_where_gaps_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("time_h,depth_mm\n0,1\n1,\n2,NaN\n3,2\n", encoding="utf-8")
    found = read_series(path, quantities=("depth_mm",), gaps=True)
    np.testing.assert_array_equal(found.value, [1.0, np.nan, np.nan, 2.0])
    with pytest.raises(InputError, match="line 3: depth_mm is ''; a finite number is needed"):
        read_series(path, quantities=("depth_mm",))
