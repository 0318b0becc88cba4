"""The coefficient tables beside the equations."""

from __future__ import annotations

from models.seismic.tables import Parameter, parameter_of, table_rows

PACKAGE = "models.seismic.motion"


def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of the tables of the ground motion."""
    return table_rows(PACKAGE, name)


def parameter(name: str) -> Parameter:
    """A row of `tables/parameters.csv`; KeyError where none."""
    return parameter_of(PACKAGE, "parameters", name)
