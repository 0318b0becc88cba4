"""Wind and pressure over time at places: a table, and a page of curves."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outputs.caption import Caption
from outputs.map_style import INK, MUTED, STAMP, Bilingual, Language, style_sheet
from outputs.maps import PAGE, save_page
from outputs.typhoon.clock import LOCAL, Clock

Floats = NDArray[np.float64]

SHOWN = 6
"""Places on the page of curves; the table holds all."""

_LINES = ("#1c3a6b", "#b94d38", "#2f7d6b", "#8a5aa8", "#b58a1e", "#5c5c5c")


@dataclass(frozen=True)
class PointSeries:
    """What blows at places, in time.

    Parameters
    ----------
    names
        Of the p places.
    time
        Shape (t,) [s].
    mean, gust
        10-minute mean and 3-second gust at 10 m over the ground of the place, shape (t, p) [m/s].
    direction
        The wind comes from, clockwise from north, shape (t, p) [degree].
    pressure
        At sea level, shape (t, p) [Pa].
    """

    names: Sequence[str]
    time: Floats
    mean: Floats
    gust: Floats
    direction: Floats
    pressure: Floats


def series_table(series: PointSeries, clock: Clock) -> pd.DataFrame:
    """All values in a long table, place by place.

    Returns
    -------
    pandas.DataFrame
        Columns point, time_s, time_local, mean_wind_m_s, gust_m_s, wind_direction_deg, air_pressure_pa.
    """
    count = series.time.size
    return pd.DataFrame(
        {
            "point": np.repeat(np.asarray(series.names, dtype=object), count),
            "time_s": np.tile(series.time, len(series.names)),
            "time_local": clock.texts(series.time) * len(series.names),
            "mean_wind_m_s": series.mean.T.ravel(),
            "gust_m_s": series.gust.T.ravel(),
            "wind_direction_deg": series.direction.T.ravel(),
            "air_pressure_pa": series.pressure.T.ravel(),
        }
    )


def draw_series(
    series: PointSeries,
    clock: Clock,
    path: str | os.PathLike[str],
    *,
    caption: Caption,
    language: Language = "zh",
) -> None:
    """Draw mean wind and gust, direction and pressure of the windiest places on an A4 page in PNG.

    Raises
    ------
    ValueError
        If a character of the page is not in the map font.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.dates import ConciseDateFormatter
    from matplotlib.figure import Figure

    with mpl.rc_context(style_sheet()):
        figure = Figure(figsize=PAGE)
        FigureCanvasAgg(figure)
        figure.text(0.07, 0.955, caption.title.of(language), fontsize=14, va="center")
        subtitle = Bilingual(
            "各地点过程：实线10分钟平均风速，虚线3秒阵风（10米高）；来向；海平面气压（北京时间）",
            "Places: mean wind (10 min, solid), gust (3 s, dashed) at 10 m; direction; pressure (UTC+8)",
        )  # fmt: skip
        figure.text(0.07, 0.922, subtitle.of(language), fontsize=9.5, va="center", color=MUTED)
        if caption.synthetic:
            stamp = Bilingual("合成数据，不代表真实街区", "Synthetic data, not the real district")
            figure.text(0.97, 0.955, stamp.of(language), fontsize=9, ha="right", va="center", color=STAMP)
        top, middle, low = figure.subplots(
            3, 1, sharex=True,
            gridspec_kw={"left": 0.07, "right": 0.97, "top": 0.89, "bottom": 0.06, "hspace": 0.08,
                         "height_ratios": (2.2, 1.0, 1.0)},
        )  # fmt: skip
        moments = [clock.at(second) for second in series.time]
        for place, colour in zip(windiest(series), _LINES, strict=False):
            name = str(series.names[place])
            top.plot(moments, series.mean[:, place], color=colour, linewidth=1.1, label=name)
            top.plot(moments, series.gust[:, place], color=colour, linewidth=0.7, linestyle=(0, (4, 2)))
            middle.plot(moments, series.direction[:, place], ".", color=colour, markersize=1.5)
            low.plot(moments, series.pressure[:, place] / 100.0, color=colour, linewidth=1.0)
        top.legend(loc="upper left", fontsize=7, frameon=False, ncols=3)
        top.set_ylabel("m/s")
        top.set_ylim(bottom=0.0)
        middle.set_ylabel(Bilingual("来向（°）", "from (degrees)").of(language))
        middle.set_ylim(0.0, 360.0)
        middle.set_yticks([0, 90, 180, 270, 360])
        low.set_ylabel("hPa")
        low.xaxis.set_major_formatter(
            ConciseDateFormatter(  # type: ignore[no-untyped-call]
                low.xaxis.get_major_locator(), tz=LOCAL
            )
        )
        for axes in (top, middle, low):
            axes.grid(color=INK, alpha=0.12, linewidth=0.4)
        save_page(figure, path)


def windiest(series: PointSeries) -> list[int]:
    """Places with the greatest mean winds, at most `SHOWN`, in the order of the series."""
    order = np.argsort(-series.mean.max(axis=0), kind="stable")[:SHOWN]
    return sorted(int(place) for place in order)
