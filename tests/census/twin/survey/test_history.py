"""Past disasters: published figures as their sources give them, invented losses marked as such."""

from __future__ import annotations

import pandas as pd
import pytest

# Figures of the storm table of the facts (storms.csv); source codes S15 to S27 are those of its list.
PUBLISHED = [
    ("2007 Krosa", "杭州", "rain", 118.6, "mm", None, "S15"),
    ("2010 Meranti remnant", "滨江白马湖", "rain", 218.9, "mm", 3.0, "S16"),
    ("2010 Meranti remnant", "杭州站", "rain", 104.5, "mm", 3.0, "S16"),
    ("2013 Fitow", "主城区", "rain", 264.0, "mm", 36.0, "S17"),
    ("2013 Fitow", "运河杭州段", "stage", 5.5, "m", None, "S17"),
    ("2011 June", "运河杭州段", "stage", 4.51, "m", None, "S18"),
    ("2018 June", "主城区", "waterlogged_spots", 51.0, "1", None, "S19"),
    ("2018 Rumbia", "主城区", "rain", 68.0, "mm", None, "S20"),
    ("2020 Meiyu", "主城区", "rain", 532.0, "mm", None, "S21"),
    ("2020 Meiyu", "拱宸桥", "stage", 2.59, "m", None, "S22"),
    ("2021 In-Fa", "主城区", "rain", 231.1, "mm", 86.0, "S23"),
    ("2021 In-Fa", "杭州主城区", "rain_rate", 23.9, "mm/h", 1.0, "hangzhou.com.cn"),
    ("2021 July burst", "北高峰站", "rain_rate", 95.3, "mm/h", 1.0, "hangzhou.com.cn"),
    ("2021 September", "拱墅区", "rain", 27.2, "mm", 16.0, "S25"),
    ("2021 September", "康桥站", "rain_rate", 23.4, "mm/h", 1.0, "S25"),
    ("2021 September", "拱宸桥", "stage", 2.02, "m", None, "S25"),
    ("2024 Gaemi", "杭州", "response_level", 4.0, "1", None, "S27"),
]


@pytest.mark.parametrize(("event", "place", "quantity", "value", "unit", "hours", "source"), PUBLISHED)
def test_a_published_figure_is_as_its_source_gives_it(
    event: str,
    place: str,
    quantity: str,
    value: float,
    unit: str,
    hours: float | None,
    source: str,
    small_tables: dict[str, pd.DataFrame],
) -> None:
    table = small_tables["disasters"]
    mine = table[(table["event"] == event) & (table["place"] == place) & (table["quantity"] == quantity)]
    assert len(mine) == 1
    row = mine.iloc[0]
    assert (row["value"], row["unit"], row["source_id"]) == (value, unit, source)
    assert pd.isna(row["duration_h"]) if hours is None else row["duration_h"] == hours


def test_no_other_figure_is_said_to_be_published(small_tables: dict[str, pd.DataFrame]) -> None:
    table = small_tables["disasters"]
    assert (table["record"] == "published_event").sum() == len(PUBLISHED)


def test_every_stage_names_the_datum_that_its_height_fits(small_tables: dict[str, pd.DataFrame]) -> None:
    table = small_tables["disasters"]
    # The port's warning stage is 4.5 m, the other system's 2.66 m (storms.csv, rows of 2011 and 2020).
    stages = table[table["quantity"] == "stage"].set_index("value")["level_datum"]
    assert stages.to_dict() == {
        4.51: "port", 5.5: "port", 2.59: "1985_inferred", 2.02: "1985_inferred"
    }  # fmt: skip


def test_losses_of_streets_are_marked_synthetic_and_real_events_are_not(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    table = small_tables["disasters"]
    invented = table["record"] == "street_loss"
    assert invented.any()
    assert set(table.loc[invented, "confidence"]) == {"synthetic"}
    assert set(table.loc[~invented, "confidence"]) <= {"published", "low"}
    assert set(table.loc[invented, "event"]) <= set(table.loc[~invented, "event"])


def test_the_parts_of_a_loss_add_to_the_direct_loss(small_tables: dict[str, pd.DataFrame]) -> None:
    table = small_tables["disasters"]
    lost = table[table["record"] == "street_loss"]
    parts = lost[["agriculture_loss", "industry_loss", "infrastructure_loss", "household_loss"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(lost["direct_loss"].to_numpy(), abs=0.051)


def test_victims_are_among_the_people_affected_and_no_street_has_invented_deaths(
    small_tables: dict[str, pd.DataFrame],
) -> None:
    table = small_tables["disasters"]
    lost = table[table["record"] == "street_loss"]
    assert (lost["moved_people"] <= lost["affected_people"]).all()
    assert (lost["relief_people"] <= lost["affected_people"]).all()
    assert (lost[["deaths", "missing"]] == 0).all(axis=None)
    assert set(lost["street_code"]) <= set(small_tables["streets"]["code"])
