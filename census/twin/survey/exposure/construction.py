"""How buildings are made: design, materials, seismic measures."""

from __future__ import annotations

from typing import Any

import numpy as np

from census.twin import dice
from census.twin.survey.exposure.assumptions import assumptions
from census.twin.survey.exposure.stock import Flags, Reals, Stock, Texts, Whole, where_known

MASONRY = ("masonry", "bottom_frame_masonry", "brick_timber")
"""Structures of which ring beams and tie columns are asked."""

_MATERIALS = {
    "floor": ("timber", "precast", "cast_in_place", "steel_deck"),
    "roof": ("timber", "precast", "cast_in_place", "light_steel"),
    "wall": ("red_brick", "block", "stone", "timber", "concrete", "metal_panel"),
}

_MEASURES = ("foundation_ring_beam", "structural_columns", "ring_beams")


def construction(stock: Stock) -> dict[str, Any]:
    """Fields on design, materials and seismic measures."""
    era = _eras(stock)
    rows = assumptions("exposure_construction_eras.csv")
    draw = _draws(stock)
    picked = {part: _material(part, rows, era, draw[part]) for part in _MATERIALS}
    picked["floor"][stock.storeys == 1] = "none"
    design = stock.pick(("professional", "standard_atlas", "none"), draw["design"])
    code, intensity = _code(stock, design)
    fields: dict[str, Any] = {
        "design_mode": design,
        "construction_mode": _builder(stock, design, draw["builder"]),
        "survey_structure": _survey_structure(stock, draw["own"]),
        "wall_material": picked["wall"],
        "floor_material": picked["floor"],
        "roof_material": picked["roof"],
        "roof_form": _roof_form(stock, picked["roof"], draw["roof"]),
    }
    masonry = np.isin(stock.structure.astype(str), MASONRY)
    for name in _MEASURES:
        share = np.array([float(row[name]) for row in rows])[era]
        fields[name] = where_known(draw["measures"] < share, masonry)
    share = np.array([float(row["insulated"]) for row in rows])[era]
    return fields | {
        "design_code": code,
        "fortification_intensity": intensity,
        "insulated": stock.shared("insulated") < share,
    }


def _draws(stock: Stock) -> dict[str, Reals]:
    """One draw per subject: a designed estate is alike throughout, self-built houses are not."""
    alone = stock.of("village_house", "old_lane_house", "outbuilding")
    subjects = ("floor", "roof", "wall", "design", "builder", "measures")
    own = {name: stock.own(name) for name in subjects}
    draw = {name: np.where(alone, own[name], stock.shared(name)) for name in subjects}
    return draw | {"own": stock.own("survey_structure")}


def _eras(stock: Stock) -> Whole:
    """Row of the table of eras for each building."""
    rows = assumptions("exposure_construction_eras.csv")
    group = np.where(stock.of("village_house"), "village", stock.structure).astype(str)
    era = np.full(len(group), -1, dtype=np.int64)
    for number, row in enumerate(rows):
        held = (stock.year >= int(row["year_from"])) & (stock.year <= int(row["year_to"]))
        era[(group == row["group"]) & held] = number
    if (era < 0).any():
        first = int(np.argmax(era < 0))
        raise ValueError(f"no era holds {group[first]} of {stock.year[first]}")
    return era


def _material(part: str, rows: tuple[dict[str, str], ...], era: Whole, draw: Reals) -> Texts:
    names = _MATERIALS[part]
    shares = np.array([[float(row[f"{part}_{name}"]) for name in names] for row in rows])
    return np.array(names, dtype=object)[dice.choose(shares[era], draw)]


def _builder(stock: Stock, design: Texts, draw: Reals) -> Texts:
    """Who built it; a building that was professionally designed was not built by its owner."""
    result = stock.pick(("self_built", "craftsmen", "qualified"), draw)
    result[(design == "professional") & (result == "self_built")] = "qualified"
    return result


def _survey_structure(stock: Stock, draw: Reals) -> Texts:
    """Structure in the survey's own list."""
    names = {
        "masonry": "masonry",
        "bottom_frame_masonry": "bottom_frame",
        "brick_timber": "mixed",
        "rc_frame": "reinforced_concrete",
        "rc_shear_wall": "reinforced_concrete",
        "steel": "steel",
    }
    result = np.array([names[one] for one in stock.structure], dtype=object)
    old = stock.structure == "brick_timber"
    result[old & (draw < 0.30)] = "timber"
    result[old & (draw > 0.96) & (stock.storeys <= 2)] = "earth_or_stone_timber"
    # A storey in frame on top of masonry, or the other way round, is common where nobody designed it.
    result[stock.of("village_house") & (draw < 0.06)] = "mixed"
    return result


def _roof_form(stock: Stock, roof: Texts, draw: Reals) -> Texts:
    pitched = (roof == "timber") | ((roof == "light_steel") & stock.of("factory", "shed"))
    pitched |= stock.of("village_house") & (stock.year >= 1995) & (draw < 0.45)
    # Flat roofs of old estates were given slopes by a programme of the 2000s.
    pitched |= stock.of("masonry_estate") & (stock.shared("sloped") < 0.35)
    return np.where(pitched, "pitched", "flat").astype(object)


def _code(stock: Stock, design: Texts) -> tuple[Texts, Whole]:
    """Seismic code of the design and the intensity it was fortified for."""
    rows = assumptions("exposure_seismic_codes.csv")
    start = np.array([int(row["built_from"]) for row in rows])
    era = np.searchsorted(start, stock.year, side="right") - 1
    undesigned: Flags = design == "none"
    era = np.where(undesigned, 0, era)
    name = np.array([row["design_code"] for row in rows], dtype=object)[era]
    return name, np.array([int(row["fortification_intensity"]) for row in rows], dtype=np.int64)[era]
