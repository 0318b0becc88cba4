"""Curves of Hazus 6.1 on peak ground acceleration."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files

import numpy as np

from census.errors import InputError
from models.seismic.fragility.files import read_fragility
from models.seismic.fragility.sets import FragilitySet
from models.seismic.fragility.spectrum import REFERENCE_RATIO

BETA_SAMPLED = 0.4
"""Deviation where motion is sampled: capacity and damage state."""

BETA_MEDIAN = 0.64
"""Deviation for a map of median motion: with 0.5 for the demand, sqrt(0.4^2 + 0.5^2) (manual, p. 5-65)."""

SHAPES = ("reference", "event", "one-second")


def hazus_fragility(*, sampled: bool = True, shape: str = "reference") -> FragilitySet:
    """Equivalent-PGA curves of Hazus 6.1.

    Parameters
    ----------
    sampled
        Whether the motion's own scatter is sampled or integrated over; otherwise the curves hold it too.
    shape
        "reference": medians on PGA as tabulated, for the spectrum of a large earthquake. "event": the same,
        to be met by a motion that carries the factor of `spectrum.median_factor`. "one-second": the medians
        carried to SA(1.0) by the ratio of that spectrum, so that the spectrum of the motion rules.

    Notes
    -----
    The medians were derived for a reference spectrum with much motion at long periods. An earthquake of
    magnitude 5 to 6.5 nearby has less for the same PGA on rock; soft ground gives some of it back. In terms
    of the 1 s acceleration on the ground the medians are 1.5 PGA_ref. Equation and tables were not read in
    the manual: "event" and "one-second" count as unverified.
    """
    if shape not in SHAPES:
        raise InputError(
            f"shape {shape!r} of the Hazus curves is not known; it can be {' or '.join(map(repr, SHAPES))}"
        )
    with as_file(files("models.seismic.fragility") / "tables/hazus61_pga.csv") as path:
        held = read_fragility(path)
    if not isinstance(held, FragilitySet):
        raise TypeError("the table of Hazus holds curves")
    beta = np.full(len(held.classes), BETA_SAMPLED if sampled else BETA_MEDIAN)
    source = "FEMA Hazus 6.1, equivalent-PGA fragility of structures"
    if shape == "event":
        return replace(
            held, name="hazus-event", beta=beta, status="unverified", source=source,
            note="Medians moved to the spectrum of this magnitude, distance and ground "
            "(unverified).",
        )  # fmt: skip
    if shape == "one-second":
        return replace(
            held, name="hazus-one-second", measure=("SA(1.0)",) * len(held.classes),
            ln_median=held.ln_median + np.log(REFERENCE_RATIO), beta=beta, status="unverified", source=source,
            note="Medians carried from PGA to SA(1.0) by the ratio of the reference spectrum (unverified).",
        )  # fmt: skip
    return replace(
        held, name="hazus", beta=beta, source=source,
        note="Medians hold for the spectrum of a large earthquake: for magnitudes 5 to 6.5 nearby, damage is "
        "overstated on firm ground, most for tall buildings.",
    )  # fmt: skip
