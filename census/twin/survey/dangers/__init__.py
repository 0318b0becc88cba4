"""The survey of the group `dangers`."""

from census.twin.survey.dangers.survey import survey

__all__ = ["survey"]
