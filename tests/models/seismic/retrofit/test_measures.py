"""Measures: which classes they are for, and what the classes become."""

from __future__ import annotations

import numpy as np
import pytest

from models.seismic.fragility import MatrixSet, hazus_fragility
from models.seismic.retrofit import retrofit_measures, strengthened

MEASURES = {one.name: one for one in retrofit_measures()}


@pytest.mark.parametrize(
    ("measure", "before", "after"),
    [
        ("masonry_ties", "URML-Pre", "RM2L-Moderate"),
        ("masonry_ties", "URMM-Low", "RM2M-Moderate"),
        ("frame_walls", "C1H-Low", "C2H-Moderate"),
        ("timber_joints", "W1-Pre", "W1-Moderate"),
        ("light_frame_braces", "S3-Low", "S3-Moderate"),
        ("frame_walls", "C1H-Moderate", None),
        ("frame_walls", "C2H-Low", None),
    ],
)
def test_the_height_of_a_type_stays_and_strong_classes_have_no_measure(
    measure: str, before: str, after: str | None
) -> None:
    assert MEASURES[measure].class_after(before) == after


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.name)
def test_every_measure_raises_all_hazus_medians_of_its_classes_and_no_others(measure: object) -> None:
    held = hazus_fragility()
    after, changed = strengthened(held, held.classes, measure)  # type: ignore[arg-type]
    assert changed.any()
    gain = after.ln_median - held.ln_median  # type: ignore[union-attr]
    # Slight damage may begin at the same acceleration; from moderate on each measure helps.
    assert (gain[changed] >= 0.0).all() and (gain[changed][:, 1:] > 0.0).all()
    assert (gain[~changed] == 0.0).all()
    assert (after.beta == held.beta).all()  # type: ignore[union-attr]


def test_a_class_without_a_curve_afterwards_stays_as_it_is() -> None:
    held = hazus_fragility().select(("URML-Pre", "C1L-Low", "C1L-Moderate"))
    after, changed = strengthened(held, held.classes, MEASURES["masonry_ties"])
    assert not changed.any() and (after.ln_median == held.ln_median).all()  # type: ignore[union-attr]
    after, changed = strengthened(held, held.classes, MEASURES["frame_jackets"])
    assert changed.tolist() == [False, True, False]
    assert after.ln_median[1].tolist() == held.ln_median[2].tolist()  # type: ignore[union-attr]


def test_of_matrices_each_grade_is_reached_less_or_as_often() -> None:
    share = np.array(
        [
            [[0.6, 0.2, 0.1, 0.1, 0.0], [0.1, 0.2, 0.3, 0.2, 0.2]],  # URML-Pre
            [[0.7, 0.05, 0.25, 0.0, 0.0], [0.3, 0.3, 0.2, 0.1, 0.1]],  # RM2L, moderate reached more at 7
        ]
    )
    held = MatrixSet("m", ("URML-Pre", "RM2L"), np.array([7.0, 9.0]), share, "unverified", "test")
    after, changed = strengthened(held, ("URML-Pre",), MEASURES["masonry_ties"])
    assert changed.tolist() == [True]
    # Reached at 7: the least of (1, .4, .2, .1, 0) and (1, .3, .25, 0, 0);
    # at 9 of (1, .9, .7, .4, .2) and (1, .7, .4, .2, .1).
    assert after.share[0] == pytest.approx(  # type: ignore[union-attr]
        np.array([[0.7, 0.1, 0.2, 0.0, 0.0], [0.3, 0.3, 0.2, 0.1, 0.1]])
    )
