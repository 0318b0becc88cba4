"""Critical rain of places from a set of published runs."""

from scenarios.critical_rain.study import Study, load_study

__all__ = ["Study", "load_study"]
