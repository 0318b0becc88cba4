"""`python -m benchmarks.district`: the synthetic district, with one step for all and with local steps.

Both runs take the same event on the same cells in one process, interval by interval in turns, so that other
load on the machine meets both alike. Times are of the processor, over all threads.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from models.waterlogging import clock
from models.waterlogging.simulation import Simulation
from models.waterlogging.threads import use_threads
from scenarios.assemble import assemble
from scenarios.spec import load_scenario

PARTS = ("apply_rain_and_losses", "flow", "record", "set_stages")
"""Parts of an interval whose time is told."""


@dataclass
class Timed:
    """A run, its processor time by part [s], and cells stepped by level of their tiles."""

    run: Simulation
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(PARTS, 0.0))
    total: float = 0.0
    by_level: dict[int, float] = field(default_factory=dict)

    def advance(self, begin: float, end: float) -> None:
        """One interval of the run."""
        before = time.process_time()
        self.run.advance(begin, end)
        self.total += time.process_time() - before
        others = sum(self.seconds[name] for name in PARTS if name != "flow")
        self.seconds["flow"] = self.total - others
        tiling = self.run.tiling
        if tiling is not None:
            level = tiling.tiles.level[1:-1, 1:-1]
            for k in np.unique(level[tiling.cells > 0]):
                held = float(tiling.cells[level == k].sum())
                self.by_level[int(k)] = self.by_level.get(int(k), 0.0) + held


def timed(run: Simulation) -> Timed:
    """A run whose parts tell their time."""
    out = Timed(run)
    for name in PARTS:
        if name != "flow":
            setattr(run, name, _watched(getattr(run, name), out.seconds, name))
    return out


def _watched(part: Callable[..., Any], seconds: dict[str, float], name: str) -> Callable[..., Any]:
    def watched(*arguments: Any) -> Any:
        before = time.process_time()
        result = part(*arguments)
        seconds[name] += time.process_time() - before
        return result

    return watched


def measure(scenario: str, *, hours: float, cell: float, threads: int, cache: Path) -> list[Timed]:
    """Run a scenario on the synthetic district with one step for all and with local steps."""
    overrides = [f"domain.cell_size_m={cell:g}", f"settings.duration_h={hours:g}"]
    assembly = assemble(load_scenario(scenario, overrides), cache=cache)
    settings = replace(assembly.settings, output_interval=None, threads=use_threads(threads))
    runs = [
        timed(Simulation.start(assembly.surface, assembly.event, chosen))
        for chosen in (replace(settings, local_steps=False), replace(settings, local_steps=True))
    ]
    _warm_up(runs)
    for begin, end in pairwise(clock.stops(assembly.event, settings, cell)):
        for one in runs:
            one.advance(float(begin), float(end))
    return runs


def _warm_up(runs: list[Timed]) -> None:
    """Compile everything on an interval of no length."""
    for one in runs:
        one.run.advance(0.0, 1e-6)
        one.total = 0.0
        one.seconds.update(dict.fromkeys(PARTS, 0.0))
        one.run.steps = 0
        one.by_level.clear()
        if one.run.tiling is not None:
            one.run.tiling.updates[0] = 0.0


def show(runs: list[Timed], console: Console) -> None:
    """Print where the time went and how far both runs are apart."""
    table = Table("", "one step", "local steps")
    whole, parts = runs
    assert parts.run.tiling is not None
    cells = int(whole.run.cells.inside.sum())
    updates = whole.run.steps * cells, float(parts.run.tiling.updates[0])
    table.add_row("processor time [s]", *(f"{one.total:.1f}" for one in runs))
    for name in PARTS:
        table.add_row(f"  {name}", *(f"{one.seconds[name]:.1f}" for one in runs))
    table.add_row("cells stepped [million]", *(f"{n / 1e6:.0f}" for n in updates))
    table.add_row(
        "  a second of flow [million]",
        *(f"{n / 1e6 / one.seconds['flow']:.0f}" for n, one in zip(updates, runs, strict=True)),
    )
    table.add_row("ledger residual over rain", *(f"{one.run.ledger.relative_residual:.1e}" for one in runs))
    total = sum(parts.by_level.values())
    for level, held in sorted(parts.by_level.items()):
        name = "at rest" if level < 0 else f"level {level}"
        table.add_row(f"share of cells {name}", "", f"{held / total:.1%}")
    computed = whole.run.cells.computed
    apart = np.abs(whole.run.extremes.depth - parts.run.extremes.depth)[1:-1, 1:-1][computed]
    deep = whole.run.extremes.depth[1:-1, 1:-1][computed] >= 0.15
    table.add_row("maximum depths apart, RMS [m]", "", f"{np.sqrt(np.mean(apart**2)):.2e}")
    if deep.any():
        table.add_row("  where 0.15 m or deeper, RMS [m]", "", f"{np.sqrt(np.mean(apart[deep] ** 2)):.2e}")
    table.add_row("  1 cell in 1000 [m]", "", f"{np.quantile(apart, 0.999):.2e}")
    console.print(table)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="design-24h-50yr")
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--cell", type=float, default=5.0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--cache", type=Path, default=Path("runs") / ".cache")
    options = parser.parse_args()
    runs = measure(
        options.scenario, hours=options.hours, cell=options.cell, threads=options.threads, cache=options.cache
    )
    show(runs, Console())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
