"""What each command `fangzai census ...` does; loaded only when one is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from census.errors import InputError
from scenarios.census_states import derived_folder, district_name, open_state
from scenarios.console import ProgressBar, say, say_aside, say_json, say_table
from scenarios.estimate import duration_text
from scenarios.performing import DONE, REFUSED

if TYPE_CHECKING:
    from census.derive import DerivedFolder

SHOWN = 20
"""Faults and changes told in the terminal; files hold all."""


def twin(*, out: Path, extent: str, seed: int, as_json: bool) -> None:
    """Write the synthetic district as a database with its first snapshot."""
    from census.twin.database import write_twin_database

    with ProgressBar(shown=not as_json) as bar:
        database = write_twin_database(out, extent=extent, seed=seed, progress=bar)
    taken = out / "snapshots" / database.manifest.snapshots[-1]
    if as_json:
        said = {"folder": str(out), "snapshot": str(taken), "content_hash": database.content_hash}
        say_json({**said, "synthetic": True})
        return
    say(f"synthetic district written to {out}, its snapshot to {taken}")


def show(*, folder: Path, table: str | None, as_json: bool) -> None:
    """Show the tables of a state, or the fields of one of them."""
    from scenarios.census_states import fields_of, tables_of

    state = open_state(folder)
    if table is not None:
        rows = fields_of(state, table)
        if as_json:
            say_json({"table": table, "rows": len(state.rows(table)), "fields": rows})
            return
        say_table(list(rows[0]), [tuple(str(value) for value in row.values()) for row in rows])
        return
    rows = tables_of(state)
    rasters = list(state.raster_names)
    if as_json:
        say_json(
            {
                "folder": str(folder),
                "content_hash": state.content_hash,
                "synthetic": state.synthetic,
                "tables": rows,
                "rasters": rasters,
            }
        )
        return
    say_table(["group", "table", "表", "rows"], [tuple(str(value) for value in row.values()) for row in rows])
    say(f"rasters: {', '.join(rasters) or 'none'}{'; synthetic' if state.synthetic else ''}")


def check(*, folder: Path, report: Path | None, personal: bool, as_json: bool) -> int:
    """Check a state; the exit code says whether an error was found."""
    from census.quality import check_tables

    if report is not None and report.suffix.lower() not in {".csv", ".xlsx"}:
        raise InputError(f"{report}: a name that ends in .csv or .xlsx is needed")
    state = open_state(folder, personal=personal)
    with ProgressBar(shown=not as_json) as bar:
        tables = {name: state.rows(name) for name in state.table_names}
        rasters = {name: state.raster(name) for name in state.raster_names}
        found = check_tables(tables, rasters=rasters, progress=bar)
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        found.write(report)
    if as_json:
        say_json(found.as_json())
    else:
        say(found.summary())
        if report is not None:
            say(f"all findings: {report}")
    return DONE if found.sound else REFUSED


def derive(*, folder: Path, only: Sequence[str], anew: bool, out: Path | None, as_json: bool) -> None:
    """Derive what the simulators need."""
    from census.derive import derive_all, plan_of

    state = open_state(folder)
    place = derived_folder(folder) if out is None else out
    plan = plan_of(state, place, only=only or None, anew=anew)
    if plan.due:
        steps = ", ".join(step.name for step, _ in plan.due)
        say_aside(f"about {duration_text(plan.seconds)} for {steps}")
    with ProgressBar(shown=not as_json) as bar:
        summary = derive_all(state, place, only=only or None, anew=anew, progress=bar)
    if as_json:
        say_json(
            {
                "folder": str(summary.folder),
                "synthetic": summary.synthetic,
                "seconds": round(summary.seconds, 2),
                "steps": [
                    {
                        "step": run.name,
                        "state": run.state,
                        "why": run.why,
                        "seconds": run.seconds,
                        "outputs": run.outputs,
                        "notes": run.notes,
                    }
                    for run in summary.runs
                ],
            }
        )
        return
    rows = [(r.name, r.state, f"{r.seconds:.1f}", r.why, ", ".join(r.outputs)) for r in summary.runs]
    say_table(["step", "state", "s", "why", "outputs"], rows)
    say(f"in {summary.folder}")


def snapshot(*, folder: Path, as_json: bool) -> None:
    """Take a snapshot of a database."""
    from census.database import take_snapshot

    taken = take_snapshot(folder)
    if as_json:
        said = {"folder": str(taken.folder), "content_hash": taken.content_hash}
        say_json({**said, "synthetic": taken.synthetic})
        return
    say(f"snapshot: {taken.folder}")


def diff(*, old: Path, new: Path, out: Path | None, tables: Sequence[str], as_json: bool) -> None:
    """Say what two states differ in."""
    from census.difference import difference

    if out is not None and out.suffix.lower() != ".csv":
        raise InputError(f"{out}: a name that ends in .csv is needed")
    before, after = open_state(old), open_state(new)
    with ProgressBar(shown=not as_json) as bar:
        found = difference(before, after, names=tables, progress=bar)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        found.write_csv(out)
    if as_json:
        say_json(found.as_dict())
        return
    if found.same:
        say("no difference")
        return
    rows = [
        tuple(str(v) for v in (t.table, t.before, t.after, t.added, t.removed, t.changed))
        for t in found.tables
    ]
    say_table(["table", "before", "after", "added", "removed", "changed"], rows)
    for change in found.changes[:SHOWN]:
        what = f" {change.field}: {change.old!r} -> {change.new!r}" if change.field else ""
        say(f"{change.kind} {change.table} {change.key}{what}")
    if len(found.changes) > SHOWN:
        say(f"... and {len(found.changes) - SHOWN} more; --out FILE.csv holds all")
    for raster in found.rasters:
        say(f"{raster.kind} raster {raster.raster}: {raster.cells} cells")


def export(*, folder: Path, out: Path, tables: Sequence[str], personal: bool, as_json: bool) -> None:
    """Write tables into one file."""
    from census.exchange import export_tables

    state = open_state(folder, personal=personal)
    with ProgressBar(shown=not as_json) as bar:
        written = export_tables(state, out, names=tables, progress=bar)
    if as_json:
        say_json({"file": str(written.path), "synthetic": state.synthetic, "rows": dict(written.rows)})
        return
    say(f"{sum(written.rows.values()):,} rows of {len(written.rows)} tables: {written.path}")


def import_(
    *,
    folder: Path,
    files: Sequence[Path],
    replace: bool,
    strict: bool,
    dry_run: bool,
    personal: bool,
    as_json: bool,
) -> int:
    """Bring files in; the exit code says whether a row was set apart."""
    from census.database import open_database
    from census.exchange import import_files

    with ProgressBar(shown=not as_json) as bar:
        done = import_files(
            open_database(folder, personal=personal),
            files,
            replace=replace,
            strict=strict,
            dry_run=dry_run,
            progress=bar,
        )
    if as_json:
        from census.exchange.faults import rows_of

        say_json(
            {
                "written": not dry_run,
                "content_hash": done.database.content_hash,
                "tables": {name: dict(counts) for name, counts in done.tables.items()},
                "faults": rows_of(done.faults),
                "quarantine": None if done.quarantine is None else str(done.quarantine),
                "notes": done.notes,
            }
        )
        return REFUSED if done.faults else DONE
    heads = ["added", "changed", "unchanged", "removed", "quarantined"]
    say_table(["table", *heads], [(n, *(str(c[head]) for head in heads)) for n, c in done.tables.items()])
    for line in (*done.notes, *(fault.text() for fault in done.faults[:SHOWN])):
        say_aside(line)
    if done.quarantine is not None:
        say_aside(f"{len(done.faults)} faults; the rows were set apart in {done.quarantine}")
    return REFUSED if done.faults else DONE


def template(*, out: Path, tables: Sequence[str], as_json: bool) -> None:
    """Write empty forms."""
    from census.exchange import write_template

    written = write_template(out, names=tables)
    if as_json:
        say_json({"file": str(written.path), "tables": list(written.rows)})
        return
    say(f"{len(written.rows)} forms: {written.path}")


def maps(
    *,
    folder: Path,
    out: Path,
    sheets: Sequence[str],
    street: str | None,
    language: Literal["zh", "en"],
    derived: Path | None,
    as_json: bool,
) -> None:
    """Draw sheets of the census; those that show derived values only where there are any."""
    from outputs.atlas import SHEETS, draw_sheet
    from outputs.atlas.legend import Atlas

    state = open_state(folder)
    atlas = Atlas(state, _derived(folder, derived))
    unknown = next((name for name in sheets if name not in SHEETS), None)
    if unknown is not None:
        raise InputError(f"there is no sheet {unknown!r}; there are {', '.join(SHEETS)}")
    chosen = list(sheets) or [n for n, s in SHEETS.items() if atlas.derived is not None or not s.derived]
    left = [] if sheets else [name for name in SHEETS if name not in chosen]
    out.mkdir(parents=True, exist_ok=True)
    district = district_name(state)
    drawn = []
    with ProgressBar(shown=not as_json) as bar:
        for number, name in enumerate(chosen):
            bar(number / len(chosen), SHEETS[name].title.of(language))
            path = out / f"{name if street is None else f'{name}-{street}'}.png"
            draw_sheet(atlas, name, path, district=district, street=street, language=language)
            drawn.append(path)
    if as_json:
        said = {"files": [str(path) for path in drawn], "left_out": left}
        say_json({**said, "synthetic": state.synthetic})
        return
    for path in drawn:
        say(str(path))
    if left:
        say_aside(f"left out, because nothing was derived yet (fangzai census derive): {', '.join(left)}")


def _derived(folder: Path, stated: Path | None) -> DerivedFolder | None:
    """What was derived; None where nothing was and none is named."""
    from census.derive import open_derived

    place = derived_folder(folder) if stated is None else stated
    if stated is None and not (place / "derived.json").is_file():
        return None
    return open_derived(place)
