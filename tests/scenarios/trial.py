"""The beginning of a scenario on a raster of one's own, shared by the tests."""

from __future__ import annotations

import pytest

from scenarios import cli

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

RAINY = (
    TRIAL
    + """
[rain]
kind = "uniform"
intensity_mm_h = 36.0
duration_h = 0.1

[settings]
duration_h = 0.2
threads = 1
"""
)


def code_of(*arguments: str) -> int:
    """Exit code of the command."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    return int(ended.value.code or 0)
