"""What is published of a storm that never comes near."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.typhoon.path import NoEffect
from outputs.map_style import Bilingual
from outputs.typhoon.clock import Clock
from outputs.typhoon.products import WindProducts
from scenarios.typhoon.outcome import Outcome
from scenarios.typhoon.spec import TyphoonLoaded
from scenarios.typhoon.words import event_rows


def without_effect(loaded: TyphoonLoaded, found: NoEffect, clock: Clock, named: Bilingual) -> Outcome:
    """A storm that never comes near is a result, told in one row.

    Parameters
    ----------
    loaded
        The scenario.
    found
        How near the storm came, and when.
    clock
        The clock of the run.
    named
        The storm in words.
    """
    since = found.time.astype("datetime64[s]") - np.datetime64(clock.origin.replace(tzinfo=None), "s")
    seconds = float(since / np.timedelta64(1, "s"))
    when = clock.full(seconds)
    told = f"{found.closest_m / 1000.0:.0f} km, {when}"
    none = Bilingual(
        f"无影响：最近{found.closest_m / 1000.0:.0f} km，大于{found.reach_m / 1000.0:g} km",
        f"none: no nearer than {found.closest_m / 1000.0:.0f} km, beyond {found.reach_m / 1000.0:g} km",
    )
    table = pd.DataFrame(
        {
            "storm": [found.name],
            "closest_m": [found.closest_m],
            "time_local": [when],
            "reach_m": [found.reach_m],
        }
    )
    products = WindProducts(
        ds=None,
        pages=(),
        tables={"no_effect": table},
        figures={
            "effect": "none",
            "closest_km": found.closest_m / 1000.0,
            "closest_time_local": when,
            "reach_km": found.reach_m / 1000.0,
        },
        shown=[],
    )
    rows = event_rows(loaded.spec, storm=named, closest=Bilingual(told, told))
    return Outcome(
        products=products,
        event=[*rows, (Bilingual("影响", "effect"), none)],
        start=clock.origin,
        notes=(found.words,),
    )
