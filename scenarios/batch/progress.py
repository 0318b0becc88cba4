"""How far a batch is: a bar on a terminal, a line now and then in a log, JSON lines for programs."""

from __future__ import annotations

import json
import sys
import time

from scenarios.batch.plan import Plan
from scenarios.batch.plan_words import in_words
from scenarios.batch.results import MemberResult
from scenarios.console import ANNOUNCED, ProgressBar, say
from scenarios.estimate import duration_text

LINE_EVERY = 30.0
"""Time between lines where there is no terminal [s]."""


class BatchProgress:
    """Tells members done and failed, their rate and the time left.

    Parameters
    ----------
    bar
        Shown on a terminal.
    as_json
        Whether a line of JSON is written for each member instead.
    """

    def __init__(self, bar: ProgressBar, *, as_json: bool) -> None:
        self._total, self._bar, self._as_json = 0, bar, as_json
        self._done = self._skipped = self._failed = 0
        self._began = self._told = time.monotonic()

    def begin(self, plan: Plan) -> None:
        """Count from here, and say what it will take if that is long."""
        self._total = len(plan.members)
        self._began = self._told = time.monotonic()
        if not self._as_json and plan.seconds > ANNOUNCED:
            for line in in_words(plan):
                say(line)

    def member(self, result: MemberResult) -> None:
        """Take the result of a member."""
        self._done += result.status == "done"
        self._skipped += result.status == "skipped"
        self._failed += result.status == "failed"
        if self._as_json:
            told = {
                "member": result.index, "label": result.label, "status": result.status,
                "run_id": result.run_id, "reason": result.reason, "of": self._total,
            }  # fmt: skip
            sys.stderr.write(json.dumps(told, ensure_ascii=False) + "\n")
            sys.stderr.flush()
        self.tick()

    def tick(self) -> None:
        """Show how far it is."""
        words = self.words()
        self._bar(self._ended / max(self._total, 1), words)
        now = time.monotonic()
        if not self._as_json and not sys.stderr.isatty() and now - self._told >= LINE_EVERY:
            self._told = now
            sys.stderr.write(words + "\n")
            sys.stderr.flush()

    def words(self) -> str:
        """Counts, rate and time left in words."""
        text = f"{self._ended} of {self._total} members"
        if self._failed:
            text += f", {self._failed} failed"
        ran = self._done + self._failed
        passed = time.monotonic() - self._began
        if ran and passed > 0.0:
            left = (self._total - self._ended) * passed / ran
            text += f", {60.0 * ran / passed:.1f} a minute, {duration_text(left)} left"
        return text

    @property
    def _ended(self) -> int:
        return self._done + self._skipped + self._failed
