"""Where a batch keeps what it needs while it runs."""

from __future__ import annotations

from pathlib import Path

from scenarios.batch.spec import Batch
from scenarios.paths import cache_folder


def work_folder(batch: Batch, runs_dir: Path) -> Path:
    """Folder of a batch's journal and of what its ensembles draw; another for each content of its file."""
    return cache_folder(runs_dir) / "batches" / f"{batch.name}-{batch.digest[:12]}"
