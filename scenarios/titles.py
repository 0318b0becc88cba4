"""Title and sources of a run in Chinese and English."""

from __future__ import annotations

from scenarios.loaded import Loaded, Spec

Both = tuple[str, str]
"""The same words in Chinese and English."""

UNTOLD = ("settings.threads", "outputs.", "scenario.")
"""Overrides that change nothing of what a title says."""


def titles(loaded: Loaded[Spec]) -> tuple[str, str]:
    """Chinese and English title of a run, with what was changed on the command line.

    A run of design-50yr with another return period must not go under the title of 50 years. Titles that are
    themselves stated there say what the run is.
    """
    heading = loaded.spec.scenario
    if {"scenario.title_zh", "scenario.title_en"} <= {
        text.partition("=")[0].strip() for text in loaded.overrides
    }:
        return heading.title_zh, heading.title_en
    changed = [text.strip() for text in loaded.overrides if not text.strip().startswith(UNTOLD)]
    if not changed:
        return heading.title_zh, heading.title_en
    return (
        f"{heading.title_zh}（已改：{'，'.join(changed)}）",
        f"{heading.title_en} (changed: {', '.join(changed)})",
    )


def sources_in_words(loaded: Loaded[Spec]) -> Both | None:
    """Sources that were read, in one line; None where there are none."""
    sources = [s for s in loaded.spec.scenario.sources.values() if s.status != "unverified"]
    if not sources:
        return None
    return "；".join(s.of("zh") for s in sources), "; ".join(s.of("en") for s in sources)
