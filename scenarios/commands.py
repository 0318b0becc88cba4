"""What each command does; loaded only when one is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from census.errors import InputError
from scenarios.console import ProgressBar, announce, say, say_json, say_table
from scenarios.hazards import check_files, load
from scenarios.loaded import Loaded, Spec
from scenarios.variants import library_names, read_chain


class DamagedRunError(RuntimeError):
    """A published run whose files are not as published."""


def run(*, scenario: str, runs: Path, overrides: Sequence[str], as_json: bool, threads: int | None) -> None:
    """Run a scenario and say what came of it."""
    from scenarios.run import run_scenario

    stated = [*overrides, *([f"settings.threads={threads}"] if threads is not None else [])]
    with ProgressBar(shown=not as_json) as bar:
        result = run_scenario(scenario, runs_dir=runs, overrides=stated, progress=bar, announce=announce)
    if as_json:
        say_json(
            {
                "status": "skipped" if result.skipped else "done",
                "run_id": result.run_id,
                "folder": str(result.folder),
                "key_figures": result.key_figures,
            }
        )
        return
    say(f"{'already published' if result.skipped else 'published'}: {result.folder}")
    for name, value in result.key_figures.items():
        say(f"  {name}: {_figure(value)}")


def scenario_list(*, as_json: bool) -> None:
    """List the ready scenarios."""
    rows = []
    for name in library_names():
        heading = read_chain(name).data["scenario"]
        if not heading.get("template", False):
            titles = {key: heading[key] for key in ("hazard", "title_zh", "title_en")}
            rows.append({"name": name, **titles})
    if as_json:
        say_json({"scenarios": rows})
        return
    say_table(["name", "hazard", "标题", "title"], [tuple(row.values()) for row in rows])


def scenario_show(*, scenario: str, overrides: Sequence[str], as_json: bool) -> None:
    """Show a scenario with all its values and where they come from."""
    loaded = load(scenario, overrides)
    values = loaded.spec.model_dump(mode="json", exclude_none=True)
    if as_json:
        say_json({"chain": [path.stem for path in loaded.chain.files], "scenario": values})
        return
    say(f"{loaded.spec.scenario.title_zh} / {loaded.spec.scenario.title_en}")
    say(f"bases: {' <- '.join(path.stem for path in loaded.chain.files)}")
    rows = [(key, str(value), _stated_in(loaded, key)) for key, value in _flat(values)]
    say_table(["key", "value", "stated in"], rows)


def scenario_validate(*, scenario: str, overrides: Sequence[str], as_json: bool) -> None:
    """Check a scenario and that its files are there, without running it."""
    from scenarios.identity import identity_of
    from scenarios.texts import check_texts

    loaded = load(scenario, overrides)
    check_texts(loaded)
    check_files(loaded)
    base_only = loaded.spec.scenario.template and not overrides
    run_id = None if base_only else identity_of(loaded).run_id
    if as_json:
        say_json({"valid": True, "name": loaded.spec.scenario.name, "run_id": run_id, **_doubts(loaded)})
        return
    say(
        f"{loaded.spec.scenario.name} is valid" + (f"; its run would be {run_id}" if run_id else " as a base")
    )


def runs_list(*, runs: Path, as_json: bool) -> None:
    """List the published runs."""
    from outputs.publish import published_runs, read_manifest

    rows = []
    for folder in published_runs(runs):
        manifest = read_manifest(folder)
        title = manifest.get("title", {})
        rows.append({"run_id": folder.name, "published": manifest["published"], "title": title.get("zh", "")})
    if as_json:
        say_json({"runs": rows})
        return
    if not rows:
        say(f"no published runs in {runs}")
        return
    say_table(["run", "published", "title"], [(r["run_id"], r["published"][:19], r["title"]) for r in rows])


def runs_show(*, runs: Path, run_id: str, as_json: bool) -> None:
    """Show the manifest of a run."""
    from outputs.publish import read_manifest

    folder = _run_folder(runs, run_id)
    manifest = read_manifest(folder)
    if as_json:
        say_json(manifest)
        return
    say(f"{folder.name}: {' / '.join(manifest.get('title', {}).values())}")
    say(f"published {manifest['published'][:19]} in {folder}")
    for name, value in manifest.get("key_figures", {}).items():
        say(f"  {name}: {_figure(value)}")
    sizes = [(name, f"{entry['bytes']:,}") for name, entry in manifest["files"].items()]
    say_table(["file", "bytes"], sizes)


def runs_check(*, runs: Path, run_ids: Sequence[str], as_json: bool) -> None:
    """Hash the files of runs again; of all runs unless some are named."""
    from outputs.publish import check_run, published_runs
    from outputs.runs import damaged_manifests

    broken = damaged_manifests(runs)
    if run_ids:
        broken = {folder: finding for folder, finding in broken.items() if folder.name in run_ids}
    named = [run_id for run_id in run_ids if run_id not in {folder.name for folder in broken}]
    folders = [_run_folder(runs, run_id) for run_id in named] if run_ids else published_runs(runs)
    rows: list[dict[str, Any]] = [
        {"run_id": folder.name, "whole": False, "finding": finding} for folder, finding in broken.items()
    ]
    with ProgressBar(shown=not as_json) as bar:
        for number, folder in enumerate(folders):
            bar(number / len(folders), folder.name)
            check = check_run(folder)
            rows.append({"run_id": folder.name, "whole": check.whole, "finding": str(check)})
    if as_json:
        say_json({"runs": rows})
    else:
        for row in rows:
            say(f"{'whole' if row['whole'] else 'DAMAGED'}  {row['run_id']}: {row['finding']}")
    damaged = [str(row["run_id"]) for row in rows if not row["whole"]]
    if damaged:
        raise DamagedRunError(f"{len(damaged)} of {len(rows)} runs are damaged: {', '.join(damaged)}")


def _run_folder(runs: Path, run_id: str) -> Path:
    """Folder of a run named in full or by a beginning that only it has."""
    from outputs.publish import published_runs

    folders = published_runs(runs)
    matches = [f for f in folders if f.name == run_id] or [f for f in folders if f.name.startswith(run_id)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise InputError(
            f"{run_id!r} fits {len(matches)} runs in {runs}: {', '.join(f.name for f in matches)}"
        )
    held = ", ".join(f.name for f in folders[-5:]) or "none"
    raise InputError(f"there is no published run {run_id!r} in {runs}; the latest there: {held}")


def _doubts(loaded: Loaded[Spec]) -> dict[str, Any]:
    """What of a scenario is unverified."""
    return {"unverified": [{"zh": w.of("zh"), "en": w.of("en")} for w in loaded.unverified()]}


def _stated_in(loaded: Loaded[Spec], key: str) -> str:
    """Name of the file that states a value; what is in a list is stated with the list."""
    parts = key.split(".")
    whole = [".".join(parts[: i + 1]) for i, part in enumerate(parts[1:]) if part.isdigit()]
    stated = next((k for k in (key, *whole) if k in loaded.chain.origins), None)
    return loaded.chain.origins[stated].stem if stated else "default"


def _flat(values: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """Dotted keys and values of nested tables."""
    if isinstance(values, dict) and values:
        return [pair for key, value in values.items() for pair in _flat(value, f"{prefix}{key}.")]
    if isinstance(values, list) and values and isinstance(values[0], dict):
        return [pair for i, value in enumerate(values) for pair in _flat(value, f"{prefix}{i}.")]
    return [(prefix.rstrip("."), values)]


def _figure(value: Any) -> str:
    """A figure with four significant digits."""
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
