"""Figures in the report of an EPA SWMM run."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Report:
    """What a report says.

    Parameters
    ----------
    runoff_continuity, routing_continuity
        Continuity errors of runoff and of flow routing [%].
    nodes
        By node_id: `max_depth_m`, `surcharge_h` (0 where its drains never filled to above the highest
        crown), `flood_h`, `flood_volume_m3`.
    average_step
        Mean routing step [s].
    """

    runoff_continuity: float
    routing_continuity: float
    nodes: pd.DataFrame
    average_step: float

    @property
    def surcharged_share(self) -> float:
        """Share of the nodes that surcharge."""
        return float((self.nodes["surcharge_h"] > 0.0).mean()) if len(self.nodes) else 0.0

    @property
    def flooded_share(self) -> float:
        """Share of the nodes out of which water comes."""
        return float((self.nodes["flood_volume_m3"] > 0.0).mean()) if len(self.nodes) else 0.0


def read_report(text: str) -> Report:
    """Read the text of a report; the model is in metres and cubic metres per second."""
    errors = [float(value) for value in re.findall(r"Continuity Error \(%\) \.*\s+(-?[\d.]+)", text)]
    step = re.search(r"Average Time Step\s*:\s*([\d.]+)", text)
    depth = {row[0]: float(row[3]) for row in _table(text, "Node Depth Summary")}
    surcharge = {row[0]: float(row[2]) for row in _table(text, "Node Surcharge Summary")}
    flooding = {row[0]: (float(row[1]), 1e3 * float(row[5])) for row in _table(text, "Node Flooding Summary")}
    nodes = pd.DataFrame(
        {
            "max_depth_m": list(depth.values()),
            "surcharge_h": [surcharge.get(name, 0.0) for name in depth],
            "flood_h": [flooding.get(name, (0.0, 0.0))[0] for name in depth],
            "flood_volume_m3": [flooding.get(name, (0.0, 0.0))[1] for name in depth],
        },
        index=pd.Index(list(depth), name="node_id", dtype="str"),
    )
    return Report(
        errors[0] if len(errors) > 1 else 0.0,
        errors[-1] if errors else float("nan"),
        nodes,
        float(step.group(1)) if step else float("nan"),
    )


def _table(text: str, title: str) -> list[list[str]]:
    """Rows of the table under a title: what stands after the second rule, up to an empty line."""
    start = text.find(f"  {title}\n")
    if start < 0:
        return []
    rows: list[list[str]] = []
    rules = 0
    for line in text[start:].splitlines()[2:]:
        if line.strip().startswith("-----"):
            rules += 1
        elif rules == 2:
            if not line.strip():
                break
            rows.append(line.split())
        elif line.strip().startswith("No nodes were"):
            break
    return rows
