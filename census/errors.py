"""The one error a user can cause."""

from __future__ import annotations


class InputError(ValueError):
    """Refused input: the message names the thing, the value and what would be right."""
