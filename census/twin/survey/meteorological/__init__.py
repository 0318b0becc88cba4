"""The survey of the group `meteorological`."""

from census.twin.survey.meteorological.tables import survey

__all__ = ["survey"]
