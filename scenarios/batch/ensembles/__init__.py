"""Ensembles: members that are drawn rather than listed."""
