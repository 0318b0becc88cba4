"""The survey of the group `capacity`."""

from census.twin.survey.capacity.survey import survey

__all__ = ["survey"]
