"""One sheet of the atlas as an A4 page."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

import shapely
from matplotlib.colors import to_rgb

from census.errors import InputError
from outputs.atlas.legend import Atlas, Legend, View
from outputs.atlas.sheets import SHEETS
from outputs.map_furniture import draw_north_arrow, draw_scale_bar, draw_stamp
from outputs.map_layers import draw_streets
from outputs.map_panel import LegendClass, Panel, draw_panel
from outputs.map_style import MUTED, Bilingual, Language, style_sheet
from outputs.maps import PAGE, map_axes, save_page

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

_PANEL_BOX = (0.685, 0.05, 0.29, 0.905)
_METRES_PER_INCH = 0.0254
_MARGIN = 250.0
"""Ground shown around what is asked for [m]."""


def draw_sheet(
    atlas: Atlas,
    name: str,
    path: str | PathLike[str],
    *,
    district: Bilingual,
    street: str | None = None,
    language: Language = "zh",
) -> None:
    """Draw one sheet in PNG.

    Parameters
    ----------
    atlas
        What is drawn from.
    name
        One of `outputs.atlas.SHEETS`.
    path
        File to write.
    district
        Name of the district.
    street
        Code of the street to be shown; None shows the whole district.
    language
        "zh" or "en".

    Raises
    ------
    InputError
        If there is no such sheet or street, or the sheet shows derived values and none are there.
    """
    import matplotlib as mpl

    if name not in SHEETS:
        raise InputError(f"there is no sheet {name!r}; there are {', '.join(SHEETS)}")
    if SHEETS[name].derived and atlas.derived is None:
        raise InputError(f"sheet {name!r} shows derived values; run `fangzai census derive` first")
    with mpl.rc_context(style_sheet()):
        save_page(_page(atlas, name, district, street, language), path)


def view_of(streets: gpd.GeoDataFrame, code: str | None) -> View:
    """A street, or all, with a margin around it.

    Raises
    ------
    InputError
        If no street has the code.
    """
    chosen = streets if code is None else streets[streets["code"] == code]
    if chosen.empty:
        raise InputError(f"there is no street {code!r}; the codes are {', '.join(streets['code'])}")
    west, south, east, north = (float(v) for v in chosen.total_bounds)
    bounds = west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN
    return View(bounds, shapely.union_all(chosen.geometry.to_numpy()))


def _page(atlas: Atlas, name: str, district: Bilingual, street: str | None, language: Language) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    sheet = SHEETS[name]
    streets = atlas.census.rows("streets")
    view = view_of(streets, street)
    figure = Figure(figsize=PAGE)
    FigureCanvasAgg(figure)
    axes, inches = map_axes(figure, view.bounds)
    axes.set_aspect("auto")
    legend = sheet.draw(axes, atlas, view, language)
    west, south, east, north = view.bounds
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    borders = draw_streets(axes, streets, language)
    width = east - west
    draw_scale_bar(axes, metres=width, language=language, printed_scale=width / (inches * _METRES_PER_INCH))
    draw_north_arrow(axes, language)
    if atlas.census.synthetic:
        draw_stamp(axes, language)
    left = axes.get_position().x0
    where = Bilingual(*_place(streets, district, street)).of(language)
    figure.text(left, 0.955, f"{where}  {sheet.title.of(language)}", fontsize=15, va="center")
    figure.text(left, 0.922, legend.title.of(language), fontsize=10.5, va="center", color=MUTED)
    draw_panel(figure.add_axes(_PANEL_BOX), _panel(legend, borders, language), language)
    return figure


def _place(streets: gpd.GeoDataFrame, district: Bilingual, street: str | None) -> tuple[str, str]:
    if street is None:
        return district.zh, district.en
    row = streets[streets["code"] == street].iloc[0]
    return f"{district.zh}{row['name']}", f"{district.en}, {row['name_en']}"


def _panel(legend: Legend, symbols: Sequence[str], language: Language) -> Panel:
    figures = [(label.of(language), value) for label, value in legend.figures]
    head = Bilingual("关键数字", "Key figures").of(language)
    return Panel(
        legend_title=legend.title.of(language),
        legend_note="",
        classes=[
            LegendClass(to_rgb(entry.colour), entry.words.of(language), "", entry.number)
            for entry in legend.entries
        ],
        area_unit="",
        symbols=symbols,
        sections=[(head, figures)] if figures else [],
        notes=[note.of(language) for note in legend.notes],
        measure=legend.measure.of(language) or " ",
    )
