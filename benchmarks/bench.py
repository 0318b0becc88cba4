"""`python -m benchmarks.bench`: run the benchmark classes and write their figures.

The classes are asv's (setup, params, time_*, track_*): `asv run --python=same`, with `asv.conf.json`,
measures the tree as it stands in this environment. This driver runs them and writes medians to
`benchmarks/results/bench.json`, or `bench-PREFIX.json` where only some were asked for.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.district_day import DistrictDay, SubgridDay, depth_error
from benchmarks.machine import StreamTriad, description
from benchmarks.records import part_name
from benchmarks.seismic import Cost, OwnSites, SampledDamage, Scenario
from benchmarks.surface_solvers import Hllc, LocalInertia
from benchmarks.typhoon import FineStorm, Swath, SwathCost
from benchmarks.typhoon_ensemble import Ensemble

RESULTS = Path(__file__).parent / "results"
REPEATS = 7
SOLVERS: dict[str, type[LocalInertia]] = {"local_inertia": LocalInertia, "hllc": Hllc}
DAYS: dict[str, type[DistrictDay]] = {"district_5m_24h": DistrictDay, "district_subgrid_20m_24h": SubgridDay}
ERRORS = ("rmse", "hit_rate_0.15", "false_alarms_0.15", "hit_rate_0.30", "false_alarms_0.30")
QUAKES: dict[str, type[Scenario]] = {"scenario_100k_1000": Scenario, "scenario_10k_sites_100": OwnSites}
LONG = ("waterlogging.district", "seismic.cost", "typhoon.cost", "typhoon.ensemble")
"""Beginnings of the names of what is long."""
FINISHED: dict[type[DistrictDay], DistrictDay] = {}
"""Days run in this process, so that their difference need not run them again."""


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

    What is long is measured once, and only where it is asked for by name or everything is.
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
        yield Benchmark(f"waterlogging.{name}", 2, "s", lambda d=day: _day(d), long=True)  # type: ignore[misc]
    for error in ERRORS:
        yield Benchmark(
            f"waterlogging.district_subgrid_20m_24h.{error}", 2, "m" if error == "rmse" else "-",
            lambda e=error: _error(e), long=True,  # type: ignore[misc]
        )  # fmt: skip
    yield from _earthquakes()
    yield from _storms()


def _earthquakes() -> Iterator[Benchmark]:
    """Whole scenarios, the damage loop by itself, and the cost against each size."""
    for name, case in QUAKES.items():
        for threads in case.params[0]:
            yield Benchmark(
                f"seismic.{name}",
                threads,
                "s",
                lambda c=case, t=threads: _quake(c, t),  # type: ignore[misc]
            )
    yield Benchmark("seismic.scenario_100k_1000.peak_memory", 2, "MB", lambda: _quake_memory(Scenario, 2))
    for threads in SampledDamage.params[0]:
        yield Benchmark(
            "seismic.sampled_damage",
            threads,
            "million building-realisations/s",
            lambda t=threads: _damage(t),  # type: ignore[misc]
        )
    for size in Cost.params[0]:
        for threads in Cost.params[1]:
            yield Benchmark(
                "seismic.cost.{}_buildings_{}_realisations_{}_nodes".format(*size),
                threads,
                "s",
                lambda s=size, t=threads: _cost(s, t),  # type: ignore[misc]
                long=True,
            )


def _storms() -> Iterator[Benchmark]:
    """The loop over steps and points, alone and with its tables, one storm on fine cells, and the cost."""
    for threads in Swath.params[0]:
        for name, measure in (("swath", Swath.track_rate), ("swath_with_tables", Swath.track_whole)):
            yield Benchmark(
                f"typhoon.{name}", threads, "million step-cells/s",
                lambda m=measure, t=threads: _swath(m, t),  # type: ignore[misc]
            )  # fmt: skip
        yield Benchmark("typhoon.fine_300k_500", threads, "s", lambda t=threads: _fine(t))  # type: ignore[misc]
    for threads in Ensemble.params[0]:
        for name, unit, of_whole in (
            ("", "s", Ensemble.track_seconds), ("_memory", "MB", Ensemble.track_memory),
            ("_error", "-", Ensemble.track_error),
        ):  # fmt: skip
            yield Benchmark(
                f"typhoon.ensemble_10000{name}", threads, unit,
                lambda m=of_whole, t=threads: _ensemble(m, t), long=True,  # type: ignore[misc]
            )  # fmt: skip
    for size in SwathCost.params[0]:
        for threads in SwathCost.params[1]:
            yield Benchmark(
                "typhoon.cost.{}_tracks_{}_steps_{}_cells".format(*size), threads, "s",
                lambda s=size, t=threads: _swath_cost(s, t), long=True,  # type: ignore[misc]
            )  # fmt: skip


def _triad(threads: int) -> Callable[[], float]:
    case = StreamTriad()
    case.setup(threads)
    return lambda: case.track_bandwidth(threads)


def _surface(benchmark: type[LocalInertia], side: int, threads: int) -> Callable[[], float]:
    case = benchmark()
    case.setup(side, threads)
    return lambda: case.track_cell_updates(side, threads)


def _day(benchmark: type[DistrictDay]) -> Callable[[], float]:
    case = benchmark()
    case.setup(2)

    def measure() -> float:
        seconds = case.track_seconds(2)
        FINISHED[benchmark] = case
        return seconds

    return measure


def _quake(benchmark: type[Scenario], threads: int) -> Callable[[], float]:
    case = benchmark()
    case.setup(threads)
    return lambda: case.track_seconds(threads)


def _quake_memory(benchmark: type[Scenario], threads: int) -> Callable[[], float]:
    return lambda: benchmark().track_memory(threads)


def _damage(threads: int) -> Callable[[], float]:
    case = SampledDamage()
    case.setup(threads)
    return lambda: case.track_damage(threads)


def _cost(size: tuple[int, int, int], threads: int) -> Callable[[], float]:
    case = Cost()
    case.setup(size, threads)
    return lambda: case.track_seconds(size, threads)


def _swath(measure: Callable[[Swath, int], float], threads: int) -> Callable[[], float]:
    case = Swath()
    case.setup(threads)
    return lambda: measure(case, threads)


def _fine(threads: int) -> Callable[[], float]:
    case = FineStorm()
    case.setup(threads)
    return lambda: case.track_seconds(threads)


def _ensemble(measure: Callable[[Ensemble, int], float], threads: int) -> Callable[[], float]:
    case = Ensemble()
    case.setup(threads)
    return lambda: measure(case, threads)


def _swath_cost(size: tuple[int, int, int], threads: int) -> Callable[[], float]:
    case = SwathCost()
    case.setup(size, threads)
    return lambda: case.track_seconds(size, threads)


def _error(name: str) -> Callable[[], float]:
    """A figure of the difference of both days, which are run for it unless they just were."""
    for benchmark in DAYS.values():
        if benchmark not in FINISHED:
            _day(benchmark)()
    fine, coarse = (FINISHED[benchmark].fields for benchmark in DAYS.values())
    assert fine is not None and coarse is not None
    return lambda: depth_error(fine, coarse)[name]


def run(only: str, *, repeats: int, console: Console, full: bool = False) -> list[Figure]:
    """Measure every benchmark whose name begins with `only`; long ones if it says so or `full` is set."""
    machine = description()
    figures = []
    for benchmark in benchmarks():
        if not benchmark.name.startswith(only):
            continue
        if benchmark.long and not (full or only.startswith(LONG)):
            continue
        count = 1 if benchmark.long else repeats
        with console.status(f"{benchmark.name} on {benchmark.threads} thread(s)"):
            measure = benchmark.prepare()
            values = [measure() for _ in range(count)]
        median, least, most = (round(f(values), 2) for f in (statistics.median, min, max))
        figures.append(
            Figure(benchmark.name, benchmark.threads, median, benchmark.unit, count, machine, least, most)
        )
    return figures


def write(figures: list[Figure], folder: Path, *, only: str = "") -> None:
    """Write `bench.json` and a table beside it; of some benchmarks under a name of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    record = part_name("bench", only)
    text = json.dumps([asdict(figure) for figure in figures], indent=1, ensure_ascii=False)
    (folder / f"{record}.json").write_text(text + "\n", encoding="utf-8")
    lines = ["| benchmark | threads | median | least | most | unit |", "|---|---|---|---|---|---|"]
    lines += [f"| {f.name} | {f.threads} | {f.value} | {f.least} | {f.most} | {f.unit} |" for f in figures]
    (folder / f"{record}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


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
    parser.add_argument("--full", action="store_true", help="the days over the whole district too")
    options = parser.parse_args()
    console = Console()
    figures = run(options.only, repeats=max(options.repeats, 1), console=console, full=options.full)
    if not figures:
        console.print(
            f"no benchmark begins with {options.only!r}; there are:", *{b.name for b in benchmarks()}
        )
        return 1
    write(figures, RESULTS, only=options.only)
    show(figures, console)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
