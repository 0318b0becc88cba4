"""Runs of typhoons: assembled, simulated and published."""
