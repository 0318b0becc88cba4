from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.typhoon.ensembles.errors import mean_distance, read_errors

HEAD = (
    "lead_h,position_km,along_over_cross,position_correlation,wind_m_s,wind_correlation,"
    "rmax_ln_sd,rmax_correlation\n"
)


def test_the_published_mean_errors_come_back_from_the_normal_errors() -> None:
    errors, rng = read_errors(), np.random.default_rng(5)
    # Hong Kong Observatory 2015, table 4.12; four official methods 2012, middle of 4.11 to 4.63 m/s.
    for lead_h, position_km, wind in ((24.0, 69.0, 4.4), (72.0, 175.0, 7.8)):
        along, cross, speed = (
            errors.at(name, np.array([lead_h * 3600.0]))[0] * rng.standard_normal(200_000)
            for name in ("along", "cross", "wind")
        )
        assert np.hypot(along, cross).mean() / 1000.0 == pytest.approx(position_km, rel=0.01)
        assert np.abs(speed).mean() == pytest.approx(wind, rel=0.01)


def test_the_mean_distance_of_equal_normals_is_that_of_rayleigh() -> None:
    assert mean_distance(np.array([1.0]))[0] == pytest.approx(np.sqrt(np.pi / 2.0), rel=1e-12)
    # One of them alone: the mean size of a normal.
    assert mean_distance(np.array([1e6]))[0] / 1e6 == pytest.approx(np.sqrt(2.0 / np.pi), rel=1e-4)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lead_h,position_km\n0,1\n", "column along_over_cross"),
        (HEAD, "no row"),
        (HEAD + "0,far,1,0.8,1,0.6,0.4,0.9\n", "row 1: position_km is 'far'"),
        (HEAD + "0,1,1,1.8,1,0.6,0.4,0.9\n", "row 1: position_correlation is 1.8; 0 to 1"),
        (HEAD + "24,1,1,0.8,1,0.6,0.4,0.9\n0,1,1,0.8,1,0.6,0.4,0.9\n", "rising lead times"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "errors.csv"
    file.write_text("# mine\n" + text, "utf-8")
    with pytest.raises(InputError, match=words):
        read_errors(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        read_errors(tmp_path / "none.csv")
