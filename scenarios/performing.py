"""From a command to what does it: errors become a message and an exit code."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from typing import Any, NoReturn

import typer

DONE, REFUSED, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit codes: done; input or usage refused; a run that failed; interrupted."""

DEBUG = {"on": False}
"""Whether errors end in a traceback."""


class Ended(SystemExit):
    """An end whose code is ours, not the command library's."""


def perform(action: str, **arguments: Any) -> None:
    """Do what a command asks.

    Parameters
    ----------
    action
        "module.function"; the module is loaded only now. What the function returns, if anything, is the
        exit code.
    arguments
        What the function takes.

    Raises
    ------
    Ended
        With the exit code, where it is not `DONE`.
    """
    module, _, function = action.rpartition(".")
    try:
        code = getattr(import_module(module), function)(**arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        _end(INTERRUPTED, "interrupted; nothing half-written is left", arguments)
    except BrokenPipeError:
        # Whoever read our output has had enough (`fangzai runs list | head`).
        sys.stdout = None
        raise Ended(DONE) from None
    except Exception as error:
        if DEBUG["on"]:
            raise
        from census.errors import InputError

        if isinstance(error, InputError):
            _end(REFUSED, str(error), arguments)
        known = type(error).__module__.partition(".")[0] in {"census", "models", "outputs", "scenarios"}
        text = str(error) if known else f"{type(error).__name__}: {error} (fangzai --debug shows more)"
        _end(FAILED, text, arguments)
    if code:
        raise Ended(code)


def _end(code: int, text: str, arguments: dict[str, Any]) -> NoReturn:
    """Say why on stderr, and on stdout too where JSON was asked for."""
    typer.echo(f"fangzai: {text}", err=True)
    if arguments.get("as_json"):
        status = {REFUSED: "refused", FAILED: "failed", INTERRUPTED: "interrupted"}[code]
        typer.echo(json.dumps({"status": status, "error": text}, ensure_ascii=False, indent=2))
    raise Ended(code) from None
