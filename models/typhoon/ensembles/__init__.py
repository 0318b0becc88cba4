"""Ensembles of storms: perturbed tracks, synthetic years, probabilities and return periods."""

from models.typhoon.ensembles.counting import exceedance
from models.typhoon.ensembles.counts import Exceedance
from models.typhoon.ensembles.errors import PUBLISHED, ForecastErrors, read_errors
from models.typhoon.ensembles.perturb import perturbed
from models.typhoon.ensembles.record import Record, record_near
from models.typhoon.ensembles.resample import Spread, synthetic_years
from models.typhoon.ensembles.return_winds import RETURN_SPEEDS, ReturnWinds, return_winds

__all__ = [
    "PUBLISHED",
    "RETURN_SPEEDS",
    "Exceedance",
    "ForecastErrors",
    "Record",
    "ReturnWinds",
    "Spread",
    "exceedance",
    "perturbed",
    "read_errors",
    "record_near",
    "return_winds",
    "synthetic_years",
]
