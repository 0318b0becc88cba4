"""The water balance of a run: its table, and the refusal of a run whose balance does not close."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from census.variables import LEDGER_TERMS
from outputs.publish import PublishError

RESIDUAL_LIMIT = 1e-6
"""Greatest residual of a surface run, as a share of the water handled (float32 state) [-]."""

COUPLED_LIMIT = 5e-3
"""Greatest residual of surface, sewers, canals and pumps together, as a share of the water handled [-]."""


def ledger_volumes(ds: xr.Dataset) -> dict[str, float]:
    """Volume of each term of the balance [m3].

    Parameters
    ----------
    ds
        Dataset with `ledger` on `ledger_term`.
    """
    names = [str(name) for name in ds["ledger_term"].values]
    return dict(zip(names, (float(value) for value in ds["ledger"].values), strict=True))


def relative_residual(ds: xr.Dataset) -> float:
    """Residual of the balance as a share of the water handled, as the model states it.

    Parameters
    ----------
    ds
        Dataset of scenario fields with the attribute `ledger_relative_residual`.

    Returns
    -------
    float
        abs(residual) over rain, inflow, first storage and what stages gave [-]; NaN where the
        run does not state it.
    """
    return float(ds.attrs.get("ledger_relative_residual", np.nan))


def judged_residual(ds: xr.Dataset) -> float:
    """Residual of the balance as a share of the water handled, by which a run is refused.

    Parameters
    ----------
    ds
        Dataset with `ledger` on `ledger_term`.

    Returns
    -------
    float
        abs(residual) over rain, inflow, the water that stood there at the start (`first_storage_m3`) and the
        net volumes given by stages and partners [-]: the rounding of the depths grows with all water, whether
        it rains on it or not. Where there was none, `relative_residual`. NaN where the ledger holds a
        number that is not finite.
    """
    volumes = ledger_volumes(ds)
    if not np.isfinite(list(volumes.values())).all():
        return float("nan")
    handled = volumes["rain"] + volumes["inflow"] + float(ds.attrs.get("first_storage_m3", 0.0))
    handled += max(-volumes.get("canal", 0.0), 0.0) + max(-volumes.get("exchange", 0.0), 0.0)
    return abs(volumes["residual"]) / handled if handled > 0.0 else relative_residual(ds)


def check_ledger(ds: xr.Dataset, *, limit: float = RESIDUAL_LIMIT) -> float:
    """Refuse a run whose water balance does not close.

    Parameters
    ----------
    ds
        Dataset with `ledger` on `ledger_term`.
    limit
        Greatest share of the water handled that may be unaccounted for [-].

    Returns
    -------
    float
        The share that was judged, `judged_residual` [-].

    Raises
    ------
    PublishError
        If the balance is open by more than the limit, is not a number, or is not there.
    """
    if "ledger" not in ds:
        raise PublishError("the run has no ledger; a run without a water balance is not published")
    volumes = ledger_volumes(ds)
    missing = sorted({"rain", "inflow", "residual"} - set(volumes))
    if missing:
        raise PublishError(f"the run's ledger has no {', '.join(missing)}; its balance cannot be judged")
    share = judged_residual(ds)
    # Written so that a NaN is refused too.
    if not share <= limit:
        raise PublishError(
            f"the water balance of the run is open: residual {volumes['residual']:.6g} m3 is "
            f"{share:.3g} of the water handled (rain {volumes['rain']:.6g} m3, "
            f"inflow {volumes['inflow']:.6g} m3), the limit is {limit:.3g}; the run is not published"
        )
    _check_coupled(ds)
    return share


def _check_coupled(ds: xr.Dataset) -> None:
    """Refuse a run whose balances together do not close."""
    share = float(ds.attrs.get("coupled_relative_residual", 0.0))
    if not share <= COUPLED_LIMIT:
        accounts = ds["account"].sel(account_term="residual")
        named = ", ".join(
            f"{name} {float(value):.6g} m3"
            for name, value in zip(accounts["partner"].values, accounts.values, strict=True)
        )
        raise PublishError(
            f"the balance of surface, sewers, canals and pumps together is open by {share:.3g} of the water "
            f"handled (residuals: {named}), the limit is {COUPLED_LIMIT:g}; the run is not published"
        )


def ledger_table(ds: xr.Dataset, *, domain_area: float) -> pd.DataFrame:
    """The balance as a table.

    Parameters
    ----------
    ds
        Dataset with `ledger` on `ledger_term`.
    domain_area
        Area over which a volume is told as a depth [m2].

    Returns
    -------
    pandas.DataFrame
        Columns term, term_zh, term_en, volume_m3, depth_mm.
    """
    volumes = ledger_volumes(ds)
    labels = [LEDGER_TERMS.get(name, (name, name)) for name in volumes]
    values = np.array(list(volumes.values()))
    return pd.DataFrame(
        {
            "term": list(volumes),
            "term_zh": [zh for zh, _ in labels],
            "term_en": [en for _, en in labels],
            "volume_m3": values,
            "depth_mm": values / domain_area * 1000.0,
        }
    )
