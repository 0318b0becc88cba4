"""`python -m benchmarks.verify`: run the verification cases and write what they measured.

Each case compares the model with theory, a paper or reference data. A case that cannot run is
counted as skipped, never as passed; a case that fails or breaks down makes the command leave with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from benchmarks.records import part_name
from benchmarks.verification import (
    balance,
    bowl,
    canals,
    dam_break,
    depressions,
    ea_test4,
    macdonald,
    obstruction,
    plane,
    rain,
    real_places,
    rest,
    seismic_damage,
    seismic_motion,
    seismic_workers,
    sewer_exchange,
    sewer_sink,
    sewers,
    soil,
    subgrid,
    symmetry,
    typhoon_scales,
    typhoon_storms,
    typhoon_vortex,
    typhoon_wind,
    ucl_obstacle,
    underground,
)
from benchmarks.verification.rows import Case, Row

RESULTS = Path(__file__).parent / "results"
SUBJECTS = (
    rest, dam_break, bowl, macdonald, plane, symmetry, rain, soil, sewer_sink, sewers, sewer_exchange,
    underground, canals, balance, depressions, obstruction, ea_test4, ucl_obstacle, real_places, subgrid,
    seismic_motion, seismic_damage, seismic_workers, typhoon_vortex, typhoon_scales, typhoon_wind,
    typhoon_storms,
)  # fmt: skip


def cases(prefix: str = "") -> dict[str, Case]:
    """Every case whose name begins with a prefix, in the order of the table."""
    return {
        name: case for subject in SUBJECTS for name, case in subject.CASES.items() if name.startswith(prefix)
    }


def measured(name: str, case: Case, *, full: bool) -> list[Row]:
    """Rows of one case; a case that breaks down is one failed row."""
    try:
        return [row.of(name) for row in case(full)]
    except Exception as error:  # noqa: BLE001 - the other cases are still of interest
        reason = f"broke down: {type(error).__name__}: {error}"
        return [Row(metric=reason, value=None, limit=0.0, source="-", case=name)]


def verdict(row: Row) -> str:
    """One word for a row."""
    if row.skipped is not None:
        return "skipped"
    return {True: "pass", False: "FAIL", None: "told"}[row.passed]


def cells(row: Row) -> tuple[str, str, str]:
    """Value, limit and verdict in words."""
    value = "-" if row.value is None else f"{row.value:.4g}"
    relation = ">=" if row.least else "<="
    return value, "-" if row.limit is None else f"{relation} {row.limit:g}", verdict(row)


def summary(rows: list[Row]) -> str:
    """Counts of the verdicts."""
    words = [verdict(row) for row in rows]
    counts = {word: words.count(word) for word in ("pass", "FAIL", "skipped", "told")}
    return (
        f"{counts['pass']} passed, {counts['FAIL']} failed, {counts['skipped']} skipped, "
        f"{counts['told']} told without a limit"
    )


def as_markdown(rows: list[Row], *, full: bool, prefix: str = "") -> str:
    """The results as a table to read; what was chosen of all cases stands in its title."""
    chosen = f" of the cases {prefix}*" if prefix else ""
    lines = [
        f"# Verification{chosen}, {'full' if full else 'short'} length",
        "",
        f"{summary(rows)}.",
        "",
        "| case | metric | value | limit | verdict | source |",
        "|---|---|---:|---:|---|---|",
    ]
    for row in rows:
        value, limit, word = cells(row)
        metric = (row.skipped or row.metric).replace("|", "\\|")
        lines.append(f"| {row.case} | {metric} | {value} | {limit} | {word} | {row.source} |")
    return "\n".join(lines) + "\n"


def shown(rows: list[Row], seconds: float) -> Table:
    """The rows of one case on the terminal."""
    table = Table(
        title=f"{rows[0].case} ({seconds:.1f} s)", title_justify="left", box=None, show_header=False
    )
    for column in ("left", "right", "right", "left"):
        table.add_column(justify=column, overflow="fold")
    colours = {"pass": "green", "FAIL": "bold red", "skipped": "yellow", "told": "dim"}
    for row in rows:
        value, limit, word = cells(row)
        table.add_row(escape(row.skipped or row.metric), value, limit, f"[{colours[word]}]{word}[/]")
    return table


def run_cases(chosen: dict[str, Case], console: Console, *, full: bool) -> Iterator[Row]:
    """Measure and show one case after the other."""
    for name, case in chosen.items():
        started = time.perf_counter()
        rows = measured(name, case, full=full)
        console.print(shown(rows, time.perf_counter() - started))
        yield from rows


def write(rows: list[Row], folder: Path, *, full: bool, prefix: str = "") -> Path:
    """`verification.json` and `verification.md`, whose path is returned.

    Those of chosen cases bear the prefix, so that they do not take the place of the whole record.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{part_name('verification', prefix)}.md"
    records = json.dumps([row.as_record() for row in rows], indent=1, ensure_ascii=False)
    page.with_suffix(".json").write_text(records + "\n", encoding="utf-8")
    page.write_text(as_markdown(rows, full=full, prefix=prefix), encoding="utf-8")
    return page


def main(arguments: list[str] | None = None, *, folder: Path = RESULTS) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.verify", description="Run the verification cases."
    )
    parser.add_argument("--cases", metavar="PREFIX", default="", help="only the cases whose names begin so")
    parser.add_argument("--full", action="store_true", help="the long versions; so does FULL=1")
    given = parser.parse_args(arguments)
    full = given.full or os.environ.get("FULL", "") not in {"", "0"}
    console = Console()
    chosen = cases(given.cases)
    if not chosen:
        console.print(f"No case begins with {given.cases!r}; there are: {', '.join(cases())}", markup=False)
        return 2
    rows = list(run_cases(chosen, console, full=full))
    page = write(rows, folder, full=full, prefix=given.cases)
    console.print(f"{summary(rows)}; see {page}", markup=False)
    return 1 if any(row.passed is False for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
