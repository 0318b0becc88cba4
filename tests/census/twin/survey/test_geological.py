"""Grades of geological hazards, and the tiling of hills."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from census.grid import DISTRICT_CRS, Grid
from census.twin.survey.geological.grades import danger_grade, disaster_grade
from census.twin.survey.geological.partition import patches, tiles


@pytest.mark.parametrize(
    ("people", "yuan", "wanted"),
    [
        (99, 4.9e6, "small"), (100, 0.0, "medium"), (0, 5e7, "large"), (500, 0.0, "large"),
        (1000, 0.0, "very_large"), (0, 1e8, "very_large"),
    ],
)  # fmt: skip
def test_danger_is_graded_by_the_worse_of_people_and_property(people: int, yuan: float, wanted: str) -> None:
    assert danger_grade([people], [yuan])[0] == wanted


@pytest.mark.parametrize(
    ("deaths", "yuan", "wanted"),
    [(2, 9e5, "small"), (3, 0.0, "medium"), (0, 5e6, "large"), (30, 0.0, "very_large")],
)
def test_a_disaster_is_graded_by_the_worse_of_deaths_and_loss(deaths: int, yuan: float, wanted: str) -> None:
    assert disaster_grade([deaths], [yuan])[0] == wanted


def test_patches_tile_a_hill_without_gap_or_overlap_and_none_is_small() -> None:
    grid = Grid(DISTRICT_CRS, 0.0, 1000.0, 25.0, 40, 40)
    classes = np.random.default_rng(1).integers(0, 3, (40, 40)).astype(np.int64)
    label = patches(classes, np.ones((40, 40), dtype=bool), 24)
    assert np.bincount(label.ravel()).min() >= 24
    hill = shapely.Point(500.0, 500.0).buffer(450.0)
    shapes, _ = tiles(label, grid, hill, tolerance=45.0, least_area=15_000.0)
    assert len(shapes) > 3
    assert shapely.area(shapes).sum() == pytest.approx(hill.area)
    assert shapely.union_all(shapes).symmetric_difference(hill).area < 1e-3
