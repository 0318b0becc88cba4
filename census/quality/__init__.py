"""Checks of a whole census: what must hold in and across its tables, and the report of what does not."""

from census.quality.catalogue import RULES, statements
from census.quality.check import check_database, check_tables
from census.quality.report import Report
from census.quality.rule import Rule

__all__ = ["RULES", "Report", "Rule", "check_database", "check_tables", "statements"]
