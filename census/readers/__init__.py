"""Readers of files that people already have: rasters, polygons, series and rain grids."""
