"""The survey of the group `wildfire`."""

from census.twin.survey.wildfire.survey import survey

__all__ = ["survey"]
