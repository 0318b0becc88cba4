"""The beginning of a scenario on a raster of one's own, shared by the tests."""

from __future__ import annotations

TRIAL = """
[scenario]
title_zh = "试算"
title_en = "Trial"
hazard = "waterlogging"
seed = 3

[domain]
kind = "rasters"
dem = "dem.tif"
roughness = 0.03
"""
