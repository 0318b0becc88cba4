"""The errors a user can cause."""

from __future__ import annotations

import difflib
from collections.abc import Collection


class InputError(ValueError):
    """Refused input: the message names the thing, the value and what would be right."""


class AbsentError(InputError):
    """A table or raster that its holder does not have; one that is there but damaged is not absent."""


def absent(holder: str, kind: str, name: str, held: Collection[str]) -> AbsentError:
    """Error for a name that a holder does not know, with the nearest one and those it holds.

    Parameters
    ----------
    holder
        What was asked, in words.
    kind
        "table" or "raster".
    name, held
        The name asked for, and those there are.
    """
    near = difflib.get_close_matches(name, list(held), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else "."
    return AbsentError(f"{holder} has no {kind} {name!r}{hint} It holds: {', '.join(sorted(held))}")
