"""People on buildings by hour of a working day."""

from census.people.derive import derive
from census.people.presence import HOURS, people_by_hour

__all__ = ["HOURS", "derive", "people_by_hour"]
