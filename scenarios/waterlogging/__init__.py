"""Runs of urban waterlogging: assembled, simulated and published."""
