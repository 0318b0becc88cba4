"""Runs of earthquakes: assembled, simulated and published."""
