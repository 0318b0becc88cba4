"""Consequences of damage grades: casualties, displaced people, debris, cost and time of repair."""

from models.seismic.consequences.values import QUANTITIES, SEVERITIES, Consequences, consequences_of

__all__ = ["QUANTITIES", "SEVERITIES", "Consequences", "consequences_of"]
