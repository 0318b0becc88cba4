"""Consequences of damage grades: casualties, displaced people, debris, cost and time of repair."""

from models.seismic.consequences.values import Consequences, consequences_of

__all__ = ["Consequences", "consequences_of"]
