"""Correlated residuals of ground motion: their law, their draws and what stations tell of them."""

from models.seismic.residuals.conditioning import Conditioned, condition
from models.seismic.residuals.correlation import cross_correlation, range_km
from models.seismic.residuals.fields import ResidualFields, build_fields
from models.seismic.residuals.moments import collocated_correlation, pair_correlation, residual_moments
from models.seismic.residuals.sampling import sample_between, sample_nodes, sample_residuals

__all__ = [
    "Conditioned",
    "ResidualFields",
    "build_fields",
    "collocated_correlation",
    "condition",
    "cross_correlation",
    "pair_correlation",
    "range_km",
    "residual_moments",
    "sample_between",
    "sample_nodes",
    "sample_residuals",
]
