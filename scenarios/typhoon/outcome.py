"""What the storms of a scenario gave, ready to be written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from outputs.map_style import Bilingual
from outputs.typhoon.products import WindProducts
from scenarios.sections.frame import Words


@dataclass(frozen=True)
class Outcome:
    """What the storms of a scenario gave.

    Parameters
    ----------
    products
        What is written.
    event
        Label and value of the storm for captions.
    start
        Where the seconds of the run begin; None where it has no time of its own.
    doubts
        What turned out to rest on unverified values, besides what the scenario tells.
    notes
        What was mended in the inputs, for the manifest.
    """

    products: WindProducts
    event: Sequence[tuple[Bilingual, Bilingual]]
    start: dt.datetime | None = None
    doubts: tuple[Words, ...] = ()
    notes: tuple[str, ...] = ()
