"""A sound small census, held once for all planted faults."""

from __future__ import annotations

import pandas as pd
import pytest

from census.quality.held import Held, hold
from tests.census.quality.planted import sound


@pytest.fixture(scope="session")
def sound_tables(small_tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Not to be changed."""
    return sound(small_tables)


@pytest.fixture(scope="session")
def sound_census(sound_tables: dict[str, pd.DataFrame]) -> Held:
    """Not to be changed."""
    return hold(sound_tables)
