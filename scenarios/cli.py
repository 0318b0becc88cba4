"""The command `fangzai`: thin, so that --help appears in a blink."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

DONE, REFUSED, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; input or usage refused; a run that failed; interrupted."""

CLICK_USAGE = 2
"""Exit code of the command library for wrong usage."""


class Extent(StrEnum):
    """Parts of the synthetic district."""

    FULL = "full"
    SMALL = "small"


class _Ended(SystemExit):
    """An end whose code is ours, not the command library's."""


app = typer.Typer(
    name="fangzai",
    help="防灾: urban natural hazards of a district, from data to decisions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
scenario_app = typer.Typer(help="Ready scenarios and scenario files.", no_args_is_help=True)
runs_app = typer.Typer(help="Published runs.", no_args_is_help=True)
census_app = typer.Typer(help="The hazard database.", no_args_is_help=True)
app.add_typer(scenario_app, name="scenario")
app.add_typer(runs_app, name="runs")
app.add_typer(census_app, name="census")

Scenario = Annotated[str, typer.Argument(help="Name of a ready scenario, or a file that ends in .toml.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Another value, e.g. settings.courant=0.5."),
]
Runs = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout and nothing else.")]
RUNS = Path("runs")

_debug = {"on": False}


@app.callback()
def _main(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """防灾: urban natural hazards of a district, from data to decisions."""
    _debug["on"] = debug


@app.command()
def run(
    scenario: Scenario,
    runs: Runs = RUNS,
    overrides: Overrides = None,
    as_json: AsJson = False,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, help="Threads; all cores unless stated.")
    ] = None,
) -> None:
    """Run a scenario and publish its products."""
    _perform("run", scenario=scenario, runs=runs, overrides=overrides or [], as_json=as_json, threads=threads)


@scenario_app.command("list")
def scenario_list(as_json: AsJson = False) -> None:
    """List the ready scenarios."""
    _perform("scenario_list", as_json=as_json)


@scenario_app.command("show")
def scenario_show(scenario: Scenario, overrides: Overrides = None, as_json: AsJson = False) -> None:
    """Show all values of a scenario and where each is stated."""
    _perform("scenario_show", scenario=scenario, overrides=overrides or [], as_json=as_json)


@scenario_app.command("validate")
def scenario_validate(scenario: Scenario, overrides: Overrides = None, as_json: AsJson = False) -> None:
    """Check a scenario and its files without running it."""
    _perform("scenario_validate", scenario=scenario, overrides=overrides or [], as_json=as_json)


@runs_app.command("list")
def runs_list(runs: Runs = RUNS, as_json: AsJson = False) -> None:
    """List the published runs."""
    _perform("runs_list", runs=runs, as_json=as_json)


@runs_app.command("show")
def runs_show(
    run_id: Annotated[str, typer.Argument(help="Name of the run, or its beginning.")],
    runs: Runs = RUNS,
    as_json: AsJson = False,
) -> None:
    """Show a run's figures and files."""
    _perform("runs_show", runs=runs, run_id=run_id, as_json=as_json)


@runs_app.command("check")
def runs_check(
    run_ids: Annotated[list[str] | None, typer.Argument(help="Names of runs; all unless stated.")] = None,
    runs: Runs = RUNS,
    as_json: AsJson = False,
) -> None:
    """Hash the files of published runs again."""
    _perform("runs_check", runs=runs, run_ids=run_ids or [], as_json=as_json)


@census_app.command("twin")
def census_twin(
    out: Annotated[Path, typer.Option("--out", help="New folder for the snapshot.")],
    extent: Annotated[
        Extent, typer.Option("--extent", help="The whole district or a small part.")
    ] = Extent.FULL,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same district.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Write the synthetic district."""
    _perform("census_twin", out=out, extent=extent.value, seed=seed, as_json=as_json)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the command; ends the process with one of the exit codes."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="fangzai")
    except _Ended:
        raise
    except SystemExit as end:
        raise SystemExit(REFUSED if end.code == CLICK_USAGE else end.code) from None
    raise SystemExit(DONE)


def _perform(action: str, **arguments: Any) -> None:
    """Do what a command asks; errors become a message and an exit code."""
    try:
        getattr(import_module("scenarios.commands"), action)(**arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _end(INTERRUPTED, "interrupted; nothing half-written is left", arguments)
    except BrokenPipeError:
        # Whoever read our output has had enough (`fangzai runs list | head`).
        sys.stdout = None
        raise _Ended(DONE) from None
    except Exception as error:
        if _debug["on"]:
            raise
        from census.errors import InputError

        if isinstance(error, InputError):
            _end(REFUSED, str(error), arguments)
        known = type(error).__module__.partition(".")[0] in {"census", "models", "outputs", "scenarios"}
        text = str(error) if known else f"{type(error).__name__}: {error} (fangzai --debug shows more)"
        _end(FAILED, text, arguments)


def _end(code: int, text: str, arguments: dict[str, Any]) -> NoReturn:
    """Say why on stderr, and on stdout too where JSON was asked for."""
    typer.echo(f"fangzai: {text}", err=True)
    if arguments.get("as_json"):
        status = {REFUSED: "refused", FAILED: "failed", INTERRUPTED: "interrupted"}[code]
        typer.echo(json.dumps({"status": status, "error": text}, ensure_ascii=False, indent=2))
    raise _Ended(code) from None


if __name__ == "__main__":
    main()
