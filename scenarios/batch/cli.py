"""The commands `fangzai batch ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scenarios.performing import perform

batch_app = typer.Typer(help="Many runs from one file.", no_args_is_help=True)

Source = Annotated[str, typer.Argument(help="Name of a ready batch, or a batch file that ends in .toml.")]
Named = Annotated[
    str, typer.Argument(help="A batch file or its name, or a published batch or its beginning.")
]
Runs = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout and nothing else.")]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, help="Processes on this machine; what cores and memory allow unless stated."
    ),
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="A dask scheduler, e.g. tcp://node:8786.")
]
RUNS = Path("runs")


@batch_app.command("list")
def batch_list(as_json: AsJson = False) -> None:
    """List the ready batches."""
    perform("scenarios.batch.commands.batch_list", as_json=as_json)


@batch_app.command("plan")
def batch_plan(
    batch: Source,
    runs: Runs = RUNS,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Show the members, and the time, memory and disk they will take."""
    perform(
        "scenarios.batch.commands.plan",
        source=batch,
        runs=runs,
        workers=workers,
        scheduler=scheduler,
        as_json=as_json,
    )


@batch_app.command("run")
def batch_run(
    batch: Source,
    runs: Runs = RUNS,
    workers: Workers = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Run the members that are not published yet, and publish what they say together."""
    perform(
        "scenarios.batch.commands.run",
        source=batch,
        runs=runs,
        workers=workers,
        scheduler=scheduler,
        as_json=as_json,
    )


@batch_app.command("status")
def batch_status(batch: Named, runs: Runs = RUNS, as_json: AsJson = False) -> None:
    """Show which members are published, which failed and why."""
    perform("scenarios.batch.commands.status", source=batch, runs=runs, as_json=as_json)


@batch_app.command("results")
def batch_results(batch: Named, runs: Runs = RUNS, as_json: AsJson = False) -> None:
    """Show what the members of a published batch say together."""
    perform("scenarios.batch.commands.results", source=batch, runs=runs, as_json=as_json)
