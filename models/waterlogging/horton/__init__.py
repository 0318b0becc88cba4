"""Infiltration after Horton."""
