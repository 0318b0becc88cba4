"""What each partner of the street received and gave, and the balance of all of them together."""

from __future__ import annotations

from dataclasses import dataclass

TERMS = ("from_street", "to_canals", "from_canals", "outside", "storage_change", "residual")
"""Order of the terms of an account."""


@dataclass
class Account:
    """Volumes of one partner since the start of a run [m3].

    Parameters
    ----------
    from_street
        Net volume taken from street cells; negative where more came up than went down.
    to_canals
        Net volume given to canals, prescribed or computed.
    from_canals
        What entered the canals of this partner, over their banks, as rain and from other partners.
    outside
        Net volume from outside the domain.
    initial_storage, storage
        Water held at the start and now.
    """

    from_street: float = 0.0
    to_canals: float = 0.0
    from_canals: float = 0.0
    outside: float = 0.0
    initial_storage: float = 0.0
    storage: float = 0.0

    @property
    def storage_change(self) -> float:
        """Stored volume gained since the start [m3]."""
        return self.storage - self.initial_storage

    @property
    def residual(self) -> float:
        """What the account does not explain [m3]; positive is water lost."""
        return self.from_street + self.from_canals + self.outside - self.to_canals - self.storage_change

    def terms(self) -> dict[str, float]:
        """All terms by name, in the order of `TERMS` [m3]."""
        return {name: float(getattr(self, name)) for name in TERMS}
