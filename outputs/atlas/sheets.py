"""The sheets of the atlas by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from outputs.atlas.buildings import draw_ages, draw_types
from outputs.atlas.drainage import draw_drains
from outputs.atlas.hazards import draw_hazards
from outputs.atlas.legend import Sheet
from outputs.atlas.people import draw_density
from outputs.atlas.shelters import draw_shelters
from outputs.atlas.soils import draw_soils
from outputs.atlas.terrain import draw_terrain
from outputs.map_style import Bilingual

SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "terrain": Sheet(Bilingual("地形与水系", "Terrain and canals"), draw_terrain),
        "building_types": Sheet(Bilingual("建筑类型分布", "Building types"), draw_types),
        "building_ages": Sheet(Bilingual("建筑年代分布", "Building ages"), draw_ages),
        "population": Sheet(Bilingual("人口密度", "Population density"), draw_density),
        "drainage": Sheet(Bilingual("雨水管网", "Storm drains"), draw_drains),
        "soils": Sheet(Bilingual("场地土与剪切波速", "Soils and Vs30"), draw_soils, derived=True),
        "shelters": Sheet(Bilingual("避难场所与道路", "Shelters and roads"), draw_shelters),
        "hazards": Sheet(Bilingual("地质、沉降与森林火险", "Hills and settlement"), draw_hazards),
    }
)
"""Every sheet, in the order of the atlas."""
