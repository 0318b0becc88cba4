"""The survey of the group `subsidence`."""

from census.twin.survey.subsidence.survey import survey

__all__ = ["survey"]
