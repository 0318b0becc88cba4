"""Products of an earthquake against sums by hand."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from models.seismic.result import GroundShaking
from outputs.fields import open_fields
from outputs.map_style import Bilingual
from outputs.publish import PublishError
from outputs.seismic.buildings import building_table
from outputs.seismic.fields import seismic_fields
from outputs.seismic.products import Extras, SeismicWords, check_sums, write_seismic_products
from outputs.seismic.zones import community_table, realisation_table, street_table
from tests.outputs.seismic.hand import GRADES, GRID, VALUES, District, X, Y, result

WORDS = SeismicWords(
    title=Bilingual("试算地震", "Trial earthquake"),
    event=[(Bilingual("震级", "magnitude"), Bilingual("6.0", "6.0"))],
    unverified=[Bilingual("分区", "region")],
    synthetic=True,
)


def test_a_cell_weighs_its_buildings_by_floor_area() -> None:
    ds = seismic_fields(result(), X, Y, GRID)
    # Grades 0.65 and 3.5 on 1000 and 3000 m2.
    assert ds["mean_damage_grade"].values[0, 0] == pytest.approx((650.0 + 10500.0) / 4000.0)
    assert ds["severe_damage_share"].values[0, 0] == pytest.approx((0.1 * 1000.0 + 0.9 * 3000.0) / 4000.0)
    assert np.isnan(ds["mean_damage_grade"].values[1, 0])


def test_shaking_is_told_in_si_units_with_its_quantiles() -> None:
    ds = seismic_fields(result(), X, Y, GRID)
    pga = ds["peak_ground_acceleration"]
    assert pga.sel(probability=0.5).values[0, 0] == pytest.approx(0.2 * 9.80665)
    assert (pga.diff("probability").values[:, 0] > 0.0).all()
    assert np.isnan(pga.values[:, 1, 2]).all()


def test_every_measure_has_its_unit_in_si() -> None:
    # 1 g is 9.80665 m/s2, 1 cm/s is 0.01 m/s; intensity has no unit and keeps to its scale of 1 to 12.
    wanted = {
        "PGA": ("peak_ground_acceleration", 9.80665), "PGV": ("peak_ground_velocity", 0.01),
        "SA(0.3)": ("spectral_acceleration_03", 9.80665), "SA(1.0)": ("spectral_acceleration_10", 9.80665),
        "INT": ("seismic_intensity", 1.0),
    }  # fmt: skip
    ones = np.ones((len(wanted), *GRID.shape), np.float32)
    ground = GroundShaking(GRID, tuple(wanted), 5.0 * ones, 3.0 * ones, 20.0 * ones)
    ds = seismic_fields(replace(result(), shaking=ground), X, Y, GRID)
    for measure, (name, unit) in wanted.items():
        told = ds[name].sel(probability=[0.05, 0.5, 0.95]).values[:, 0, 0]
        high = 12.0 if measure == "INT" else 20.0 * unit
        np.testing.assert_allclose(told, [3.0 * unit, 5.0 * unit, high], rtol=1e-6)


def test_displaced_people_of_the_cells_sum_to_those_of_the_buildings() -> None:
    ds = seismic_fields(result(), X, Y, GRID)
    # The fourth building stands in a cell whose middle lies outside the domain: its people count too.
    everybody = VALUES[1][GRADES].sum(axis=1).mean()
    assert np.nansum(ds["displaced_density"].values) * GRID.cell_area == pytest.approx(everybody)


def test_rows_of_streets_sum_to_the_total_and_quantiles_are_of_sums() -> None:
    table = street_table(result(), District().rows("streets"))
    assert list(table["code"]) == ["330105001", "330105002", "total"]
    sums = VALUES[1][GRADES].sum(axis=1)
    total = table.iloc[-1]
    assert total["displaced_people"] == pytest.approx(sums.mean())
    assert total["displaced_people_p95"] == pytest.approx(np.quantile(sums, 0.95))
    for column in ("buildings", "people", "displaced_people", "repair_cost_cny", "buildings_destroyed"):
        assert table[column].iloc[:-1].sum() == pytest.approx(total[column])
    assert table["people"].tolist() == [50.0, 90.0, 140.0]


def test_communities_have_names_and_means_of_their_grades() -> None:
    table = community_table(result(), District().rows("communities"), District().rows("streets"))
    assert list(table["community"]) == ["甲一", "乙一", "合计"]
    assert table["buildings_destroyed"].tolist() == pytest.approx([2 / 3, 1 / 3, 1.0])


def test_buildings_of_no_community_stand_outside() -> None:
    whole = result()
    zones = replace(whole.zones, community=("330105001001", ""), street=("330105001", ""))
    table = street_table(replace(whole, zones=zones), District().rows("streets"))
    assert list(table["code"]) == ["330105001", "330105002", "outside", "total"]
    assert table["buildings"].tolist() == [2, 0, 2, 4]


def test_each_realisation_stands_in_the_long_table() -> None:
    table = realisation_table(result())
    assert len(table) == 6
    row = table[(table["realisation"] == 2) & (table["community_code"] == "330105002001")].iloc[0]
    assert row["deaths_night"] == 3.0
    assert row["buildings_destroyed"] == 1


def test_a_building_keeps_its_own_row_whatever_the_order() -> None:
    table = building_table(result(), District().table("buildings"))
    assert list(table["storeys"]) == [1, 2, 3, 4]
    assert table["likely_grade"].tolist() == ["intact", "destroyed", "intact", "intact"]
    assert table["uninhabitable"].tolist() == [False, True, False, False]
    assert table.filter(like="probability_").sum(axis=1).to_numpy() == pytest.approx(np.ones(4))
    assert table.filter(like="frequency_").sum(axis=1).to_numpy() == pytest.approx(np.ones(4))


def test_a_lost_building_is_not_published() -> None:
    whole = result()
    counts = whole.zones.grade_counts.copy()
    counts[1, 0, 0] -= 1
    with pytest.raises(PublishError, match="realisation 1 holds 3 buildings of 4"):
        check_sums(replace(whole, zones=replace(whole.zones, grade_counts=counts)))


def test_consequences_that_differ_between_zones_and_buildings_are_not_published() -> None:
    whole = result()
    totals = whole.zones.totals.copy()
    totals[0, 0, 1] += 1.0
    with pytest.raises(PublishError, match="displaced_people"):
        check_sums(replace(whole, zones=replace(whole.zones, totals=totals)))


def test_all_products_are_written_and_say_what_is_unverified(tmp_path: Path) -> None:
    retrofit = pd.DataFrame({"rank": [1], "building_id": ["B000002"], "measure": ["jacket"], "cost": [2e5],
                             "deaths_averted": [0.5], "chosen": [True]})  # fmt: skip
    figures = write_seismic_products(
        tmp_path,
        result(),
        WORDS,
        snapshot=District(),  # type: ignore[arg-type]
        grid=GRID,
        places=(X, Y),
        extras=Extras({"retrofit": retrofit}),
        language="both",
    )
    names = {path.name for path in tmp_path.iterdir()}
    stems = ("seismic_intensity", "mean_damage_grade", "displaced_people")
    assert names == {
        "README.txt", "fields.nc", "buildings.parquet", "realisations.parquet",
        *(f"{stem}{end}" for stem in stems for end in (".tif", ".png", "_en.png")),
        *(f"{stem}{end}" for stem in ("streets", "communities", "retrofit")
          for end in (".parquet", ".csv", "_en.csv")),
    }  # fmt: skip
    assert figures["deaths_night"] == pytest.approx(VALUES[0][GRADES].sum(axis=1).mean())
    text = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert all(part in text for part in ("测试参数", "a trial parameter", "region", "Synthetic data"))
    assert "GB/T 24335" in text and "0.15 m" not in text
    english = pd.read_csv(tmp_path / "streets_en.csv")
    assert "displaced people, 95 %" in english.columns
    with open_fields(tmp_path / "fields.nc") as ds:
        assert ds.attrs["unverified_parameters"] == "region; a trial parameter"
        assert ds["seismic_intensity"].dims == ("probability", "y", "x")
    assert len(gpd.read_parquet(tmp_path / "buildings.parquet")) == 4
    with Image.open(tmp_path / "seismic_intensity.png") as page:
        assert page.size == (2338, 1654)
