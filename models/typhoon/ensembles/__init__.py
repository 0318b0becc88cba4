"""Ensembles of storms: perturbed tracks, synthetic years, probabilities and return periods."""

from models.typhoon.ensembles.counting import exceedance
from models.typhoon.ensembles.counts import Exceedance
from models.typhoon.ensembles.errors import PUBLISHED, ForecastErrors, read_errors
from models.typhoon.ensembles.perturb import perturbed

__all__ = ["PUBLISHED", "Exceedance", "ForecastErrors", "exceedance", "perturbed", "read_errors"]
