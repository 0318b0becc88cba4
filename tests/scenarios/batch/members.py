"""Members on a bowl, small enough for tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LEAN = ("outputs.maps=false", "outputs.rasters=false", "settings.threads=1")


@dataclass(frozen=True)
class Trial:
    """A member as the work sees it."""

    index: int
    label: str
    base: str
    overrides: tuple[str, ...]


def trial(place: Path, index: int, *more: str) -> Trial:
    """A member with a rain of its own."""
    rain = f"rain.intensity_mm_h={20 + index}.0"
    return Trial(index, f"member {index}", str(place / "trial.toml"), (rain, *more, *LEAN))
