"""A plan as sentences and as plain values."""

from __future__ import annotations

from collections import Counter
from typing import Any

from scenarios.batch.plan import GIB, Plan
from scenarios.estimate import duration_text


def as_table(plan: Plan) -> dict[str, Any]:
    """The plan as plain values, for --json."""
    return {
        "batch": plan.batch.name,
        "members": len(plan.members),
        "published": sum(plan.done),
        "missing": len(plan.missing),
        "workers": plan.workers,
        "estimate": {
            "seconds": round(plan.seconds, 1),
            "core_seconds": round(plan.core_seconds, 1),
            "worker_bytes": round(plan.worker_memory),
            "disk_bytes": round(plan.disk),
            "disk_free_bytes": round(plan.free),
            "measured_members": plan.measured,
        },
        "rows": [
            {
                "index": item.member.index,
                "label": item.member.label,
                "run_id": item.run_id,
                "hazard": item.hazard,
                "published": done,
                "parameters": dict(item.member.parameters),
                "size": item.size.words,
                "seconds": round(cost.seconds, 1),
            }
            for item, cost, done in zip(plan.members, plan.costs, plan.done, strict=True)
        ],
    }


def in_words(plan: Plan) -> list[str]:
    """The estimate in sentences."""
    title = " / ".join(dict.fromkeys(plan.batch.values.batch.title))
    kinds = Counter(item.size.kind for item in plan.members)
    shown = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items())
    done = f"{sum(plan.done):,} published already, {len(plan.missing):,} to run"
    lines = [f"{plan.batch.name}: {title}", f"members: {len(plan.members):,} ({shown}); {done}"]
    if not plan.missing:
        return [*lines, "nothing is left to run"]
    basis = (
        f"from what members took on this machine (the latest {plan.measured})"
        if plan.measured
        else "a guess: no such member was run on this machine yet"
    )
    core = duration_text(plan.core_seconds)
    return [
        *lines,
        f"time: about {duration_text(plan.seconds)} on {plan.workers} workers ({core} of one core)",
        f"memory: about {plan.worker_memory / GIB:.1f} GiB for each worker"
        + (f"; {plan.memory / GIB:.1f} GiB for all on this machine" if plan.memory < float("inf") else ""),
        f"disk: about {plan.disk / 1e9:.2f} GB of {plan.free / 1e9:.1f} GB free",
        f"the estimate is {basis}",
    ]
