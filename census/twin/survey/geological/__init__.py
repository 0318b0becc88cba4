"""The survey of the group `geological`."""

from census.twin.survey.geological.survey import survey

__all__ = ["survey"]
