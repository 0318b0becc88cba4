"""The folder of a batch: its table, and a manifest that names every member's run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from census.errors import InputError
from outputs.batch.reduce import Reducer
from outputs.batch.table import MemberRow, results_table, write_results
from outputs.fields import write_fields
from outputs.publish import is_whole, publish, read_manifest
from scenarios.batch.checking import Checked
from scenarios.batch.results import MemberResult, Outcome
from scenarios.batch.spec import Batch
from scenarios.identity import code_hash, lock_hash


def publish_batch(
    batch: Batch,
    members: Sequence[Checked],
    outcome: Outcome,
    reducer: Reducer,
    *,
    runs_dir: Path,
    started: dt.datetime,
) -> tuple[Path, dict[str, Any]]:
    """Publish what the members of a batch say together.

    Parameters
    ----------
    batch, members
        The batch and its members, checked.
    outcome
        What became of them.
    reducer
        What their fields come to; members it has not read are read now.
    runs_dir
        Folder of the runs.
    started
        When the batch was begun.

    Returns
    -------
    Path, dict
        The published folder and the key figures.

    Notes
    -----
    The name of the folder says which members failed: a later run of the batch, in which they no longer do,
    is published beside it.
    """
    failed = {result.run_id for result in outcome.members if result.status == "failed"}
    name = batch.run_name([f"failed:{m.run_id}" if m.run_id in failed else m.run_id for m in members])
    rows = [_row(item, result) for item, result in zip(members, outcome.members, strict=True)]
    folder = runs_dir / name
    if is_whole(folder):
        return folder, dict(read_manifest(folder)["key_figures"])
    figures = {"members": len(rows), "members_done": len(rows) - len(failed), "members_failed": len(failed)}
    for result in outcome.members:
        reducer.add(result)

    def write(attempt: Path) -> dict[str, Any]:
        write_results(results_table(rows, runs_dir), attempt)
        _write_reduced(attempt / "fields.nc", batch, reducer, manifest)
        return {"key_figures": figures}

    manifest = _manifest(batch, members, failed, runs_dir, started)
    return publish(runs_dir, name, write, manifest=manifest), figures


def reducer_of(batch: Batch, count: int, *, work: Path) -> Reducer:
    """What takes in the fields of the members as they finish, with its state kept beside the journal."""
    stated = batch.values.reduce
    return Reducer(
        members=count,
        thresholds=stated.thresholds,
        quantiles=stated.quantiles,
        checkpoint=work / "reduced.npz",
        key=batch.digest,
    )


def _write_reduced(path: Path, batch: Batch, reducer: Reducer, manifest: Mapping[str, Any]) -> None:
    """Write the fields of all members together; none where they do not lie on one grid or none is there."""
    try:
        fields = reducer.finish()
    except InputError:
        return
    zh, en = batch.values.batch.title
    told = {
        "title": en,
        "title_zh": zh,
        "source": "members of a batch, each a published run named in the manifest",
        "synthetic": int(manifest["synthetic"]),
    }
    if manifest["unverified"]:
        told["unverified_parameters"] = "; ".join(words["en"] for words in manifest["unverified"])
    write_fields(fields, path, attributes=told)


def _row(item: Checked, result: MemberResult) -> MemberRow:
    return MemberRow(
        index=item.member.index,
        label=item.member.label,
        parameters=item.member.parameters,
        run_id=item.run_id,
        status="failed" if result.status == "failed" else "done",
        reason=result.reason,
        seconds=result.seconds,
        peak_bytes=result.peak_bytes,
        worker=result.worker,
        attempts=result.attempts,
    )


def _manifest(
    batch: Batch, members: Sequence[Checked], failed: set[str], runs_dir: Path, started: dt.datetime
) -> dict[str, Any]:
    """What the manifest says besides the files; doubts are those of the members together."""
    held = [read_manifest(runs_dir / item.run_id) for item in members if item.run_id not in failed]
    doubts: dict[str, Mapping[str, str]] = {}
    for manifest in held:
        for words in manifest.get("unverified", []):
            doubts.setdefault(words["en"], words)
    zh, en = batch.values.batch.title
    return {
        "kind": "batch",
        "title": {"zh": zh, "en": en},
        "hazards": sorted({item.hazard for item in members}),
        "batch": batch.digest,
        "runs": [item.run_id for item in members],
        "failed": sorted(failed),
        "code": code_hash(),
        "lock": lock_hash(),
        "synthetic": any(manifest.get("synthetic", False) for manifest in held),
        "unverified": list(doubts.values()),
        "started": started.isoformat(timespec="seconds"),
    }
