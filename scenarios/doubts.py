"""What of a scenario rests on unverified values: its own sources, and the tables of the suite."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.waterlogging.defaults import (
    EFFICIENCY,
    GATE_COEFFICIENT,
    GATE_TRAVEL,
    OUTER_STAGE,
    SHAFT_LENGTH,
    START_ABOVE_NORMAL,
    STOP_ABOVE_NORMAL,
)
from models.waterlogging.storm_intensity import storm_formula
from scenarios.sections.canals import ComputedCanals
from scenarios.sections.domain import DistrictDomain
from scenarios.sections.frame import Words
from scenarios.sections.losses import DesignSewers, LandcoverInfiltration, NoSewers
from scenarios.sections.rain import DesignDayRain, DesignRain, GaugesRain, RecordedRain
from scenarios.sections.sewers import NetworkSewers
from scenarios.sections.underground import CensusUnderground
from scenarios.sections.water import NoCanals, NormalCanals

if TYPE_CHECKING:
    from scenarios.spec import Scenario


def doubts_of(scenario: Scenario) -> list[Words]:
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
    found = [
        *stated,
        *heading.assumptions.values(),
        *_rain(scenario),
        *_sewers(scenario),
        *_ground(scenario),
        *_canals(scenario),
        *_underground(scenario),
        *_factors(scenario),
    ]
    return list(dict.fromkeys(found))


def doubts_of_all(scenarios: Iterable[Scenario]) -> list[dict[str, str]]:
    """Every such value of several scenarios, each told once, as a manifest holds them.

    Parameters
    ----------
    scenarios
        The values of the files.

    Returns
    -------
    list of dict
        The sentence by language, in the order of the scenarios.
    """
    told = ((words.of("zh"), words.of("en")) for scenario in scenarios for words in doubts_of(scenario))
    return [{"zh": zh, "en": en} for zh, en in dict.fromkeys(told)]


def _rain(scenario: Scenario) -> list[Words]:
    rain = scenario.rain
    if isinstance(rain, DesignRain):
        return [
            *_formula(rain.formula, "暴雨强度公式 {0}", "storm-intensity formula {0}"),
            Words(
                zh=f"雨峰系数 {rain.peak_ratio:g}", en=f"peak ratio {rain.peak_ratio:g} of the design storm"
            ),
        ]
    if isinstance(rain, DesignDayRain):
        return [
            *_formula(rain.formula, "暴雨强度公式 {0}", "storm-intensity formula {0}"),
            Words(
                zh=f"24小时与3小时雨量之比 {rain.day_ratio:g}，雨峰系数 {rain.peak_ratio:g}",
                en=f"ratio {rain.day_ratio:g} of the rain of 24 hours to that of 3, "
                f"peak ratio {rain.peak_ratio:g}",
            ),
        ]
    if isinstance(rain, GaugesRain) and rain.method == "kriging":
        reach = f"{rain.range_m:g}" if rain.range_m else None
        return [
            Words(
                zh=f"克里金变差函数 {rain.variogram}，变程" + (f"{reach}米" if reach else "由各站总雨量拟合"),
                en=f"{rain.variogram} variogram of the kriging, "
                + (f"range {reach} m" if reach else "range fitted to the totals of the gauges"),
            )
        ]
    if isinstance(rain, RecordedRain) and isinstance(rain.pattern, str):
        return [Words(zh=f"时程雨型 {rain.pattern}", en=f"storm pattern {rain.pattern}")]
    return []


def _sewers(scenario: Scenario) -> list[Words]:
    sewers = scenario.sewers
    found = []
    if isinstance(sewers, DesignSewers):
        found = [
            *_formula(
                sewers.formula,
                "排水能力所依据的暴雨强度公式 {0}",
                "storm-intensity formula {0} behind the sewer capacity",
            ),
            Words(
                zh=f"排水能力所用的径流系数 {sewers.runoff_coefficient:g}",
                en=f"runoff coefficient {sewers.runoff_coefficient:g} behind the sewer capacity",
            ),
        ]
    if isinstance(sewers, NetworkSewers):
        form = sewers.inlets
        return [
            Words(
                zh=f"沿管道每 {form.spacing_m:g} 米 {form.per_place:g} 个雨水口，尺寸与流量系数各处相同",
                en=f"gullies every {form.spacing_m:g} m along the pipes, {form.per_place:g} at each place, "
                "their size and coefficients the same everywhere",
            )
        ]
    if isinstance(scenario.domain, DistrictDomain) and not isinstance(sewers, NoSewers):
        found.append(Words(zh="各类地表接入管网的比例", en="share of each land-cover class that is sewered"))
    return found


def _ground(scenario: Scenario) -> list[Words]:
    found = []
    if isinstance(scenario.domain, DistrictDomain):
        found.append(Words(zh="各类地表的曼宁糙率", en="Manning's n by land-cover class"))
    if scenario.domain.roofs == "inlets":
        reach = scenario.domain.roof_reach_m
        found.append(
            Words(
                zh=f"距雨水口{reach:g}米以内的屋面全部经雨落管接入管网",
                en=f"every roof within {reach:g} m of an inlet drains to it",
            )
        )
    if isinstance(scenario.infiltration, LandcoverInfiltration):
        name = {"green-ampt": "Green-Ampt", "horton": "Horton"}[scenario.infiltration.equation]
        found.append(Words(zh=f"各类地表的{name}下渗参数", en=f"{name} soil by land-cover class"))
    return found


def _canals(scenario: Scenario) -> list[Words]:
    canals = scenario.canals
    if isinstance(canals, NoCanals) or not isinstance(scenario.domain, DistrictDomain):
        return []
    if isinstance(canals, ComputedCanals):
        return _computed_canals(canals)
    if isinstance(canals, NormalCanals):
        return [Words(zh="数据快照中的河道常水位", en="normal canal stages of the snapshot")]
    return [
        Words(
            zh="未给定水位的河道取数据快照中的常水位",
            en="normal stages of the snapshot for canals whose level is not stated",
        )
    ]


def _computed_canals(canals: ComputedCanals) -> list[Words]:
    start, stop = START_ABOVE_NORMAL, STOP_ABOVE_NORMAL
    outer = OUTER_STAGE if canals.outer_stage_m is None else canals.outer_stage_m
    return [
        Words(zh=f"河道曼宁糙率 {canals.manning:g}", en=f"Manning's n {canals.manning:g} of the canals"),
        Words(
            zh=f"水闸流量系数 {GATE_COEFFICIENT:g}，启闭历时 {GATE_TRAVEL:g} 秒",
            en=f"discharge coefficient {GATE_COEFFICIENT:g} of sluices, "
            f"{GATE_TRAVEL:g} s in which they open or shut",
        ),
        Words(
            zh=f"泵站启停水位未载明时取常水位以上 {start:g}/{stop:g} 米",
            en=f"stations without levels of their own start {start:g} and stop {stop:g} m above normal",
        ),
        Words(
            zh=f"泵站外排水体水位 {outer:g} 米，机组效率 {EFFICIENCY:g}",
            en=f"level {outer:g} m of the waters that stations lift to, efficiency {EFFICIENCY:g}",
        ),
        Words(
            zh="河道断面、水闸与泵站的规模和调度取自数据快照；高水系水闸在其降至常水位时关闭为假设",
            en="sections, sluices, stations and rules as in the snapshot; gates of a higher river "
            "shut at its usual stage (assumed)",
        ),
    ]


def _underground(scenario: Scenario) -> list[Words]:
    spaces = scenario.underground
    if not isinstance(spaces, CensusUnderground):
        return []
    weir, start, stop = spaces.discharge_coefficient, spaces.pump_start_m, spaces.pump_stop_m
    return [
        Words(zh=f"地下空间门槛堰流系数 {weir:g}", en=f"weir coefficient {weir:g} of sills below ground"),
        Words(
            zh=f"普查未载明宽度的出入口宽 {spaces.entrance_width_m:g} 米，坡道长 {SHAFT_LENGTH:g} 米",
            en=f"width {spaces.entrance_width_m:g} m of entrances for which the census has none, ramps "
            f"{SHAFT_LENGTH:g} m long",
        ),
        Words(
            zh=f"地下空间排水泵启停水深 {start:g}/{stop:g} 米",
            en=f"depths {start:g}/{stop:g} m at which drain pumps below ground start and stop",
        ),
    ]


def _factors(scenario: Scenario) -> list[Words]:
    stated = {name: value for name, value in scenario.factors.model_dump().items() if value != 1.0}
    return [
        Words(zh=f"参数倍率 {name} = {value:.3g}", en=f"factor {value:.3g} on {name}")
        for name, value in stated.items()
    ]


def _formula(name: str, zh: str, en: str) -> list[Words]:
    """The formula, unless the table says that it was read in its source."""
    if storm_formula(name).status == "verified":
        return []
    return [Words(zh=zh.format(name), en=en.format(name))]
