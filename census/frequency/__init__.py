"""Frequency analysis of annual maxima: distributions, fits, intervals, storm-intensity formulas."""

from census.frequency.curve_fitting import fit_curve, fit_curve_ratio
from census.frequency.gev import Gev
from census.frequency.intervals import bootstrap_interval, delta_interval
from census.frequency.methods import METHODS, Method, method_named
from census.frequency.pearson import Pearson3
from census.frequency.positions import plotting_positions
from census.frequency.storm_intensity import IntensityFormula, fit_intensity_formula

__all__ = [
    "METHODS",
    "Gev",
    "IntensityFormula",
    "Method",
    "Pearson3",
    "bootstrap_interval",
    "delta_interval",
    "fit_curve",
    "fit_curve_ratio",
    "fit_intensity_formula",
    "method_named",
    "plotting_positions",
]
