"""Key figures of a typhoon, for the manifest and for the maps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from outputs.map_style import Bilingual
from outputs.typhoon.clock import Clock
from outputs.typhoon.columns import STRONGEST
from outputs.typhoon.zones import signal_of

Figures = dict[str, float | int | str | None]

TIMED = (6, 8, 10)
"""Forces of the gust whose first and last times are among the key figures."""


def wind_figures(ds: xr.Dataset, clock: Clock) -> Figures:
    """Figures a reader looks for first of one storm.

    Returns
    -------
    dict
        Greatest and median of the maxima of mean wind and gust over the district, forces of the greatest,
        local time of the greatest, first and last local times of forces 6, 8 and 10 of the gust anywhere,
        lowest pressure.
    """
    mean, gust = ds["maximum_mean_wind"].values, ds["maximum_gust"].values
    windiest = np.unravel_index(int(np.nanargmax(mean)), mean.shape)
    found: Figures = {
        "mean_wind_greatest_m_s": float(np.nanmax(mean)),
        "mean_wind_median_m_s": float(np.nanmedian(mean)),
        "gust_greatest_m_s": float(np.nanmax(gust)),
        "gust_median_m_s": float(np.nanmedian(gust)),
        "beaufort_force": int(np.nanmax(ds["beaufort_force"].values)),
        "beaufort_force_of_gust": int(np.nanmax(ds["beaufort_force_of_gust"].values)),
        "warning": _colour(ds),
        "time_of_greatest_local": clock.full(float(ds["time_of_maximum_wind"].values[windiest])),
        "lowest_pressure_hpa": float(np.nanmin(ds["minimum_air_pressure"].values)) / 100.0,
    }
    known = set(ds["force"].values.tolist())
    for force in (force for force in TIMED if force in known):
        first = ds["first_time_of_gust_force"].sel(force=force).values
        last = ds["last_time_of_gust_force"].sel(force=force).values
        reached = bool(np.isfinite(first).any())
        found[f"first_gust_force_{force}_local"] = clock.full(float(np.nanmin(first))) if reached else None
        found[f"last_gust_force_{force}_local"] = clock.full(float(np.nanmax(last))) if reached else None
    return found


def _colour(ds: xr.Dataset) -> str:
    """Colour of the typhoon warning whose winds are reached anywhere; empty below the lowest."""
    mean, gust = (np.nanmax(ds[name].values) for name in ("beaufort_force", "beaufort_force_of_gust"))
    signal = signal_of(float(mean), float(gust))
    return signal.colour if signal is not None else ""


def shown_wind_figures(figures: Mapping[str, float | int | str | None]) -> list[tuple[Bilingual, str]]:
    """Label and value of the figures of one storm that stand on a map."""
    rows = [
        (
            Bilingual("平均风速：中位、最大", "mean wind: median, greatest"),
            f"{figures['mean_wind_median_m_s']:.1f}, {figures['mean_wind_greatest_m_s']:.1f} m/s",
        ),
        (
            Bilingual("阵风：中位、最大", "gust: median, greatest"),
            f"{figures['gust_median_m_s']:.1f}, {figures['gust_greatest_m_s']:.1f} m/s",
        ),
        (
            Bilingual("最大风力：平均、阵风（级）", "greatest force: mean, gust"),
            f"{figures['beaufort_force']}, {figures['beaufort_force_of_gust']}",
        ),
        (Bilingual("最大风时间", "time of the greatest"), str(figures["time_of_greatest_local"])),
        (Bilingual("最低气压", "lowest pressure"), f"{figures['lowest_pressure_hpa']:.0f} hPa"),
    ]
    for force in TIMED:
        first, last = (
            figures.get(f"first_gust_force_{force}_local"),
            figures.get(f"last_gust_force_{force}_local"),
        )
        if first:
            label = Bilingual(f"阵风{force}级", f"gusts of force {force}")
            rows.append((label, f"{str(first)[5:]} – {str(last)[5:]}"))
    return rows  # fmt: skip


def probability_figures(ds: xr.Dataset) -> Figures:
    """Greatest probability of each force anywhere in the district, and mean over its cells."""
    found: Figures = {"members": int(ds.attrs["members"])}
    for field, name in (("probability_of_force", "force"), ("probability_of_gust_force", "gust_force")):
        for force in (force for force in ds["force"].values if force <= STRONGEST):
            values = ds[field].sel(force=force).values
            found[f"probability_{name}_{force:g}"] = float(np.nanmax(values))
            found[f"mean_probability_{name}_{force:g}"] = float(np.nanmean(values))
    return found


def shown_probability_figures(figures: Mapping[str, float | int | str | None]) -> list[tuple[Bilingual, str]]:
    """Label and value of the figures of many storms that stand on a map."""
    rows = [(Bilingual("成员", "members"), f"{figures['members']}")]
    for name, zh, en in (("force", "平均风", "mean wind"), ("gust_force", "阵风", "gust")):
        for force in (6, 8, 10, 12):
            greatest, mean = (
                figures.get(f"probability_{name}_{force}"),
                figures.get(f"mean_probability_{name}_{force}"),
            )
            if greatest is not None and mean is not None:
                label = Bilingual(f"{zh}{force}级：平均、最大处", f"{en}, force {force}: mean, most")
                rows.append((label, f"{100 * float(mean):.1f}, {100 * float(greatest):.1f} %"))
    return rows  # fmt: skip
