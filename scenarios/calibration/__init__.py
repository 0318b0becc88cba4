"""Calibration of a scenario's factors against what was observed."""

from scenarios.calibration.request import Request, load_request

__all__ = ["Request", "load_request"]
