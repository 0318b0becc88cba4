"""What of a typhoon scenario rests on unverified values: its sources, the suite's tables, assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.sections.frame import Words
from scenarios.sections.storm import MembersStorm, PerturbedStorm, TrackStorm

if TYPE_CHECKING:
    from scenarios.typhoon.spec import TyphoonScenario


def doubts_of(scenario: TyphoonScenario) -> list[Words]:
    """Every value of a scenario that rests on an unverified source, a table or an assumption.

    Parameters
    ----------
    scenario
        The values of the file.

    Returns
    -------
    list of Words
        Its own unverified sources and assumptions first, then what it takes from the suite.
    """
    heading = scenario.scenario
    stated = [Words(zh=s.zh, en=s.en) for s in heading.sources.values() if s.status == "unverified"]
    return [
        *stated,
        *heading.assumptions.values(),
        *_storm(scenario),
        *_vortex(scenario),
        *_surface(scenario),
        *_consequences(scenario),
    ]


def _storm(scenario: TyphoonScenario) -> list[Words]:
    storm = scenario.storm
    if isinstance(storm, PerturbedStorm) and storm.errors == "published":
        return [
            Words(
                zh="路径与强度预报误差随时效增长的统计值（误差表所注状态）",
                en="errors of position and intensity by lead time (status as stated in the table of errors)",
            )
        ]
    if isinstance(storm, MembersStorm):
        return [
            Words(zh="集合各成员等可能", en="members of the ensemble are equally likely"),
        ]
    return []


def _vortex(scenario: TyphoonScenario) -> list[Words]:
    vortex = scenario.vortex
    found = [
        Words(
            zh="不同机构最大风的平均时距按WMO/TD-1555换算，海上暴露类别为推定",
            en="averaging periods are converted after WMO/TD-1555; the exposure at sea is inferred",
        )
    ]
    if vortex.rmax == "given":
        found.append(
            Words(
                zh="机构未给出最大风半径处取Vickery与Wadhera (2008)（大西洋与墨西哥湾飓风拟合）",
                en="radius of the greatest wind after Vickery and Wadhera (2008), fitted to Atlantic "
                "hurricanes, where the agency gives none",
            )
        )
    return found


def _surface(scenario: TyphoonScenario) -> list[Words]:
    if scenario.surface.ground == "sea":
        return [Words(zh="全区按海面，不计粗糙度与地形", en="wind as over open sea, no roughness, no hills")]
    if scenario.surface.ground == "open":
        return [Words(zh="全区按平坦开阔地面", en="level open country everywhere")]
    return [
        Words(
            zh="地表粗糙度、上风距离与权重、背风遮蔽、阵风关系为推定，未经实测风校核",
            en="roughness, fetch and its weight, shelter of lees and gust relation are inferred and not "
            "checked against measured wind",
        )
    ]


def _consequences(scenario: TyphoonScenario) -> list[Words]:
    if not isinstance(scenario.storm, TrackStorm):
        return []
    found = [
        Words(
            zh="房屋、树木、脚手架、塔吊和招牌的风易损性（曲线表所注状态）",
            en="wind fragility of buildings, trees, scaffolds, cranes, signboards (status as in its tables)",
        )
    ]
    if scenario.actions is None or scenario.actions.thresholds == "standard":
        found.append(
            Words(
                zh="防风行动的阈值与提前量（行动表所注状态）",
                en="thresholds and leads of the actions (status as stated in their table)",
            )
        )
    return found
