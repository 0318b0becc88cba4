"""The survey of the group `flood`."""

from census.twin.survey.flood.survey import survey

__all__ = ["survey"]
