"""What the products of a typhoon say of it in Chinese and English."""

from __future__ import annotations

from outputs.map_style import Bilingual
from scenarios.sections.storm import MembersStorm, PerturbedStorm, TrackStorm
from scenarios.typhoon.spec import TyphoonScenario

Row = tuple[Bilingual, Bilingual]
"""Label and value."""

PROFILES = {
    "holland1980": Bilingual("Holland (1980)", "Holland (1980)"),
    "holland2008": Bilingual("Holland (2008)", "Holland (2008)"),
    "holland2010": Bilingual("Holland等 (2010)", "Holland et al. (2010)"),
    "emanuel2011": Bilingual("Emanuel与Rotunno (2011)", "Emanuel and Rotunno (2011)"),
    "willoughby2006": Bilingual("Willoughby等 (2006)", "Willoughby et al. (2006)"),
}
HILLS = {
    "as-nzs-1170": Bilingual("山体AS/NZS 1170.2", "hills by AS/NZS 1170.2"),
    "gb-50009": Bilingual("山体GB 50009", "hills by GB 50009"),
    "none": Bilingual("不计山体", "no hills"),
}


LEVEL = {
    "open": Bilingual("平坦开阔地面", "level open country"),
    "sea": Bilingual("按海面", "as over open sea"),
}


def event_rows(scenario: TyphoonScenario, *, storm: Bilingual, closest: Bilingual | None = None) -> list[Row]:
    """Label and value of the storm, of its vortex and of the ground.

    Parameters
    ----------
    scenario
        The values of the file.
    storm
        Name, agency and averaging of the track, or the record.
    closest
        Closest approach, where there is one storm.
    """
    rows = [(Bilingual("台风", "storm"), storm)]
    if closest is not None:
        rows.append((Bilingual("最近", "closest"), closest))
    kind = _kind(scenario)
    if kind is not None:
        rows.append((Bilingual("成员", "members"), kind))
    rows.append((Bilingual("风场", "vortex"), PROFILES[scenario.vortex.profile]))
    surface = scenario.surface
    if surface.ground != "census":
        ground = LEVEL[surface.ground]
    else:
        hills = HILLS[surface.hills]
        ground = Bilingual(
            f"{surface.sectors}个来向，{hills.zh}", f"{surface.sectors} directions, {hills.en}"
        )
    rows.append((Bilingual("地面", "ground"), ground))
    return rows


def _kind(scenario: TyphoonScenario) -> Bilingual | None:
    storm = scenario.storm
    if isinstance(storm, TrackStorm):
        return None
    if isinstance(storm, PerturbedStorm):
        return Bilingual(f"{storm.members}个扰动路径", f"{storm.members} perturbed tracks")
    assert isinstance(storm, MembersStorm)
    return Bilingual("机构集合预报", "ensemble of the agency")
