"""What the commands on critical rain do; loaded only when one is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from census.errors import InputError
from outputs.critical_rain import places_over
from outputs.publish import published_runs, read_manifest
from scenarios.console import ProgressBar, announce, say, say_json, say_table
from scenarios.critical_rain.publication import KIND, read_table
from scenarios.critical_rain.run import run_study


def study(*, source: str, runs: Path, overrides: Sequence[str], as_json: bool) -> None:
    """Run what a study lacks and publish its table."""
    with ProgressBar(shown=not as_json) as bar:
        done = run_study(source, runs_dir=runs, overrides=overrides, progress=bar, announce=announce)
    figures = read_manifest(done.folder)["key_figures"]
    if as_json:
        say_json(
            {"folder": str(done.folder), "ran": done.ran, "skipped": done.skipped, "key_figures": figures}
        )
        return
    say(f"published: {done.folder} ({done.ran} runs made, {done.skipped} were there)")
    for name, value in figures.items():
        say(f"  {name}: {value}")


def over(
    *, table: str, runs: Path, rain: Sequence[str], canal_rise_m: float, sewers: str, as_json: bool
) -> None:
    """List the places expected over their threshold after some rain."""
    folder = _table_folder(table, runs)
    fallen = dict(_rain(text) for text in rain)
    listed = places_over(read_table(folder), fallen, canal_rise_m=canal_rise_m, sewers=sewers)
    if as_json:
        records = listed.astype(object).where(listed.map(_finite), None).to_dict(orient="records")
        say_json({"table": folder.name, "places": records})
        return
    if listed.empty:
        say("no place is expected over its threshold")
        return
    columns = ["place_id", "place", "street", "duration_h", "rain_mm", "critical", "ratio", "expected"]
    rows = [[_told(value) for value in row] for row in listed[columns].itertuples(index=False)]
    say_table(columns, rows)


def _rain(text: str) -> tuple[float, float]:
    """Duration [h] and depth [mm] from "3=60"."""
    hours, equals, depth = text.partition("=")
    try:
        found = float(hours), float(depth)
    except ValueError:
        found = (-1.0, -1.0)
    if not equals or found[0] <= 0.0 or found[1] < 0.0:
        raise InputError(f"--rain {text}: write it as HOURS=MILLIMETRES, e.g. --rain 1=35 --rain 3=60")
    return found


def _table_folder(name: str, runs: Path) -> Path:
    """Folder of a published table, by path, name or the beginning of it; the newest of several."""
    if (Path(name) / "manifest.json").is_file():
        return Path(name)
    tables = [f for f in published_runs(runs) if read_manifest(f).get("kind") == KIND]
    matches = [folder for folder in tables if folder.name.startswith(name)]
    if not matches:
        held = ", ".join(folder.name for folder in tables) or "none"
        raise InputError(f"there is no table of critical rain {name!r} in {runs}; there are: {held}")
    return matches[-1]


def _finite(value: object) -> bool:
    return not (isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))))


def _told(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
