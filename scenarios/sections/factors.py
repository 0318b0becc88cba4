"""[factors]: multipliers on what is not known well, as a calibration finds them."""

from __future__ import annotations

from scenarios.sections.section import Positive, Section


class Factors(Section):
    """Multipliers; 1 leaves a value as it is.

    Parameters
    ----------
    roughness
        On Manning's n of all ground.
    roughness_paved, roughness_open
        On that of ground smoother than `scenarios.factors.PAVED`, and of all other ground.
    sewer_capacity
        On the capacity of the stand-in for sewers.
    inlets
        On the coefficients by which the gullies of a sewer network let water in.
    infiltration
        On the saturated conductivity of the ground, or both rates of Horton's law.
    sills
        On the weir coefficient of spaces below ground.
    """

    roughness: Positive = 1.0
    roughness_paved: Positive = 1.0
    roughness_open: Positive = 1.0
    sewer_capacity: Positive = 1.0
    inlets: Positive = 1.0
    infiltration: Positive = 1.0
    sills: Positive = 1.0
