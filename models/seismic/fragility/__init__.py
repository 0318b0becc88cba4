"""Fragility: the probability of each damage grade, given the shaking, by class of building."""

from models.seismic.fragility.files import read_fragility, write_template
from models.seismic.fragility.hazus import hazus_fragility
from models.seismic.fragility.sets import FragilitySet, MatrixSet, Table

__all__ = [
    "FragilitySet",
    "MatrixSet",
    "Table",
    "hazus_fragility",
    "read_fragility",
    "write_template",
]
