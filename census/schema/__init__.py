"""The tables of the hazard database: what each holds, in which unit and bounds, after which standard."""

from census.schema.column import Column, Table
from census.schema.registry import TABLES, table_named

__all__ = ["TABLES", "Column", "Table", "table_named"]
