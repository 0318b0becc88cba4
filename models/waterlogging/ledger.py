"""The water balance of a run, in float64."""

from __future__ import annotations

from dataclasses import dataclass, field

TERMS = (
    "rain", "inflow", "infiltration", "sewer", "exchange", "canal", "edge", "storage_change", "residual",
)  # fmt: skip
"""Order of the terms in every table: rain and inflow come in, the next five go out."""


@dataclass
class Ledger:
    """Volumes since the start of a run [m3]; inputs and losses are positive.

    `sewer` is what the stand-in for sewers took, `exchange` the net volume that went to coupled sewers, pumps
    and underground spaces. `rain` and `inflow` come from forcing x area x time, never from what the cells
    received, so that the residual shows whatever the cells lost or made.
    """

    initial_storage: float = 0.0
    storage: float = 0.0
    rain: float = 0.0
    inflow: float = 0.0
    infiltration: float = 0.0
    sewer: float = 0.0
    exchange: float = 0.0
    canal: float = 0.0
    edge: float = 0.0
    canal_by_group: dict[str, float] = field(default_factory=dict)

    @property
    def storage_change(self) -> float:
        """Stored volume gained since the start [m3]."""
        return self.storage - self.initial_storage

    @property
    def residual(self) -> float:
        """What the balance does not explain [m3]; positive is water lost."""
        gone = self.infiltration + self.sewer + self.exchange + self.canal + self.edge + self.storage_change
        return self.rain + self.inflow - gone

    @property
    def relative_residual(self) -> float:
        """|residual| over the water handled: rain, inflow, first storage and what stages gave [-]."""
        handled = self.handled
        return abs(self.residual) / handled if handled > 0.0 else abs(self.residual)

    @property
    def handled(self) -> float:
        """Rain, inflow, first storage and what stages and partners gave [m3]."""
        given = max(-self.canal, 0.0) + max(-self.exchange, 0.0)
        return self.rain + self.inflow + self.initial_storage + given

    def terms(self) -> dict[str, float]:
        """All terms by name, in the order of `TERMS` [m3]."""
        return {name: float(getattr(self, name)) for name in TERMS}
