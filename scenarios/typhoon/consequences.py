"""What follows from the wind of one storm: damage, rain from the track, actions before the wind."""

from __future__ import annotations

from dataclasses import replace

from models.typhoon.actions import street_actions
from models.typhoon.path import Path
from outputs.map_style import Bilingual
from outputs.tables import Column
from outputs.typhoon.actions import ACTION_COLUMNS, action_figures, readable_actions
from outputs.typhoon.damage import DAMAGE_COLUMNS, damage_table, state_table
from outputs.typhoon.products import WindProducts
from scenarios.sections.wind import TrackRainSection, WindDamageSection
from scenarios.typhoon.assemble import TyphoonAssembly
from scenarios.typhoon.losses import building_layer, damages_of, loss_figures, things_of
from scenarios.typhoon.measures import actions_of
from scenarios.typhoon.rain import track_rain
from scenarios.typhoon.spec import TyphoonLoaded

RAIN_COLUMNS = {
    "time": Column(Bilingual("time", "time")),
    "depth_mm": Column(Bilingual("depth_mm", "depth_mm"), 1.0, 3),
}
"""Columns of the table of rain, by the names that runs of waterlogging read."""


def with_consequences(
    loaded: TyphoonLoaded, assembly: TyphoonAssembly, path: Path, products: WindProducts
) -> WindProducts:
    """The products of one storm with damage, actions and rain.

    Parameters
    ----------
    loaded
        The scenario.
    assembly
        District and ground.
    path
        Path of the storm.
    products
        Fields and tables of its wind.
    """
    ds, way = products.ds, products.way
    assert ds is not None and way is not None
    tables, columns = dict(products.tables), dict(products.columns)
    figures, layers = dict(products.figures), dict(products.layers)
    shown, streets = list(products.shown), assembly.snapshot.rows("streets")
    things = things_of(assembly)
    if (loaded.spec.damage or WindDamageSection()).computed:
        damages = damages_of(things, assembly.surface, ds)
        tables["damage"], tables["damage_states"] = (
            damage_table(damages, streets),
            state_table(damages, streets),
        )
        columns["damage"] = columns["damage_states"] = DAMAGE_COLUMNS
        layers["buildings"] = building_layer(damages, assembly.snapshot.table("buildings"))
        found = loss_figures(tables["damage"])
        figures.update(found)
        label = Bilingual("风损期望（万元）", "loss, expected (10,000 CNY)")
        shown.append((label, f"{found['loss_yuan'] / 1e4:,.0f}"))
    actions = actions_of(loaded, assembly, ds, way.clock, things)
    for stem, listed in (("actions", actions), ("actions_by_street", street_actions(actions))):
        tables[stem], columns[stem] = readable_actions(listed, streets, way.clock), ACTION_COLUMNS
    figures.update(action_figures(actions, way.clock))
    model = (loaded.spec.track_rain or TrackRainSection()).model
    tables["rain"], columns["rain"] = track_rain(assembly, path, way.clock, model), RAIN_COLUMNS
    figures["track_rain_mm"] = float(tables["rain"]["depth_mm"].sum())
    return replace(products, tables=tables, columns=columns, figures=figures, layers=layers, shown=shown)
