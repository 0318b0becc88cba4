"""What the products of an earthquake say of it in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from outputs.map_style import Bilingual
from scenarios.sections.earthquake import (
    Earthquake,
    FaultPlane,
    IntensityEarthquake,
    PastEarthquake,
    RuptureEarthquake,
    ShakemapEarthquake,
    ZonationEarthquake,
)
from scenarios.seismic.spec import SeismicScenario

Row = tuple[Bilingual, Bilingual]
"""Label and value."""

LEVELS = {
    "frequent": Bilingual("多遇（50年63%）", "frequent (63 % in 50 years)"),
    "basic": Bilingual("基本（50年10%）", "basic (10 % in 50 years)"),
    "rare": Bilingual("罕遇（50年2%）", "rare (2 % in 50 years)"),
    "very_rare": Bilingual("极罕遇（年1e-4）", "very rare (1e-4 a year)"),
}
MODELS = {
    "yu2013": Bilingual("俞言祥等 (2013)", "Yu et al. (2013)"),
    "boore2014": Bilingual("Boore等 (2014)", "Boore et al. (2014)"),
    "intensity": Bilingual("烈度衰减关系 (GB 18306)", "attenuation of intensity (GB 18306)"),
}
SITES = {
    "vs30": Bilingual("场地按Vs30", "site by Vs30"),
    "gb-class": Bilingual("场地按国标类别", "site by GB class"),
    "none": Bilingual("不计场地", "no site term"),
}


def event_rows(scenario: SeismicScenario, *, magnitude: float | None, place: str) -> list[Row]:
    """Label and value of the earthquake, its motion and its sampling.

    Parameters
    ----------
    scenario
        The values of the file.
    magnitude
        Magnitude of the rupture; None where there is none.
    place
        Epicentre or name of the event, in words for both languages.
    """
    event = scenario.earthquake
    rows = [(Bilingual("地震", "earthquake"), _kind(event, magnitude))]
    if isinstance(event, FaultPlane):
        depth = event.depth_km
        told = f"{place}" + (f", {depth:g} km" if depth is not None else "")
        rows.append((Bilingual("震中、深度", "epicentre, depth"), Bilingual(told, told)))
    elif place:
        rows.append((Bilingual("事件", "event"), Bilingual(place, place)))
    if scenario.has_model:
        model, site = MODELS[scenario.motion.model], SITES[scenario.motion.site_term]
        rows.append(
            (Bilingual("地震动", "motion"), Bilingual(f"{model.zh}，{site.zh}", f"{model.en}, {site.en}"))
        )
    damage = scenario.damage
    count = Bilingual(f"{damage.realisations}次", f"{damage.realisations} realisations")
    if not scenario.samples_motion:
        count = Bilingual(f"{count.zh}（地震动取中值）", f"{count.en} (median motion)")
    rows.append((Bilingual("模拟", "sampling"), count))
    if scenario.retrofit is not None and scenario.retrofit.budget > 0.0:
        sum_zh, sum_en = (
            f"{scenario.retrofit.budget / 1e8:g}亿元",
            f"{scenario.retrofit.budget / 1e6:g} million CNY",
        )
        rows.append((Bilingual("加固预算", "retrofit budget"), Bilingual(sum_zh, sum_en)))
    return rows


def station_rows(attributes: Mapping[str, str | int | float], unmapped: int) -> list[Row]:
    """Label and value of the stations that corrected the motion; none where there were none.

    Parameters
    ----------
    attributes
        Of the result: `readings` and `stations_left_out`.
    unmapped
        Stations beyond the mapped ground, which took that of the nearest mapped cell.
    """
    if not attributes.get("readings"):
        return []
    zh, en = [f"{attributes['readings']}个观测值"], [f"{attributes['readings']} readings"]
    if attributes.get("stations_left_out"):
        zh.append(f"与本次地震不符而舍去：{attributes['stations_left_out']}")
        en.append(f"left out, cannot be of this earthquake: {attributes['stations_left_out']}")
    if unmapped:
        zh.append(f"{unmapped}个台站在场地图之外，取最近处场地（可在台站表中给出）")
        en.append(f"{unmapped} stations beyond the mapped ground take that of its nearest cell")
    return [(Bilingual("台站", "stations"), Bilingual("；".join(zh), "; ".join(en)))]


def _kind(event: Earthquake, magnitude: float | None) -> Bilingual:
    """What shakes the district."""
    size = "" if magnitude is None else f"M {magnitude:g}"
    if isinstance(event, RuptureEarthquake):
        return Bilingual(size, size)
    if isinstance(event, PastEarthquake):
        name = event.date_text or event.earthquake_id or ""
        return Bilingual(f"历史地震{name}，{size}", f"past earthquake {name}, {size}")
    if isinstance(event, ShakemapEarthquake):
        return Bilingual(f"ShakeMap {size}".strip(), f"ShakeMap {size}".strip())
    if isinstance(event, IntensityEarthquake):
        return Bilingual("烈度分布图", "map of intensity")
    assert isinstance(event, ZonationEarthquake)
    level = LEVELS[event.level]
    return Bilingual(f"区划图{level.zh}", f"zonation, {level.en}")
