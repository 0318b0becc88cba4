"""The survey of the group `regions`."""

from census.twin.survey.regions.tables import survey

__all__ = ["survey"]
