"""The command `fangzai`: thin, so that --help appears in a blink."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from scenarios.batch.cli import batch_app
from scenarios.census_cli import census_app
from scenarios.performing import DEBUG, DONE, REFUSED, Ended, perform

CLICK_USAGE = 2
"""Exit code of the command library for wrong usage."""


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
template_app = typer.Typer(help="Files to be filled in.", no_args_is_help=True)
app.add_typer(scenario_app, name="scenario")
app.add_typer(runs_app, name="runs")
app.add_typer(batch_app, name="batch")
app.add_typer(census_app, name="census")
app.add_typer(template_app, name="template")

Scenario = Annotated[str, typer.Argument(help="Name of a ready scenario, or a file that ends in .toml.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Another value, e.g. settings.courant=0.5."),
]
Runs = Annotated[Path, typer.Option("--runs", help="Folder of the runs.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout and nothing else.")]
RUNS = Path("runs")


@app.callback()
def _main(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """防灾: urban natural hazards of a district, from data to decisions."""
    DEBUG["on"] = debug


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
    perform(
        "scenarios.commands.run",
        scenario=scenario,
        runs=runs,
        overrides=overrides or [],
        as_json=as_json,
        threads=threads,
    )


@app.command("critical-rain")
def critical_rain(
    study: Annotated[str, typer.Argument(help="Name of a ready study, or a study file that ends in .toml.")],
    runs: Runs = RUNS,
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """Run what a study of critical rain lacks, and publish its table."""
    perform(
        "scenarios.critical_rain.commands.study",
        source=study,
        runs=runs,
        overrides=overrides or [],
        as_json=as_json,
    )


@app.command("places-over")
def places_over(
    table: Annotated[
        str, typer.Argument(help="Name of a published table of critical rain, or its beginning.")
    ],
    rain: Annotated[list[str], typer.Option("--rain", metavar="HOURS=MM", help="Rain so far, e.g. 1=35.")],
    runs: Runs = RUNS,
    canal_rise_m: Annotated[float, typer.Option("--canal-rise", help="Canals above normal [m].")] = 0.0,
    sewers: Annotated[str, typer.Option("--sewers", help="State of the sewers.")] = "normal",
    as_json: AsJson = False,
) -> None:
    """List the places expected over their threshold after some rain."""
    perform(
        "scenarios.critical_rain.commands.over",
        table=table,
        runs=runs,
        rain=rain,
        canal_rise_m=canal_rise_m,
        sewers=sewers,
        as_json=as_json,
    )


@app.command("calibrate")
def calibrate(
    calibration: Annotated[str, typer.Argument(help="A calibration file in TOML.")],
    runs: Runs = RUNS,
    overrides: Overrides = None,
    as_json: AsJson = False,
) -> None:
    """Adjust factors of scenarios to what was observed, and publish fit and overlay."""
    perform(
        "scenarios.calibration.commands.calibrate",
        source=calibration,
        runs=runs,
        overrides=overrides or [],
        as_json=as_json,
    )


@scenario_app.command("list")
def scenario_list(as_json: AsJson = False) -> None:
    """List the ready scenarios."""
    perform("scenarios.commands.scenario_list", as_json=as_json)


@scenario_app.command("show")
def scenario_show(scenario: Scenario, overrides: Overrides = None, as_json: AsJson = False) -> None:
    """Show all values of a scenario and where each is stated."""
    perform("scenarios.commands.scenario_show", scenario=scenario, overrides=overrides or [], as_json=as_json)


@scenario_app.command("validate")
def scenario_validate(scenario: Scenario, overrides: Overrides = None, as_json: AsJson = False) -> None:
    """Check a scenario and its files without running it."""
    perform(
        "scenarios.commands.scenario_validate", scenario=scenario, overrides=overrides or [], as_json=as_json
    )


@runs_app.command("list")
def runs_list(runs: Runs = RUNS, as_json: AsJson = False) -> None:
    """List the published runs."""
    perform("scenarios.commands.runs_list", runs=runs, as_json=as_json)


@runs_app.command("show")
def runs_show(
    run_id: Annotated[str, typer.Argument(help="Name of the run, or its beginning.")],
    runs: Runs = RUNS,
    as_json: AsJson = False,
) -> None:
    """Show a run's figures and files."""
    perform("scenarios.commands.runs_show", runs=runs, run_id=run_id, as_json=as_json)


@runs_app.command("check")
def runs_check(
    run_ids: Annotated[list[str] | None, typer.Argument(help="Names of runs; all unless stated.")] = None,
    runs: Runs = RUNS,
    as_json: AsJson = False,
) -> None:
    """Hash the files of published runs again."""
    perform("scenarios.commands.runs_check", runs=runs, run_ids=run_ids or [], as_json=as_json)


@template_app.command("damage-matrix")
def template_damage_matrix(
    file: Annotated[Path, typer.Argument(help="New file, .csv.")],
    classes: Annotated[
        list[str] | None,
        typer.Option("--class", help="Only this type (URMM) or class (URMM-Pre); may be repeated."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write damage matrices by intensity to be filled in, for `damage.fragility` of an earthquake."""
    perform("scenarios.templates.damage_matrix", file=file, classes=classes or [], as_json=as_json)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the command; ends the process with one of the exit codes."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="fangzai")
    except Ended:
        raise
    except SystemExit as end:
        raise SystemExit(REFUSED if end.code == CLICK_USAGE else end.code) from None
    raise SystemExit(DONE)


if __name__ == "__main__":
    main()
