"""Buildings with the fields of the national house survey."""

from __future__ import annotations

import numpy as np

from census.twin import facts
from census.twin.buildings import building_types
from census.twin.survey.base import Base, Frames
from census.twin.survey.exposure.condition import condition, elderly
from census.twin.survey.exposure.construction import construction
from census.twin.survey.exposure.fittings import fittings
from census.twin.survey.exposure.stock import Reals, Stock, Whole, stock
from census.twin.survey.exposure.uses import uses
from census.twin.survey.regions.ownership import community_of


def buildings(base: Base, made: Frames) -> Frames:
    """Table `buildings`: the columns it came with, kept as they are, and those of the survey."""
    table, communities, canals = made["buildings"], made["communities"], made["canals"]
    stand = stock(base, made)
    trunk = canals.geometry.to_numpy()[canals["name"].to_numpy(dtype=object) == facts.GRAND_CANAL]
    owner = community_of(
        stand.middle,
        stand.street,
        communities.geometry.to_numpy(),
        communities["street_code"].to_numpy(dtype=object),
    )
    used = uses(stand, trunk)
    share = _residential(stand)
    fields = {
        "community_code": communities["community_code"].to_numpy(dtype=object)[owner],
        "footprint_m2": np.round(stand.footprint, 1),
        **used,
        "residential_share": share,
        "dwelling_units": _units(stand, share),
        "elderly_residents": elderly(stand),
        **construction(stand),
        **condition(
            stand,
            low_points=made["low_points"].geometry.to_numpy(),
            metro=made["metro_lines"].geometry.to_numpy(),
        ),
        **fittings(stand, used["use"]),
        "status": np.full(len(table), "unverified", dtype=object),
    }
    return {"buildings": table.assign(**fields)}


def _residential(stand: Stock) -> Reals:
    """Share of the floor area that is lived in, as the residents were placed by."""
    share = {row["type"]: float(row["residential"]) for row in building_types()}
    return np.array([share.get(kind, 0.0) for kind in stand.kind], dtype=np.float64)


def _units(stand: Stock, share: Reals) -> Whole:
    """Dwelling units by their usual floor area, at least one where people live."""
    size = stand.practice("unit_area_m2") * (0.85 + 0.3 * stand.shared("unit"))
    wanted = np.divide(stand.floor * share, size, out=np.zeros(len(size)), where=size > 0.0)
    units = np.rint(wanted).astype(np.int64)
    return np.where((share > 0.0) | (stand.people > 0), np.maximum(units, 1), 0)
