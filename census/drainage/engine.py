"""Running EPA SWMM on a model text, in a process and a folder of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from census.drainage.report import Report, read_report
from census.errors import InputError

_PROGRAM = (
    "import sys; from swmm.toolkit import solver; solver.swmm_run('model.inp', 'model.rpt', 'model.out')"
)


def run_model(text: str, *, timeout: float = 600.0) -> Report:
    """Run a SWMM model and read its report.

    Parameters
    ----------
    text
        The input file. Files it names are not found: it runs in an empty folder.
    timeout
        Longest time the engine may take [s].

    Raises
    ------
    InputError
        With the engine's own errors, if it refuses the model or does not end.

    Notes
    -----
    The engine keeps its state in the library and ends the process on some faults, so each run has a
    process of its own.
    """
    with tempfile.TemporaryDirectory(prefix="swmm-") as name:
        folder = Path(name)
        (folder / "model.inp").write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(
                [sys.executable, "-c", _PROGRAM],
                cwd=folder,
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as slow:
            raise InputError(f"drainage model: the engine did not end within {timeout:g} s") from slow
        told = folder / "model.rpt"
        report = told.read_text(encoding="utf-8", errors="replace") if told.is_file() else ""
        faults = engine_errors(report)
        if faults:
            raise InputError(f"drainage model: the engine refuses it: {'; '.join(faults)}")
        if done.returncode != 0:
            last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise InputError(f"drainage model: the engine failed: {' '.join(last) or done.returncode}")
        return read_report(report)


def engine_errors(report: str, *, most: int = 5) -> list[str]:
    """Errors in the text of a report, each in one line with what it is about."""
    lines = [line.strip() for line in report.splitlines()]
    found = [line for line in lines if line.startswith("ERROR ")]
    more = len(found) - most
    return found[:most] + ([f"and {more} more"] if more > 0 else [])
