"""What each `fangzai batch` command does; loaded only when one is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from census.errors import InputError
from scenarios.batch.plan import plan_batch
from scenarios.batch.plan_words import as_table, in_words
from scenarios.batch.spec import batch_names, load_batch
from scenarios.console import ProgressBar, say, say_json, say_table
from scenarios.hazards import named

SHOWN = 12
"""Members that a plan lists at its beginning; all of them with --json."""


def batch_list(*, as_json: bool) -> None:
    """List the ready batches."""
    rows = []
    for name in batch_names():
        heading = load_batch(name).values.batch
        zh, en = heading.title
        rows.append({"name": name, "base": heading.base, "title_zh": zh, "title_en": en})
    if as_json:
        say_json({"batches": rows})
        return
    say_table(["name", "base", "标题", "title"], [tuple(row.values()) for row in rows])


def plan(*, source: str, runs: Path, workers: int | None, scheduler: str | None, as_json: bool) -> None:
    """Show the members of a batch and what they will take."""
    with ProgressBar(shown=not as_json) as bar:
        made = plan_batch(
            load_batch(source), runs_dir=runs, workers=workers, scheduler=scheduler, progress=bar
        )
    if as_json:
        say_json(as_table(made))
        return
    for line in in_words(made):
        say(line)
    rows = as_table(made)["rows"]
    say_table(
        ["member", "what", "run", "size", "seconds"],
        [
            (
                str(row["index"]),
                row["label"],
                "published" if row["published"] else row["run_id"],
                row["size"],
                f"{row['seconds']:.0f}",
            )
            for row in rows[:SHOWN]
        ],
    )
    if len(rows) > SHOWN:
        say(f"... and {len(rows) - SHOWN:,} more members (--json lists all)")


def run(*, source: str, runs: Path, workers: int | None, scheduler: str | None, as_json: bool) -> int | None:
    """Run what is missing of a batch and publish what its members say together."""
    perform = named("scenarios.batch.batch:run_command")
    code: int | None = perform(
        source=source, runs=runs, workers=workers, scheduler=scheduler, as_json=as_json
    )
    return code


def status(*, source: str, runs: Path, as_json: bool) -> None:
    """Show what became of the members of a batch so far."""
    from scenarios.batch.standing import standing_of, standing_of_published

    if _is_batch(source):
        with ProgressBar(shown=not as_json) as bar:
            found = standing_of(load_batch(source), runs_dir=runs, progress=bar)
    else:
        found = standing_of_published(published_batch(runs, source))
    if as_json:
        say_json(found.as_table())
        return
    counts = found.counts()
    say(f"{found.name}: {', '.join(f'{count:,} {word}' for word, count in counts.items())}")
    if found.published is not None:
        say(f"published together: {found.published}")
    failed = [row for row in found.rows if row.status == "failed"]
    if failed:
        say_table(["member", "what", "why"], [(str(row.index), row.label, row.reason) for row in failed])


def results(*, source: str, runs: Path, as_json: bool) -> None:
    """Show what the members of a published batch say together."""
    from outputs.publish import read_manifest
    from scenarios.batch.standing import results_table

    folder = published_batch(runs, source)
    manifest = read_manifest(folder)
    table = results_table(folder)
    if as_json:
        rows = table.astype(object).where(table.notna(), None).to_dict(orient="records")
        say_json({"folder": str(folder), "key_figures": manifest.get("key_figures", {}), "members": rows})
        return
    say(f"{folder.name}: {' / '.join(manifest.get('title', {}).values())}")
    say(f"published {manifest['published'][:19]} in {folder}")
    for name, value in manifest.get("key_figures", {}).items():
        say(f"  {name}: {_figure(value)}")
    say_table(list(table.columns), [[_figure(v) for v in row] for row in table.itertuples(index=False)])


def published_batch(runs: Path, source: str) -> Path:
    """Folder of a published batch, named by its file, its name, or its folder or the beginning of that.

    Raises
    ------
    InputError
        If there is none, or the name fits several batches; of one batch the latest counts.
    """
    from outputs.publish import published_runs, read_manifest

    held = [folder for folder in published_runs(runs) if folder.name.startswith("batch-")]
    name = load_batch(source).name if _is_batch(source) else source
    fitting = [f for f in held if f.name == name or f.name.rpartition("-")[0] == f"batch-{name}"]
    fitting = fitting or [f for f in held if f.name.startswith((name, f"batch-{name}"))]
    batches = {folder.name.rpartition("-")[0] for folder in fitting}
    if len(batches) > 1:
        raise InputError(f"{source!r} fits several batches in {runs}: {', '.join(sorted(batches))}")
    if not fitting:
        there = ", ".join(f.name for f in held[-5:]) or "none"
        raise InputError(
            f"no batch {source!r} is published in {runs}; there: {there}. `fangzai batch run` publishes one"
        )
    return max(fitting, key=lambda folder: str(read_manifest(folder)["published"]))


def _is_batch(source: str) -> bool:
    """Whether a text names a batch file rather than a published batch."""
    return source.endswith(".toml") or source in batch_names()


def _figure(value: Any) -> str:
    """A figure with four significant digits."""
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
