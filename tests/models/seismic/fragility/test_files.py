"""Fragility sets in files: what is read, and what is refused by line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from census.errors import InputError
from models.seismic.fragility import FragilitySet, MatrixSet, read_fragility, write_template

CURVES = "class,measure,slight,moderate,severe,destroyed,beta,status\n"
MATRICES = "class,intensity,intact,slight,moderate,severe,destroyed,status\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "set.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_curves_are_read_with_their_source_and_the_worst_status(tmp_path: Path) -> None:
    held = read_fragility(
        written(
            tmp_path,
            "# source: Somebody 2020, table 3\n" + CURVES
            + "A-Low,PGA,0.1,0.2,0.4,0.8,0.5,verified\nB,INT,6.5,7.5,8.5,9.5,0.6,unverified\n",
        )
    )  # fmt: skip
    assert isinstance(held, FragilitySet)
    assert held.source == "Somebody 2020, table 3" and held.status == "unverified"
    np.testing.assert_allclose(np.exp(held.ln_median[0]), [0.1, 0.2, 0.4, 0.8])
    # Intensity stays the number it is.
    np.testing.assert_allclose(held.ln_median[1], [6.5, 7.5, 8.5, 9.5])
    chosen = held.select(("B-Pre", "A-Low", "B-High"))
    assert chosen.measure == ("INT", "PGA", "INT") and chosen.beta.tolist() == [0.6, 0.5, 0.6]


def test_a_class_without_a_curve_is_named(tmp_path: Path) -> None:
    held = read_fragility(written(tmp_path, CURVES + "A-Low,PGA,0.1,0.2,0.4,0.8,0.5,verified\n"))
    with pytest.raises(InputError, match=r"'A-High'.*'A' for every code level"):
        held.select(("A-Low", "A-High"))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A,PGA,0.1,0.4,0.2,0.8,0.5,verified", "line 2: median 0.2 of severe is not above 0.4 of moderate"),
        ("A,PGA,0.1,0.2,0.2,0.8,0.5,verified", "not above"),
        ("A,PGA,0,0.2,0.3,0.8,0.5,verified", "line 2: median 0 of slight is not positive"),
        ("A,PGA,0.1,0.2,0.4,0.8,0,verified", "line 2: beta of 'A' is 0"),
        ("A,PGA,0.1,0.2,0.4,0.8,-0.1,verified", "beta of 'A' is -0.1"),
        ("A,PGV2,0.1,0.2,0.4,0.8,0.5,verified", "line 2: measure 'PGV2' is not one of"),
        ("A,PGA,0.1,zwei,0.4,0.8,0.5,verified", "line 2: moderate is 'zwei'"),
        ("A,PGA,0.1,nan,0.4,0.8,0.5,verified", "line 2: moderate is 'nan'"),
        ("A,PGA,0.1,0.2,0.4,0.8,0.5,perhaps", "line 2: status 'perhaps'"),
        ("A,PGA,0.1,0.2,0.4,0.8,0.5", "line 2: 7 cells for 8 columns"),
        (
            "A,PGA,0.1,0.2,0.4,0.8,0.5,verified\nA,PGA,0.1,0.2,0.4,0.8,0.5,verified",
            "line 3: class 'A' is there twice",
        ),
    ],
)
def test_bad_curves_are_refused_by_line(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read_fragility(written(tmp_path, CURVES + row + "\n"))
    assert "set.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("A,6,0.5,0.3,0.1,0.05,0.04,verified\n", "line 2: the shares of 'A' at intensity 6 add up to 0.99"),
        ("A,6,1.1,-0.1,0,0,0,verified\n", "line 2: the shares of 'A'.*least -0.1"),
        ("A,6,1,0,0,0,0,verified\n", "one intensity is not enough"),
        ("A,6,1,0,0,0,0,verified\nA,6,1,0,0,0,0,verified\n", "line 3: class 'A' is there twice at 6"),
        (
            "A,6,0.5,0.5,0,0,0,verified\nA,7,0.9,0.1,0,0,0,verified\n",
            "line 3: the share of 'A' that is slight or worse",
        ),
        (
            "A,6,1,0,0,0,0,verified\nA,7,1,0,0,0,0,verified\nB,6,1,0,0,0,0,verified\nB,8,1,0,0,0,0,verified\n",
            "class 'B' has the intensities",
        ),
        ("A,13,1,0,0,0,0,verified\nA,7,1,0,0,0,0,verified\n", "line 2: intensity 13 is outside"),
    ],
)
def test_bad_matrices_are_refused_by_line(tmp_path: Path, rows: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_fragility(written(tmp_path, MATRICES + rows))


def test_other_columns_and_no_rows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns class, pga"):
        read_fragility(written(tmp_path, "class,pga\nA,1\n"))
    with pytest.raises(InputError, match="holds no row"):
        read_fragility(written(tmp_path, CURVES))
    with pytest.raises(InputError, match="cannot be read"):
        read_fragility(tmp_path / "nowhere.csv")


def test_the_template_is_a_valid_set_to_be_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "matrices.csv"
    write_template(path, ("URMM-Pre", "C1M"))
    held = read_fragility(path)
    assert isinstance(held, MatrixSet) and held.classes == ("URMM-Pre", "C1M") and held.status == "unverified"
    assert held.intensity.tolist() == [6.0, 7.0, 8.0, 9.0, 10.0]
    assert (held.share[:, :, 0] == 1.0).all()
    assert held.select(("C1M-Low",)).measure == ("INT",)
