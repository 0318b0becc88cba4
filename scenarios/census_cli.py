"""The commands `fangzai census ...`: only their options, so that --help appears in a blink."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scenarios.performing import perform


class Extent(StrEnum):
    """Parts of the synthetic district."""

    FULL = "full"
    SMALL = "small"


class MapLanguage(StrEnum):
    """Languages of the maps."""

    ZH = "zh"
    EN = "en"


census_app = typer.Typer(help="The hazard database.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout and nothing else.")]
Database = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the database.")]
State = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a database or of a snapshot.")]
Tables = Annotated[list[str] | None, typer.Option("--table", help="Only this table; may be repeated.")]
Personal = Annotated[bool, typer.Option("--personal", help="Personal data too.")]


@census_app.command("twin")
def census_twin(
    out: Annotated[Path, typer.Option("--out", help="New folder for the database.")],
    extent: Annotated[
        Extent, typer.Option("--extent", help="The whole district or a small part.")
    ] = Extent.FULL,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Same seed, same district.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Write the synthetic district as a database with its first snapshot."""
    _do("twin", out=out, extent=extent.value, seed=seed, as_json=as_json)


@census_app.command("show")
def census_show(
    folder: State,
    table: Annotated[str | None, typer.Option("--table", help="The fields of this table.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what a database holds."""
    _do("show", folder=folder, table=table, as_json=as_json)


@census_app.command("check")
def census_check(
    folder: State,
    report: Annotated[
        Path | None, typer.Option("--report", help="File for all findings, .xlsx or .csv.")
    ] = None,
    personal: Personal = False,
    as_json: AsJson = False,
) -> None:
    """Check every table by itself and against the others; ends with 1 where there are errors."""
    _do("check", folder=folder, report=report, personal=personal, as_json=as_json)


@census_app.command("derive")
def census_derive(
    folder: State,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this step; may be repeated.")] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Make the steps though they are current.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the results; DIR-derived unless stated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Derive what the simulators need; what is current is skipped."""
    _do("derive", folder=folder, only=only or [], anew=anew, out=out, as_json=as_json)


@census_app.command("snapshot")
def census_snapshot(folder: Database, as_json: AsJson = False) -> None:
    """Keep the present state as an immutable snapshot, named by its content."""
    _do("snapshot", folder=folder, as_json=as_json)


@census_app.command("diff")
def census_diff(
    old: Annotated[Path, typer.Argument(help="Folder of a database or of a snapshot.")],
    new: Annotated[Path, typer.Argument(help="Folder of a database or of a snapshot.")],
    out: Annotated[Path | None, typer.Option("--out", help="File for all changes, .csv.")] = None,
    tables: Tables = None,
    as_json: AsJson = False,
) -> None:
    """Say what two states differ in."""
    _do("diff", old=old, new=new, out=out, tables=tables or [], as_json=as_json)


@census_app.command("export")
def census_export(
    folder: State,
    out: Annotated[Path, typer.Option("--out", help="New file, .xlsx or .gpkg.")],
    tables: Tables = None,
    personal: Personal = False,
    as_json: AsJson = False,
) -> None:
    """Write tables into a workbook or a GeoPackage."""
    _do("export", folder=folder, out=out, tables=tables or [], personal=personal, as_json=as_json)


@census_app.command("import")
def census_import(
    folder: Database,
    files: Annotated[list[Path], typer.Argument(help="Workbooks, csv files and GeoPackages.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="The files hold all rows of their tables.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="One bad row refuses everything.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of it; write nothing.")
    ] = False,
    personal: Personal = False,
    as_json: AsJson = False,
) -> None:
    """Bring filled files in; bad rows go to a file beside, and the command then ends with 1."""
    _do(
        "import_",
        folder=folder,
        files=files,
        replace=replace,
        strict=strict,
        dry_run=dry_run,
        personal=personal,
        as_json=as_json,
    )


@census_app.command("template")
def census_template(
    out: Annotated[Path, typer.Option("--out", help="New file, .xlsx.")],
    tables: Tables = None,
    as_json: AsJson = False,
) -> None:
    """Write empty forms with Chinese headings, units and code lists."""
    _do("template", out=out, tables=tables or [], as_json=as_json)


@census_app.command("maps")
def census_maps(
    folder: State,
    out: Annotated[Path, typer.Option("--out", help="Folder for the maps.")],
    sheets: Annotated[
        list[str] | None, typer.Option("--sheet", help="Only this sheet; may be repeated.")
    ] = None,
    street: Annotated[str | None, typer.Option("--street", help="Code of the street to be shown.")] = None,
    language: Annotated[MapLanguage, typer.Option("--language", help="Words on the maps.")] = MapLanguage.ZH,
    derived: Annotated[
        Path | None, typer.Option("--derived", help="What was derived; DIR-derived unless stated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draw printable sheets of the census."""
    _do(
        "maps",
        folder=folder,
        out=out,
        sheets=sheets or [],
        street=street,
        language=language.value,
        derived=derived,
        as_json=as_json,
    )


def _do(action: str, **arguments: object) -> None:
    perform(f"scenarios.census_commands.{action}", **arguments)
