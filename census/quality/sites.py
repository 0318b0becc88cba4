"""Construction sites: cranes, scaffolds and pits with their sizes, huts with those who work there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from census.quality.held import Held
from census.quality.rule import Found, Rule, marked

_TABLE = "construction_sites"


def cranes(held: Held) -> Iterator[Found]:
    """Sites with cranes of no height, or a height of no crane."""
    frame = held[_TABLE]
    wrong = frame["tower_cranes"].notna() & (frame["tower_cranes"].gt(0) != frame["crane_height_m"].notna())
    text = "{tower_cranes:g} tower cranes, height {crane_height_m:g} m; both or neither tell of cranes"
    yield marked(_TABLE, frame, wrong, "crane_height_m", text)


def scaffolds(held: Held) -> Iterator[Found]:
    """Sites with a scaffold of no height, or a height of no scaffold."""
    frame = held[_TABLE]
    wrong = frame["scaffold"].notna() & (frame["scaffold"].ne("none") != frame["scaffold_height_m"].notna())
    text = "scaffold is {scaffold}, its height {scaffold_height_m:g} m; both or neither tell of a scaffold"
    yield marked(_TABLE, frame, wrong, "scaffold_height_m", text)


def pits(held: Held) -> Iterator[Found]:
    """Pits without depth or area, or wider than their site."""
    frame = held[_TABLE]
    text = (
        "the pit is {pit_depth_m:g} m deep and has {pit_area_m2:g} m2; a pit has both, and a site in that "
        "phase has one"
    )
    part = frame["pit_depth_m"].notna() != frame["pit_area_m2"].notna()
    none = frame["phase"].eq("pit") & frame["pit_depth_m"].isna()
    yield marked(_TABLE, frame, part | none, "pit_depth_m", text)
    wide = "the pit has {pit_area_m2:g} m2, its site {area_m2:g} m2; it is a part of it"
    yield marked(_TABLE, frame, frame["pit_area_m2"] > frame["area_m2"], "pit_area_m2", wide)


def huts(held: Held) -> Iterator[Found]:
    """More people in the huts of a site than work on it."""
    frame = held[_TABLE]
    text = "{hut_residents:g} people live in huts and {workers:g} work on the site; who lives there works"
    yield marked(_TABLE, frame, frame["hut_residents"] > frame["workers"], "hut_residents", text)


RULES: Mapping[str, Rule] = {
    "site_cranes": Rule(
        must="A site has a height of cranes if and only if it has tower cranes.",
        source="meaning of the fields: wind decides on them by their height", severity="error", check=cranes,
        needs={_TABLE: ("tower_cranes", "crane_height_m")},
    ),
    "site_scaffold": Rule(
        must="A site has a height of the scaffold if and only if it has a scaffold.",
        source="meaning of the fields: wind decides on it by its height", severity="error", check=scaffolds,
        needs={_TABLE: ("scaffold", "scaffold_height_m")},
    ),
    "site_pit": Rule(
        must="A pit has depth and area, is no wider than its site, and is there in the phase of that name.",
        source="meaning of the fields", severity="error", check=pits,
        needs={_TABLE: ("phase", "area_m2", "pit_depth_m", "pit_area_m2")},
    ),
    "site_huts": Rule(
        must="No more people live in the huts of a site than work on it.",
        source="reason: those who live there work there", severity="warning", check=huts,
        needs={_TABLE: ("workers", "hut_residents")},
    ),
}  # fmt: skip
