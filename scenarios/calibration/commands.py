"""What the command on calibration does; loaded only when it is given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scenarios.calibration.run import run_calibration
from scenarios.console import ProgressBar, announce, say, say_json


def calibrate(*, source: str, runs: Path, overrides: Sequence[str], as_json: bool) -> None:
    """Calibrate and say what came of it."""
    with ProgressBar(shown=not as_json) as bar:
        done = run_calibration(source, runs_dir=runs, overrides=overrides, progress=bar, announce=announce)
    if as_json:
        say_json(
            {
                "status": "skipped" if done.skipped else "done",
                "folder": str(done.folder),
                "key_figures": done.key_figures,
            }
        )
        return
    say(f"{'already published' if done.skipped else 'published'}: {done.folder}")
    say((done.folder / "README.txt").read_text(encoding="utf-8"))
