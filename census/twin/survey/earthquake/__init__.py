"""The survey of the group `earthquake`."""

from census.twin.survey.earthquake.survey import survey

__all__ = ["survey"]
