"""Whether the words of a scenario can be printed on its maps."""

from __future__ import annotations

from collections.abc import Iterator

from census.errors import InputError
from scenarios.loaded import Loaded, Spec


def check_texts(loaded: Loaded[Spec]) -> None:
    """Refuse a text with a character that the map font lacks.

    Raises
    ------
    InputError
        Naming the key and the character.
    """
    from outputs.map_style import FONT_FILE, missing_characters

    for key, text in _texts(loaded):
        missing = missing_characters(text)
        if missing:
            shown = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in missing)
            raise InputError(
                f"{key} = {text!r} holds {shown}, which the map font {FONT_FILE} lacks; write it otherwise"
            )


def _texts(loaded: Loaded[Spec]) -> Iterator[tuple[str, str]]:
    """Keys and texts that maps may carry."""
    heading = loaded.spec.scenario
    yield "scenario.title_zh", heading.title_zh
    yield "scenario.title_en", heading.title_en
    for table, entries in (("sources", heading.sources), ("assumptions", heading.assumptions)):
        for name, words in entries.items():
            yield f"scenario.{table}.{name}.zh", words.zh
            yield f"scenario.{table}.{name}.en", words.en
