"""Soils: velocity profiles of boreholes, site classes, liquefaction, and their maps."""
