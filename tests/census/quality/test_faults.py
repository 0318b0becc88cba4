"""Every fault that is planted is found in its table, row and field, and nothing else is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import pytest
import shapely

from census.quality import RULES
from census.quality.held import Held
from census.quality.rule import Found
from census.schema import TABLES
from tests.census.quality.planted import Fault, planted, row_name, with_table


def _moved(metres: float) -> Any:
    return lambda row: shapely.transform(row["geometry"], lambda xy: xy + metres)


def _grown(metres: float) -> Any:
    return lambda row: shapely.MultiPolygon([_largest(shapely.buffer(row["geometry"], metres))])


def _largest(shape: Any) -> Any:
    return max(shapely.get_parts(shape), key=shapely.area)


REGIONS = (
    Fault("communities", "street_code", "330105999", "reference"),
    Fault("communities", "community_code", "330105999001", "community_code"),
    Fault("communities", "residents", lambda r: r["residents"] + 1, "residents_of_communities",
          told=("streets", "population")),
    Fault("communities", "geometry", _grown(30.0), "community_in_street"),
    Fault("communities", "geometry", _grown(-30.0), "communities_gap", told=("streets", "geometry")),
    Fault("district", "population", lambda r: r["population"] + 1, "residents_of_district"),
    Fault("grid_cells",
          "residents", lambda r: r["residents"] + 1, "residents_of_grid", told=("", "residents"),
          ),
    Fault("streets", "area_km2", lambda r: 2.0 * r["area_km2"], "area_stated"),
    Fault("streets", "population", lambda r: r["population"] - 1, "residents_of_buildings"),
)  # fmt: skip

EARTHQUAKE = (
    Fault("borehole_layers", "top_m", lambda r: r["top_m"] + 0.5, "layers_contiguous", "layer == 3"),
    Fault("borehole_layers", "borehole_id", "BH9999", "reference"),
    Fault("boreholes", "depth_m", lambda r: r["depth_m"] + 5.0, "layers_to_depth"),
    Fault("boreholes", "groundwater_depth_m", lambda r: r["depth_m"] + 1.0, "groundwater_in_hole"),
    Fault("boreholes", "soft_soil_thickness_m", lambda r: r["soft_soil_thickness_m"] + 3.0, "soft_soil"),
    Fault("boreholes", "cover_thickness_m", lambda r: r["cover_thickness_m"] + 9.0, "cover_thickness"),
    Fault("boreholes", "datum", None, "datum_missing"),
    Fault("seismic_zonation", "pga_rare_g", lambda r: r["pga_g"], "zonation_ratios"),
    Fault("seismic_sources", "magnitude_upper", lambda r: r["magnitude_lower"], "magnitude_bounds"),
    Fault("liquefaction_points", "grade",
          lambda r: "severe" if r["liquefaction_index"] < 6.0 else "slight", "liquefaction_grade"),
)  # fmt: skip

GEOLOGICAL = (
    Fault("slope_units", "relief_m", 20.0, "slope_figures"),
    Fault("slope_units", "foot_m", 95.0, "levels_order", told=("slope_units", "top_m")),
    Fault("geohazard_points", "danger_grade", "large", "danger_grade"),
    Fault("geohazard_points", "geohazard_id", "330106010001", "pattern"),
    Fault("geohazard_points", "geometry", _moved(100.0), "unit_of_place",
          told=("geohazard_points", "slope_unit_id")),
)  # fmt: skip

FLOOD = (
    Fault("stage_gauges", "datum", None, "datum_missing"),
    Fault("stage_gauges", "datum", "Huanghai", "datum_unknown"),
    Fault("canal_sections", "bed_m", lambda r: r["bank_m"] + 1.0, "levels_order",
          told=("canal_sections", "bank_m")),
    Fault("embankments", "lowest_crest_m", lambda r: r["crest_m"] + 0.5, "levels_order",
          told=("embankments", "crest_m")),
    Fault("sluices", "close_stage_m", lambda r: r["sill_m"] - 0.5, "levels_order"),
    Fault("pump_stations", "stop_stage_m", 1.8, "station_stages"),
    Fault("underground_spaces", "floor_m", lambda r: r["sill_m"] + 1.0, "levels_order",
          told=("underground_spaces", "ground_m")),
    Fault("waterlogging_points",
          "usual_depth_m", lambda r: r["greatest_depth_m"] + 0.1, "waterlogging_depths"),
    Fault("drain_links", "to_invert_m", lambda r: r["from_invert_m"] + 0.2, "drain_falls"),
    Fault("drain_links", "to_node", lambda r: r["from_node"], "drain_loop"),
    Fault("drain_links", "length_m", lambda r: r["length_m"] + 50.0, "drain_length"),
    Fault("drain_links", "from_invert_m", lambda r: r["from_invert_m"] - 1.0, "drain_in_manhole"),
    Fault("drain_links", "geometry", _moved(20.0), "drain_ends", told=("drain_links", "from_node"), rows=2),
    Fault("drain_nodes", "rim_m", lambda r: r["invert_m"] - 0.1, "drain_rim", "kind == 'inlet'"),
    Fault("drain_nodes", "kind", "junction", "drain_outlet", "kind == 'outfall'",
          told=("drain_nodes", "node_id"), rows=0),
    Fault("drain_nodes", "kind", "outfall", "drain_outfall", "kind == 'inlet'", rows=0),
    Fault("drain_nodes", "geometry", _moved(900.0), "outfall_at_canal", "kind == 'outfall'",
          told=("drain_nodes", "canal_id")),
)  # fmt: skip

METEOROLOGICAL = (
    Fault("hourly_observations", "value", 250.0, "hourly_value", "quantity == 'rain_mm'"),
    Fault("hourly_observations", "station_id", "W999", "station_of_series"),
    Fault("hourly_observations", "datum", None, "series_datum", "quantity == 'stage_m'"),
    Fault("hourly_observations", "time", "2013-10-06T24:30", "type"),
    Fault("annual_maxima",
          "value", 0.5, "maxima_by_duration", "quantity == 'rain_mm' and duration_min == 60", rows=2),
    Fault("annual_maxima", "unit", "m", "unit_of_quantity", "quantity == 'rain_mm'"),
    Fault("return_levels",
          "value", 1.0, "return_by_period", "quantity == 'rain_mm' and return_period_yr == 50"),
    Fault("return_levels", "upper", lambda r: r["value"] - 1.0, "return_interval",
          told=("return_levels", "value")),
    Fault("warning_criteria", "level", 2, "warning_levels", "colour == 'blue'"),
    Fault("wind_scale", "lower_m_s", lambda r: r["lower_m_s"] + 0.5, "wind_forces", "force == 5"),
    Fault("storm_intensity_formulas", "longest_min", lambda r: r["shortest_min"], "storm_formulas"),
)  # fmt: skip

SUBSIDENCE = (
    Fault("levelling_records", "settlement_mm", lambda r: r["settlement_mm"] + 40.0, "settlement_of_level"),
    Fault("levelling_points", "rate_mm_a", lambda r: r["rate_mm_a"] + 20.0, "settlement_rate"),
    Fault("insar_points", "last_date", "2001-01-01", "dates_in_order"),
    Fault("insar_points", "coherence", 1.4, "range"),
    Fault("excavation_buffers", "year_end", lambda r: r["year_begin"] - 2, "dates_in_order"),
)  # fmt: skip

WILDFIRE = (
    Fault("fire_incidents", "grade", "major", "fire_grade"),
    Fault("fire_incidents", "forest_plot_id", "FP0999", "reference"),
    Fault("pest_plots", "trees_affected", 60, "pest_trees"),
    Fault("forest_plots", "canopy_closure", 1.2, "range"),
    Fault("forest_plots", "area_m2", 9000.0, "area_stated"),
)  # fmt: skip

EXPOSURE = (
    Fault("buildings", "storeys", 30, "storeys_for_structure", rows=2, also={"structure": "timber"}),
    Fault("buildings", "height_m", lambda r: 12.0 * r["storeys"], "height_for_storeys", "storeys < 8"),
    Fault("buildings", "people", lambda r: r["people"] + 5, "residents_of_buildings",
          told=("streets", "population")),
    Fault("buildings", "geometry", _moved(30_000.0), "geometry_inside"),
    Fault("buildings", "structure", "timbre", "code"),
    Fault("roads", "to_node", lambda r: r["from_node"], "road_loop"),
    Fault("roads", "from_node", 987_654, "roads_connected", rows=0),
    Fault("roads", "street_code", "330105999", "reference"),
    Fault("occupancy_profiles", "hour", 30, "range"),
    Fault("schools", "building_id", "B999999", "reference"),
    Fault("schools", "geometry", _moved(300.0), "place_of_building", told=("schools", "building_id")),
    Fault("schools", "boarders", lambda r: r["students"] + 1, "school_figures"),
    Fault("construction_sites", "crane_height_m", None, "site_cranes"),
    Fault("construction_sites", "tower_cranes", 0, "site_cranes",
          told=("construction_sites", "crane_height_m")),
    Fault("construction_sites", "scaffold_height_m", 20.0, "site_scaffold"),
    Fault("construction_sites", "scaffold", "cantilever", "site_scaffold",
          told=("construction_sites", "scaffold_height_m")),
    Fault("construction_sites", "pit_depth_m", None, "site_pit"),
    Fault("construction_sites", "pit_area_m2", 1500.0, "site_pit"),
    Fault("construction_sites", "hut_residents", 31, "site_huts"),
)  # fmt: skip

CAPACITY = (
    Fault("shelters", "capacity_persons", lambda r: r["capacity_persons"] + 100, "shelter_capacity"),
    Fault("shelters", "first_night_persons", lambda r: r["first_night_persons"] + 100, "shelter_first_night"),
    Fault("shelters", "effective_area_m2", lambda r: r["clear_area_m2"] + 10.0, "shelter_areas"),
    Fault("shelters", "usable_typhoon", True, "shelter_typhoon", "space == 'outdoor'"),
    Fault("refuge_points", "capacity_persons", lambda r: r["capacity_persons"] + 100, "shelter_capacity"),
    Fault("supplies", "expires_on", "2001-01-01", "dates_in_order", "produced_on.notna()"),
    Fault("supplies", "basis", "per_day", "supply_basis", "reserve_kind == 'physical'"),
    Fault("teams", "full_time", lambda r: r["members"] + 1, "team_members"),
    Fault("six_haves", "unit_code", "330105999", "six_haves_unit"),
    Fault("mobile_pumps", "mobile_pump_id", "pump 1", "pattern"),
    Fault("equipment", "street_code", "330105999", "reference"),
)  # fmt: skip

HISTORY = (
    Fault("disasters", "year", 1999, "year_of_begin", "begin.notna()"),
    Fault("disasters", "deaths", 9, "disaster_people", also={"affected_people": 5, "moved_people": None}),
    Fault("disasters", "direct_loss", 1.0, "disaster_losses", also={"agriculture_loss": 900.0}),
    Fault("disasters", "level_datum", None, "disaster_datum", "quantity == 'stage' and value.notna()"),
)  # fmt: skip

DANGERS = (
    Fault("evacuee_units", "people", 90_000, "evacuee_room", "placement == 'shelter'",
          told=("evacuee_units", "shelter_id"), rows=0),
    Fault("evacuee_units", "shelter_id", None, "evacuee_shelter", "placement == 'shelter'"),
    Fault("evacuee_units", "elderly", lambda r: r["people"] + 1, "evacuee_groups"),
    Fault("evacuee_units", "distance_m", 9000.0, "evacuee_distance", "placement == 'shelter'"),
    Fault("control_points", "subject_id", "WL999", "control_subject"),
    Fault("dangerous_buildings", "residents", lambda r: r["residents"] + 3, "dangerous_residents"),
)  # fmt: skip

PERSONS = (
    Fault("persons", "telephone", "0571-1234", "pattern"),
    Fault("persons", "telephone", "13800138000", "person_artificial"),
    Fault("persons", "role", "mayor", "code"),
)  # fmt: skip

ORIGIN = (
    Fault("plans", "row_hash", "0123456789abcdef", "row_hash"),
    Fault("levels", "valid_to", "2001-01-01", "validity_order"),
    Fault("economy", "source_date", "2090-01-01", "entry_order"),
    Fault("cultural_relics", "method", None, "provenance"),
)  # fmt: skip

FAULTS = (
    *REGIONS, *EARTHQUAKE, *GEOLOGICAL, *FLOOD, *METEOROLOGICAL, *SUBSIDENCE, *WILDFIRE, *EXPOSURE, *CAPACITY,
    *HISTORY, *DANGERS, *PERSONS, *ORIGIN,
)  # fmt: skip

Told = tuple[str, str, str]


def _told(held: Held, rule: str) -> list[Told]:
    return [told for found in RULES[rule].check(held) for told in _rows(held, found)]


def _rows(held: Held, found: Found) -> Iterable[Told]:
    frame = held.raw[found.table]
    for row in found.rows.tolist():
        yield found.table, "" if row < 0 else row_name(found.table, frame.loc[row]), found.field


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f"{f.rule}-{f.table}-{f.field}")
def test_a_planted_fault_is_found_where_it_stands(
    fault: Fault, sound_census: Held, sound_tables: dict[str, pd.DataFrame]
) -> None:
    frame, at = planted(fault, sound_tables)
    held = with_table(sound_census, fault.table, frame)
    before = _told(sound_census, fault.rule)
    new = [told for told in _told(held, fault.rule) if told not in before]
    table, field = fault.told or (fault.table, fault.field)
    rows = {told[1] for told in new if told[0] == (table or fault.table) and told[2] == field}
    if table == fault.table:
        assert row_name(fault.table, frame.loc[at]) in rows or (fault.rows == 0 and rows)
    else:
        assert rows, f"{fault.rule} is not told in {table or fault.table}.{field}: {new}"
    assert fault.rows in (0, len(new)), new
    # The schema tells nothing of any other row of the table.
    schema = {told[1] for faults in held.failures.values() for found in faults for told in _rows(held, found)}
    assert schema <= {row_name(fault.table, frame.loc[at])}


def test_a_fault_is_planted_in_every_group() -> None:
    assert {TABLES[fault.table].group for fault in FAULTS} == {table.group for table in TABLES.values()}
