"""`python -m benchmarks.bench`: run the benchmark classes and write their figures.

The classes are asv's (setup, params, time_*, track_*): `asv run --python=same`, with `asv.conf.json`,
measures the tree as it stands in this environment. This driver runs them and writes medians to
`benchmarks/results/bench.json`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.district_day import DistrictSubgrid
from benchmarks.machine import StreamTriad, description
from benchmarks.surface_solvers import Hllc, LocalInertia

RESULTS = Path(__file__).parent / "results"
REPEATS = 7
SOLVERS: dict[str, type[LocalInertia]] = {"local_inertia": LocalInertia, "hllc": Hllc}
DAYS: dict[str, type[DistrictSubgrid]] = {"district_subgrid_20m_24h": DistrictSubgrid}
"""Whole days, which take minutes."""


@dataclass(frozen=True)
class Figure:
    """The median of one benchmark on one number of threads, with its extremes."""

    name: str
    threads: int
    value: float
    unit: str
    repeats: int
    machine: str
    least: float
    most: float


@dataclass(frozen=True)
class Benchmark:
    """One name of the results, and what measures it once everything is set up.

    A long one is measured once, and only in full length or when it is asked for by its name.
    """

    name: str
    threads: int
    unit: str
    prepare: Callable[[], Callable[[], float]]
    long: bool = False


def benchmarks() -> Iterator[Benchmark]:
    """Every benchmark, in the order of the table."""
    for threads in StreamTriad.params:
        yield Benchmark("machine.stream_triad", threads, "GB/s", lambda t=threads: _triad(t))  # type: ignore[misc]
    for name, case in SOLVERS.items():
        sides, all_threads = case.params
        for side in sides:
            for threads in all_threads:
                yield Benchmark(
                    f"waterlogging.{name}.{side}",
                    threads,
                    "million cell updates/s",
                    lambda c=case, s=side, t=threads: _surface(c, s, t),  # type: ignore[misc]
                )
    for name, day in DAYS.items():
        for threads in day.params:
            yield Benchmark(f"waterlogging.{name}", threads, "s", partial(_day, day, threads), long=True)


def _triad(threads: int) -> Callable[[], float]:
    case = StreamTriad()
    case.setup(threads)
    return lambda: case.track_bandwidth(threads)


def _surface(benchmark: type[LocalInertia], side: int, threads: int) -> Callable[[], float]:
    case = benchmark()
    case.setup(side, threads)
    return lambda: case.track_cell_updates(side, threads)


def _day(benchmark: type[DistrictSubgrid], threads: int) -> Callable[[], float]:
    case = benchmark()
    case.setup(threads)
    return lambda: case.track_seconds(threads)


def run(only: str, *, repeats: int, console: Console, full: bool = False) -> list[Figure]:
    """Measure every benchmark whose name begins with `only`; long ones in full length or by their name."""
    machine = description()
    figures = []
    for benchmark in benchmarks():
        if not benchmark.name.startswith(only) or (benchmark.long and not full and only != benchmark.name):
            continue
        times = 1 if benchmark.long else repeats
        with console.status(f"{benchmark.name} on {benchmark.threads} thread(s)"):
            measure = benchmark.prepare()
            values = [measure() for _ in range(times)]
        median, least, most = (round(f(values), 2) for f in (statistics.median, min, max))
        figures.append(
            Figure(benchmark.name, benchmark.threads, median, benchmark.unit, times, machine, least, most)
        )
    return figures


def write(figures: list[Figure], folder: Path) -> None:
    """Write `bench.json` and a table beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False)
    (folder / "bench.json").write_text(text + "\n", encoding="utf-8")
    lines = ["| benchmark | threads | median | least | most | unit |", "|---|---|---|---|---|---|"]
    lines += [f"| {f.name} | {f.threads} | {f.value} | {f.least} | {f.most} | {f.unit} |" for f in figures]
    (folder / "bench.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def show(figures: list[Figure], console: Console) -> None:
    """Print the table."""
    table = Table("benchmark", "threads", "median", "least", "most", "unit")
    for f in figures:
        table.add_row(f.name, str(f.threads), f"{f.value:g}", f"{f.least:g}", f"{f.most:g}", f.unit)
    console.print(table)


def main() -> int:
    """Run from the command line; 1 when no benchmark has the asked-for name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="run the benchmarks whose name begins with this")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--full", action="store_true", help="the long ones too; so does FULL=1")
    options = parser.parse_args()
    console = Console()
    full = options.full or os.environ.get("FULL", "") not in {"", "0"}
    figures = run(options.only, repeats=max(options.repeats, 1), console=console, full=full)
    if not figures:
        console.print(
            f"no benchmark begins with {options.only!r}; there are:", *{b.name for b in benchmarks()}
        )
        return 1
    write(figures, RESULTS)
    show(figures, console)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
