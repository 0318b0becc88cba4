"""The survey of the group `exposure`."""

from census.twin.survey.exposure.tables import survey

__all__ = ["survey"]
