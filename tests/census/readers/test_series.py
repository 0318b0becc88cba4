"""Series in time from CSV."""

from pathlib import Path

import pytest

from census.errors import InputError
from census.readers.series import read_series

RAIN = ("intensity_mm_h", "depth_mm")


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
        write(tmp_path / "rain.csv", f"# gauge 7\n{column}, intensity_mm_h\n{rows}"), quantities=RAIN
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
