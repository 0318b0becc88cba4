"""What of an earthquake scenario rests on unverified values: its sources, the suite's tables, assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.loaded import BUILT_IN
from scenarios.sections.earthquake import (
    IntensityEarthquake,
    PastEarthquake,
    ShakemapEarthquake,
    ZonationEarthquake,
)
from scenarios.sections.frame import Words

if TYPE_CHECKING:
    from scenarios.seismic.spec import SeismicScenario

SHARE = Words(
    zh="衰减关系总标准差中事件间部分的比例",
    en="share of the variance of the attenuation that is between earthquakes",
)
INTENSITY = Words(
    zh="由峰值加速度和峰值速度计算仪器烈度的公式（GB/T 17742）",
    en="formulas of intensity from peak acceleration and velocity (GB/T 17742)",
)
REGIONS = {
    "eastern_strong": ("东部强震区", "eastern strong-motion region"),
    "stable_moderate": ("中强地震区", "moderate region"),
}


def doubts_of(scenario: SeismicScenario) -> list[Words]:
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
        *_earthquake(scenario),
        *_motion(scenario),
        *_damage(scenario),
    ]


def own_curves(scenario: SeismicScenario, status: str) -> tuple[tuple[str, str], ...]:
    """What is to be said of curves of the user's own that are marked unverified, in Chinese and English."""
    if scenario.damage.fragility == BUILT_IN["damage.fragility"] or status == "verified":
        return ()
    name = scenario.damage.fragility
    return ((f"易损性文件 {name} 标为未核实", f"fragility of {name}, marked unverified"),)


def _earthquake(scenario: SeismicScenario) -> list[Words]:
    event = scenario.earthquake
    if isinstance(event, IntensityEarthquake):
        return [
            Words(
                zh=f"烈度图单元内标准差 {event.sigma:g}",
                en=f"standard deviation {event.sigma:g} of the intensity within a cell of its map",
            )
        ]
    if isinstance(event, ZonationEarthquake):
        return [
            Words(
                zh="区划图峰值加速度（数据快照中的表）", en="peak accelerations of the snapshot's zonation"
            ),
            Words(zh="按场地类别的地震动调整系数", en="site factors by site class"),
        ]
    if isinstance(event, PastEarthquake):
        return [
            Words(
                zh="历史地震的震级、位置和深度按记载推定",
                en="magnitude, place and depth of the past earthquake are inferred from records",
            )
        ]
    if isinstance(event, ShakemapEarthquake) and scenario.motion.between_share is None:
        return [SHARE]
    return []


def _motion(scenario: SeismicScenario) -> list[Words]:
    motion = scenario.motion
    if isinstance(scenario.earthquake, IntensityEarthquake):
        return []
    if scenario.has_model and motion.model == "intensity":
        zh, en = REGIONS[motion.region]
        return [
            Words(zh=f"烈度衰减关系（{zh}）的系数", en=f"coefficients of the attenuation of intensity, {en}"),
            SHARE,
        ]
    if not scenario.has_model or motion.model == "boore2014":
        return [INTENSITY]
    zh, en = REGIONS[motion.region]
    found = [
        Words(zh=f"衰减关系分区取{zh}", en=f"attenuation by the {en}"),
        SHARE,
        INTENSITY,
    ]
    if motion.site_term == "gb-class":
        found += [
            Words(zh="基岩到II类场地的系数", en="factor from rock to class II sites"),
            Words(zh="按场地类别的地震动调整系数", en="site factors by site class"),
        ]
    return found


SPECTRA = {
    "event": Words(
        zh="Hazus峰值加速度易损性按本次地震的震级、距离和场地作谱形修正，修正公式与系数表未经核对",
        en="medians of Hazus moved to the spectrum of this magnitude, distance and ground; the equation and "
        "tables of that were not checked",
    ),
    "one-second": Words(
        zh="Hazus峰值加速度易损性换算为1秒谱加速度，换算比值未经核对",
        en="medians of Hazus carried from peak to 1 s spectral acceleration by a ratio that was not checked",
    ),
    "reference": Words(
        zh="Hazus峰值加速度易损性按大震谱形给出，未作谱形修正：中小地震的震害可能偏离",
        en="medians of Hazus hold for the spectrum of a large earthquake and are not corrected for its shape",
    ),
}
"""What the medians of Hazus stand for, by damage.spectrum."""


def _damage(scenario: SeismicScenario) -> list[Words]:
    damage = scenario.damage
    found = []
    if damage.fragility == "hazus":
        found.append(
            Words(
                zh="易损性曲线取Hazus 6.1（美国），房屋与其类型的对应为推定；"
                "同一烈度下严重破坏和毁坏的比例可能高于GB/T 17742的描述",
                en="fragility of Hazus 6.1 (United States), how buildings map to its types is inferred; "
                "shares of severe damage may exceed those GB/T 17742 describes for the same intensity",
            )
        )
        found.append(SPECTRA[scenario.spectrum])
    found += [
        Words(
            zh=f"同类房屋破坏的相关系数 {damage.correlation:g}",
            en=f"correlation {damage.correlation:g} of damage within a class of buildings",
        ),
        Words(
            zh="伤亡率、失去住所比例、瓦砾量和修复单价",
            en="rates of casualties and displacement, debris and unit costs of repair",
        ),
    ]
    if damage.liquefaction and not isinstance(scenario.earthquake, IntensityEarthquake):
        found.append(
            Words(
                zh="液化判别的震级调整系数、起判加速度及GB 50011判别公式",
                en="adjustment of liquefaction for magnitude, its least acceleration, criterion of GB 50011",
            )
        )
    if damage.roads:
        found.append(
            Words(
                zh="倒塌瓦砾的影响宽度和道路阻断宽度", en="reach of debris and width at which a road is cut"
            )
        )
    if scenario.retrofit is not None:
        found.append(Words(zh="加固措施的单价与效果", en="unit costs and effects of retrofit measures"))
    return found
