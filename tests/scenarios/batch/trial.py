"""A small batch for tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scenarios.batch.ensembles.sections import Drawn, RainEnsemble
from scenarios.batch.spec import Batch, load_batch

STORMS = """
[batch]
name = "storms"
base = "design-storm"
[set]
domain.extent = "small"
settings.duration_h = 2.5
[matrix]
rain.return_period_yr = [2, 5, 10]
sewers = ["open", "half", "failed"]
[states.sewers]
open = {}
half = {set = {sewers.runoff_coefficient = 0.35}}
failed = {set = {sewers = {kind = "none"}}}
"""

HUGE = '[batch]\nname = "huge"\nbase = "design-2yr"\n[matrix]\n' + "\n".join(
    f'"{key}" = [{", ".join(str(start + step * i) for i in range(25))}]'
    for key, start, step in (
        ("rain.return_period_yr", 2, 1),
        ("rain.duration_min", 60, 2),
        ("rain.peak_ratio", 0.2, 0.01),
        ("settings.courant", 0.3, 0.01),
        ("settings.duration_h", 3, 1),
    )
)
"""A matrix of 25^5, nearly ten million members."""


def batch_in(folder: Path, text: str) -> Batch:
    """A batch in a file of its own."""
    file = folder / "batch.toml"
    file.write_text(text, encoding="utf-8")
    return load_batch(file)


def count(section: RainEnsemble, *, batch: Batch) -> int:
    """Draws of a stand-in for a module that draws."""
    del batch
    return section.count or 0


def draw(section: RainEnsemble, *, batch: Batch, folder: Path) -> Iterator[Drawn]:
    """Storms that grow by the seed of the batch."""
    for number in range(section.count or 0):
        period = 2.0 + batch.values.batch.seed + number
        yield Drawn(
            f"draw {number}",
            batch.base_of(section.base),
            {"rain.return_period_yr": period},
            {"draw": number, "folder": folder.name},
        )
